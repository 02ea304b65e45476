"""Differences between two single runs, series by series."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.compare.saved import Saved
from sim.records import MEASURES
from sim.words import quantity

TOLERANCE = 1e-9
"""Relative to the largest value of a series: what another processor's rounding may change."""
WINDOW = 12
SERIES = ["measure", "nation", "product"]


def run_outcomes(first: Saved, second: Saved) -> tuple[pd.DataFrame, list[str]]:
    """Return a row per series that differs, largest relative change first, and notes.

    first and second are means over the last 12 shared months; `diverges` is the first month that differs.
    """
    a, b = (_wide(saved) for saved in (first, second))
    months = sorted(a.index.intersection(b.index))
    keys = [key for key in a.columns if key in b.columns]
    notes = _notes(first, second, a, b)
    x, y = a.loc[months, keys].to_numpy(dtype=float), b.loc[months, keys].to_numpy(dtype=float)
    size = np.maximum(np.nanmax(np.abs(x), axis=0, initial=0.0), np.nanmax(np.abs(y), axis=0, initial=0.0))
    apart = np.abs(x - y) > TOLERANCE * size
    differing = np.flatnonzero(apart.any(axis=0))
    units = first.series.groupby("measure")["unit"].first()
    means = np.nanmean(x[-WINDOW:], axis=0), np.nanmean(y[-WINDOW:], axis=0)
    noise = _noise(first, second)
    rows = [
        row(
            ".".join(part for part in keys[i] if part),
            str(units.get(keys[i][0], "")),
            float(means[0][i]),
            float(means[1][i]),
            MEASURES[keys[i][0]].direction if keys[i][0] in MEASURES else "",
            noise,
            months[int(np.argmax(apart[:, i]))],
        )
        for i in differing
    ]
    table = pd.DataFrame(rows, columns=list(row("", "", 0, 0, "", "", "")))
    return table.loc[_order(table, str(first.parameters.get("focal", "")))], notes


def _order(table: pd.DataFrame, focal: str) -> pd.Index:
    """Return the rows in the order a reader wants them.

    What is better or worse for the focal nation comes first, then world prices, then the rest; within these the
    largest relative change, and at the end what is too small a change to be written: a thousand times next to nothing
    is next to nothing.
    """
    group = [_group(*row, focal) for row in zip(table["quantity"], table["direction"], strict=True)]
    changes = zip(table["change"], table["unit"], strict=True)
    unwritten = np.array([change_is_unwritten(*change) for change in changes], dtype=bool)
    size = table["relative"].abs().fillna(np.inf).mask(unwritten, 0.0)
    return table.assign(group=group, size=-size).sort_values(["group", "size"], kind="stable").index


def _group(quantity: str, direction: str, focal: str) -> int:
    measure, _, rest = quantity.partition(".")
    if "," in direction and focal and rest.replace(">", ".").split(".")[0] == focal:
        return 0
    return 1 if measure in ("spot_outside", "spot_inside", "contract_price") else 2


def change_is_unwritten(change: float, unit: str) -> bool:
    """Return whether a reader is given a change without a figure other than 0."""
    return not any(digit in "123456789" for digit in quantity(change, unit, change=True).split(" ")[0])


def row(
    quantity: str, unit: str, first: float, second: float, better: str, noise: str, diverges: str
) -> dict[str, object]:
    """Return one difference: absolute, relative to the first (empty where that is 0), and in a word."""
    change = second - first
    relative = change / abs(first) if first else float("nan")
    word = "rises" if change > 0 else "falls" if change < 0 else "differs on the way"
    if better and change:
        word += ", better" if (change > 0) == (better == "higher") else ", worse"
    return {
        "quantity": quantity, "unit": unit, "first": first, "second": second, "change": change,
        "relative": relative, "direction": word, "noise": noise, "diverges": diverges,
    }  # fmt: skip


def _wide(saved: Saved) -> pd.DataFrame:
    return saved.series.pivot_table(index="month", columns=SERIES, values="value", aggfunc="mean", sort=False)


def _noise(first: Saved, second: Saved) -> str:
    seeds = [saved.manifest.get("seed") for saved in (first, second)]
    if None in seeds:
        return "unknown"
    return "same seed" if seeds[0] == seeds[1] else "other seed"


def _notes(first: Saved, second: Saved, a: pd.DataFrame, b: pd.DataFrame) -> list[str]:
    notes = []
    for name, own, other in ((first.name, a, b), (second.name, b, a)):
        if only := len(own.columns.difference(other.columns)):
            notes.append(f"{only} series are only in {name} and are left out")
    if _noise(first, second) == "other seed":
        notes.append("the seeds differ, so part of every change is chance; run both with one seed to see the cause")
    return notes
