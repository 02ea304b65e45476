"""The plan of a sweep: what the file says, with its cases, columns and runs worked out before anything is run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from sim.scenario.errors import ScenarioError
from sim.scenario.load_sweep import Sweep, load_sweep
from sim.scenario.model import Scenario
from sim.scenario.outcomes import OutcomeRules
from sim.scenario.paths import locate
from sim.scenario.sweepspec import SweepSpec
from sim.sweep import cases, designs, probes
from sim.sweep.measures import BANDS, Column, Roles, merged, standard
from sim.sweep.outcomes import played
from sim.sweep.scores import Objective
from sim.sweep.worker import Job

WORLD = ("parameters", "months", "start", "demand_index", "cost_index", "controller", "focal", "rival")
"""What `--set` changes in the baseline as well, because it is about the world and not about a policy."""


class Jobs(Sequence[Job]):
    """Every run in the order of cases, then seeds, and the probes after them; a job is made when it is asked for."""

    def __init__(self, every: Sequence[cases.Case], seeds: Sequence[int], more: Sequence[Job] = ()) -> None:
        self._cases, self._seeds, self._more = every, np.array(seeds, dtype=np.int64), more
        self.runs = len(every) * len(seeds)
        """How many of them are runs of the sweep; the rest are probes."""

    def __len__(self) -> int:
        return self.runs + len(self._more)

    @overload
    def __getitem__(self, place: int) -> Job: ...
    @overload
    def __getitem__(self, place: slice) -> list[Job]: ...
    def __getitem__(self, place: int | slice) -> Job | list[Job]:
        if isinstance(place, slice):
            return [self[i] for i in range(len(self))[place]]
        i = range(len(self))[place]
        if i >= self.runs:
            return self._more[i - self.runs]
        case, seed = divmod(i, len(self._seeds))
        return Job(i, self._cases[case].id, int(self._seeds[seed]), self._cases[case].changes())

    def case_and_seed(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the cases and the seeds of some runs."""
        case, seed = np.divmod(places, len(self._seeds))
        return case, self._seeds[seed]

    def shard(self, k: int, n: int) -> NDArray[np.int64]:
        """Return the places of shard `k` of `n`: every nth case with all its seeds, and every nth probe."""
        places = np.arange(len(self))
        case = np.where(places < self.runs, places // len(self._seeds), places)
        mine: NDArray[np.int64] = places[case % n == k - 1]
        return mine


@dataclass(frozen=True)
class Plan:
    """A sweep ready to run; `columns` and `bands` are what is kept of each run."""

    sweep: Sweep
    scenario: Scenario
    baseline: Scenario
    roles: Roles
    cases: cases.Cases
    objectives: tuple[Objective, ...]
    columns: tuple[Column, ...]
    bands: tuple[Column, ...]
    seeds: tuple[int, ...]

    @cached_property
    def jobs(self) -> Jobs:
        """Every run, in the order of cases, then seeds, and the probes."""
        return Jobs(self.cases.cases, self.seeds, [job for _, job in self.probes])

    @property
    def probes(self) -> list[tuple[str, Job]]:
        """Further runs, each input alone at its ends, with the path that each is for."""
        spec, first = self.sweep.spec, len(self.cases.cases)
        runs = first * len(self.seeds)
        return probes.jobs(spec.uncertainties, self.cases.reference, self.seeds[0], runs, first)

    def without(self, absent: Iterable[Column]) -> Plan:
        """Return the plan without columns that the model does not record."""
        gone = {column.path for column in absent}
        return replace(
            self,
            columns=tuple(c for c in self.columns if c.path not in gone),
            bands=tuple(c for c in self.bands if c not in gone),
        )


def plan(path: str, draws: int | None, seeds: int | None, sets: Mapping[str, Any]) -> Plan:
    """Return the plan of a sweep file; raises ScenarioError in one line for whatever is wrong with it.

    `sets` changes keys of the sweep file (`design.method`) or values of its scenario (`parameters.fear_decay`).
    """
    of_sweep = {key: value for key, value in sets.items() if key.split(".")[0] in SweepSpec.model_fields}
    of_scenario = {key: value for key, value in sets.items() if key not in of_sweep}
    if draws is not None:
        of_sweep["design.draws"] = draws
    if seeds is not None:
        of_sweep["seeds"] = seeds
    sweep = load_sweep(path, of_sweep)
    if varied := [path for path in of_scenario if path in (*sweep.spec.uncertainties, *sweep.spec.levers)]:
        raise ScenarioError("--set", 0, varied[0], "the sweep varies it (allowed: what the sweep holds fixed)")
    scenario = sweep.scenario.with_values(of_scenario, "--set") if of_scenario else sweep.scenario
    return _plan(sweep, scenario, _baseline(sweep, scenario, of_scenario))


def plan_again(config: Mapping[str, Any]) -> Plan:
    """Return the plan of a sweep from its `config.json`; raises ValueError if that is not one."""
    spec = _again(SweepSpec, config["sweep"])
    rules = _again(OutcomeRules, config["outcomes"])
    scenario, baseline = (_again(Scenario, config[part]) for part in ("scenario", "baseline"))
    return _plan(Sweep(spec, scenario, baseline, rules, Path(config["about"]["file"])), scenario, baseline)


def _again[Model: BaseModel](model: type[Model], content: Any) -> Model:
    # Through JSON, because strict models take lists for tuples only from there.
    return model.model_validate_json(json.dumps(content), strict=True)


def _plan(sweep: Sweep, scenario: Scenario, baseline: Scenario) -> Plan:
    roles = Roles(scenario.controller, scenario.focal, scenario.rival)
    objectives = tuple(_objectives(sweep.spec, roles))
    kept = merged((o.column for o in objectives), standard(roles))
    return Plan(
        sweep=sweep,
        scenario=scenario,
        baseline=baseline,
        roles=roles,
        cases=_cases(sweep.spec, scenario),
        objectives=objectives,
        columns=kept,
        bands=merged((o.column.path for o in objectives), (c.path for c in kept if c.measure in BANDS)),
        seeds=sweep.spec.seed_list,
    )


def _objectives(spec: SweepSpec, roles: Roles) -> Iterable[Objective]:
    for entry in spec.objectives:
        column = Column(entry.measure, played(entry.nation, roles), entry.product, entry.statistic)
        yield Objective(column, entry.direction == "minimize", entry.weight)


def _cases(spec: SweepSpec, scenario: Scenario) -> cases.Cases:
    design = spec.design
    draws = designs.draw(spec.uncertainties, design.method, design.draws, design.seed)
    own = {path: value_at(scenario, path) for path in spec.levers}
    return cases.build(draws, spec.levers, own)


def _baseline(sweep: Sweep, scenario: Scenario, sets: Mapping[str, Any]) -> Scenario:
    """Return the baseline over the same months as the scenario, in the same world."""
    world = {path: value for path, value in sets.items() if path.split(".")[0] in WORLD}
    span = {"start": scenario.start, "months": scenario.months}
    return sweep.baseline.with_values({**world, **span}, "the baseline")


def value_at(scenario: Scenario, path: str) -> Any:
    """Return the value at a sweep's path, None where the scenario says nothing there."""
    at: Any = scenario.plain()
    for step in locate(scenario, path):
        if isinstance(at, Mapping):
            at = at.get(step)
        elif isinstance(at, Sequence) and isinstance(step, int) and step < len(at):
            at = at[step]
        else:
            return None
    return at
