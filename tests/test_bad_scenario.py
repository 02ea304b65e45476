"""Whatever is wrong with a scenario is said in one line: file, line, path, value, what is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bad_files import GOOD, NATIONS, good_folder, put, refused_scenario

from sim.scenario import ScenarioError, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return good_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "case_by_case: 0.5",
            "case_by_cas: 0.5",
            "x.yaml:5: policies[0].odds.case_by_cas: unknown key; did you mean case_by_case?"
            " (allowed: open, general, case_by_case, tight, ban)",
        ),
        (
            "months: 12",
            "months: ten",
            "x.yaml:2: months: 'ten' is not a whole number (allowed: whole numbers 1 to 600)",
        ),
        ("months: 12", "months:", "x.yaml:2: months: is empty (allowed: whole numbers 1 to 600)"),
        (
            "months: 12",
            "months: true",
            "x.yaml:2: months: true is not a whole number (allowed: whole numbers 1 to 600)",
        ),
        (
            "months: 12",
            "months: 0",
            "x.yaml:2: months: 0 is below the allowed 1 (allowed: whole numbers 1 to 600)",
        ),
        (
            "case_by_case: 0.5",
            "case_by_case: 1.4",
            "x.yaml:5: policies[0].odds.case_by_case: 1.4 is above the allowed 1.0 (allowed: 0 to 1)",
        ),
        (
            "case_by_case: 0.5",
            "case_by_case: '0.5'",
            "x.yaml:5: policies[0].odds.case_by_case: '0.5' is not a number (allowed: 0 to 1)",
        ),
        (
            "IND:",
            "IDN:",
            f"x.yaml:9: nations.IDN: 'IDN' is no known nation; did you mean IND? (allowed: {NATIONS})",
        ),
        (
            "refuse",
            "refus",
            "x.yaml:10: nations.IND.assurance_response: 'refus' is not one of the choices; did you mean refuse?"
            " (allowed: comply, middle_ground, refuse, adaptive)",
        ),
        (
            "products: [magnets]",
            "products: [magnet]",
            "x.yaml:7: policies[2].products[0]: 'magnet' is no known product or group; did you mean magnets? (allow",
        ),
        (
            "kind: licensing",
            "kind: licencing",
            "x.yaml:4: policies[0].kind: 'licencing' is no known kind of policy; did you mean licensing? (allowed: ",
        ),
        ("kind: licensing", "id: one", "x.yaml:4: policies[0].kind: is missing (allowed: "),
        (
            "id: ban",
            "id: a.b",
            "x.yaml:7: policies[2].id: 'a.b' does not fit (allowed: ",
        ),
        (
            "id: ban",
            "id: quota",
            "x.yaml:7: policies[2].id: 'quota' is the id of policies[1] as well (allowed: each id once)",
        ),
        (
            "id: ban",
            "id: licensing",
            "x.yaml:7: policies[2].id: 'licensing' is a kind of policy and this is export_control"
            " (allowed: another id)",
        ),
        (
            "months: 12",
            "rival: IND",
            "x.yaml:2: rival: IND is the focal as well (allowed: three different nations)",
        ),
        (
            "months: 12",
            "start: 2023-05",
            "x.yaml:2: start: 2023-05 is not in the base year (allowed: 2024-01 to 2024-12)",
        ),
        (
            "months: 12",
            "start: 2024-13",
            "x.yaml:2: start: '2024-13' is not a month (allowed: text such as 2025-04)",
        ),
        (
            "months: 12",
            "parameters: {fear_deca: 1}",
            "x.yaml:2: parameters.fear_deca: 'fear_deca' is no known parameter; did you mean fear_decay? (allowed: ",
        ),
        (
            "months: 12",
            "parameters: {fear_decay: 7}",
            "x.yaml:2: parameters.fear_decay: 7 is above the allowed 0.3 (allowed: 0.05 to 0.3 1/month)",
        ),
        (
            "months: 12",
            "demand_index: [{sector: evs, month: 2024-02, index: 1}]",
            "x.yaml:2: demand_index[0].sector: 'evs' is no known sector; did you mean ev? (allowed: ",
        ),
        (
            "months: 12",
            "demand_index: [{sector: ev, index: 1}]",
            "x.yaml:2: demand_index[0].month: is missing (allowed: text such as 2025-04)",
        ),
        (
            "months: 12",
            "events: {a: 1}",
            "x.yaml:2: events: a mapping is not a list (allowed: a list of a mapping of month, ",
        ),
        (
            "odds: {case_by_case: 0.5}",
            "when: {measure: fears, nation: IND, above: 1}",
            "x.yaml:5: policies[0].when.measure: 'fears' is no known measure; did you mean fear? (allowed: ",
        ),
        (
            "odds: {case_by_case: 0.5}",
            "{}",
            "x.yaml:6: not valid YAML: could not find expected ':'",
        ),
        (
            "months: 12",
            "title: Again",
            "x.yaml:2: title: the key stands twice, first in line 1 (allowed: once)",
        ),
        ("months: 12", "months: *m", "x.yaml:2: months: alias *m (allowed: values written out)"),
        (GOOD, "- a list", "x.yaml:1: a list is not a mapping (allowed: key: value)"),
        (GOOD, "", "x.yaml: is empty (allowed: a YAML mapping)"),
        (GOOD, "# nothing\n", "x.yaml: is empty (allowed: a YAML mapping)"),
        (GOOD, "a: 1\n" * 200_000, "x.yaml: more than 256 KiB (allowed: up to 256 KiB)"),
    ],
)
def test_a_wrong_scenario_is_refused_in_one_line(folder: Path, old: str, new: str, line: str) -> None:
    assert old in GOOD
    found = refused_scenario(put("x.yaml", GOOD.replace(old, new)))
    assert found.startswith(line)
    assert found == line or not line.endswith(")")


def test_text_that_is_not_utf_8_is_refused(folder: Path) -> None:
    found = refused_scenario(put("x.yaml", "title: a\nname: café".encode("latin-1")))
    assert found == "x.yaml:2: byte 0xe9 is not UTF-8 (allowed: UTF-8 text)"


def test_a_missing_file_is_refused_with_the_nearest_name(folder: Path) -> None:
    assert refused_scenario("goood.yaml") == (
        "goood.yaml: no such file; did you mean good.yaml? (allowed: baseline.yaml, good.yaml)"
    )
    put("scenarios/china_plus_one.yaml", "months: 3")
    assert refused_scenario("china_plus_on") == (
        "china_plus_on: no such scenario in scenarios; did you mean china_plus_one? (allowed: china_plus_one)"
    )


def test_a_folder_with_the_name_of_a_scenario_is_called_one(folder: Path) -> None:
    (folder / "scenarios" / "x.yaml").mkdir(parents=True)
    assert refused_scenario("x") == "scenarios/x.yaml: is a folder, not a YAML file"
    assert refused_scenario("y").startswith("y: no such scenario in scenarios")
    assert not re.search(r"\bx\b", refused_scenario("y"))


def test_all_errors_of_a_file_are_kept_in_the_order_of_its_lines(folder: Path) -> None:
    name = put("x.yaml", GOOD.replace("0.5", "7").replace("months: 12", "mounths: 12").replace("refuse", "no"))
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert [error.line for error in caught.value.all] == [2, 5, 10]
    assert caught.value.all[0] is caught.value
