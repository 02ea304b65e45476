"""Numbers and words of the month: tiles, the table of nations, events."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import solara

from viz import tables
from viz.components.html import element

TILES = (
    ("import_dependency", "of its use depends on {controller}", "percent"),
    ("stock_cover_months", "months of use in stock", "number"),
    ("supply_gap", "of its need is not met", "percent"),
    ("transition_pace", "of planned EV and wind delivered", "percent"),
    ("tech_sovereignty", "of its own need it could make itself", "percent"),
)


@solara.component
def Tiles(result: tables.Result, before: tables.Result | None, names: dict[str, str]) -> Any:
    """The focal nation's headline measures, each with the same month of the run before."""
    scenario = result.scenario
    controller = names[scenario.controller]
    with element("div", class_="tiles") as box:
        for measure, label, kind in TILES:
            values = tables.series(result, measure, scenario.focal)
            old = tables.series(before, measure, scenario.focal) if before else np.empty(0)
            now = figure(values[-1] if len(values) else np.nan, kind)
            was = f"before: {figure(old[len(values) - 1], kind)}" if 0 < len(values) <= len(old) else ""
            with element("div", class_="card tile"):
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


@solara.component
def NationTable(table: pd.DataFrame, focal: str, controller: str, rival: str) -> Any:
    """Where each nation stands this month."""
    heads = (
        "",
        f"depends on {controller}",
        "cover, months",
        "need not met",
        f"relations {controller}",
        f"relations {rival}",
    )
    kinds = {
        "dependency": "percent",
        "cover": "number",
        "gap": "percent",
        "with_controller": "signed",
        "with_rival": "signed",
    }
    rows = [
        element(
            "tr",
            element("td", str(row["nation"])),
            *(_cell(float(row[name]), kind, bad=name == "gap" and row[name] > 0.02) for name, kind in kinds.items()),
            class_="focal" if row["code"] == focal else "",
        )
        for row in table.to_dict("records")
    ]
    head = element("thead", element("tr", *(element("th", text, scope="col") for text in heads)))
    with element("div", class_="scroll") as box:
        element("table", head, element("tbody", *rows))
    return box


def _cell(value: float, kind: str, bad: bool) -> Any:
    return element("td", figure(value, kind), class_="bad" if bad else "")


@solara.component
def Events(events: list[tuple[str, str]]) -> Any:
    """What happened, newest first."""
    items = [element("li", element("time", month), " ", text) for month, text in events]
    nothing = element("li", "Nothing yet. Press Play, or step a month.", class_="note")
    return element("ul", *(items or [nothing]), class_="events")
