"""Signposts: which monthly measure tells one kind of future from the rest, and how early.

For each measure and month the area under the ROC curve between two groups of single runs: 0.5 says nothing, 1 tells
every pair apart. A signpost is the first month from which it stays at 0.8 or more for half a year, with a difference
that an observer could see. The worst tenth is told from the best, each named outcome from all other runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.scenario.outcomes import OutcomeRules
from sim.sweep.measures import WINDOW, Column

Floats = NDArray[np.float64]
TELLS = 0.8
LASTS = 6
VISIBLE = 0.05
"""Share of a measure's width (P5 to P95 over runs and months) by which the medians must differ to be seen."""
TENTH = 0.1
FEWEST = 5
MOST = 2000
"""Runs of a group that are looked at; more would not move a threshold."""
WORST = "worst tenth"
COLUMNS = [
    "tells", "measure", "unit", "month", "lead_months", "auc", "side", "threshold", "inside", "outside", "hits",
    "false_alarms",
]  # fmt: skip
"""`side` is where the kind in `tells` stands; inside and outside are medians; hits and false_alarms shares of runs."""


def signposts(
    bands: Any,
    columns: Sequence[Column],
    months: Sequence[str],
    runs: pd.DataFrame,
    since: str = "",
    judged: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """Return the measures that tell the worst tenth or a named outcome apart, the earliest first: COLUMNS.

    `bands` is (columns, runs, months); `runs` has score_best, score_worst and outcome in the same order.
    `lead_months` runs to the place that `judged` has of an outcome, else to the last year, over which ends are judged
    (negative: the sign comes later). Signs are looked for from the month `since` on. A group needs 5 runs.
    """
    first = sum(month < since for month in months)
    rows = []
    for tells, inside, outside in _groups(runs):
        found = [
            _sign(np.asarray(bands[i], dtype=np.float64), column, inside, outside, first)
            for i, column in enumerate(columns)
        ]
        mine = [row | {"tells": tells} for row in found if row is not None]
        due = (judged or {}).get(tells, max(len(months) - WINDOW, 0))
        rows += [row | {"month": months[row["place"]], "lead_months": due - row["place"]} for row in mine]
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(rows)
    order = {name: i for i, name in enumerate(dict.fromkeys(table["tells"]))}
    table = table.assign(order=table["tells"].map(order), quality=-table["auc"])
    return table.sort_values(["order", "place", "quality"], kind="stable")[COLUMNS].reset_index(drop=True)


def judged_from(rules: OutcomeRules, months: Sequence[str]) -> dict[str, int]:
    """Return the place of the first month over which each outcome is judged, where that is before the last year.

    A run has an outcome if no rule before its own holds, so the windows of these count, too.
    """
    found, first = {}, max(len(months) - WINDOW, 0)
    for rule in rules.outcomes:
        starts = [condition.window[:7] for condition in rule.all if ".." in condition.window]
        first = min([first, *(sum(month < start for month in months) for start in starts)])
        found[rule.name] = first
    return found


def _groups(runs: pd.DataFrame) -> Iterator[tuple[str, NDArray[np.int64], NDArray[np.int64]]]:
    size = int(len(runs) * TENTH)
    if size >= FEWEST and runs["score_worst"].notna().all():
        best, worst = (np.argsort(runs[s].to_numpy(), kind="stable")[:size] for s in ("score_best", "score_worst"))
        yield WORST, worst[:MOST], best[:MOST]
    for name in sorted(runs["outcome"].unique()):
        is_it = (runs["outcome"] == name).to_numpy()
        inside, outside = np.flatnonzero(is_it), np.flatnonzero(~is_it)
        if min(len(inside), len(outside)) >= FEWEST:
            yield str(name), _thinned(inside), _thinned(outside)


def _thinned(places: NDArray[np.int64]) -> NDArray[np.int64]:
    return places[:: -(-len(places) // MOST)]


def _sign(
    series: Floats, column: Column, inside: NDArray[np.int64], outside: NDArray[np.int64], since: int
) -> dict[str, Any] | None:
    """Return the first sign in one measure, `series` being (runs, months), or None."""
    mine, others = series[inside], series[outside]
    apart = np.median(mine, axis=0) - np.median(others, axis=0)
    low, high = np.quantile(series[:: max(1, len(series) // MOST)], (0.05, 0.95))
    auc = np.where((np.abs(apart) >= VISIBLE * (high - low)) & (np.abs(apart) > 0), _auc(others, mine), 0.5)
    auc[:since] = 0.5
    first = _first(auc)
    if first is None:
        return None
    medians = float(np.median(mine[:, first])), float(np.median(others[:, first]))
    threshold, higher = sum(medians) / 2, auc[first] > 0.5
    past = [(group[:, first] > threshold) == higher for group in (mine, others)]
    return {
        "measure": column.label, "unit": column.monthly_unit, "place": first,
        "auc": float(max(auc[first], 1 - auc[first])), "side": "higher" if higher else "lower",
        "threshold": threshold, "inside": medians[0], "outside": medians[1],
        "hits": float(past[0].mean()), "false_alarms": float(past[1].mean()),
    }  # fmt: skip


def _auc(good: Floats, bad: Floats) -> Floats:
    """Return the chance, by month, that a bad run stands above a good one; ties count half."""
    from scipy import stats

    n, m = len(bad), len(good)
    ranks = stats.rankdata(np.concatenate([bad, good]), axis=0)[:n]
    return np.asarray((ranks.sum(axis=0) - n * (n + 1) / 2) / (n * m))


def _first(auc: Floats) -> int | None:
    """Return the first month from which the same side stays apart for LASTS months."""
    found = []
    for side in (auc, 1 - auc):
        apart = np.convolve(side >= TELLS, np.ones(LASTS), mode="valid")
        if (apart == LASTS).any():
            found.append(int(np.argmax(apart == LASTS)))
    return min(found, default=None)
