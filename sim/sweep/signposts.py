"""Signposts: which monthly measure tells a path toward the best from one toward the worst, and how early.

For each measure and month the area under the ROC curve between the best and the worst tenth of single runs: 0.5
says nothing, 1 tells every pair apart. A signpost is the first month from which it stays at 0.8 or more for half a
year, with a difference that an observer could see.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.sweep.measures import Column

TELLS = 0.8
LASTS = 6
VISIBLE = 0.05
"""Share of a measure's width (P5 to P95 over runs and months) by which the medians must differ to be seen."""
TENTH = 0.1
FEWEST = 5
COLUMNS = ["measure", "unit", "month", "lead_months", "auc", "worst_is", "threshold", "best", "worst"]


def signposts(
    bands: NDArray[np.float32],
    columns: Sequence[Column],
    months: Sequence[str],
    best: NDArray[np.float64],
    worst: NDArray[np.float64],
    judged: Sequence[Column],
) -> pd.DataFrame:
    """Return the measures that tell the best tenth of runs from the worst, the earliest first: COLUMNS.

    `bands` is (columns, runs, months), `best` and `worst` (runs,) the scores. `lead_months` runs from the sign to
    the month in which the first of the `judged` measures, the objectives, tells the two groups apart by itself; it
    is negative for a sign that comes later. Empty with fewer than 5 runs in a tenth.
    """
    size = int(len(best) * TENTH)
    if size < FEWEST:
        return pd.DataFrame(columns=COLUMNS)
    groups = [np.argsort(score, kind="stable")[:size] for score in (best, worst)]
    rows = []
    for i, column in enumerate(columns):
        good, bad = (np.asarray(bands[i][group], dtype=np.float64) for group in groups)
        apart = np.median(bad, axis=0) - np.median(good, axis=0)
        low, high = np.quantile(bands[i], (0.05, 0.95))
        auc = np.where(np.abs(apart) >= VISIBLE * (high - low), _auc(good, bad), 0.5)
        first = _first(auc)
        if first is None:
            continue
        medians = float(np.median(good[:, first])), float(np.median(bad[:, first]))
        rows.append(
            {
                "measure": column.label, "unit": column.monthly_unit, "month": months[first], "place": first,
                "auc": float(max(auc[first], 1 - auc[first])),
                "worst_is": "higher" if auc[first] > 0.5 else "lower",
                "threshold": sum(medians) / 2, "best": medians[0], "worst": medians[1],
            }
        )  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.DataFrame(rows)
    outcome = table.loc[table["measure"].isin([c.path.label for c in judged]), "place"]
    shown = int(outcome.min()) if len(outcome) else len(months) - 12
    table["lead_months"] = shown - table["place"]
    return table.sort_values(["place", "auc"], ascending=[True, False], kind="stable")[COLUMNS].reset_index(drop=True)


def _auc(good: NDArray[np.float64], bad: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance, by month, that a bad run stands above a good one; ties count half."""
    from scipy import stats

    n, m = len(bad), len(good)
    ranks = stats.rankdata(np.concatenate([bad, good]), axis=0)[:n]
    return np.asarray((ranks.sum(axis=0) - n * (n + 1) / 2) / (n * m))


def _first(auc: NDArray[np.float64]) -> int | None:
    """Return the first month from which the same side stays apart for LASTS months."""
    for side in (auc, 1 - auc):
        apart = np.convolve(side >= TELLS, np.ones(LASTS), mode="valid")
        if (apart == LASTS).any():
            return int(np.argmax(apart == LASTS))
    return None
