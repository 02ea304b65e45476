"""All parameters in one list: those of scenarios, and the usual weights and beliefs of nations; the page about them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sim.agents import beliefs
from sim.agents.weights import ALLY, CONTROLLER, FOCAL, RIVAL
from sim.scenario.reference import Row, rows
from sim.sweep.markdown import table

HEAD = """# Parameters

Made by `rare-earth schema parameters --markdown` from `sim/data/parameters.csv`, the policies and the plans of nations;
do not edit. `path` is what `--set` and a sweep take: `*` stands for a name, `[]` for a position from 0. A scenario that
leaves a value out has the default. Above each policy stands the history that its defaults are read from; where it gives no
figure, the default is estimated. `rare-earth schema parameters` writes the same as JSON.
"""
_TITLES = {
    "parameters": "Behaviour",
    "every policy": "Every policy",
    "nations.*": "How nations decide",
    "weights": "Usual weights of nations",
    "beliefs": "Beliefs of nations",
}


def everything() -> list[Row]:
    """All rows, those that cannot be set by a scenario last."""
    return [*rows(), *_weights(), *_beliefs()]


def _weights() -> Iterator[Row]:
    roles = {**{f"controller under {name}": w for name, w in CONTROLLER.items()}, "focal": FOCAL, "rival": RIVAL}
    for role, weights in {**roles, "ally": ALLY}.items():
        for term, weight in weights.items():
            text = f"weight of {term} of the {role}" if role != "ally" else f"weight of {term} of any other nation"
            yield Row(
                "weights", f"nations.*.weights.{term}", "1", f"{weight:g}", "0 to 10", text, "no source", "estimated"
            )


def _beliefs() -> Iterator[Row]:
    levels = {
        "share withheld under a regime": beliefs.WITHHELD,
        "share of the goods that an answer covers": beliefs.SCOPE,
        "effort": beliefs.EFFORT,
        "pressure": beliefs.PRESSURE,
        "how far a target can retaliate": beliefs.POWER,
        "that strictness brings a concession": beliefs.HOPE,
        "the same of a nation that has refused": {"": beliefs.HOPE_REFUSED},
        "worth of a licence duty by itself": {"": beliefs.GRIP},
    }
    for text, values in levels.items():
        for name, value in values.items():
            if name or len(values) == 1:
                words = f"{text}: {name}" if name else text
                yield Row("beliefs", "", "0..1", f"{value:g}", "fixed", words, "no source", "estimated")


def page() -> str:
    """The page as Markdown."""
    parts = [HEAD]
    for group, members in groupby(everything(), lambda row: row.group):
        found = list(members)
        title = _TITLES.get(group, f"Policy `{group}`")
        note = f"\n{found[0].source}\n" if group not in _TITLES else ""
        parts.append(f"\n## {title}\n{note}\n{_table(group, found)}\n")
    return "".join(parts)


def _table(group: str, members: list[Row]) -> str:
    """A policy's source stands once above its table, so its rows leave it out."""
    cells = [(_code(row.path), row.unit, row.default, row.allowed, row.description) for row in members]
    if group in ("parameters", "weights", "beliefs"):
        sources = [f"{row.source} ({row.confidence})" for row in members]
        lines = [(*cell, source) for cell, source in zip(cells, sources, strict=True)]
        return table(("path", "unit", "default", "allowed", "what it is", "source"), lines)
    return table(("path", "unit", "default", "allowed", "what it is"), cells)


def _code(path: str) -> str:
    return f"`{path}`" if path else ""
