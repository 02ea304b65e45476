"""The world map: who ships to whom, who has which plants, nations shaded by a measure; a click opens a nation."""

from __future__ import annotations

from typing import Any

import solara

from viz import state, tables
from viz.charts import world
from viz.charts.flow_map import flow_map
from viz.charts.style import LIGHT, look
from viz.charts.world import Shading
from viz.components.figure_card import Taking, png
from viz.components.html import element
from viz.components.picture import SpotPicture
from viz.shown import Shown

GROUPS = {
    "all goods": ("concentrate", "oxide", "metal", "magnet"),
    "magnets": ("magnet",),
    "oxides and metals": ("oxide", "metal"),
    "concentrates": ("concentrate",),
}
COLORS = ("goods", "controller's share")
# title: measure, low, high, ends; `{controller}` and `{focal}` are named by the scenario
MEASURES: dict[str, tuple[str, float, float, tuple[str, str]]] = {
    "dependence on {controller}": ("import_dependency", 0.0, 1.0, ("0 %", "100 %")),
    "heavy dependence on {controller}": ("heavy_dependency", 0.0, 1.0, ("0 %", "100 %")),
    "need not met": ("supply_gap", 0.0, 0.3, ("0 %", "30 %")),
    "stock cover": ("stock_cover_months", 0.0, 4.0, ("0", "4 months")),
    "relations with {focal}": ("relations", -1.0, 1.0, ("-1", "1")),
    "own capacity over need": ("tech_sovereignty", 0.0, 1.0, ("0 %", "100 %")),
    "fear of buyers": ("fear", 0.0, 1.0, ("0", "1")),
    "{controller}'s regime": ("regime", 0.0, 4.0, ("open", "ban")),
}


@solara.component
def MapCard(shown: Shown, names: dict[str, str], narrow: bool, dark: bool) -> Any:
    """The map with its choices: goods, colours, shading."""
    goods, choose_goods = solara.use_state("all goods")
    color, choose_color = solara.use_state(COLORS[0])
    result, scenario = shown.result, shown.result.scenario
    said = {"controller": names[scenario.controller], "focal": names[scenario.focal]}
    titles = {title.format(**said): title for title in MEASURES}
    measure, choose_measure = solara.use_state(next(iter(MEASURES)))
    title = measure.format(**said)
    size = (360, 420) if narrow else (960, 430)
    places = solara.use_memo(lambda: tables.places(scenario.focal), [scenario.focal])
    kept = shown.session.kept[shown.at - 1]

    def flows() -> Any:
        return tables.flows(shown.session.trade(shown.at), GROUPS[goods], kept.content.astype(float))

    def draw(colors: Any) -> Any:
        shading = shades(shown, measure, title)
        by_content = color != COLORS[0]
        return flow_map(flows(), places, colors, size, shading, tables.plant_shares(result), by_content)

    spots = solara.use_memo(lambda: _spots(places, size), [scenario.focal, narrow])
    with element("section", class_="card map") as card:
        with element("div", class_="heads"):
            element("h2", "Trade between nations", element("small", "tonnes a month, mean of three months"))
            with element("div", class_="tools"):
                solara.Select("Goods", list(GROUPS), goods, on_value=choose_goods, dense=True, classes=["pick"])
                solara.Select("Colour", list(COLORS), color, on_value=choose_color, dense=True, classes=["pick"])
                solara.Select(
                    "Shading",
                    list(titles),
                    title,
                    on_value=lambda text: choose_measure(titles[text]),
                    dense=True,
                    classes=["pick"],
                )
                Taking("trade", "trade between nations", lambda: png(draw(LIGHT)), flows)
        SpotPicture(
            lambda: draw(look(dark)),
            f"Map of trade flows, {goods}; nations shaded by {title}. Press a nation for its card.",
            [shown, goods, color, measure, narrow, dark],
            spots,
            state.card.value,
            state.card.set,
        )
    return card


def shades(shown: Shown, measure: str, title: str) -> Shading:
    """A measure of the last month by nation; relations are those with the focal nation."""
    name, low, high, ends = MEASURES[measure]
    focal = shown.result.scenario.focal
    codes = tables.nation_names()
    values = {
        code: tables.last(shown.result, name, f"{code}>{focal}" if name == "relations" else code) for code in codes
    }
    return Shading(title, values, low, high, ends)


def _spots(places: Any, size: tuple[int, int]) -> list[dict[str, Any]]:
    names = dict(zip(places["code"], places["name"], strict=True))
    return [
        {"code": code, "label": f"{names[code]}: open its card", "x": x / size[0], "y": 1 - y / size[1]}
        for code, (x, y) in world.places(places, size).items()
    ]
