"""Key assumptions of the question, each held against paired runs: comply against refuse, same draws, same seeds."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from sim.sweep.levers import alone
from sim.sweep.margin import margin
from sim.sweep.measures import Column
from sim.sweep.tables import Tables

LEVER = "nations.{f}.assurance_response"
COLUMNS = [
    "assumption", "claim", "measure", "first", "second", "mean_first", "mean_second", "difference", "low", "high",
    "threshold", "pairs", "held",
]  # fmt: skip


class Claim(NamedTuple):
    """A claim: `measure` under `first` differs from that under `second` by `threshold` or more, in its direction.

    With no `second` the level itself must reach the threshold.
    """

    name: str
    text: str
    measure: str
    first: str
    second: str
    threshold: float


CLAIMS = (
    Claim("compliance_strains_rival", "Compliance strains relations with the rival.",
          "relations.{f}>{r}", "comply", "refuse", -0.05),
    Claim("compliance_deepens_dependence", "Compliance deepens dependence on the controller.",
          "import_dependency.{f}", "comply", "refuse", 0.01),
    Claim("refusal_cuts_supply", "Refusing cuts the controller's heavy supply.",
          "heavy_supply_from_controller.{f}:mean", "refuse", "comply", -0.1),
    Claim("refusal_costs_output", "Refusing costs output for want of inputs.",
          "output_lost_usd.{f}", "refuse", "comply", 0.1),
    Claim("refusal_slows_transition", "Refusing slows electric vehicles and wind.",
          "transition_pace.{f}:mean", "refuse", "comply", -0.01),
    Claim("rival_supplied_through_focal", "A good part of the rival's heavy supply comes through the focal nation.",
          "rival_heavy_via_focal_share", "", "", 0.05),
)  # fmt: skip
"""Thresholds are in the unit of the measure; for flows, whose unit has a size of its own, a share of the second."""
RELATIVE = ("heavy_supply_from_controller", "output_lost_usd")


def assumptions(tables: Tables) -> pd.DataFrame:
    """Return a row per claim that the sweep can test: COLUMNS.

    `difference` is the mean over draws of first - second, `low` and `high` its 90 % interval; a claim is held (1)
    where the whole interval is on its side of 0 and the mean reaches the threshold, else not (0). A sweep that does not
    vary the answer asks another question, and has none of these assumptions.
    """
    roles = tables.manifest["roles"]
    names = {"c": roles["controller"], "f": roles["focal"], "r": roles["rival"]}
    lever = LEVER.format(**names)
    if lever not in (*tables.levers, *tables.inputs):
        return pd.DataFrame(columns=COLUMNS)
    rows = [
        row
        for claim in CLAIMS
        if (row := _tested(tables, claim, claim.measure.format(**names), lever)) is not None
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _tested(tables: Tables, claim: Claim, label: str, lever: str) -> dict[str, Any] | None:
    if label not in tables.runs:
        return None
    first, second = claim.first, claim.second
    if not second:
        values = _by_draw(tables.basis, label)
        return None if values.empty else _row(claim, label, values, None, claim.threshold)
    if lever not in tables.levers or not {first, second} <= set(map(str, tables.levers[lever])):
        return None
    runs = alone(tables, tables.runs, lever)
    pairs = [
        tables.under(runs, lever, value).set_index(["draw", "seed"])[label].rename(name)
        for name, value in (("first", first), ("second", second))
    ]
    both = pd.concat(pairs, axis=1, join="inner").groupby(level="draw").mean()
    if both.empty:
        return None
    relative = Column.of(label).measure in RELATIVE
    threshold = claim.threshold * (abs(float(both["second"].mean())) if relative else 1.0)
    return _row(claim, label, both["first"], both["second"], threshold)


def _by_draw(runs: pd.DataFrame, label: str) -> pd.Series:
    return runs.groupby("draw")[label].mean()


def _row(claim: Claim, label: str, first: pd.Series, second: pd.Series | None, threshold: float) -> dict[str, Any]:
    change = (first if second is None else first - second).to_numpy()
    mean = float(change.mean())
    error = margin(change)
    side = 1 if threshold >= 0 else -1
    held = side * mean >= abs(threshold) and side * mean - error > 0
    return {
        "assumption": claim.name, "claim": claim.text, "measure": label, "first": claim.first, "second": claim.second,
        "mean_first": float(first.mean()), "mean_second": float("nan") if second is None else float(second.mean()),
        "difference": mean, "low": mean - error, "high": mean + error, "threshold": threshold,
        "pairs": len(change), "held": int(held),
    }  # fmt: skip
