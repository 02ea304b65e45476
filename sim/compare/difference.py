"""Differences between two saved results: first whether they can be compared, then only what differs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.compare.obstacles import obstacles
from sim.compare.runs import run_outcomes
from sim.compare.saved import UNKNOWN, Saved
from sim.compare.sweeps import sweep_outcomes

OUTCOMES = [
    "name", "quantity", "unit", "first", "second", "change", "relative", "direction", "noise", "diverges",
]  # fmt: skip
PARAMETERS = ["name", "path", "first", "second"]
EXIT = {"same": 0, "differ": 1, "not comparable": 2}


@dataclass(frozen=True)
class Comparison:
    """What differs between the first of `names` and each of the others.

    `parameters` has the columns PARAMETERS, `outcomes` the columns OUTCOMES; `name` says which of the others a row
    is about. `problems` is empty unless the results cannot be compared at all; `notes` qualify the comparison.
    """

    names: tuple[str, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parameters: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PARAMETERS))
    outcomes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=OUTCOMES))

    @property
    def verdict(self) -> str:
        """'same', 'differ' or 'not comparable'."""
        if self.problems:
            return "not comparable"
        return "differ" if len(self.parameters) or len(self.outcomes) else "same"

    @property
    def exit_code(self) -> int:
        """0 same, 1 differ, 2 not comparable."""
        return EXIT[self.verdict]


def difference(first: Saved, second: Saved) -> Comparison:
    """Return what differs between two saved results."""
    names = (first.name, second.name)
    problems = obstacles(first, second)
    notes = qualifications(first, second)
    if problems:
        return Comparison(names, tuple(problems), tuple(notes))
    compare = sweep_outcomes if first.many else run_outcomes
    outcomes, more = compare(first, second)
    outcomes.insert(0, "name", second.name)
    parameters = _parameters(first, second)
    parameters.insert(0, "name", second.name)
    return Comparison(names, (), (*notes, *more), parameters, outcomes[OUTCOMES].reset_index(drop=True))


def qualifications(first: Saved, second: Saved) -> list[str]:
    """Return what a reader must bear in mind, a line each: provenance, version, data, seeds."""
    notes = [f"{s.name}: {UNKNOWN} (no manifest)" for s in (first, second) if not s.manifest]
    for key, words in (("version", "versions of the model"), ("data", "data"), ("commit", "commits")):
        values = [s.manifest.get(key) for s in (first, second)]
        if None not in values and values[0] != values[1]:
            short = [str(value)[:12] for value in values]
            notes.append(f"different {words}: {short[0]} and {short[1]}")
    return notes


def _parameters(first: Saved, second: Saved) -> pd.DataFrame:
    if not first.parameters or not second.parameters:
        return pd.DataFrame(columns=PARAMETERS[1:])
    paths = sorted(first.parameters.keys() | second.parameters.keys())
    rows = [(p, first.parameters.get(p, ""), second.parameters.get(p, "")) for p in paths]
    return pd.DataFrame([row for row in rows if not _equal(row[1], row[2])], columns=PARAMETERS[1:], dtype=object)


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float):
        return bool(np.isclose(a, b, rtol=1e-12, atol=0))
    return bool(a == b)
