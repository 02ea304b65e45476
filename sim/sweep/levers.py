"""Levers under deep uncertainty: how each setting does in the worst future, in regret, and per public dollar.

A future is a draw; a setting's payoff in it is the weighted mean of the objectives on the line from bad (0, the
ensemble's worst twentieth) to good (1), over the seeds. Levers are looked at one by one, the others at reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sim.sweep.margin import margin
from sim.sweep.measures import Column
from sim.sweep.scores import Objective, scale
from sim.sweep.tables import Tables

OPTIMISM = 0.5
"""Weight of the best future in Hurwicz's criterion."""
ENOUGH = 0.25
"""A future is satisfied where every objective stands at least so far from bad to good."""
BILLION = 1e9
LITTLE = 5e7
"""USD over the whole run, more than the reference, below which a setting costs little: no gain is told for each billion."""
COLUMNS = [
    "lever", "setting", "reference", "futures", "mean", "maximin", "hurwicz", "regret", "satisficing", "gain",
    "gain_low", "gain_high", "cost_usd", "per_billion", "behind", "behind_low", "behind_high",
]  # fmt: skip
BEST_HIGH = {"mean": True, "maximin": True, "hurwicz": True, "regret": False, "satisficing": True}
"""The criteria, and whether more of each is better."""


def levers(tables: Tables) -> pd.DataFrame:
    """Return a row per setting of each lever: COLUMNS; empty without levers or objectives that vary.

    maximin is the payoff in the worst future, regret the most that a setting loses in any future against the best
    setting there, gain the paired change from the reference of the payoff without public cost (its 90 % interval
    over draws), cost_usd the paired change of public cost, per_billion the gain for each billion of it (nan where it costs little).
    behind is by how much the mean payoff falls short of that of the best setting, paired as well, with its 90 % interval.
    """
    objectives = [
        Objective(Column.of(o["column"]), o["direction"] == "minimize", float(o["weight"]))
        for o in tables.manifest["objectives"]
    ]
    if not objectives or not tables.levers:
        return pd.DataFrame(columns=COLUMNS)
    runs = tables.runs
    values = runs[[o.column.label for o in objectives]].to_numpy(dtype=float)
    try:
        measured = scale(values, runs["weight"].to_numpy(), objectives)
    except ValueError:  # nothing varies, so no setting is better
        return pd.DataFrame(columns=COLUMNS)
    good = measured.good(values)
    spends = np.array([o.column.measure == "public_cost_usd" for o in objectives])
    other = np.where(spends, 0.0, measured.weight)
    runs = runs.assign(
        payoff=good @ measured.weight,
        benefit=good @ other / max(other.sum(), 1e-12),
        enough=(good[:, measured.weight > 0] >= ENOUGH).all(axis=1),
    )
    parts = [_lever(tables, path, alone(tables, runs, path)) for path in tables.levers]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def alone(tables: Tables, runs: pd.DataFrame, path: str) -> pd.DataFrame:
    """Return the runs in which every lever but `path` stands at its reference."""
    for other, value in tables.manifest["reference"].items():
        if other != path:
            runs = tables.under(runs, other, value)
    return runs


def _lever(tables: Tables, path: str, runs: pd.DataFrame) -> pd.DataFrame:
    cost = f"public_cost_usd.{tables.manifest['roles']['focal']}"
    by_draw = {}
    for setting in tables.levers[path]:
        some = tables.under(runs, path, setting)
        if len(some):
            columns = ["payoff", "benefit", "enough", "weight", *([cost] if cost in some else [])]
            by_draw[setting] = some.groupby("draw", sort=True)[columns].mean()
    shared = sorted(set.intersection(*(set(table.index) for table in by_draw.values()))) if by_draw else []
    if not shared:
        return pd.DataFrame(columns=COLUMNS)
    futures = {setting: table.loc[shared] for setting, table in by_draw.items()}
    weight = next(iter(futures.values()))["weight"].to_numpy()
    best = np.max([table["payoff"].to_numpy() for table in futures.values()], axis=0)
    base = futures.get(tables.manifest["reference"][path])
    weight = weight / weight.sum()
    rows = [_setting(futures[s], best, base, weight, cost) for s in futures]
    settings = list(futures)
    table = pd.DataFrame(rows).assign(lever=path, setting=settings, futures=len(shared), **_behind(futures, weight))
    return table.assign(reference=[int(s == tables.manifest["reference"][path]) for s in settings])


def _setting(
    table: pd.DataFrame, best: np.ndarray, base: pd.DataFrame | None, weight: np.ndarray, cost: str
) -> Mapping[str, Any]:
    payoff = table["payoff"].to_numpy()
    row = {
        "mean": float(payoff @ weight),
        "maximin": float(payoff.min()),
        "hurwicz": float(OPTIMISM * payoff.max() + (1 - OPTIMISM) * payoff.min()),
        "regret": float((best - payoff).max()),
        "satisficing": float(table["enough"].to_numpy(dtype=float) @ weight),
    }
    nan = float("nan")
    if base is None or base is table:
        return row | {"gain": nan, "gain_low": nan, "gain_high": nan, "cost_usd": nan, "per_billion": nan}
    change = (table["benefit"] - base["benefit"]).to_numpy()
    gain, error = float(change @ weight), margin(change)
    spent = float((table[cost] - base[cost]).to_numpy() @ weight) if cost in table else nan
    per = gain / spent * BILLION if spent >= LITTLE else nan
    return row | {
        "gain": gain, "gain_low": gain - error, "gain_high": gain + error, "cost_usd": spent, "per_billion": per,
    }  # fmt: skip


def _behind(futures: Mapping[Any, pd.DataFrame], weight: np.ndarray) -> dict[str, list[float]]:
    """Return by how much each setting's mean payoff is below the highest, and the 90 % interval of that."""
    payoffs = [table["payoff"].to_numpy() for table in futures.values()]
    top = max(payoffs, key=lambda payoff: float(payoff @ weight))
    short = [float((top - payoff) @ weight) for payoff in payoffs]
    error = [0.0 if payoff is top else margin(top - payoff) for payoff in payoffs]
    return {
        "behind": short,
        "behind_low": [s - e for s, e in zip(short, error, strict=True)],
        "behind_high": [s + e for s, e in zip(short, error, strict=True)],
    }


def winners(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return, for the settings of one lever, those that each criterion prefers: several where it cannot tell them apart.

    The mean cannot tell apart what is within noise of the best over the same draws; the other criteria, which have no
    noise of their own, what is the same in the two digits that are shown.
    """
    found = {}
    for criterion, high in BEST_HIGH.items():
        value = table[criterion] if high else -table[criterion]
        if criterion == "mean":
            alike = (table.get("behind_low", np.inf) <= 0) | (value == value.max())
        else:
            alike = value.round(2) == round(value.max(), 2)
        found[criterion] = table["setting"][alike].tolist()
    return found
