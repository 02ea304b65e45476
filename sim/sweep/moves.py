"""What moves what: the strongest effect of each uncertain input and of each lever on any measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SIGNIFICANT = 0.05
TOLERANCE = 1e-9
COLUMNS = ["kind", "path", "measure", "statistic", "effect", "p", "moves"]


def moves(
    runs: pd.DataFrame, measures: Sequence[str], inputs: Sequence[str], levers: Mapping[str, Sequence[Any]]
) -> pd.DataFrame:
    """Return a row per input and lever with the measure that it moves most: the columns COLUMNS.

    `runs` has draw, seed, basis, the measures, and a column per input and lever, finished runs only. An input is
    judged on means over the seeds of each draw in the basis, with p times the number of measures tried
    (Bonferroni); a lever on runs that differ in nothing else, where any difference is its doing.
    """
    basis = runs[runs["basis"] == 1]
    means = (basis if len(basis) else runs).groupby("draw")[list(measures)].mean()
    values = runs.groupby("draw")[list(inputs)].first() if inputs else pd.DataFrame(index=means.index)
    rows = [_input(path, values.loc[means.index, path], means) for path in inputs]
    rows += [_lever(path, runs, measures, list(levers)) for path in levers]
    return pd.DataFrame(rows, columns=COLUMNS)


def with_probes(found: pd.DataFrame, alone: pd.DataFrame) -> pd.DataFrame:
    """Return the table with what probes of each input alone have shown; either evidence makes it one that moves."""
    table = found.merge(alone, on="path", how="left")
    table["moves"] = np.maximum(table["moves"], table["moves_alone"].fillna(0).astype(int))
    return table


def _input(path: str, values: pd.Series, means: pd.DataFrame) -> dict[str, Any]:
    """Return the strongest effect of an input: Spearman's rho for numbers, the correlation ratio for choices."""
    varying = means.loc[:, means.std() > TOLERANCE * means.abs().max()] if len(means) > 1 else means.iloc[:, :0]
    if varying.empty or values.nunique() < 2:
        return _row("uncertainty", path, "", "none", 0.0, 1.0, False)
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    test = _spearman if numeric else _ratio
    found = [(name, *test(values, varying[name])) for name in varying.columns]
    name, effect, p = min(found, key=lambda f: (f[2], -abs(f[1])))
    p = min(1.0, p * len(found))
    return _row("uncertainty", path, name, "spearman" if numeric else "eta", effect, p, p < SIGNIFICANT)


def _spearman(values: pd.Series, measure: pd.Series) -> tuple[float, float]:
    from scipy import stats

    found = stats.spearmanr(values.to_numpy(dtype=float), measure.to_numpy(dtype=float))
    return float(found.statistic), float(found.pvalue)


def _ratio(values: pd.Series, measure: pd.Series) -> tuple[float, float]:
    """Return the correlation ratio, the root of the share of variance between the options, and Kruskal's p."""
    from scipy import stats

    groups = [group.to_numpy(dtype=float) for _, group in measure.groupby(values.astype(str))]
    every = measure.to_numpy(dtype=float)
    between = sum(len(g) * (g.mean() - every.mean()) ** 2 for g in groups)
    eta = float(np.sqrt(between / ((every - every.mean()) ** 2).sum()))
    return eta, float(stats.kruskal(*groups).pvalue)


def _lever(path: str, runs: pd.DataFrame, measures: Sequence[str], levers: Sequence[str]) -> dict[str, Any]:
    """Return the largest spread of means over the lever's settings, in widths (P5 to P95) of the measure."""
    others = ["draw", "seed", *(lever for lever in levers if lever != path)]
    grouped = runs.groupby([runs[o].astype(str) for o in others])[list(measures)]
    apart = grouped.max() - grouped.min()
    size = runs[list(measures)].abs().max()
    touched = (apart > TOLERANCE * size).any()
    if not touched.any():
        return _row("lever", path, "", "none", 0.0, 1.0, False)
    means = runs.groupby(runs[path].astype(str))[list(measures)].mean()
    width = runs[list(measures)].quantile(0.95) - runs[list(measures)].quantile(0.05)
    spread = ((means.max() - means.min()) / width.where(width > TOLERANCE * size)).where(touched).dropna()
    if spread.empty:
        return _row("lever", path, str(touched.idxmax()), "spread", 0.0, 0.0, True)
    return _row("lever", path, str(spread.idxmax()), "spread", float(spread.max()), 0.0, True)


def _row(kind: str, path: str, measure: str, statistic: str, effect: float, p: float, moved: bool) -> dict[str, Any]:
    values = (kind, path, measure, statistic, effect, p, int(moved))
    return dict(zip(COLUMNS, values, strict=True))
