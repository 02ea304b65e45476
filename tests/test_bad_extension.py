"""Whatever is wrong with an extension, a path or a text is said in one line; nothing else ever happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bad_files import NATIONS, good_folder, put, refused_scenario
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, loads


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return good_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("extends: x.yaml", "x.yaml:1: extends: goes in a circle: x.yaml > x.yaml (allowed: "),
        ("extends: 3", "x.yaml:1: extends: 3 is no relative path (allowed: "),
        ("extends: /etc/passwd", "x.yaml:1: extends: '/etc/passwd' is no relative path (allowed: "),
        ("extends: god.yaml", "x.yaml:1: extends: 'god.yaml': no such file; did you mean good.yaml? (allowed: "),
        (
            "extends: good\npolicies: [{kind: export_control, access: 1}]",
            "x.yaml:2: policies[0].kind: 'export_control' fits 2 policies; give the id of one (allowed: quota, ban)",
        ),
        (
            "extends: good\npolicies: [{id: qouta, remove: true}]",
            "x.yaml:2: policies[0]: removes a policy that is not there; did you mean quota? (allowed: ",
        ),
        (
            "extends: good\npolicies: [{id: quota, remove: 1}]",
            "x.yaml:2: policies[0].remove: 1 is not true or false (allowed: true or false)",
        ),
        (
            "extends: good\npolicies: [{id: quota, kind: licensing}]",
            "x.yaml:2: policies[0].kind: 'licensing' is not the kind of quota in good.yaml (allowed: export_control)",
        ),
        (
            "extends: good\npolicies:\n- {id: quota}\n- {id: quota}",
            "x.yaml:4: policies[1]: changes quota a second time (allowed: once in a file)",
        ),
        (
            "extends: good\npolicies: [{kind: licensing, odds: {tight: 2}}]",
            "x.yaml:2: policies[0].odds.tight: 2 is above the allowed 1.0 (allowed: 0 to 1)",
        ),
    ],
)
def test_a_wrong_extension_is_refused_in_one_line(folder: Path, text: str, line: str) -> None:
    assert refused_scenario(put("x.yaml", text)).startswith(line)


def test_an_error_in_a_file_below_names_that_file(folder: Path) -> None:
    put("x.yaml", "extends: y.yaml\nmonths: 3")
    put("y.yaml", "title: y\nseed: -1")
    assert refused_scenario("x.yaml").startswith("y.yaml:2: seed: -1 is below the allowed 0")


def test_more_than_five_files_deep_is_refused(folder: Path) -> None:
    for depth in range(7):
        put(f"d{depth}.yaml", f"extends: d{depth + 1}.yaml")
    assert refused_scenario("d0.yaml") == "d5.yaml:1: extends: more than 5 files deep (allowed: up to 5)"


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (
            "policies.export_control.access",
            0.5,
            "policies.export_control.access: export_control fits 2 policies; name one by its id (allowed: quota, ban)",
        ),
        (
            "policies.licensing.odds.case_by_cas",
            0.5,
            "policies.licensing.odds.case_by_cas: no 'case_by_cas' there; did you mean case_by_case?"
            " (allowed: open, general, case_by_case, tight, ban)",
        ),
        (
            "policies.licensing.odds.case_by_case",
            1.4,
            "policies.licensing.odds.case_by_case: 1.4 is above the allowed 1.0 (allowed: 0 to 1)",
        ),
        (
            "nations.IDN.regime",
            "tight",
            f"nations.IDN.regime: 'IDN' is no known nation; did you mean IND? (allowed: {NATIONS})",
        ),
        ("mounths", 3, "mounths: no 'mounths' there; did you mean months? (allowed: name, title, "),
        ("months.x", 3, "months.x: goes too far: what stands before 'x' is 12, not a mapping"),
        ("months", float("inf"), "months: inf is not a finite number (allowed: finite numbers)"),
        ("policies.tariff.x", 3, "policies.tariff.x: the scenario has no policy of kind tariff (allowed: licensing, "),
        ("policies[7].access", 3, "policies[7].access: the list has no position 7 (allowed: positions below 3)"),
        ("policies.quota.kind", "a", "policies.quota.kind: kind cannot be set by a path (allowed: what changes a run)"),
        ("a..b", 3, "a..b: is no path (allowed: names with dots between, such as parameters.fear_decay)"),
    ],
)
def test_a_wrong_path_or_value_is_refused_in_one_line(folder: Path, path: str, value: object, line: str) -> None:
    scenario = load("good.yaml")
    with pytest.raises(ScenarioError) as caught:
        scenario.with_values({path: value}, "--set")
    assert str(caught.value).startswith(f"--set: {line}")


keys = st.sampled_from(
    ["title", "months", "policies", "nations", "parameters", "events", "kind", "odds", "IND", "freeze"]
)
scalars = st.sampled_from(
    ["3", "1e3", "-0.5", "NO", "~", "'x'", "licensing", "2025-04", "[]", "{}", "*a", "&a b", "!x 1"]
)


@settings(max_examples=150)
@given(
    st.text(max_size=60) | st.lists(st.tuples(keys, scalars), max_size=5).map(lambda p: "\n".join(map(": ".join, p)))
)
@example("policies: [3, {kind: 3}, {kind: licensing, odds: 3}, ~]")
@example("nations: {IND: 3, 3: {}, ~: ~}")
@example("parameters: {fear_decay: ~, '': 1}")
@example("{'': 1, '{}': {}}")
@example("title: 'a{0}b{value}'\nname: '{value}'\nstart: '{value}'")
@example("hypothesis: {a: 1}\nfreeze: growth\nevents: [[]]\ndemand_index: 3\noutcomes: x")
def test_any_text_is_a_scenario_or_refused_in_one_line(text: str) -> None:
    said = what_is_said(lambda: loads(text, "x.yaml"))
    assert said.startswith("x.yaml") or not said
    assert said.isprintable()


@settings(max_examples=60)
@given(st.binary(max_size=40))
def test_any_bytes_are_a_scenario_or_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "x.yaml"
    file.write_bytes(data)
    assert what_is_said(lambda: load(file)).isprintable()


def what_is_said(read: Callable[[], object]) -> str:
    """Return the line of the refusal, '' if there is none; any other error is a failure."""
    try:
        read()
    except ScenarioError as error:
        return str(error)
    return ""
