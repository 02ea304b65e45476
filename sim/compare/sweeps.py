"""Differences between two sweeps: shares of the outcomes and means of the measures, against their noise."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.compare.runs import TOLERANCE, row
from sim.compare.saved import Saved
from sim.records import MEASURES

NOT_MEASURES = {
    "case",
    "draw",
    "seed",
    "run",
    "scenario_id",
    "weight",
    "basis",
    "score_best",
    "score_worst",
    "path_kind",
}
KEYS = ["case", "seed"]
SIGNIFICANT = 0.05


def measures(runs: pd.DataFrame) -> list[str]:
    """Return the columns of a table of runs that measure something; changes from the baseline repeat others."""
    # A column of text that is empty throughout, such as the reasons of failures, reads as numbers that are missing.
    names = [str(name) for name in runs.select_dtypes("number").columns if runs[name].notna().any()]
    return [name for name in names if name not in NOT_MEASURES and not name.startswith("change.")]


def sweep_outcomes(first: Saved, second: Saved) -> tuple[pd.DataFrame, list[str]]:
    """Return a row per outcome share and per measure that differs, the largest first, and notes.

    Where both ran the same draws and seeds the runs are paired, and a mean difference is `within noise` if a t-test
    over the draws does not tell it from zero; else means are compared as independent samples. `diverges` is the
    first month in which the medians of a measure differ, where both keep them. Size is the change over the larger
    of the two values; what is within noise comes last.
    """
    a, b = (_finished(saved) for saved in (first, second))
    if first.kind != second.kind:  # a table from elsewhere does not say which of its runs likelihoods come from
        a, b = (runs.assign(basis=1, weight=1.0) for runs in (a, b))
    paired = _same_design(first, second)
    notes = [
        "paired run by run: same draws, same seeds"
        if paired
        else "the designs differ: they are compared as independent samples"
    ]
    apart = _divergence(first, second)
    rows = _shares(a, b, paired)
    for name in measures(a):
        if name in b.columns and (found := _measure(name, a, b, paired)) is not None:
            rows.append(found | {"diverges": apart.get(name.partition(":")[0], "")})
    table = pd.DataFrame(rows, columns=list(row("", "", 0, 0, "", "", "")))
    return table.loc[_by_size(table)], notes


def _by_size(table: pd.DataFrame) -> pd.Index:
    largest = table[["first", "second"]].abs().max(axis=1).to_numpy(dtype=float)
    size = np.abs(table["change"].to_numpy(dtype=float)) / np.where(largest > 0, largest, 1.0)
    order = table.assign(noisy=table["noise"] == "within noise", size=-size)
    return order.sort_values(["noisy", "size"], kind="stable").index


def _finished(saved: Saved) -> pd.DataFrame:
    runs = saved.outcomes[saved.outcomes["status"] == "ok"]
    known = [c for c in ("weight", "basis") if c in saved.draws.columns]
    return runs.drop(columns=known, errors="ignore").merge(saved.draws[["case", *known]], on="case", how="left")


def _same_design(first: Saved, second: Saved) -> bool:
    keys = [saved.outcomes[KEYS].sort_values(KEYS).reset_index(drop=True) for saved in (first, second)]
    if first.kind != second.kind or first.kind == "table":
        return bool(keys[0].equals(keys[1]) and not keys[0].duplicated().any())
    seeds = [sorted(saved.outcomes["seed"].unique()) for saved in (first, second)]
    return seeds[0] == seeds[1] and first.draws.equals(second.draws)


def _divergence(first: Saved, second: Saved) -> dict[str, str]:
    """Return, by series, the first month in which the medians differ."""
    medians = [_medians(saved.bands) for saved in (first, second)]
    found = {}
    for name in medians[0].keys() & medians[1].keys():
        both = pd.concat([medians[0][name], medians[1][name]], axis=1, join="inner").to_numpy(dtype=float)
        apart = np.abs(both[:, 0] - both[:, 1]) > TOLERANCE * np.abs(both).max(initial=0.0)
        if apart.any():
            found[name] = str(medians[0][name].index[int(apart.argmax())])
    return found


def _medians(bands: pd.DataFrame) -> dict[str, pd.Series]:
    if bands.empty:
        return {}
    some = bands[bands["group"] == bands["group"].iloc[0]].astype({"nation": object, "product": object}).fillna("")
    grouped = some.groupby(["measure", "nation", "product"], sort=False)
    return {".".join(part for part in key if part): rows.set_index("month")["p50"] for key, rows in grouped}


def _shares(a: pd.DataFrame, b: pd.DataFrame, paired: bool) -> list[dict[str, object]]:
    if "outcome" not in a or "outcome" not in b:
        return []
    a, b = _basis(a), _basis(b)
    shares = [t.groupby("outcome")["weight"].sum() / t["weight"].sum() for t in (a, b)]
    names = sorted(set(shares[0].index) | set(shares[1].index))
    rows = []
    for name in names:
        x, y = (float(s.get(name, 0.0)) for s in shares)
        if abs(x - y) > TOLERANCE:
            if paired:
                both = a.merge(b[[*KEYS, "outcome"]], on=KEYS, suffixes=("", " second"))
                change = (both["outcome second"] == name).astype(float) - (both["outcome"] == name)
                clear = _chance_of(change.groupby(both["draw"]).mean().to_numpy()) <= SIGNIFICANT
            else:
                clear = abs(x - y) >= 2 * np.sqrt(x * (1 - x) / len(a) + y * (1 - y) / len(b))
            noise = "beyond noise" if clear else "within noise"
            rows.append(row(f"share of outcome {name}", "share", x, y, "", noise, ""))
    return rows


def _basis(runs: pd.DataFrame) -> pd.DataFrame:
    return runs[runs["basis"] == 1] if (runs["basis"] == 1).any() else runs


def _chance_of(by_draw: NDArray[np.float64]) -> float:
    """Return the chance that differences with no cause are so large on average (t-test over the draws)."""
    from scipy import stats

    constant = np.ptp(by_draw) <= TOLERANCE * np.abs(by_draw).max()
    return 0.0 if constant or len(by_draw) < 2 else float(stats.ttest_1samp(by_draw, 0.0).pvalue)


def _measure(name: str, a: pd.DataFrame, b: pd.DataFrame, paired: bool) -> dict[str, object] | None:
    """Return the difference of a measure, or None where every run agrees."""
    from scipy import stats

    measure = MEASURES.get(name.partition(":")[0].split(".")[0])
    if paired:
        both = a[[*KEYS, "draw", name]].merge(b[[*KEYS, name]], on=KEYS, suffixes=("", " second")).dropna()
        if both.empty:
            return None
        x, y = both[name], both[f"{name} second"]
        if bool((np.abs(x - y) <= TOLERANCE * np.maximum(np.abs(x), np.abs(y))).all()):
            return None
        p = _chance_of((y - x).groupby(both["draw"]).mean().to_numpy())
    else:
        x, y = a[name].dropna(), b[name].dropna()
        if float(np.ptp(np.concatenate([x, y]))) == 0:
            return None
        p = float(stats.mannwhitneyu(x, y).pvalue)
    noise = "within noise" if p > SIGNIFICANT else "beyond noise"
    unit, better = (measure.unit, measure.direction) if measure else ("", "")
    return row(name, unit, float(x.mean()), float(y.mean()), better, noise, "")
