"""Section of the report about levers: what each setting does, how robust it is and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.markdown import MODEL, table
from sim.sweep.measures import Column
from sim.sweep.tables import Tables
from sim.words import likelihood, percent, quantity

SMALL_COST = 5e7
"""USD over the whole run below which a setting counts as free."""


def levers(tables: Tables, facts: Facts) -> str:
    """Return what each lever setting does to the objectives, to public cost and to the outcomes."""
    if not facts["levers"] or not tables.manifest["objectives"]:
        return ""
    parts = [
        "## Recommendations",
        "",
        f"{MODEL} Every draw and seed was run under every setting, so a change from the reference is the setting's"
        " own. The bad end is the value that 5 % of the runs exceed on the bad side: a robust setting has a good"
        " one. Settings stand in the order of their weighted mean over the objectives, the best first.",
    ]
    for path in tables.levers:
        rows = [row for row in facts["levers"] if row["lever"] == path]
        shares = [row for row in facts["by_setting"] if row["lever"] == path]
        if rows and shares:
            parts += ["", f"### {_capital(labels.lever(path))}", "", _effects(tables, rows)]
            parts += ["", _shares(shares, facts["declared"])]
    return "\n".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _effects(tables: Tables, rows: Sequence[Facts]) -> str:
    objectives = [Column.of(o["column"]) for o in tables.manifest["objectives"]]
    cost = Column("public_cost_usd", tables.manifest["roles"]["focal"])
    costed = any(row["measure"] == cost.label for row in rows)
    columns = [*objectives, *([cost] if costed and cost not in objectives else [])]
    body = []
    for setting in ranked(tables, rows):
        mine = {row["measure"]: row for row in rows if row["setting"] == setting}
        name = labels.words(setting) + (" (reference)" if mine[columns[0].label]["reference"] else "")
        cells = [_effect(mine[c.label], c) for c in columns]
        body.append((name, *cells, *([_per_dollar(tables, mine, mine[cost.label])] if costed else [])))
    heads = ("setting", *(labels.column(c) for c in columns), *(["gain per public dollar"] if costed else []))
    return table(heads, body)


def _effect(row: Facts, c: Column) -> str:
    text = f"{quantity(row['mean'], c.unit)}, bad end {quantity(row['bad_end'], c.unit)}"
    if row["reference"] or not row["pairs"]:
        return text
    return f"{text} ({quantity(row['change'], c.unit, change=True)}{'' if row['clear'] else ', within noise'})"


def _per_dollar(tables: Tables, mine: dict[str, Facts], cost: Facts) -> str:
    """Return the gain in the weightiest objective for each billion of public money beyond the reference."""
    objective = max(tables.manifest["objectives"], key=lambda o: o["weight"])
    c, row = Column.of(objective["column"]), mine[objective["column"]]
    if row["reference"]:
        return ""
    gain = -row["change"] if objective["direction"] == "minimize" else row["change"]
    if gain <= 0 or not row["clear"]:
        return "no gain"
    if cost["change"] < SMALL_COST:
        return "gain without cost"
    return f"{quantity(gain / cost['change'] * 1e9, c.unit, change=True).lstrip('+')} per billion USD"


def ranked(tables: Tables, rows: Sequence[Facts]) -> list[Any]:
    """Return the settings of a lever by the weighted mean of the objectives, the best first.

    Each objective counts on the scale from its worst to its best mean among the settings.
    """
    frame = pd.DataFrame(list(rows)).pivot_table(index="setting", columns="measure", values="mean", sort=False)
    total = pd.Series(0.0, index=frame.index)
    for objective in tables.manifest["objectives"]:
        values = frame[objective["column"]]
        if values.max() > values.min():
            share = (values - values.min()) / (values.max() - values.min())
            total += objective["weight"] * (1 - share if objective["direction"] == "minimize" else share)
    return total.sort_values(ascending=False, kind="stable").index.tolist()


def _shares(rows: Sequence[Facts], declared: bool) -> str:
    names = list(rows[0]["shares"])
    body = [(labels.words(row["setting"]), *(_share(row["shares"][n], declared) for n in names)) for row in rows]
    return table(("outcome under", *(labels.words(n) for n in names)), body)


def _share(share: float, declared: bool) -> str:
    return f"{percent(share)}, {likelihood(share)}" if declared and share > 0 else percent(share)
