"""Sweeps as files, and all files of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_files import base_folder, write

from sim.scenario import folder as library_folder
from sim.scenario import (
    library,
    load,
    load_outcomes,
    load_sweep,
    loads,
)

SWEEP = """
scenario: ../base.yaml
seeds: 3
design: {method: lhs, draws: 1e2}
uncertainties:
  policies.licensing.odds.case_by_case: {uniform: [0.2, 0.8]}
  policies.quota.access: {beta: [2, 4], low: 0.1, high: 0.9}
  parameters.fear_decay: {normal: [0.1, 0.05], bounds: [0.06, 0.2]}
  parameters.panic: {loguniform: [1, 3]}
  parameters.habit_speed: {triangular: [0.03, 0.05, 0.1]}
  hypothesis: {choice: {leverage: 0.6, bargaining: 0.4}}
  seed: {choice: {1: 0.5, 2: 0.5}}
levers:
  nations.IND.assurance_response: [comply, middle_ground, refuse, adaptive]
objectives:
  - {measure: import_dependency, nation: IND, direction: minimize, weight: 0.3}
  - {measure: relations, nation: focal>rival, direction: maximize, statistic: mean}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return base_folder(tmp_path, monkeypatch)


def test_a_sweep_brings_its_scenario_its_baseline_and_its_rules(folder: Path) -> None:
    sweep = load_sweep(write(folder, "sweeps/one", SWEEP))
    assert (sweep.scenario.name, sweep.baseline.name, sweep.rules.names) == ("base", "baseline", ("other",))
    assert sweep.baseline.months == sweep.scenario.months
    assert (sweep.spec.seed_list, sweep.spec.design.draws) == ((0, 1, 2), 100)
    found = {path: (d.kind, d.numbers, d.options) for path, d in sweep.spec.uncertainties.items()}
    assert found == {
        "policies.licensing.odds.case_by_case": ("uniform", (0.2, 0.8), ()),
        "policies.quota.access": ("beta", (2, 4, 0.1, 0.9), ()),
        "parameters.fear_decay": ("normal", (0.1, 0.05, 0.06, 0.2), ()),
        "parameters.panic": ("loguniform", (1, 3), ()),
        "parameters.habit_speed": ("triangular", (0.03, 0.05, 0.1), ()),
        "hypothesis": ("choice", (0.6, 0.4), ("leverage", "bargaining")),
        "seed": ("choice", (0.5, 0.5), (1, 2)),
    }


def test_a_sweep_is_written_as_it_was_read_and_can_be_cut_short(folder: Path) -> None:
    file = write(folder, "sweeps/one", SWEEP)
    sweep = load_sweep("one", {"seeds": [4, 7], "design.draws": 8, "title": "Short"})
    assert (sweep.spec.seed_list, sweep.spec.design.draws) == ((4, 7), 8)
    file.write_text(sweep.spec.to_yaml(), encoding="utf-8")
    assert load_sweep("one").spec == sweep.spec


def test_the_default_outcomes_are_the_five_of_the_design() -> None:
    rules = load_outcomes("default")
    assert rules.names == ("escalation", "compliance_trap", "diversified", "middle_ground", "no_change")
    assert not rules.outcomes[-1].all
    after = rules.outcomes[0].all[0].after
    assert after is not None
    assert (after.decision, after.is_) == ("focal.assurance_response", "refuse")


def test_a_condition_holds_within_all_its_bounds() -> None:
    condition = load_outcomes("default").outcomes[3].all[0]
    assert [condition.within(value) for value in (0.0, 0.5, 1.0)] == [False, True, False]


def test_the_scenarios_of_the_repository_are_sound() -> None:
    for entry in library():
        scenario = load(entry.path)
        assert scenario.name == entry.path.stem
        assert loads(scenario.to_yaml()) == scenario


def test_the_sweeps_of_the_repository_are_sound() -> None:
    for file in sorted((library_folder() / "sweeps").glob("*.yaml")):
        sweep = load_sweep(file)
        assert sweep.baseline.months == sweep.scenario.months
