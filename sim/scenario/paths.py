"""Paths into a scenario, as sweeps and `--set` write them: `policies.licensing.odds.case_by_case`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from sim import policies
from sim.scenario.errors import ScenarioError, did_you_mean, refusal, say
from sim.yamlio import Location, Node, parse_scalar, spell

if TYPE_CHECKING:
    from sim.scenario.model import Scenario

_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_PATH = re.compile(r"[^.\[\]]+(\.[^.\[\]]+|\[\d+\])*")
FIXED = ("extends", "name", "title", "description", "plugins")
"""What a path may not change: no run depends on it, or it is code, which only a file may name."""


class PathError(ValueError):
    """A path that leads nowhere, or to two places; the text says what is allowed, without the path."""


def parse_value(text: str) -> Any:
    """Return the right side of `--set path=value` as YAML reads it. Raises ScenarioError."""
    try:
        return parse_scalar(text)
    except ValueError as error:
        raise ScenarioError("", 0, "", f"{say(text)}: {getattr(error, 'message', error)}") from None


def locate(scenario: Scenario, path: str) -> Location:
    """Return the keys and positions that `path` stands for in `scenario.plain()`. Raises PathError."""
    if not _PATH.fullmatch(path):
        raise PathError("is no path (allowed: names with dots between, such as parameters.fear_decay)")
    steps = [int(step[1:-1]) if step[0] == "[" else step for step in _STEP.findall(path)]
    at: Any = scenario
    found: list[str | int] = []
    for position, step in enumerate(steps):
        if position == 1 and found == ["policies"]:
            step = step if isinstance(step, int) else policy_index(scenario, step)
        at, key = _into(at, step)
        found.append(key)
        if found[0] in FIXED or (found[0] == "policies" and found[2:] in (["kind"], ["id"])):
            raise PathError(f"{found[-1]} cannot be set by a path (allowed: what changes a run)")
    return tuple(found)


def policy_index(scenario: Scenario, name: str) -> int:
    """Return where the policy with this id stands, or the only one of this kind; a number is a position.

    Raises PathError.
    """
    ids = [index for index, policy in enumerate(scenario.policies) if policy.id == name]
    kinds = [index for index, policy in enumerate(scenario.policies) if policy.kind == name]
    if not (ids or kinds) and name.isdigit() and int(name) < len(scenario.policies):
        return int(name)
    fitting = ids or kinds
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = [scenario.policies[index].id or f"policies[{index}] without an id" for index in fitting]
        raise PathError(f"{name} fits {len(fitting)} policies; name one by its id (allowed: {', '.join(names)})")
    if name in policies.KINDS:
        raise PathError(f"the scenario has no policy of kind {name}{_choices('', _names(scenario))}")
    raise PathError(f"no policy {say(name)}{_choices(name, _names(scenario))}")


def _names(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(policy.name for policy in scenario.policies))


def _choices(name: str, known: list[str]) -> str:
    return did_you_mean(name, known) if known else " (allowed: none; it has no policies)"


def _into(at: Any, step: str | int) -> tuple[Any, str | int]:
    """Return what stands at `step` in a model, mapping or list (None if nothing yet), and the key of the step."""
    if isinstance(at, (tuple, list)):
        if not (isinstance(step, int) or step.isdigit()):
            raise PathError(f"{say(step)} is no position in a list (allowed: 0 to {len(at) - 1})")
        if int(step) >= len(at):
            raise PathError(f"the list has no position {step} (allowed: positions below {len(at)})")
        return at[int(step)], int(step)
    step = str(step)
    if isinstance(at, BaseModel):
        if step not in type(at).model_fields:
            raise PathError(f"no {say(step)} there{did_you_mean(step, type(at).model_fields)}")
        return getattr(at, step), step
    if isinstance(at, Mapping):
        return at.get(step), step
    if at is None:
        return None, step
    raise PathError(f"goes too far: what stands before {say(step)} is {say(at)}, not a mapping")


def changed(scenario: Scenario, values: Mapping[str, Any], source: str) -> Scenario:
    """Return the scenario with other `values`, checked once. Raises ScenarioError, `source` standing for the file."""
    data = scenario.plain()
    places: dict[Location, str] = {}
    for path, value in values.items():
        try:
            place = locate(scenario, path)
            value = _finite(value)
            if place in places:
                raise PathError(f"is the same place as {places[place]} (allowed: one value for each place)")
        except PathError as error:
            raise ScenarioError(source, 0, path, str(error)) from None
        places[place] = path
        _put(data, place, value)
    try:
        return type(scenario).model_validate_json(to_json(data), strict=True)
    except ValidationError as error:
        found = refusal(error, type(scenario), marked(data, source))
        spelled = {spell(place): path for place, path in places.items()}
        raise ScenarioError(source, 0, _as_written(found.where, spelled), found.message) from None


def _as_written(where: str, spelled: Mapping[str, str]) -> str:
    """Return the path that the user wrote for the place of an error, where there is one."""
    for place, path in spelled.items():
        if where == place or where.startswith((f"{place}.", f"{place}[")):
            return path + where[len(place) :]
        if place.startswith(f"{where}."):
            return path
    return where


def _finite(value: Any) -> Any:
    if hasattr(value, "item"):  # a NumPy scalar of a design
        value = value.item()
    if isinstance(value, float) and not isfinite(value):
        raise PathError(f"{value} is not a finite number (allowed: finite numbers)")
    return value


def _put(data: Any, place: Location, value: Any) -> None:
    """Set a value in nested dicts and lists; a mapping on the way that is not there yet is made."""
    for step in place[:-1]:
        if isinstance(data, dict) and data.get(step) is None:
            data[step] = {}
        data = data[step]
    data[place[-1]] = value


def marked(data: Any, source: str, location: Location = ()) -> Node:
    """Return plain data as marked nodes that have no line, for values that stand in no file."""
    if isinstance(data, dict):
        inside: Any = {str(key): marked(value, source, (*location, key)) for key, value in data.items()}
    elif isinstance(data, (list, tuple)):
        inside = [marked(value, source, (*location, index)) for index, value in enumerate(data)]
    else:
        inside = data
    return Node(inside, source, 0, location)
