"""The chosen runs: plausible best and worst, their extremes, the most likely path and the runner-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.sweep import modes, select
from sim.sweep.collect import Collection
from sim.sweep.scores import Objective, Scale, scale

ROLES = ("best", "worst", "most_likely", "runner_up", "best_extreme", "worst_extreme")
NAN = float("nan")
COLUMNS = ["role", "case", "draw", "seed", "outcome", "score", "stability", "same_setting", "share"]


@dataclass(frozen=True)
class Chosen:
    """`table` has a row per role (COLUMNS); `runs` the finished runs with both scores and the kind of path.

    `silhouette` says how distinct the kinds of path are, nan where none were looked for.
    """

    table: pd.DataFrame
    runs: pd.DataFrame
    silhouette: float
    notes: tuple[str, ...] = ()


def choose(runs: pd.DataFrame, collection: Collection, objectives: Sequence[Objective], seeds: int) -> Chosen:
    """Return the chosen runs.

    `runs` holds the finished runs, indexed by their place in `collection`, with case, draw, seed, weight (that of
    the draw over the number of seeds), setting, basis, outcome and the measures. Raises ValueError in one line if
    there is nothing to choose from.
    """
    if runs.empty:
        raise ValueError("no run finished, so there is no best, worst or most likely one")
    labels = [o.column.label for o in objectives]
    values = runs[labels].to_numpy(dtype=float)
    measured = scale(values, runs["weight"].to_numpy(), objectives)
    good = measured.good(values)
    runs = runs.assign(score_best=measured.best(good), score_worst=measured.worst(good), path_kind=-1)
    ranking = select.rank(runs, good, measured, seeds)
    choices = [choice for score in ("best", "worst") for choice in ranking.of(score)]
    rows = [_row(runs, c.role, c.case, c.seed, c.score, c.stability, c.same_setting, NAN) for c in choices]
    likely, kinds, silhouette = _likely(runs, collection, objectives, measured)
    runs.loc[kinds.index, "path_kind"] = kinds
    table = pd.DataFrame([*rows, *likely], columns=COLUMNS)
    table["order"] = table["role"].map({role: i for i, role in enumerate(ROLES)})
    ignored = [label for label, w in zip(labels, measured.weight, strict=True) if w == 0]
    notes = [f"{label} does not vary over the sweep and has no weight in best and worst." for label in ignored]
    return Chosen(table.sort_values("order")[COLUMNS].reset_index(drop=True), runs, silhouette, tuple(notes))


def _row(
    runs: pd.DataFrame,
    role: str,
    case: int,
    seed: int,
    score: float,
    stability: float,
    same_setting: float,
    share: float,
) -> dict[str, object]:
    run = runs[(runs["case"] == case) & (runs["seed"] == seed)].iloc[0]
    values = (role, case, int(run["draw"]), seed, run["outcome"], score, stability, same_setting, share)
    return dict(zip(COLUMNS, values, strict=True))


def _likely(
    runs: pd.DataFrame, collection: Collection, objectives: Sequence[Objective], measured: Scale
) -> tuple[list[dict[str, object]], pd.Series, float]:
    """Return the rows of the most likely path and the runner-up, each basis run's kind, and the silhouette."""
    basis = runs[runs["basis"] == 1]
    if basis.empty:
        return [], pd.Series(dtype=int), NAN
    where = [collection.bands.index(o.column.path) for o in objectives]
    places = basis.index.to_numpy()
    paths = np.stack([np.asarray(collection.series[i][places], dtype=float) for i in where], axis=1)
    weights = basis["weight"].to_numpy()
    found = modes.find(modes.features(paths, weights, measured.weight), weights, basis["draw"].to_numpy())
    rows = []
    for role, place, share in zip(ROLES[2:4], found.medoid, found.share, strict=False):
        run = basis.iloc[int(place)]
        stability = found.stability if role == "most_likely" else NAN
        rows.append(_row(runs, role, int(run["case"]), int(run["seed"]), NAN, stability, NAN, float(share)))
    return rows, pd.Series(found.label, index=basis.index), found.silhouette
