"""Whatever is wrong with a file is said in one line: file, line, path, value, what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.scenario import ScenarioError, load, load_outcomes, load_sweep, loads

GOOD = """\
title: Good
months: 12
policies:
  - kind: licensing
    odds: {case_by_case: 0.5}
  - {kind: export_control, id: quota, products: [heavy]}
  - {kind: export_control, id: ban, products: [magnets]}
nations:
  IND:
    assurance_response: refuse
"""
NATIONS = "CHN, IND, USA, JPN, EUU, KOR, AUS, MYS, VNM, MMR, THA, BRA, CAN, RUS, GBR, ROW"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "scenarios" / "outcomes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    put("scenarios/outcomes/default.yaml", "outcomes:\n  - {name: other, title: Other, all: []}\n")
    put("good.yaml", GOOD)
    put("baseline.yaml", "months: 12\n")
    return tmp_path


def put(name: str, text: str | bytes) -> str:
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def refused(name: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


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
        ("months: 12", "events: {a: 1}", "x.yaml:2: events: a mapping is not a list (allowed: a list)"),
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
    found = refused(put("x.yaml", GOOD.replace(old, new)))
    assert found.startswith(line)
    assert found == line or not line.endswith(")")


def test_text_that_is_not_utf_8_is_refused(folder: Path) -> None:
    found = refused(put("x.yaml", "title: a\nname: café".encode("latin-1")))
    assert found == "x.yaml:2: byte 0xe9 is not UTF-8 (allowed: UTF-8 text)"


def test_a_missing_file_is_refused_with_the_nearest_name(folder: Path) -> None:
    assert refused("goood.yaml") == (
        "goood.yaml: no such file; did you mean good.yaml? (allowed: baseline.yaml, good.yaml)"
    )
    put("scenarios/china_plus_one.yaml", "months: 3")
    assert refused("china_plus_on") == (
        "china_plus_on: no such scenario in scenarios; did you mean china_plus_one? (allowed: china_plus_one)"
    )


def test_all_errors_of_a_file_are_kept_in_the_order_of_its_lines(folder: Path) -> None:
    name = put("x.yaml", GOOD.replace("0.5", "7").replace("months: 12", "mounths: 12").replace("refuse", "no"))
    with pytest.raises(ScenarioError) as caught:
        load(name)
    assert [error.line for error in caught.value.all] == [2, 5, 10]
    assert caught.value.all[0] is caught.value


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
    assert refused(put("x.yaml", text)).startswith(line)


def test_an_error_in_a_file_below_names_that_file(folder: Path) -> None:
    put("x.yaml", "extends: y.yaml\nmonths: 3")
    put("y.yaml", "title: y\nseed: -1")
    assert refused("x.yaml").startswith("y.yaml:2: seed: -1 is below the allowed 0")


def test_more_than_five_files_deep_is_refused(folder: Path) -> None:
    for depth in range(7):
        put(f"d{depth}.yaml", f"extends: d{depth + 1}.yaml")
    assert refused("d0.yaml") == "d5.yaml:1: extends: more than 5 files deep (allowed: up to 5)"


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


SWEEP = """\
scenario: good.yaml
seeds: 2
design: {method: sobol, draws: 8}
uncertainties:
  policies.licensing.odds.case_by_case: {uniform: [0.2, 0.8]}
levers:
  nations.IND.assurance_response: [comply, refuse]
objectives:
  - {measure: import_dependency, nation: IND, direction: minimize}
