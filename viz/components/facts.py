"""Numbers and words of the month: tiles, the table of nations, events."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import solara

from viz import tables
from viz.charts.lines import Mark
from viz.components.html import element
from viz.shown import Shown

TILES = (
    ("import_dependency", "of its use depends on {controller}", "percent"),
    ("stock_cover_months", "months of use in stock", "number"),
    ("supply_gap", "of its need is not met", "percent"),
    ("transition_pace", "of planned EV and wind delivered", "percent"),
    ("tech_sovereignty", "of its own need it could make itself", "percent"),
)

COLUMNS = {
    "dependency": "percent",
    "cover": "number",
    "gap": "percent",
    "with_controller": "signed",
    "with_rival": "signed",
}
REGIMES = ("open", "general licences", "case by case", "tight", "ban")  # as `regime` counts them, 0 to 4
SHORT = 0.02  # unmet need from which a cell is marked


@solara.component
def Tiles(shown: Shown, names: dict[str, str]) -> Any:
    """The focal nation's headline measures, each with the same month of the run before."""
    result, before, was_name = shown.result, shown.before, shown.before_name
    scenario = result.scenario
    controller = names[scenario.controller]
    with element("div", class_="tiles") as box:
        for measure, label, kind in TILES:
            values = tables.series(result, measure, scenario.focal)
            old = tables.series(before, measure, scenario.focal) if before else np.empty(0)
            now = figure(values[-1] if len(values) else np.nan, kind)
            was = f"{was_name}: {figure(old[len(values) - 1], kind)}" if 0 < len(values) <= len(old) else ""
            short = measure == "supply_gap" and len(values) > 0 and values[-1] > SHORT
            with element("div", class_="card tile short" if short else "card tile"):
                element("b", now)
                element("span", label.format(controller=controller))
                if was:
                    element("i", was)
    return box


def figure(value: float, kind: str) -> str:
    """A number for a tile or a cell; a dash where there is none."""
    if not np.isfinite(value):
        return "-"
    return {"percent": f"{100 * value:.0f} %", "number": f"{value:.1f}", "signed": f"{value:+.2f}"}[kind]


def standing(result: tables.Result, names: dict[str, str]) -> str:
    """How the controller licenses exports to the focal nation, and what that nation has promised, in words."""
    scenario = result.scenario
    regime = tables.last(result, "regime", scenario.focal)
    given = tables.last(result, "concession", scenario.focal)
    if not np.isfinite(regime):
        return ""
    licences = REGIMES[round(regime)]
    assurance = "none" if not given > 0 else "in full" if given >= 1 else "in part"
    return f"{names[scenario.controller]}'s exports to it: {licences}; assurance given: {assurance}"


@solara.component
def NationTable(shown: Shown, names: dict[str, str]) -> Any:
    """Where each nation stands this month.  One piece of HTML, since a hundred widgets would be slower to send."""
    scenario, table = shown.result.scenario, tables.nation_table(shown.result)
    controller, rival = names[scenario.controller], names[scenario.rival]
    heads = (
        "",
        f"depends on {controller}",
        "cover, months",
        "need not met",
        f"relations with {controller}",
        f"relations with {rival}",
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(_row(row, row["code"] == scenario.focal) for row in table.to_dict("records"))
    html = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return solara.HTML("div", unsafe_innerHTML=html, classes=["scroll", "nations"])


def _row(row: dict[Any, Any], focal: bool) -> str:
    cells = [f'<th scope="row">{escape(str(row["nation"]))}</th>']
    for name, kind in COLUMNS.items():
        short = name == "gap" and row[name] > SHORT
        cells.append(f"<td{' class=bad' if short else ''}>{figure(float(row[name]), kind)}</td>")
    return f"<tr{' class=focal' if focal else ''}>{''.join(cells)}</tr>"


@solara.component
def Events(events: list[tuple[str, str]]) -> Any:
    """What happened, newest first."""
    items = "".join(f"<li><time>{escape(month)}</time> {escape(text)}</li>" for month, text in events)
    nothing = '<li class="note">Nothing yet. Press Play, or step a month.</li>'
    return solara.HTML("ul", unsafe_innerHTML=items or nothing, classes=["events"])


@solara.component
def DatedActs(marks: list[Mark], month: str) -> Any:
    """What the numbers on the time axes stand for; what lies ahead is pale."""
    items = "".join(
        f"<li{' class=ahead' if mark.month > month else ''}><b>{escape(mark.sign)}</b> "
        f"<time>{escape(mark.month)}</time> {escape(mark.text)}</li>"
        for mark in marks
    )
    nothing = '<li class="note">This scenario has no policy that begins or ends on the way.</li>'
    return solara.HTML("ul", unsafe_innerHTML=items or nothing, classes=["events", "acts"])
