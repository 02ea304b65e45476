"""The viewer's one page: pick a scenario, move levers, let time pass, see flows, prices and events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
import solara.lab

from sim.scenario import library
from viz import state, tables
from viz.components.controls import Controls
from viz.components.facts import Events, NationTable, Tiles, standing
from viz.components.html import element
from viz.components.lever_panel import LeverPanel
from viz.components.pictures import PRICES, FlowPicture, FocalPicture, PricePicture, RelationsPicture
from viz.components.screen import ScreenWatch
from viz.levers import levers

CSS = Path(__file__).with_name("style.css")


@solara.component
def Layout(children: list[Any]) -> Any:
    """Nothing around the page: no bar, no banner."""
    return solara.Column(children=children, classes=["re-back"], gap="0px")


@solara.component
def Page() -> Any:
    """The page as a whole."""
    narrow, set_narrow = solara.use_state(False)
    levers_open, open_levers = solara.use_state(False)
    dark, set_dark = solara.use_state(False)
    known, set_known = solara.use_state(False)  # drawn once for the window that there is, not first for another
    titles = solara.use_memo(lambda: {e.name: e.title or e.name for e in library() if not e.problem}, [])
    # In a thread, because compiling the model takes some seconds where it has never run before.
    solara.lab.use_task(lambda: state.begin(list(titles)), dependencies=[])
    now = state.shown.value
    with element("main", class_="re dark" if dark else "re") as page:
        solara.Title("Rare earth trade")
        solara.Style(CSS)
        ScreenWatch(set_narrow, set_dark, set_known)
        _Header(now)
        Controls(titles, lambda: open_levers(not levers_open))
        if state.problem.value:
            solara.Error(state.problem.value)
        if state.said.value:
            element("p", state.said.value, class_="note said", role="status")
        if now is not None and known:
            _Body(now, levers_open, narrow, dark)
        elif not state.problem.value:
            element("p", "Preparing the model; the first time on a computer this takes half a minute.", class_="note")
    return page


@solara.component
def _Header(now: state.Shown | None) -> Any:
    months = now.result.months if now else ("",)
    with element("header") as header:
        element("h1", "Rare earth trade")
        element("div", class_="spacer")
        if now is not None:
            element(
                "span",
                tables.month_in_words(months[-1]),
                class_="month",
                data_months=str(len(months)),
                aria_live="polite",
            )
            element("p", f"month {len(months)} of {now.session.scenario.months}", class_="note")
    return header


@solara.component
def _Body(now: state.Shown, levers_open: bool, narrow: bool, dark: bool) -> Any:
    scenario = now.session.scenario
    names = tables.nation_names()
    focal, controller = names[scenario.focal], names[scenario.controller]
    original = solara.use_memo(lambda: state.open_scenario(state.scenario_name.value, {}), [state.scenario_name.value])
    with element("div", class_="body") as body:
        LeverPanel(levers(original, names), original, levers_open)
        with element("div", class_="main"):
            element("h2", f"{focal} this month", element("small", standing(now.result, names)))
            Tiles(now.result, now.before, names)
            if now.before is not None:
                element("p", "Dotted lines and 'before': the run before the levers were moved.", class_="note")
            FlowPicture(now, narrow, dark)
            with element("div", class_="thirds"):
                for product in PRICES:
                    PricePicture(now, product, narrow, dark)
            with element("div", class_="pair"):
                FocalPicture(now, focal, controller, narrow, dark)
                RelationsPicture(now, names, narrow, dark)
            with element("section", class_="card"):
                element("h2", "Nations this month")
                NationTable(tables.nation_table(now.result), scenario.focal, controller, names[scenario.rival])
        with element("section", class_="card happened"):
            element("h2", "What happened")
            Events(tables.recent_events(now.result))
    return body