"""


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "licensing.odds.case_by_case",
            "export_control.access",
            "s.yaml:5: uncertainties.policies.export_control.access: export_control fits 2 policies;"
            " name one by its id (allowed: quota, ban)",
        ),
        (
            "[0.2, 0.8]",
            "[0.2, 1.8]",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case: 1.8 is above the allowed 1.0"
            " (allowed: 0 to 1)",
        ),
        (
            "case_by_case:",
            "case_by_cas:",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_cas: no 'case_by_cas' there;"
            " did you mean case_by_case? (allowed: open, general, case_by_case, tight, ban)",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{normal: [0.5, 0.2]}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case: -0.3",
        ),
        (
            "policies.licensing.odds.case_by_case: {uniform: [0.2, 0.8]}",
            "months: {uniform: [6, 12]}",
            "s.yaml:5: uncertainties.months: 6.0 is not a whole number (allowed: whole numbers 1 to 600)",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{unifrom: [0.2, 0.8]}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case.unifrom: unknown key;"
            " did you mean uniform? (allowed: ",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{uniform: [0.8, 0.2]}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case: 0.8 is not below 0.2 (allowed: [low, high])",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{choice: {0.2: 0.5, 0.4: 0.4}}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case.choice: the weights add up to 0.9"
            " (allowed: weights that add up to 1)",
        ),
        (
            "[comply, refuse]",
            "[comply, refus]",
            "s.yaml:7: levers.nations.IND.assurance_response: 'refus' is not one of the choices;"
            " did you mean refuse? (allowed: comply, middle_ground, refuse, adaptive)",
        ),
        (
            "nations.IND.assurance_response: [comply, refuse]",
            "policies[0].odds.case_by_case: [0.1]",
            "s.yaml:7: levers.policies[0].odds.case_by_case: is the same place as"
            " policies.licensing.odds.case_by_case (allowed: one input for each place)",
        ),
        ("seeds: 2", "seeds: two", "s.yaml:2: seeds: 'two' is not allowed here (allowed: whole numbers 1 to 10000 or"),
        ("seeds: 2", "seeds: [1, 1]", "s.yaml:2: seeds: a seed stands twice (allowed: each seed once)"),
        ("seeds: 2", "seeds: [1, x]", "s.yaml:2: seeds[1]: 'x' is not allowed here (allowed: whole numbers 0 to "),
        ("sobol", "sobl", "s.yaml:3: design.method: 'sobl' is not one of the choices; did you mean sobol? (allowed: "),
        (
            "draws: 8",
            "draws: 0",
            "s.yaml:3: design.draws: 0 is below the allowed 1 (allowed: whole numbers 1 to 1000000)",
        ),
        ("good.yaml", "god.yaml", "s.yaml:1: scenario: 'god.yaml': no such file; did you mean good.yaml? (allowed: "),
        ("scenario: good.yaml", "title: x", "s.yaml:1: scenario: is missing (allowed: text)"),
        (
            "nation: IND",
            "nation: INDIA",
            "s.yaml:9: objectives[0].nation: 'INDIA' is no known nation; did you mean IND?",
        ),
        (
            "import_dependency",
            "dependency",
            "s.yaml:9: objectives[0].measure: 'dependency' is no known measure; did you mean heavy_dependency?",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{uniform: [0.2]}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case.uniform: is too short"
            " (allowed: a list of 2 numbers)",
        ),
        (
            "{uniform: [0.2, 0.8]}",
            "{}",
            "s.yaml:5: uncertainties.policies.licensing.odds.case_by_case: declares no distribution (allowed: one of ",
        ),
        (
            "[comply, refuse]",
            "[comply, {a: 1}]",
            "s.yaml:7: levers.nations.IND.assurance_response[1]: a mapping is not allowed here (allowed: ",
        ),
        (
            "measure: import_dependency, nation: IND",
            "measure: relations, nation: IND",
            "s.yaml:9: objectives[0].nation: 'IND' is no pair (allowed: two nations, such as IND>USA)",
        ),
        (
            "nation: IND",
            "nation: IND, product: oxide_Dy",
            "s.yaml:9: objectives[0].product: import_dependency is not reported by product (allowed: no product)",
        ),
        (
            "measure: import_dependency, nation: IND",
            "measure: use_t, nation: IND, product: ev",
            "s.yaml:9: objectives[0].product: 'ev' is no known product (allowed: ",
        ),
        ("seeds: 2", "outcomes: {rules: defalt}", "s.yaml:2: outcomes.rules: 'defalt': no such outcome rules in "),
        ("seeds: 2", "baseline: old.yaml", "s.yaml:2: baseline: 'old.yaml': no such file"),
    ],
)
def test_a_wrong_sweep_is_refused_in_one_line(folder: Path, old: str, new: str, line: str) -> None:
    assert old in SWEEP
    put("s.yaml", SWEEP.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_sweep("s.yaml")
    found = str(caught.value)
    assert found.startswith(line)
    assert found == line or not line.endswith(")")


def test_a_broken_scenario_of_a_sweep_is_named_itself(folder: Path) -> None:
    put("s.yaml", SWEEP)
    put("good.yaml", "months: 0")
    with pytest.raises(ScenarioError, match=r"^good\.yaml:1: months: 0 is below"):
        load_sweep("s.yaml")


RULE = "{name: a, title: A, all: [{measure: concession, nation: focal, above: 0}]}"
LAST = "{name: z, title: Z, all: []}"


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (f"[{RULE}]", "the last rule, and only that, has no conditions (allowed: all: [] in the last rule)"),
        (f"[{LAST}, {LAST.replace('z', 'y')}]", "the last rule, and only that, has no conditions"),
        (f"[{LAST.replace('all: []', '')}]", "outcomes[0].all: is missing (allowed: a list"),
        (f"[{RULE}, {RULE}, {LAST}]", "the name a stands twice (allowed: once)"),
        (f"[{RULE.replace('above', 'abov')}, {LAST}]", "outcomes[0].all[0].abov: unknown key; did you mean above?"),
        (f"[{RULE.replace(', above: 0', '')}, {LAST}]", "outcomes[0].all[0]: has no bound (allowed: above, "),
        (
            f"[{RULE.replace('focal', 'fokal')}, {LAST}]",
            "outcomes[0].all[0].nation: 'fokal' is no known nation; did you mean focal?",
        ),
        (
            f"[{RULE.replace('above: 0', 'above: 0, months_at_least: 13')}, {LAST}]",
            "outcomes[0].all[0]: the window has 12 months (allowed: months_at_least 1 to 12)",
        ),
        (
            f"[{RULE.replace('above: 0', 'above: 0, window: last')}, {LAST}]",
            "outcomes[0].all[0].window: 'last' is no window (allowed: last12, whole, or months",
        ),
        (
            "[{name: a, title: A, all: [{decision: focal.assurance_response, is: refus}]}, " + LAST + "]",
            "outcomes[0].all[0].is: 'refus' is no known option; did you mean refuse? (allowed: comply, middle_",
        ),
        (
            "[{name: a, title: A, all: [{decision: focal.asurance, is: refuse}]}, " + LAST + "]",
            "outcomes[0].all[0].decision: 'asurance' is no known decision; did you mean assurance_response?",
        ),
    ],
)
def test_wrong_outcome_rules_are_refused_in_one_line(folder: Path, rules: str, line: str) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: {rules}")
    with pytest.raises(ScenarioError) as caught:
        load_outcomes("mine")
    where, _, rest = str(caught.value).partition(":1: ")
    assert where == "scenarios/outcomes/mine.yaml"
    assert rest.removeprefix("outcomes: ").startswith(line)


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
