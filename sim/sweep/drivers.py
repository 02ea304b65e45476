"""Drivers: what lies behind the worst tenth and behind each named outcome, as `drivers.csv`.

Boxes say which ranges of the inputs a kind of run comes from; sensitivity says how much each input decides.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from sim.sweep import boxes, sensitivity
from sim.sweep.tables import Tables

WORST = "worst tenth"
TENTH = 0.1
COLUMNS = [
    "target", "method", "path", "limits", "low", "high", "index", "index_low", "index_high", "noise", "p",
    "coverage", "density", "mass", "share", "draws",
]  # fmt: skip
SCORE = "score of the worst"


def drivers(tables: Tables) -> pd.DataFrame:
    """Return a row per restricted input of each box, and one per input and output of the sensitivity: COLUMNS.

    The worst tenth is that of all cases, levers included; outcomes and indices are over the runs that likelihoods
    come from. Empty where nothing is uncertain.
    """
    rows = [*_boxes(tables), *_indices(tables)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _boxes(tables: Tables) -> Iterator[dict[str, object]]:
    paths = [*tables.inputs, *tables.levers]
    if tables.runs["score_worst"].notna().any():
        cases = _cases(tables)
        worst = np.zeros(len(cases), dtype=bool)
        worst[np.argsort(cases["score_worst"].to_numpy(), kind="stable")[: int(TENTH * len(cases))]] = True
        yield from _box(WORST, cases[paths].astype(dict.fromkeys(tables.levers, str)), worst, cases)
    runs = tables.basis
    for name in (entry["name"] for entry in tables.manifest["outcomes"]):
        yield from _box(name, runs[tables.inputs], (runs["outcome"] == name).to_numpy(), runs)


def _cases(tables: Tables) -> pd.DataFrame:
    """Return the cases that finished with every seed, with the mean of their score."""
    grouped = tables.runs.groupby("case", sort=True)
    whole = grouped["seed"].transform("size") == len(tables.manifest["seeds"])
    grouped = tables.runs[whole].groupby("case", sort=True)
    first = grouped[[*tables.inputs, *tables.levers]].first()
    return first.assign(score_worst=grouped["score_worst"].mean(), weight=grouped["weight"].sum())


def _box(target: str, inputs: pd.DataFrame, kind: np.ndarray, runs: pd.DataFrame) -> Iterator[dict[str, object]]:
    found = boxes.find(inputs, kind, runs["weight"].to_numpy())
    if found is None:
        return
    for r in found.restrictions:
        yield {
            "target": target, "method": "prim", "path": r.path, "limits": r.limits, "low": r.low, "high": r.high,
            "p": r.p, "coverage": found.coverage, "density": found.density, "mass": found.mass,
            "share": found.share, "draws": len(inputs),
        }  # fmt: skip


def _indices(tables: Tables) -> Iterator[dict[str, object]]:
    """Yield the sensitivity of the worst score and of the share of each outcome that occurs, by draw."""
    if not tables.inputs or not len(tables.basis):
        return
    by_draw = tables.basis.groupby("draw", sort=True)
    seeds = len(tables.manifest["seeds"])
    inputs = by_draw[tables.inputs].first()[(by_draw.size() == seeds).to_numpy()]
    # A Saltelli design that lost a draw is one no longer.
    method = tables.manifest["method"] if len(inputs) == tables.draws["draw"].nunique() else "incomplete"
    for target, output in _outputs(tables):
        found = sensitivity.indices(inputs, output.loc[inputs.index].to_numpy(dtype=float), method)
        for row in found.itertuples(index=False):
            yield {
                "target": target, "method": row.method, "path": row.path, "index": row.value,
                "index_low": row.low, "index_high": row.high, "noise": row.noise, "draws": len(inputs),
            }  # fmt: skip


def _outputs(tables: Tables) -> Iterator[tuple[str, pd.Series]]:
    runs = tables.basis
    if runs["score_worst"].notna().all():
        yield SCORE, runs.groupby("draw", sort=True)["score_worst"].mean()
    for name in (entry["name"] for entry in tables.manifest["outcomes"]):
        occurs = runs["outcome"] == name
        if min(occurs.sum(), (~occurs).sum()) >= boxes.FEWEST:
            yield name, occurs.groupby(runs["draw"], sort=True).mean()
