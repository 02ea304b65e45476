"""The debrief: the run of the person in the seat against the strategy's run on the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import solara

from sim.records import MEASURES
from viz import acts, seat_words, state, tables
from viz.charts.lines import line_chart, line_table
from viz.charts.style import look
from viz.components.figure_card import FigureCard, Taking
from viz.components.html import element
from viz.components.nation_card import html
from viz.components.pictures import line
from viz.shown import Shown

ROWS = (
    ("import_dependency", "dependence on {controller}", "percent", "last"),
    ("supply_gap", "need not met", "percent", "mean"),
    ("output_lost_usd", "output lost", "million USD", "sum"),
    ("strategic_autonomy", "strategic autonomy, 0 to 1", "plain", "mean"),
    ("tech_sovereignty", "own capacity over need", "percent", "last"),
    ("transition_pace", "EV and wind delivered over planned", "percent", "mean"),
    ("public_cost_usd", "public cost", "million USD", "sum"),
)


@solara.component
def Debrief(shown: Shown, names: dict[str, str], narrow: bool, dark: bool) -> Any:
    """What the person's decisions changed, measure by measure and decision by decision."""
    nation, scenario = shown.session.nation, shown.result.scenario
    other = shown.before
    if other is None:
        return element("p", "There is nothing to compare with yet.", class_="note")
    table = difference(shown.result, other, nation, names)
    roles = seat_words.roles(scenario, names)
    with element("section", class_="card debrief", aria_label="Debrief") as card:
        with element("div", class_="heads"):
            months = len(shown.result.months)
            element("h2", f"Debrief: you and the strategy, {names[nation]}, {months} months, seed {shown.session.seed}")
            with element("div", class_="tools"):
                Taking("debrief", "the debrief", None, lambda: table)
                solara.Button("Close", icon_name="mdi-close", text=True, small=True, on_click=_close)
        solara.HTML("div", unsafe_innerHTML=html(table), classes=["scroll"])
        element("p", verdict(table), class_="sum")
        with element("div", class_="pair"):
            for measure, title in (("import_dependency", "Dependence"), ("supply_gap", "Need not met")):
                _Overlay(shown, nation, measure, title, narrow, dark)
        element("h3", f"What {names[nation]} decided")
        solara.HTML("div", unsafe_innerHTML=html(_decided(shown, other, nation, roles, names)), classes=["scroll"])
    return card


def _close() -> None:
    state.debrief.value = False


@solara.component
def _Overlay(shown: Shown, nation: str, measure: str, title: str, narrow: bool, dark: bool) -> Any:
    result, marks = shown.result, acts.dated(shown.result.scenario)
    size = (350, 200) if narrow else (480, 200)
    return FigureCard(
        f"{title}: you, and the strategy dotted",
        lambda colors: line_chart(
            result.months,
            [line(shown, measure, nation, "you", colors.blue)],
            colors,
            size,
            percent=True,
            span=(0.0, 1.0),
            marks=marks,
        ),
        lambda: line_table(result.months, [line(shown, measure, nation, "you", look(dark).blue)]),
        f"{title} in your run and in the strategy's",
        f"debrief-{measure}",
        [shown, narrow],
        dark,
        class_="inner",
    )


def difference(own: tables.Result, other: tables.Result, nation: str, names: dict[str, str]) -> pd.DataFrame:
    """A row per headline measure: yours, the strategy's, and which is better; sums and means over the run."""
    scenario = own.scenario
    told = {"controller": names[scenario.controller]}
    rows = [
        _row(text.format(**told), measure, kind, how, *(tables.series(r, measure, nation) for r in (own, other)))
        if measure != "output_lost_usd"
        else _row(text, measure, kind, how, *(_lost(r, nation) for r in (own, other)))
        for measure, text, kind, how in ROWS
    ]
    for partner in dict.fromkeys((scenario.controller, scenario.focal, scenario.rival)):
        if partner != nation:
            pair = (tables.series(r, "relations", f"{nation}>{partner}") for r in (own, other))
            rows.append(_row(f"relations with {names[partner]}", "relations", "plain", "last", *pair))
    return pd.DataFrame(rows, columns=["measure", "over", "you", "the strategy", "difference", "you did"])


def _lost(result: tables.Result, nation: str) -> Any:
    from sim.names import SECTORS

    return np.nansum([tables.series(result, "output_lost_usd", nation, sector) for sector in SECTORS], axis=0)


def _row(text: str, measure: str, kind: str, how: str, own: Any, other: Any) -> tuple[str, ...]:
    count = min(len(own), len(other))
    span = {"last": "last 12 months", "mean": "the run, mean", "sum": "the run, sum"}[how]
    yours, theirs = (_number(values[:count], how) for values in (own, other))
    change = yours - theirs
    scale = {"percent": 100.0, "million USD": 1e-6, "plain": 1.0}[kind]
    small = abs(change) * scale < {"percent": 0.5, "million USD": 0.5, "plain": 0.005}[kind]
    better = (change < 0) == (MEASURES[measure].direction == "lower")
    said = "the same" if small else "better" if better else "worse"
    unit = {"percent": " %", "million USD": " million USD", "plain": ""}[kind]
    digits = ",.2f" if kind == "plain" else ",.0f"
    sign = "+" + digits
    points = " points" if kind == "percent" else unit
    return (
        text,
        span,
        f"{scale * yours:{digits}}{unit}",
        f"{scale * theirs:{digits}}{unit}",
        f"{scale * change:{sign}}{points}",
        said,
    )


def _number(values: Any, how: str) -> float:
    if how == "sum":
        return float(np.nansum(values))
    return float(np.nanmean(values[-12:] if how == "last" else values)) if len(values) else 0.0


def verdict(table: pd.DataFrame) -> str:
    """The table in a sentence."""
    said = table["you did"].value_counts()
    better, worse, same = (int(said.get(word, 0)) for word in ("better", "worse", "the same"))
    return f"Of {len(table)} measures you did better on {better}, worse on {worse}, and the same on {same}."


def _decided(shown: Shown, other: Any, nation: str, roles: dict[str, str], names: dict[str, str]) -> pd.DataFrame:
    """Decisions of the nation in both runs by month."""
    mine = {(m, s): o for m, n, s, o in shown.result.decisions if n == nation}
    theirs = {(m, s): o for m, n, s, o in other.decisions if n == nation}
    rows = [
        (
            month,
            seat_words.slot_in_words(slot, roles, names),
            seat_words.option_in_words(mine.get((month, slot), ""), slot) or "-",
            seat_words.option_in_words(theirs.get((month, slot), ""), slot) or "-",
        )
        for month, slot in sorted({*mine, *theirs})
    ]
    return pd.DataFrame(rows, columns=["month", "decision", "you", "the strategy"])
