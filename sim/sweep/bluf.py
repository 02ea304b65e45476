"""The bottom line up front: one paragraph, every number of it from `facts`."""

from __future__ import annotations

from typing import Any

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.measures import Column
from sim.sweep.select import STABLE
from sim.words import against, percent, quantity


def bluf(manifest: dict[str, Any], facts: Facts) -> str:
    """Return the paragraph: likeliest outcome, plausible best and worst, levers, first sign; then confidence."""
    sentences = [
        _likeliest(manifest, facts),
        _absent(facts),
        _end(manifest, facts, "best"),
        _end(manifest, facts, "worst"),
        _lever(manifest, facts),
        _sign(facts),
        _confidence(facts),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _likeliest(manifest: dict[str, Any], facts: Facts) -> str:
    first, second = facts["leading"], facts["second"]
    year = manifest["end"][:4]
    how = choosing(manifest)
    if facts["declared"]:
        text = f"{how}, the most likely outcome by {year} is **{labels.words(first['outcome'])}**: {first['word']}"
        text += f", {percent(first['share'])} of the runs ({percent(first['low'])} to {percent(first['high'])})"
    else:
        text = f"{how}, the most representative outcome by {year} is **{labels.words(first['outcome'])}**, in"
        text += f" {percent(first['share'])} of the runs"
    if second:
        word = f"{second['word']}, " if second["word"] else ""
        text += f"; next comes **{labels.words(second['outcome'])}** ({word}{percent(second['share'])})"
    return text + "."


def choosing(manifest: dict[str, Any]) -> str:
    """Return under what the likelihoods hold, in words."""
    held = {path: value for path, value in manifest["reference"].items() if value != "adaptive"}
    if not manifest["reference"]:
        return "Over everything that was run"
    if not held:
        return "With every nation choosing for itself"
    stands = " and ".join(f"{labels.lever(path)} held at {labels.words(value)}" for path, value in held.items())
    others = " and all else left to the nations" if len(held) < len(manifest["reference"]) else ""
    return f"With {stands}{others}"


def _absent(facts: Facts) -> str:
    if not facts["absent"]:
        return ""
    names = ", ".join(f"**{labels.words(name)}**" for name in facts["absent"])
    return f"In no run, under any setting, {names} occurred."


def _end(manifest: dict[str, Any], facts: Facts, part: str) -> str:
    found = facts[part]
    if found is None:
        return ""
    weightiest = sorted(manifest["objectives"], key=lambda o: -o["weight"])[:2]
    numbers = []
    for objective in weightiest:
        c, measured = Column.of(objective["column"]), found["measures"][objective["column"]]
        text = f"{labels.phrase(c)} at {quantity(measured['value'], c.unit)}"
        numbers.append(f"{text} ({against(measured['change'], c.unit, 'the baseline')})")
    setting = f" ({labels.setting(found['levers'])})" if found["levers"] else ""
    doubt = ", not distinguishable from its neighbours," if found["stability"] < STABLE else ""
    ends = f"The plausible {part}{setting}{doubt} ends in **{labels.words(found['outcome'])}**"
    return f"{ends}, with {' and '.join(numbers)}."


def _lever(manifest: dict[str, Any], facts: Facts) -> str:
    """Return what the lever with the widest effect on the weightiest objective does to it."""
    if not facts["levers"] or not manifest["objectives"]:
        return ""
    objective = max(manifest["objectives"], key=lambda o: o["weight"])
    rows = [row for row in facts["levers"] if row["measure"] == objective["column"]]
    spread = {path: _span([r["mean"] for r in rows if r["lever"] == path]) for path in {r["lever"] for r in rows}}
    path = max(sorted(spread), key=lambda p: spread[p])
    ordered = sorted((r for r in rows if r["lever"] == path), key=lambda r: r["mean"])
    low, high = ordered[0], ordered[-1]
    c = Column.of(objective["column"])
    return (
        f"Of the settings of {labels.lever(path)}, **{labels.words(low['setting'])}** leaves the lowest mean"
        f" {labels.phrase(c)} ({quantity(low['mean'], c.unit)}) and **{labels.words(high['setting'])}** the"
        f" highest ({quantity(high['mean'], c.unit)})."
    )


def _span(values: list[float]) -> float:
    return max(values) - min(values)


def _sign(facts: Facts) -> str:
    early = [sign for sign in facts["signposts"] if sign["lead_months"] > 0]
    if not early:
        return ""
    c = Column.of(early[0]["measure"])
    return (
        f"The earliest sign of a path toward the worst is {labels.phrase(c)} {early[0]['worst_is']} than"
        f" {quantity(early[0]['threshold'], c.monthly_unit)} from {early[0]['month']} on,"
        f" {early[0]['lead_months']} months before the objectives tell the paths apart."
    )


def _confidence(facts: Facts) -> str:
    found = facts["confidence"]
    return f"Confidence in this is {found['level']}: {found['passed']} of {found['of']} tests are passed."
