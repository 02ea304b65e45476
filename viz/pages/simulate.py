"""The page Simulate: pick a scenario, move levers, let time pass, see flows, prices and events, take a seat."""

from __future__ import annotations

from typing import Any

import solara

from viz import acts, state, tables
from viz.components.controls import Controls
from viz.components.debrief import Debrief
from viz.components.facts import DatedActs, Events, NationTable, Tiles, standing
from viz.components.html import element
from viz.components.lever_panel import LeverPanel
from viz.components.map_card import MapCard
from viz.components.nation_card import NationCard
from viz.components.pictures import PRICES, ChainPicture, FocalPicture, PricePicture, RelationsPicture
from viz.components.seat_panel import SeatPanel
from viz.levers import levers


@solara.component
def Simulate(titles: dict[str, str], narrow: bool, dark: bool) -> Any:
    """The page; `titles` maps scenario names to titles."""
    levers_open, open_levers = solara.use_state(False)
    now = state.shown.value
    with element("div") as page:
        Controls(titles, lambda: open_levers(not levers_open))
        if now is not None:
            _Body(now, levers_open, narrow, dark)
        elif not state.problem.value:
            element("p", "Preparing the model; the first time on a computer this takes a minute or two.", class_="note")
    return page


@solara.component
def _Body(now: state.Shown, levers_open: bool, narrow: bool, dark: bool) -> Any:
    scenario = now.session.scenario
    names = tables.nation_names()
    focal, controller = names[scenario.focal], names[scenario.controller]
    original = solara.use_memo(lambda: state.originals(now.base), [now.base.scenario, now.base.run, now.base.case])
    marks = acts.dated(scenario)
    with element("div", class_="body") as body:
        LeverPanel(levers(original, names), original, levers_open)
        with element("div", class_="main"):
            if now.session.nation and state.debrief.value:
                Debrief(now, names, narrow, dark)
            elif now.session.nation:
                SeatPanel(now, names)
            element("h2", f"{focal} this month", element("small", standing(now.result, names)))
            Tiles(now, names)
            if now.before is not None:
                element("p", DOTTED.get(now.before_name, DOTTED["before"]), class_="note").key("dotted")
            # Keys, because what has none begins anew when something comes or goes before it: its choices would be lost.
            MapCard(now, names, narrow, dark).key("map")
            if state.card.value in names:
                NationCard(now, state.card.value, names, narrow, dark).key("card")
            with element("div", class_="thirds").key("prices"):
                for product in PRICES:
                    PricePicture(now, product, narrow, dark)
            with element("div", class_="pair").key("chain"):
                ChainPicture(now, narrow, dark)
                FocalPicture(now, focal, controller, narrow, dark)
            with element("div", class_="pair").key("relations"):
                RelationsPicture(now, names, narrow, dark)
                with element("section", class_="card"):
                    element("h2", "Dated policies", element("small", "the numbers on the time axes"))
                    DatedActs(marks, now.result.months[-1])
            with element("section", class_="card").key("nations"):
                element("h2", "Nations this month")
                NationTable(now, names)
        with element("section", class_="card happened"):
            element("h2", "What happened")
            Events(tables.recent_events(now.result, 40))
    return body


DOTTED = {
    "before": "Dotted lines and 'before': the run before the levers were moved.",
    "unmoved": "Dotted lines and 'unmoved': the same run if the levers had stayed as they were.",
    "the strategy": "Dotted lines and 'the strategy': what the nation's own strategy does on the same seed.",
}
