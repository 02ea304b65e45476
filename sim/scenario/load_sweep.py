"""Load a sweep file with its scenario, its baseline and its outcome rules, and check every path in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.behaviour import with_behaviour
from sim.scenario.errors import ScenarioError, say
from sim.scenario.library import find_scenario, find_sweep
from sim.scenario.load import checked, load, read_mapping
from sim.scenario.model import Scenario
from sim.scenario.outcomes import OutcomeRules, load_outcomes
from sim.scenario.paths import PathError, locate, marked
from sim.scenario.sweepspec import SweepSpec
from sim.yamlio import Location, Node


@dataclass(frozen=True)
class Sweep:
    """A sweep, ready to run: the spec, the scenarios it names, and the rules that name outcomes."""

    spec: SweepSpec
    scenario: Scenario
    baseline: Scenario
    rules: OutcomeRules
    file: Path


def load_sweep(path: str | Path, values: Mapping[str, Any] | None = None) -> Sweep:
    """Return the sweep of a file, or of a name in the library.

    `values` set last: keys of the sweep, such as {"seeds": 4, "design.draws": 64}. Raises ScenarioError, in one
    line with file, line, path, value and what is allowed; for paths, values are checked at the ends of the
    distribution.
    """
    file = find_sweep(path)
    root = read_mapping(file)
    for key, value in (values or {}).items():
        _set(root, key, value)
    spec = with_behaviour(checked(SweepSpec, root), root)
    scenario_file = _file_of(spec.scenario, file, root, "scenario")
    scenario = load(scenario_file)
    baseline = _baseline(spec, scenario, scenario_file, file, root)
    rules = _rules(spec, scenario_file, root)
    check_paths(spec, scenario, root)
    return Sweep(spec, scenario, baseline, rules, file)


def _baseline(spec: SweepSpec, scenario: Scenario, scenario_file: Path, file: Path, root: Node) -> Scenario:
    """Return the baseline over the months of the scenario."""
    beside = os.path.relpath(scenario_file.parent / "baseline.yaml", file.parent)
    baseline = load(_file_of(spec.baseline or beside, file, root, "baseline"))
    if scenario.base_year != baseline.base_year:
        node, rest = root.nearest(("baseline",))
        message = f"{baseline.name} starts in {baseline.base_year} and {scenario.name} in {scenario.base_year}"
        raise ScenarioError.at(node, f"{message} (allowed: a baseline of the same year)", *rest)
    return baseline.with_values({"start": scenario.start, "months": scenario.months})


def check_paths(spec: SweepSpec, scenario: Scenario, root: Node) -> None:
    """Refuse a path that leads nowhere or is given twice, and a value that the scenario does not allow."""
    errors: list[ScenarioError] = []
    places: dict[Location, str] = {}
    for group, path, values in _inputs(spec):
        node, rest = root.nearest((group, path))
        try:
            place = locate(scenario, path)
            if other := places.get(place):
                raise PathError(f"is the same place as {other} (allowed: one input for each place)")
        except PathError as error:
            errors.append(ScenarioError.at(node, str(error), *rest))
            continue
        places[place] = path
        if problem := _problem(scenario, path, values):
            errors.append(ScenarioError.at(node, problem, *rest))
    if errors:
        raise ScenarioError.of(errors)


def _inputs(spec: SweepSpec) -> Iterable[tuple[str, str, Iterable[Any]]]:
    for path, distribution in spec.uncertainties.items():
        yield "uncertainties", path, distribution.ends()
    for path, settings in spec.levers.items():
        yield "levers", path, settings


def _problem(scenario: Scenario, path: str, values: Iterable[Any]) -> str:
    """Return why the scenario refuses one of the values, '' if it takes all."""
    for value in values:
        try:
            scenario.with_value(path, value)
        except ScenarioError as error:
            where = "" if error.where == path else f"{error.where}: "
            return f"{where}{error.message}"
    return ""


def _rules(spec: SweepSpec, scenario_file: Path, root: Node) -> OutcomeRules:
    try:
        return load_outcomes(spec.outcomes.rules, scenario_file)
    except ScenarioError as error:
        if error.line:
            raise
        node, rest = root.nearest(("outcomes", "rules"))
        raise ScenarioError.at(node, f"{say(spec.outcomes.rules)}: {error.message}", *rest) from None


def _file_of(name: str, file: Path, root: Node, key: str) -> Path:
    """Return the scenario file that a sweep names: relative to the sweep, or in the library."""
    relative = file.parent / name
    try:
        return find_scenario(relative if name.endswith((".yaml", ".yml")) else name)
    except ScenarioError as error:
        node, rest = root.nearest((key,))
        raise ScenarioError.at(node, f"{say(name)}: {error.message}", *rest) from None


def _set(root: Node, path: str, value: Any) -> None:
    """Set a key of the sweep, such as `design.draws`, to a value from the command line."""
    *way, last = path.split(".")
    node = root
    for key in way:
        if not isinstance(node.value.get(key, Node(None)).value, dict):
            node.value[key] = Node({}, root.file, 0, (*node.location, key))
        node = node.value[key]
    node.value[last] = marked(value, root.file, (*node.location, last))
