"""Cases: every draw under every setting of the levers, so that settings can be compared draw by draw.

Levers are choices and draws are chances. Likelihoods therefore come from the cases in which every lever stands at
its reference, where the nations choose for themselves (`adaptive`), and once more per setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import pandas as pd

from sim.sweep.designs import Draws
from sim.sweep.labels import told, words

ADAPTIVE = "adaptive"


@dataclass(frozen=True)
class Case:
    """One draw under one setting of the levers; `basis` marks the cases that likelihoods come from."""

    id: int
    draw: int
    values: Mapping[str, Any]
    levers: Mapping[str, Any]
    weight: float
    basis: bool

    def changes(self) -> dict[str, Any]:
        """Return everything that this case sets in the scenario, by path."""
        return {**self.values, **self.levers}


@dataclass(frozen=True)
class Cases:
    """All cases of a sweep, the setting of each lever that likelihoods hold it at, and what a reader must know."""

    cases: tuple[Case, ...]
    reference: Mapping[str, Any]
    settings: int
    notes: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Return `draws.csv`: a row per case, a column per input and per lever."""
        rows = [
            {"case": c.id, "draw": c.draw, "weight": c.weight, "basis": int(c.basis), **c.changes()} for c in self.cases
        ]
        return pd.DataFrame(rows).infer_objects()


def reference(levers: Mapping[str, Sequence[Any]], scenario_values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the setting of each lever under which likelihoods are stated.

    That is `adaptive` where a nation can choose for itself, else what the scenario says, else the first listed.
    """
    chosen = {}
    for path, settings in levers.items():
        own = scenario_values.get(path)
        chosen[path] = ADAPTIVE if ADAPTIVE in settings else own if own is not None and own in settings else settings[0]
    return chosen


def build(draws: Draws, levers: Mapping[str, Sequence[Any]], scenario_values: Mapping[str, Any]) -> Cases:
    """Return every draw under every combination of levers, in the order of draws, then settings.

    With more combinations than draws the levers are moved one at a time from the reference, and a note says so:
    the full product would spend the runs on corners that nobody asked about.
    """
    at = reference(levers, scenario_values)
    combinations = prod(len(settings) for settings in levers.values())
    notes = []
    if levers and combinations > max(len(draws), 16):
        settings = _one_at_a_time(levers, at)
        notes.append(
            f"The levers have {combinations} combinations, more than the {len(draws)} draws; each lever is moved"
            f" alone from the reference ({len(settings)} settings). Ask for {combinations} draws to run them all."
        )
    else:
        settings = [dict(zip(levers, values, strict=True)) for values in product(*levers.values())]
    held = [f"{told(path)} at {words(value)}" for path, value in at.items() if value != ADAPTIVE]
    if held:
        notes.append(f"Likelihoods hold {', '.join(held)}: a lever is a choice and has no chance of its own.")
    cases = [
        Case(
            id=number * len(settings) + position,
            draw=number,
            values=dict(zip(draws.paths, values, strict=True)),
            levers=setting,
            weight=float(draws.weights[number]),
            basis=setting == at,
        )
        for number, values in enumerate(draws.values)
        for position, setting in enumerate(settings)
    ]
    return Cases(tuple(cases), at, len(settings), tuple(notes))


def _one_at_a_time(levers: Mapping[str, Sequence[Any]], at: Mapping[str, Any]) -> list[dict[str, Any]]:
    moved = [{**at, path: value} for path, settings in levers.items() for value in settings if value != at[path]]
    return [dict(at), *moved]
