"""Section of the report about levers: which setting is robust, what each does, and what it gives for public money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.levers import BEST_HIGH, ENOUGH, LITTLE, OPTIMISM, winners
from sim.sweep.markdown import MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.tables import Tables
from sim.words import chance, likelihood, percent, quantity

CRITERIA = {
    "mean": "the mean payoff", "maximin": "the payoff in the worst future (maximin)",
    "hurwicz": "Hurwicz's mix of best and worst", "regret": "the most that can be lost (minimax regret)",
    "satisficing": "the share of futures that are good enough",
}  # fmt: skip


def levers(tables: Tables, facts: Facts) -> str:
    """Return the settings by robustness and per public dollar, and what each does to objectives and outcomes."""
    if not facts["levers"] or not tables.manifest["objectives"]:
        return ""
    parts = [
        "## Recommendations",
        "",
        f"{MODEL} Every draw and seed was run under every setting, so a change from the reference is the setting's"
        " own. A future is a draw; its payoff is the weighted mean of the objectives from bad (0) to good (1). Regret"
        " is what a setting loses against the best one in the same future; a future is good enough where every"
        f" objective stands at least {percent(ENOUGH)} of the way; Hurwicz weighs the best future with {OPTIMISM}."
        " The gain for public money leaves that money out of the payoff; a setting that costs less than"
        f" {quantity(LITTLE, 'USD')} more than the reference over the whole run counts as one of little cost. Settings cannot be"
        " told apart by the mean where the 90 % interval of their difference over the same draws holds 0, by another"
        " criterion where they stand alike in the table.",
    ]
    for path in tables.levers:
        robust = [row for row in facts["robust"] if row["lever"] == path]
        rows = [row for row in facts["levers"] if row["lever"] == path]
        shares = [row for row in facts["by_setting"] if row["lever"] == path]
        if rows and shares:
            parts += ["", f"### {_capital(labels.told(path))}"]
            if robust:
                parts += ["", _advice(robust), "", _robust(robust)]
            parts += ["", _effects(tables, rows), "", _shares(shares, facts["declared"], facts["draws"])]
    return "\n".join(parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _advice(rows: Sequence[dict[str, Any]]) -> str:
    """Return which setting each criterion prefers, in words."""
    won = winners(pd.DataFrame(list(rows)))
    by_settings: dict[str, list[str]] = {}
    for criterion, settings in won.items():
        verb = "is preferred" if len(settings) == 1 else "stand first and cannot be told apart"
        by_settings.setdefault(f"{labels.bold(settings)} {verb}", []).append(CRITERIA[criterion])
    lines = [f"{verdict} by {'; '.join(criteria)}." for verdict, criteria in by_settings.items()]
    if len(by_settings) == len(won["mean"]) == 1:
        lines.append("All criteria agree, so the choice does not hang on how cautious one is.")
    return bullets(lines)


def _robust(rows: Sequence[dict[str, Any]]) -> str:
    ordered = sorted(rows, key=lambda row: -row["mean"])
    body = [
        (
            labels.words(row["setting"]) + (" (reference)" if row["reference"] else ""),
            *(f"{row[name]:.2f}" for name in BEST_HIGH if name != "satisficing"),
            chance(row["satisficing"], row["futures"]),
            _gain(row),
            _per_dollar(row),
        )
        for row in ordered
    ]
    heads = (
        "setting", "mean payoff", "worst future", "Hurwicz", "most regret", "good enough", "gain over the reference",
        "gain per public dollar",
    )  # fmt: skip
    return table(heads, body)


def _gain(row: dict[str, Any]) -> str:
    if row["reference"] or row["gain"] != row["gain"]:
        return ""
    noise = ", within noise" if row["gain_low"] <= 0 <= row["gain_high"] else ""
    return f"{row['gain']:+.3f}{noise}"


def _per_dollar(row: dict[str, Any]) -> str:
    """Return the gain for each billion of public money beyond the reference, or why there is none to give."""
    if row["reference"] or row["cost_usd"] != row["cost_usd"]:
        return ""
    cost = quantity(row["cost_usd"], "USD", change=True)
    if row["gain_low"] <= 0:
        return f"no gain ({cost})"
    if row["cost_usd"] >= LITTLE:
        return f"{row['per_billion']:.3f} per billion USD"
    return f"gain at {'lower' if row['cost_usd'] <= -LITTLE else 'little'} cost ({cost})"


def _effects(tables: Tables, rows: Sequence[Facts]) -> str:
    objectives = [Column.of(o["column"]) for o in tables.manifest["objectives"]]
    cost = Column("public_cost_usd", tables.manifest["roles"]["focal"])
    costed = any(row["measure"] == cost.label for row in rows)
    columns = [*objectives, *([cost] if costed and cost not in objectives else [])]
    body = []
    for setting in dict.fromkeys(row["setting"] for row in rows):
        mine = {row["measure"]: row for row in rows if row["setting"] == setting}
        name = labels.words(setting) + (" (reference)" if mine[columns[0].label]["reference"] else "")
        body.append((name, *(_effect(mine[c.label], c) for c in columns)))
    return table(("setting: mean, bad end, change", *(labels.column(c) for c in columns)), body)


def _effect(row: Facts, c: Column) -> str:
    text = f"{quantity(row['mean'], c.unit)}, bad end {quantity(row['bad_end'], c.unit)}"
    if row["reference"] or not row["pairs"]:
        return text
    return f"{text} ({quantity(row['change'], c.unit, change=True)}{'' if row['clear'] else ', within noise'})"


def _shares(rows: Sequence[Facts], declared: bool, draws: int) -> str:
    names = list(rows[0]["shares"])
    body = [(labels.words(row["setting"]), *(_share(row["shares"][n], declared, draws) for n in names)) for row in rows]
    return table(("outcome under", *(labels.words(n) for n in names)), body)


def _share(share: float, declared: bool, draws: int) -> str:
    text = chance(share, draws)
    return f"{text}, {likelihood(share)}" if declared and share > 0 else text
