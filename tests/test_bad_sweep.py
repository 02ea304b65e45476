"""Whatever is wrong with a sweep is said in one line: file, line, path, value, what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_files import good_folder, put

from sim.scenario import ScenarioError, load_sweep


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return good_folder(tmp_path, monkeypatch)


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
