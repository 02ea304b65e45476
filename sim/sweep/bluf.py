"""The bottom line up front: one paragraph, every number of it from `facts`."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from sim.fields import months_between
from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.levers import winners
from sim.sweep.measures import WINDOW, Column
from sim.sweep.select import STABLE
from sim.sweep.signposts import WORST
from sim.sweep.tables import Tables
from sim.words import against, between, chance, quantity

ROBUST = {"maximin": "in the worst future", "regret": "in what it can lose against the others"}
"""Criteria of caution, in words."""


class Told(NamedTuple):
    """What a report is made from: the tables of a folder, and what they say, None where no run finished."""

    tables: Tables
    facts: Facts | None

    @property
    def bottom_line(self) -> str:
        """The paragraph, or that there is none."""
        return bluf(self.tables.manifest, self.facts) if self.facts else "No run finished."


def bluf(manifest: dict[str, Any], facts: Facts) -> str:
    """Return the paragraph: likeliest outcome, plausible best and worst, levers, first sign; then confidence."""
    sentences = [
        _likeliest(manifest, facts),
        _elsewhere(facts),
        _absent(facts),
        _end(manifest, facts, "best"),
        _end(manifest, facts, "worst"),
        _robust(facts),
        _driver(facts),
        _sign(manifest, facts),
        _confidence(facts),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _likeliest(manifest: dict[str, Any], facts: Facts) -> str:
    first, second, n = facts["leading"], facts["second"], facts["draws"]
    year = manifest["end"][:4]
    how = choosing(manifest)
    name = f"**{labels.words(first['outcome'])}**"
    if facts["declared"]:
        text = f"{how}, the most likely outcome by {year} is {name}: {first['word']},"
        text += f" {chance(first['share'], n)} of the runs ({between(first['low'], first['high'], n)})"
    else:
        text = f"{how}, the most representative outcome by {year} is {name}, in {chance(first['share'], n)} of the runs"
    if second:
        word = f"{second['word']}, " if second["word"] else ""
        text += f"; next comes **{labels.words(second['outcome'])}** ({word}{chance(second['share'], n)})"
        if first["leads"] < STABLE:
            text += ", and the two are not distinguishable"
    return text + "."


def _elsewhere(facts: Facts) -> str:
    """Return that the middle run of the commonest kind of path ends in another outcome than the likeliest one."""
    path = facts["most_likely"]
    if path is None or path["outcome"] == facts["leading"]["outcome"]:
        return ""
    word = "most likely" if facts["declared"] else "most representative"
    return (
        f"The run that stands for the {word} path ends in **{labels.words(path['outcome'])}** and not in that"
        " outcome: paths are alike by what happens on the way, outcomes by what their rules look at."
    )


def choosing(manifest: dict[str, Any]) -> str:
    """Return under what the likelihoods hold, in words."""
    held = {path: value for path, value in manifest["reference"].items() if value != "adaptive"}
    if not manifest["reference"]:
        return "Over everything that was run"
    if not held:
        return "With every nation choosing for itself"
    stands = " and ".join(f"{labels.told(path)} held at {labels.words(value)}" for path, value in held.items())
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
        beside = against(measured["change"], c.unit, "the baseline")
        new = abs(measured["value"] - measured["change"]) <= 1e-9 * abs(measured["value"])
        nothing = quantity(0.0, c.unit) if c.unit == "0-4" else "none"  # 0 is a step of that scale
        numbers.append(f"{text} ({f'{nothing} in the baseline' if new else beside})")
    setting = f" ({labels.setting(found['levers'])})" if found["levers"] else ""
    doubt = ", not distinguishable from its neighbours," if found["stability"] < STABLE else ""
    ends = f"The plausible {part}{setting}{doubt} ends in **{labels.words(found['outcome'])}**"
    return f"{ends}, with {' and '.join(numbers)}."


def _robust(facts: Facts) -> str:
    """Return which setting of each lever is best in the mean, in the worst future and in regret, as far as that can be told."""
    texts = []
    for path in dict.fromkeys(row["lever"] for row in facts["robust"]):
        table = pd.DataFrame([row for row in facts["robust"] if row["lever"] == path])
        won = winners(table)
        best = won["mean"]
        clear = len(best) == 1
        if len(best) == len(table) > 1:
            text = f"The settings of {labels.told(path)} cannot be told apart on average"
        else:
            text = f"Of the settings of {labels.told(path)}, {labels.bold(best)}"
            text += " does best on average" if clear else " do best on average and cannot be told apart"
        also = [words for name, words in ROBUST.items() if clear and won[name] == best]
        text += f" and also {' and '.join(also)}" if also else ""
        verb = "" if clear else "does best "
        for name, words in ROBUST.items():
            if len(won[name]) == 1 and not (clear and won[name] == best):
                text += f", {labels.bold(won[name])} {verb}{words}"
                verb = ""
        texts.append(text + ".")
    return " ".join(texts[:2])


def _driver(facts: Facts) -> str:
    """Return where the worst tenth of the cases comes from."""
    rows = [row for row in facts["drivers"] if row["method"] == "prim" and row["target"] == WORST]
    if not rows:
        return ""
    box = " and ".join(f"{labels.told(row['path'])} ({labels.words(row['limits'])})" for row in rows[:3])
    return (
        f"The worst tenth of the cases comes from {box}: {chance(rows[0]['coverage'])} of it lies there, and"
        f" {chance(rows[0]['density'])} of the cases there belong to it."
    )


def _sign(manifest: dict[str, Any], facts: Facts) -> str:
    early = [sign for sign in facts["signposts"] if sign["lead_months"] > 0]
    worst = [sign for sign in early if sign["tells"] == WORST] or early
    if not worst:
        return ""
    sign = worst[0]
    c = Column.of(sign["measure"])
    toward = "the worst" if sign["tells"] == WORST else f"**{labels.words(sign['tells'])}**"
    # The lead is to the last year, or to the first month that the rules of an outcome name.
    is_end = sign["lead_months"] == months_between(sign["month"], manifest["end"]) + 1 - WINDOW
    judged = "the last year, by which paths are judged" if is_end else "the months that its rules look at"
    return (
        f"The earliest sign of a path toward {toward} is {labels.phrase(c)} {sign['side']} than"
        f" {quantity(sign['threshold'], c.monthly_unit)} from {sign['month']} on,"
        f" {sign['lead_months']} months before {judged}."
    )


def _confidence(facts: Facts) -> str:
    found = facts["confidence"]
    return f"Confidence in this is {found['level']}: {found['passed']} of {found['of']} tests are passed."
