"""Sections of the report about causes: what lies behind each kind of future, and what would change the judgement."""

from __future__ import annotations

from typing import Any

from sim.sweep import boxes, labels, sensitivity
from sim.sweep.drivers import SCORE, WORST
from sim.sweep.facts import Facts
from sim.sweep.markdown import MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.select import STABLE
from sim.sweep.tables import Tables
from sim.words import chance

SHOWN = 5


def drivers(tables: Tables, facts: Facts) -> str:
    """Return the boxes of the worst tenth and the outcomes, and what each input decides."""
    if not tables.inputs:
        return ""
    found = [row for row in facts["drivers"] if row["method"] == "prim"]
    indices = [row for row in facts["drivers"] if row["method"] != "prim"]
    parts = ["## Drivers", "", _boxes(found, _targets(tables)), "", _indices(indices, tables)]
    if indices:
        parts += ["", "![What each input decides](drivers.png)"]
    return "\n".join(parts)


def _targets(tables: Tables) -> list[str]:
    return [WORST, *(entry["name"] for entry in tables.manifest["outcomes"])]


def _boxes(rows: list[dict[str, Any]], targets: list[str]) -> str:
    """Return a row per kind of future: the ranges that it comes from, and how well they hold it."""
    body = []
    for target in targets:
        mine = [row for row in rows if row["target"] == target]
        if mine:
            ranges = " and ".join(f"{labels.told(row['path'])} ({labels.words(row['limits'])})" for row in mine)
            first = mine[0]
            numbers = (first["coverage"], first["density"], first["share"])
            body.append((labels.words(target), ranges, *map(chance, numbers)))
    none = [labels.words(t) for t in targets if not any(row["target"] == t for row in rows)]
    text = (
        f"{MODEL} Where each kind of future comes from (PRIM): coverage is the part of it that lies in the ranges,"
        " density the part of the runs in the ranges that are of the kind, beside its share of all runs. Ranges that"
        " chance alone would give are left out."
    )
    lines = [text, "", table(("kind", "ranges", "coverage", "density", "share of all"), body)] if body else []
    if none:
        lines += [
            *([""] if lines else []),
            f"{MODEL} No range of the inputs stands out for: {', '.join(none)} (a box needs {boxes.FEWEST} runs of the"
            " kind and restrictions beyond chance).",
        ]
    return "\n".join(lines)


def _indices(rows: list[dict[str, Any]], tables: Tables) -> str:
    """Return the strongest inputs per target with their intervals."""
    if not rows:
        return (
            f"{MODEL} No indices: the inputs' share in what comes out needs {sensitivity.FEWEST} draws, or a whole"
            " Saltelli design."
        )
    method = rows[0]["method"]
    sobol = method.startswith("sobol")
    text = f"{MODEL} How much each input decides, from 0 to 1, with its 90 % interval: " + (
        "Sobol's total index, the part of the variance that would remain if all else were known."
        if sobol
        else "PAWN's median, the distance between the distribution of what comes out and that with the input known."
        f" The design is {tables.manifest['method']}, so Sobol's indices do not apply. In brackets what an input"
        " without effect would show."
    )
    body = []
    for target in dict.fromkeys(row["target"] for row in rows):
        strong = [row for row in rows if row["target"] == target and row["index"] > row["noise"]][:SHOWN]
        name = "score toward the worst" if target == SCORE else f"chance of {labels.words(target)}"
        body += [(name, labels.told(row["path"]), _index(row, sobol)) for row in strong] or [
            (name, "none beyond chance", "")
        ]
    return "\n".join([text, "", table(("what", "input", "index"), body)])


def _index(row: dict[str, Any], sobol: bool) -> str:
    text = f"{row['index']:.2f} within {max(row['index_low'], 0):.2f} to {row['index_high']:.2f}"
    return text if sobol else f"{text} ({row['noise']:.2f})"


def changes(tables: Tables, facts: Facts) -> str:
    """Return what would change the judgement: parts of the inputs' ranges, objectives, items of evidence."""
    leading = labels.words(facts["leading"]["outcome"])
    lines = [
        f"If {labels.told(row['path'])} is {row['part']}, {labels.words(row['outcome'])} leads instead"
        f" ({chance(row['share'], row['draws'])} against {chance(row['of_leading'], row['draws'])} of {row['draws']}"
        f" draws{', not distinguishable' if row['leads'] < STABLE else ''})."
        for row in facts["turned"]
    ]
    lines += [
        f"Without the objective {labels.phrase(Column.of(row['dropped']))},"
        f" {labels.words(row['now'])} is on average the best setting of {labels.told(row['lever'])}, not"
        f" {labels.words(row['was'])}."
        for row in facts["settings_turned"]
    ]
    if facts["second"] and facts["leading"]["leads"] < 1:
        second = labels.words(facts["second"]["outcome"])
        lines.append(
            f"Another sample of draws: {leading} leads in {chance(facts['leading']['leads'])} of resamples,"
            f" {second} in {chance(facts['second']['leads'])}."
        )
    lines += _evidence(tables)
    none = f"No half of an input's range and no single objective turns {leading} or the best setting into another."
    return "\n".join(
        ["## What would change the judgement", "", f"{MODEL} From the runs:", "", bullets(lines or [none])]
    )


def _evidence(tables: Tables) -> list[str]:
    """Return the items without which the other reading of the motive would be ahead."""
    if tables.hypotheses.empty or tables.evidence.empty:
        return []
    first = str(tables.hypotheses.sort_values("joint", ascending=False, kind="stable")["hypothesis"].iloc[0])
    turned = tables.evidence[(tables.evidence["diagnostic"] == 1) & (tables.evidence[f"without.{first}"] < 0.5)]
    return [
        f"Without the item {labels.words(row['item'])} the reading {labels.words(first)} would stand at"
        f" {chance(row[f'without.{first}'])}."
        for row in turned.to_dict("records")
    ]
