"""Differences between two sweeps: shares of the outcomes and means of the measures, against their noise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.compare.runs import TOLERANCE, row
from sim.compare.saved import Saved
from sim.records import MEASURES

NOT_MEASURES = {"case", "draw", "seed", "weight", "basis"}
KEYS = ["case", "seed"]
SIGNIFICANT = 0.05


def sweep_outcomes(first: Saved, second: Saved) -> tuple[pd.DataFrame, list[str]]:
    """Return a row per outcome share and per measure that differs, and notes.

    Where both sweeps ran the same draws and seeds the runs are paired, and a mean difference is `within noise` if a
    t-test over the draws does not tell it from zero; else means are compared as independent samples.
    """
    a, b = (_finished(saved) for saved in (first, second))
    paired = _same_design(first, second)
    notes = [
        "paired run by run: same draws, same seeds"
        if paired
        else "the designs differ: sweeps are compared as independent samples"
    ]
    rows = _shares(a, b) + [
        found for name in _measures(a) if name in b.columns and (found := _measure(name, a, b, paired)) is not None
    ]
    return pd.DataFrame(rows, columns=list(row("", "", 0, 0, "", "", ""))), notes


def _finished(saved: Saved) -> pd.DataFrame:
    runs = saved.outcomes[saved.outcomes["status"] == "ok"]
    known = [c for c in ("weight", "basis") if c in saved.draws.columns]
    return runs.drop(columns=known, errors="ignore").merge(saved.draws[["case", *known]], on="case", how="left")


def _same_design(first: Saved, second: Saved) -> bool:
    seeds = [sorted(saved.outcomes["seed"].unique()) for saved in (first, second)]
    return seeds[0] == seeds[1] and first.draws.equals(second.draws)


def _shares(a: pd.DataFrame, b: pd.DataFrame) -> list[dict[str, object]]:
    shares = [_basis(t).groupby("outcome")["weight"].sum() / _basis(t)["weight"].sum() for t in (a, b)]
    names = sorted(set(shares[0].index) | set(shares[1].index))
    counts = [len(_basis(t)) for t in (a, b)]
    rows = []
    for name in names:
        x, y = (float(s.get(name, 0.0)) for s in shares)
        if abs(x - y) > TOLERANCE:
            error = float(np.sqrt(x * (1 - x) / counts[0] + y * (1 - y) / counts[1]))
            noise = "within noise" if abs(x - y) < 2 * error else "beyond noise"
            rows.append(row(f"share of outcome {name}", "share", x, y, "", noise, ""))
    return rows


def _basis(runs: pd.DataFrame) -> pd.DataFrame:
    return runs[runs["basis"] == 1] if (runs["basis"] == 1).any() else runs


def _measures(runs: pd.DataFrame) -> list[str]:
    return [
        str(name)
        for name in runs.select_dtypes("number").columns
        if name not in NOT_MEASURES and str(name).split(".")[0] in MEASURES
    ]


def _measure(name: str, a: pd.DataFrame, b: pd.DataFrame, paired: bool) -> dict[str, object] | None:
    """Return the difference of a measure, or None where every run agrees."""
    from scipy import stats

    measure = MEASURES[name.split(".")[0]]
    if paired:
        both = a[[*KEYS, "draw", name]].merge(b[[*KEYS, name]], on=KEYS, suffixes=("", " second"))
        x, y = both[name], both[f"{name} second"]
        if bool((np.abs(x - y) <= TOLERANCE * np.maximum(np.abs(x), np.abs(y))).all()):
            return None
        by_draw = (y - x).groupby(both["draw"]).mean().to_numpy()
        constant = np.ptp(by_draw) <= TOLERANCE * np.abs(by_draw).max()
        p = 0.0 if constant or len(by_draw) < 2 else float(stats.ttest_1samp(by_draw, 0.0).pvalue)
    else:
        x, y = a[name], b[name]
        if float(np.ptp(np.concatenate([x, y]))) == 0:
            return None
        p = float(stats.mannwhitneyu(x, y).pvalue)
    noise = "within noise" if p > SIGNIFICANT else "beyond noise"
    return row(name, measure.unit, float(x.mean()), float(y.mean()), measure.direction, noise, "")
