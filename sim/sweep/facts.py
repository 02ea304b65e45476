"""Every number of the report, computed from the tables of the folder and from nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.sweep.confidence import confidence
from sim.sweep.levers import alone
from sim.sweep.pivots import outcomes_turned, settings_turned
from sim.sweep.scores import quantile
from sim.sweep.shares import outcome_shares
from sim.sweep.tables import Tables
from sim.words import likelihood

Facts = dict[str, Any]
PARTS = ("best", "worst", "most_likely", "runner_up", "best_extreme", "worst_extreme")


def facts(tables: Tables) -> Facts:
    """Return the numbers that the report states, by name.

    With no declared distribution (`declared` false) the outcomes carry shares but no likelihood words.
    """
    outcomes = [entry["name"] for entry in tables.manifest["outcomes"]]
    basis = tables.basis if len(tables.basis) else tables.runs
    shares = outcome_shares(basis, outcomes)
    declared = bool(tables.manifest["declared"]) and bool(len(tables.basis))
    shares["word"] = [likelihood(share) if declared else "" for share in shares["share"]]
    order = shares.sort_values("share", ascending=False, kind="stable").to_dict("records")
    found: Facts = {
        "runs": len(tables.outcomes),
        "failed": int((tables.outcomes["status"] != "ok").sum()),
        "draws": int(tables.draws["draw"].nunique()),
        "basis_runs": len(basis),
        "declared": declared,
        "shares": shares.to_dict("records"),
        "leading": order[0],
        "second": order[1] if len(order) > 1 and order[1]["share"] > 0 else None,
        "absent": [row["outcome"] for row in order if (tables.runs["outcome"] == row["outcome"]).sum() == 0],
        "by_setting": by_setting(tables, outcomes),
        "levers": lever_effects(tables),
        "measures": measures(tables, basis),
        "signposts": tables.signposts.to_dict("records"),
        "drivers": tables.drivers.to_dict("records"),
        "robust": tables.robust.to_dict("records"),
        "assumptions": tables.assumptions.to_dict("records"),
    }
    found["turned"] = outcomes_turned(tables, found["leading"]["outcome"]) if len(tables.basis) else []
    found["settings_turned"] = settings_turned(tables)
    found |= {part: case(tables, part) for part in PARTS}
    found["confidence"] = confidence(tables, found)
    return found


def case(tables: Tables, part: str) -> Facts | None:
    """Return what is known of a chosen run: its settings, inputs, measures and what the baseline has."""
    chosen = tables.role(part)
    if chosen is None:
        return None
    run = tables.runs[(tables.runs["case"] == chosen["case"]) & (tables.runs["seed"] == chosen["seed"])].iloc[0]
    same = tables.baseline[tables.baseline["seed"] == chosen["seed"]].iloc[0]
    return {
        **chosen,
        "levers": {path: run[path] for path in tables.levers},
        "inputs": {path: run[path] for path in tables.inputs},
        "measures": {
            c.label: {"value": float(run[c.label]), "change": float(run[c.label] - same[c.label])}
            for c in tables.measures
            if c.label in same.index
        },
    }


def measures(tables: Tables, basis: pd.DataFrame) -> Facts:
    """Return per measure the median and the P5 to P95 of the basis, and the median of the change."""
    found = {}
    for c in tables.measures:
        weights = basis["weight"].to_numpy()
        p5, median, p95 = quantile(basis[c.label].to_numpy(), [0.05, 0.5, 0.95], weights)
        found[c.label] = {
            "median": float(median),
            "p5": float(p5),
            "p95": float(p95),
            "change": float(quantile(basis[f"change.{c.label}"].to_numpy(), 0.5, weights)),
            "baseline": float(tables.baseline[c.label].median()),
        }
    return found


def by_setting(tables: Tables, outcomes: list[str]) -> list[Facts]:
    """Return the share of each outcome for every setting of every lever, the other levers at their reference."""
    found = []
    for path in tables.levers:
        runs = alone(tables, tables.runs, path)
        for value in tables.levers[path]:
            some = tables.under(runs, path, value)
            if len(some):
                shares = outcome_shares(some, outcomes).set_index("outcome")["share"]
                found.append({"lever": path, "setting": value, "runs": len(some), "shares": shares.to_dict()})
    return found


def lever_effects(tables: Tables) -> list[Facts]:
    """Return, per lever setting and objective (and public cost), the mean, its bad end and the paired change.

    The bad end is P95 where less is better, else P5. The change is from the reference, over draws and seeds run
    under both settings.
    """
    found = []
    judged = {o["column"]: o["direction"] == "minimize" for o in tables.manifest["objectives"]}
    cost = f"public_cost_usd.{tables.manifest['roles']['focal']}"
    judged |= {cost: True} if cost in tables.runs else {}
    for path in tables.levers:
        runs = alone(tables, tables.runs, path)
        reference = tables.manifest["reference"][path]
        base = tables.under(runs, path, reference).set_index(["draw", "seed"])
        for value in tables.levers[path]:
            some = tables.under(runs, path, value).set_index(["draw", "seed"])
            for label, minimize in judged.items() if len(some) else ():
                bad = 0.95 if minimize else 0.05
                numbers, weights = some[label].to_numpy(), some["weight"].to_numpy()
                paired = (some[label] - base[label]).dropna()
                change, clear = _told_from_chance(paired)
                found.append(
                    {
                        "lever": path, "setting": value, "measure": label, "reference": value == reference,
                        "mean": float(np.average(numbers, weights=weights)),
                        "bad_end": float(quantile(numbers, bad, weights)),
                        "change": change, "clear": clear, "pairs": len(paired),
                    }
                )  # fmt: skip
    return found


def _told_from_chance(paired: pd.Series) -> tuple[float, bool]:
    """Return the mean of paired differences, and whether it is beyond two standard errors over the draws."""
    if paired.empty:
        return float("nan"), False
    by_draw = paired.groupby(level="draw").mean()
    error = float(by_draw.std(ddof=1)) / len(by_draw) ** 0.5 if len(by_draw) > 1 else 0.0
    return float(paired.mean()), bool(abs(paired.mean()) > 2 * error)
