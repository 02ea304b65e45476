"""YAML is read as a person means it, and refused where it can surprise or harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.dumping import dump
from sim.yamlio import MAX_BYTES, YamlError, parse, parse_scalar, read, spell


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("on", "on"),
        ("yes", "yes"),
        ("n", "n"),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("1e3", 1000),
        ("1.5e3", 1500.0),
        ("1e-3", 0.001),
        ("1e300", 1e300),
        ("9223372036854775807", 9223372036854775807),
        (".5", 0.5),
        ("-7", -7),
        ("007", 7),
        ("2025-04", "2025-04"),
        ("2025-04-01", "2025-04-01"),
        ("12:30", "12:30"),
        ("'1'", "1"),
        ("1_000", "1_000"),
        ("0x1f", "0x1f"),
        ("[a, 2]", ["a", 2]),
    ],
)
def test_a_value_is_read_as_a_person_means_it(text: str, value: Any) -> None:
    found = parse_scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_1e3_can_be_a_count() -> None:
    assert type(parse_scalar("1e3")) is int


def test_keys_are_always_text() -> None:
    assert parse("NO: 1\n2010: 2\ntrue: 3", "f").plain() == {"NO": 1, "2010": 2, "true": 3}


def test_each_value_knows_its_line() -> None:
    root = parse("a: 1\nb:\n  - c: 2\n\n  - d:\n      e: 3\n", "f")
    assert root.lines() == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "c"): 3,
        ("b", 1): 5,
        ("b", 1, "d"): 5,
        ("b", 1, "d", "e"): 6,
    }


def test_the_nearest_value_is_found_for_a_location_that_is_not_there() -> None:
    node, rest = parse("a: [{b: 1}]", "f").nearest(("a", 0, "c", "d"))
    assert (node.location, rest) == (("a", 0), ("c", "d"))


def test_a_location_is_spelled_as_people_write_it() -> None:
    assert spell(("policies", 2, "odds", "case_by_case")) == "policies[2].odds.case_by_case"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a: 1\na: 2", "f:2: a: the key stands twice, first in line 1 (allowed: once)"),
        (b"x: {b: 1, b: 2}", "f:1: x.b: the key stands twice, first in line 1 (allowed: once)"),
        (b"a: &n 1", "f:1: a: anchor &n (allowed: values written out)"),
        (b"a: 1\nb: *n", "f:2: b: alias *n (allowed: values written out)"),
        (b"*n : 1", "f:1: alias *n (allowed: values written out)"),
        (b"a: !!python/object:os.system x", "f:1: a: tag tag:yaml.org,2002:python/object:os.system"),
        (b"a: 1\n---\nb: 2", "f:2: a second document begins here (allowed: one document per file)"),
        (b"a: 1\nb: caf\xe9", "f:2: byte 0xe9 is not UTF-8 (allowed: UTF-8 text)"),
        (b"a: b: c", "f:1: not valid YAML: mapping values are not allowed here"),
        (b"a: 1\nb: \x07", "f:2: control character U+0007 (allowed: printable text)"),
        (b"a: .inf", "f:1: a: .inf is not a finite number (allowed: finite numbers)"),
        (b"a: 9223372036854775808", "f:1: a: 9223372036854775808 is too large"),
        (b"a: " + b"9" * 5000, "f:1: a: 99999999999999999999 is too large"),
        (b"a: 1e999", "f:1: a: 1e999 is too large"),
        (b"? [a]\n: 1", "f:1: a list or mapping stands as a key (allowed: text)"),
        (b'a: "\\ud800"', "f:1: a: half of a surrogate pair (allowed: UTF-8 text)"),
        (b'a: "\\U00110000"', "f: not valid YAML: chr() arg not in range"),
        (b"a: " + b"[" * 21 + b"]" * 21, "f:1: a[0][0]: nested too deep (allowed: up to 20 levels)"),
        (b"[" * 200_000, "f:1: [0][0][0]: nested too deep (allowed: up to 20 levels)"),
        (b"a" * (MAX_BYTES + 1), "f: more than 256 KiB (allowed: up to 256 KiB)"),
    ],
)
def test_what_can_surprise_is_refused_in_one_line(content: bytes, line: str) -> None:
    with pytest.raises(YamlError) as caught:
        parse(content, "f")
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_a_depth_of_20_is_read() -> None:
    parse("[" * 20 + "]" * 20, "f")


@pytest.mark.parametrize("content", ["", "# only a comment\n", "---\n", "~", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(YamlError) as caught:
        read(file, "x.yaml")
    assert str(caught.value) == "x.yaml: is empty (allowed: a YAML mapping)"


def test_a_large_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"- *a\n" * 200_000)
    with pytest.raises(YamlError, match="more than 256 KiB"):
        read(file)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(YamlError, match=r"none\.yaml: no such file"):
        read(tmp_path / "none.yaml", "none.yaml")
    with pytest.raises(YamlError, match="is a folder"):
        read(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse(b"\xef\xbb\xbfa: 1", "f").plain() == {"a": 1}


plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=20)
    | st.sampled_from(["NO", "1e3", "2025-04-01", "0x1f", "1_000", "~", "", "12:30", "=", "<<", ".inf"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abNO1~e ", max_size=5), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(plain_values)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert parse(dump(value), "f").plain() == value


def test_written_text_has_no_aliases() -> None:
    shared = {"a": 1}
    assert "&" not in dump([shared, shared])
