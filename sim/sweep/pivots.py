"""What would change the judgement: inputs and weights under which another outcome leads or another setting wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sim.sweep import levers
from sim.sweep.scores import quantile
from sim.sweep.shares import outcome_shares
from sim.sweep.tables import Tables

FEWEST = 10
"""Draws below which a part of the runs says nothing about the rest."""


def outcomes_turned(tables: Tables, leading: str) -> list[dict[str, Any]]:
    """Return the parts of the inputs' ranges in which another outcome than `leading` has most runs.

    A number is cut at its median, a choice into its options: path, part, draws, outcome, share, of_leading, leads.
    `leads` is the share of resamples in which the other outcome is ahead there; surest first.
    """
    names = [entry["name"] for entry in tables.manifest["outcomes"]]
    found = []
    for path in tables.inputs:
        for part, runs in _parts(tables.basis, path):
            if runs["draw"].nunique() < FEWEST:
                continue
            mass = runs.groupby("outcome")["weight"].sum()
            if mass.get(leading, 0.0) >= mass.max() * (1 - 1e-9):
                continue
            shares = outcome_shares(runs, names).set_index("outcome")
            first = str(shares["share"].idxmax())
            found.append(
                {
                    "path": path, "part": part, "draws": int(runs["draw"].nunique()), "outcome": first,
                    "share": float(shares["share"][first]), "of_leading": float(shares["share"][leading]),
                    "leads": float(shares["leads"][first]),
                }
            )  # fmt: skip
    return sorted(found, key=lambda row: (-row["leads"], row["path"]))


def _parts(runs: pd.DataFrame, path: str) -> Iterator[tuple[str, pd.DataFrame]]:
    values = runs[path]
    if values.nunique() < 2:
        return
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        middle = float(quantile(values.to_numpy(dtype=float), 0.5, runs["weight"].to_numpy()))
        yield f"at most {middle:.3g}", runs[values <= middle]
        yield f"above {middle:.3g}", runs[values > middle]
        return
    for option in sorted(values.astype(str).unique()):
        yield option, runs[values.astype(str) == option]


def settings_turned(tables: Tables) -> list[dict[str, Any]]:
    """Return what dropping one objective does to the setting with the best mean: lever, dropped, was, now."""
    objectives = tables.manifest["objectives"]
    whole = _preferred(tables)
    found = []
    for dropped in objectives if len(objectives) > 1 else ():
        rest = [o for o in objectives if o is not dropped]
        some = replace(tables, manifest=tables.manifest | {"objectives": rest})
        for lever, setting in _preferred(some).items():
            if lever in whole and setting != whole[lever]:
                found.append({"lever": lever, "dropped": dropped["column"], "was": whole[lever], "now": setting})
    return found


def _preferred(tables: Tables) -> dict[str, Any]:
    table = levers.levers(tables)
    return {
        str(path): rows["setting"].iloc[int(np.argmax(rows["mean"]))]
        for path, rows in table.groupby("lever", sort=False)
    }
