"""The charts of the page Simulate, drawn for its width and theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import solara

from viz import acts, tables
from viz.charts.chain import chain_chart
from viz.charts.lines import Line, line_chart, line_table, number
from viz.charts.style import Look, look
from viz.components.figure_card import FigureCard
from viz.shown import Shown

PRICES = {"oxide_NdPr": "NdPr oxide", "oxide_Dy": "Dysprosium oxide", "magnet_heavy": "Magnets with Dy or Tb"}


@solara.component
def PricePicture(shown: Shown, product: str, narrow: bool, dark: bool) -> Any:
    """One product's price on both sides of the border, under contract, and in the run before."""
    result, months = shown.result, shown.result.months
    lines = price_lines(shown, product, look(dark))
    last = ", ".join(f"{line.name} {number(float(line.values[-1]))}" for line in lines if len(line.values))
    size = (350, 210) if narrow else (310, 200)
    marks = acts.dated(result.scenario)
    return FigureCard(
        PRICES[product],
        lambda colors: line_chart(months, price_lines(shown, product, colors), colors, size, marks=marks),
        lambda: line_table(months, lines),
        f"{PRICES[product]}, price in USD per kg: {last}",
        f"price-{product}",
        [shown, narrow],
        dark,
        "USD/kg",
        attributes={"data_product": product, "data_months": str(len(months)), "data_last": last},
        class_="price",
    )


def price_lines(shown: Shown, product: str, colors: Look) -> list[Line]:
    """The outside, inside and contract price, each with the run before."""
    now = tables.prices(shown.result, product)
    old = tables.prices(shown.before, product) if shown.before else None
    parts = {"outside": ("-", colors.orange), "inside": ("-", colors.blue), "contract": ("--", colors.grey)}
    return [
        Line(name, getattr(now, name), color, style, getattr(old, name) if old else None)
        for name, (style, color) in parts.items()
        if np.isfinite(getattr(now, name)).any() or not len(now.inside)
    ]


@solara.component
def FocalPicture(shown: Shown, name: str, controller: str, narrow: bool, dark: bool) -> Any:
    """The focal nation's dependence and unmet need over time."""
    result = shown.result
    measures = {"import_dependency": ("dependent", "blue"), "supply_gap": ("not met", "orange")}
    focal = result.scenario.focal

    def lines(colors: Look) -> list[Line]:
        return [line(shown, key, focal, label, getattr(colors, c)) for key, (label, c) in measures.items()]

    marks = acts.dated(result.scenario)
    size = (350, 210) if narrow else (480, 210)
    return FigureCard(
        f"{name}: dependence on {controller}, need not met",
        lambda c: line_chart(result.months, lines(c), c, size, percent=True, span=(0.0, 1.0), marks=marks),
        lambda: line_table(result.months, lines(look(dark))),
        f"{name}: dependence on {controller} and unmet need by month",
        "dependence",
        [shown, narrow],
        dark,
    )


@solara.component
def RelationsPicture(shown: Shown, names: dict[str, str], narrow: bool, dark: bool) -> Any:
    """How the focal nation stands with the controller and the rival."""
    result, scenario = shown.result, shown.result.scenario
    partners = {scenario.controller: "orange", scenario.rival: "blue"}

    def lines(colors: Look) -> list[Line]:
        return [
            line(shown, "relations", f"{scenario.focal}>{partner}", names[partner], getattr(colors, c))
            for partner, c in partners.items()
        ]

    marks = acts.dated(scenario)
    size = (350, 210) if narrow else (480, 210)
    return FigureCard(
        f"{names[scenario.focal]}: relations",
        lambda colors: line_chart(result.months, lines(colors), colors, size, span=(-1.0, 1.0), marks=marks),
        lambda: line_table(result.months, lines(look(dark))),
        f"Relations of {names[scenario.focal]} by month",
        "relations",
        [shown, narrow],
        dark,
        "-1 hostile to 1 allied",
    )


@solara.component
def ChainPicture(shown: Shown, narrow: bool, dark: bool) -> Any:
    """Who makes what at each stage of the chain."""
    shares = solara.use_memo(lambda: tables.stage_shares(shown.result), [shown])
    size = (350, 230) if narrow else (480, 215)
    return FigureCard(
        "The chain, stage by stage",
        lambda colors: chain_chart(shares, colors, size),
        lambda: shares,
        "Shares of the world's output by stage and nation: " + _leaders(shares),
        "chain",
        [shown, narrow],
        dark,
        "share of the month's output",
    )


def _leaders(shares: Any) -> str:
    best = shares.loc[shares.groupby("stage", sort=False)["share"].idxmax()]
    return ", ".join(
        f"{row.stage} {row.name_} {100 * row.share:.0f} %"
        for row in best.rename(columns={"name": "name_"}).itertuples()
    )


def line(shown: Shown, measure: str, nation: str, label: str, color: str, product: str = "") -> Line:
    """A measure as a line, with the run before."""
    old = tables.series(shown.before, measure, nation, product) if shown.before else None
    return Line(label, tables.series(shown.result, measure, nation, product), color, "-", old)
