"""The charts of the page, drawn for its width and theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import solara

from viz import tables
from viz.charts.flow_map import flow_map
from viz.charts.lines import Line, line_chart, number
from viz.charts.style import look
from viz.components.html import element
from viz.components.picture import Picture
from viz.state import Shown

PRICES = {"oxide_NdPr": "NdPr oxide", "oxide_Dy": "Dysprosium oxide", "magnet_heavy": "Magnets with Dy or Tb"}
GROUPS = {
    "all goods": ("concentrate", "oxide", "metal", "magnet"),
    "magnets": ("magnet",),
    "oxides and metals": ("oxide", "metal"),
    "concentrates": ("concentrate",),
}


@solara.component
def FlowPicture(shown: Shown, narrow: bool, dark: bool) -> Any:
    """Who ships to whom, with a choice of goods."""
    goods, choose = solara.use_state("all goods")
    result = shown.result
    size = (360, 400) if narrow else (960, 400)

    def draw() -> Any:
        places = tables.places(result.scenario.focal)
        return flow_map(tables.flows(shown.trade, GROUPS[goods]), places, look(dark), size)

    with element("section", class_="card") as card:
        with element("div", class_="heads"):
            element("h2", "Trade between nations", element("small", "tonnes a month, mean of three months"))
            solara.Select("", list(GROUPS), goods, on_value=choose, dense=True, classes=["pick"])
        Picture(draw, f"Map of trade flows, {goods}", [shown, goods, narrow, dark])
    return card


@solara.component
def PricePicture(shown: Shown, product: str, narrow: bool, dark: bool) -> Any:
    """One product's price on both sides of the border, under contract, and in the run before."""
    colors = look(dark)
    now = tables.prices(shown.result, product)
    old = tables.prices(shown.before, product) if shown.before else None
    parts = {"outside": ("-", colors.orange), "inside": ("-", colors.blue), "contract": ("--", colors.grey)}
    lines = [
        Line(name, getattr(now, name), color, style, getattr(old, name) if old else None)
        for name, (style, color) in parts.items()
        if np.isfinite(getattr(now, name)).any() or not len(now.inside)
    ]
    size = (350, 210) if narrow else (310, 200)
    last = ", ".join(f"{line.name} {number(float(line.values[-1]))}" for line in lines if len(line.values))
    said = {"data_product": product, "data_months": str(len(shown.result.months)), "data_last": last}
    with element("section", class_="card price", **said) as card:
        element("h2", PRICES[product], element("small", "USD/kg"))
        Picture(
            lambda: line_chart(shown.result.months, lines, colors, size),
            f"{PRICES[product]}, price in USD per kg: {last}",
            [shown, narrow, dark],
        )
    return card


@solara.component
def FocalPicture(shown: Shown, name: str, controller: str, narrow: bool, dark: bool) -> Any:
    """The focal nation's dependence and unmet need over time."""
    colors, focal = look(dark), shown.result.scenario.focal
    measures = {
        "import_dependency": ("dependent", colors.blue),
        "supply_gap": ("not met", colors.orange),
    }
    lines = [_line(shown, key, focal, label, color) for key, (label, color) in measures.items()]
    with element("section", class_="card") as card:
        element("h2", f"{name}: dependence on {controller}, need not met")
        size = (350, 210) if narrow else (480, 200)
        Picture(
            lambda: line_chart(shown.result.months, lines, colors, size, percent=True, span=(0.0, 1.0)),
            f"{name}: dependence on {controller} and unmet need by month",
            [shown, narrow, dark],
        )
    return card


@solara.component
def RelationsPicture(shown: Shown, names: dict[str, str], narrow: bool, dark: bool) -> Any:
    """How the focal nation stands with the controller and the rival."""
    colors, scenario = look(dark), shown.result.scenario
    partners = {scenario.controller: colors.orange, scenario.rival: colors.blue}
    lines = [
        _line(shown, "relations", f"{scenario.focal}>{partner}", names[partner], color)
        for partner, color in partners.items()
    ]
    with element("section", class_="card") as card:
        element("h2", f"{names[scenario.focal]}: relations", element("small", "-1 hostile to 1 allied"))
        size = (350, 210) if narrow else (480, 200)
        Picture(
            lambda: line_chart(shown.result.months, lines, colors, size, span=(-1.0, 1.0)),
            f"Relations of {names[scenario.focal]} by month",
            [shown, narrow, dark],
        )
    return card


def _line(shown: Shown, measure: str, nation: str, label: str, color: str) -> Line:
    old = tables.series(shown.before, measure, nation) if shown.before else None
    return Line(label, tables.series(shown.result, measure, nation), color, "-", old)
