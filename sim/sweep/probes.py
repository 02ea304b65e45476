"""Probes: one input at a time from its low to its high end, all else in the middle, the weather the same.

The rank test over the draws may miss a small effect; between two probes of an input nothing else differs, so any
difference is its doing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.distributions import Distribution
from sim.sweep.designs import quantiles
from sim.sweep.worker import Done, Job

ENDS = (0.05, 0.95)
TOLERANCE = 1e-9


def middle(distribution: Distribution) -> Any:
    """Return the median of an input, of a choice the option with the most weight."""
    if distribution.kind == "choice":
        weights = dict(zip(distribution.options, distribution.numbers, strict=True))
        return max(sorted(weights, key=str), key=lambda option: weights[option])
    return quantiles(distribution, np.array([0.5]))[0]


def ends(distribution: Distribution) -> list[Any]:
    """Return the 5th and 95th percentile of an input, or all options of a choice."""
    if distribution.kind == "choice":
        return sorted((o for o, w in zip(distribution.options, distribution.numbers, strict=True) if w > 0), key=str)
    return quantiles(distribution, np.array(ENDS))


def jobs(
    inputs: Mapping[str, Distribution], reference: Mapping[str, Any], seed: int, index: int, case: int
) -> list[tuple[str, Job]]:
    """Return the probes with the path that each is for, numbered from `index` and `case` on."""
    centre = {**{path: middle(d) for path, d in inputs.items()}, **reference}
    changes = [(path, {**centre, path: value}) for path, d in inputs.items() for value in ends(d)]
    return [(path, Job(index + i, case + i, seed, change, is_probe=True)) for i, (path, change) in enumerate(changes)]


def effects(paths: Sequence[str], results: Sequence[Done | None], measures: Sequence[str]) -> pd.DataFrame:
    """Return per input whether its probes differ and where most: path, moves_alone, measure_alone, change_alone.

    The change is relative to the larger of the values; probes that failed are left out.
    """
    rows = []
    for path in dict.fromkeys(paths):
        found = [r.numbers for p, r in zip(paths, results, strict=True) if p == path and r and r.status == "ok"]
        if len(found) < 2:
            rows.append((path, 0, "", 0.0))
            continue
        values = np.array(found)
        size = np.abs(values).max(axis=0)
        apart = np.ptp(values, axis=0) / np.where(size > 0, size, 1.0)
        at = int(np.argmax(apart))
        moved = bool(apart[at] > TOLERANCE)
        rows.append((path, int(moved), measures[at] if moved else "", float(apart[at])))
    return pd.DataFrame(rows, columns=["path", "moves_alone", "measure_alone", "change_alone"])
