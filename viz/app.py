"""The viewer: four pages under one roof. Simulate a scenario, sweep it, compare what was saved, look at history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
import solara.lab

from sim.scenario import library
from viz import links, state, tables
from viz.address import read
from viz.components.html import element
from viz.components.shell import ShellBar
from viz.pages.compare import Compare
from viz.pages.history import History
from viz.pages.simulate import Simulate
from viz.pages.sweep import Sweep

CSS = Path(__file__).with_name("style.css")
UNDRAWN = (
    "This page ended in an error ({}: {}). Reload it; if that does not help, end the viewer, start it again with "
    "`rare-earth view`, and report what the terminal says."
)


solara.lab.on_kernel_start(lambda: state.leave)


@solara.component
def Layout(children: list[Any]) -> Any:
    """Nothing around the page: no bar, no banner."""
    return solara.Column(children=children, classes=["re-back"], gap="0px")


@solara.component
def Page() -> Any:
    """The page that the link asks for."""
    narrow, set_narrow = solara.use_state(False)
    dark, set_dark = solara.use_state(False)
    known, set_known = solara.use_state(False)  # drawn once for the window that there is, not first for another
    router = solara.use_router()
    link = solara.use_memo(lambda: read(router.search), [])
    titles = solara.use_memo(lambda: {e.name: e.title or e.name for e in library() if not e.problem}, [])
    solara.use_memo(lambda: links.arrive(link), [])
    # In a thread, because compiling the model takes some time where it has never run before.
    solara.lab.use_task(lambda: links.begin(list(titles), link), dependencies=[])
    now = state.shown.value
    solara.use_effect(lambda: now.drawn.set() if now is not None else None, [now])
    with element("main", class_="re dark" if dark else "re") as page:
        solara.Title("Rare earth trade")
        solara.Style(CSS)
        with element("header"):
            element("h1", "Rare earth trade")
            ShellBar(state.page.value, links.address().query(), state.page.set, set_narrow, set_dark, set_known)
            element("div", class_="spacer")
            if state.page.value == "simulate" and now is not None:
                _Month(now)
        for text, kind in ((state.problem.value, "problem"), (state.said.value, "said")):
            if text:
                element("p", text, class_=f"note {kind}", role="alert" if kind == "problem" else "status").key(kind)
        if known:
            Content(state.page.value, titles, narrow, dark).key(state.page.value)
    return page


@solara.component
def Content(page: str, titles: dict[str, str], narrow: bool, dark: bool) -> Any:
    """The page of that name, or one line about the error that nobody foresaw; the bar above stays at work."""
    error, _ = solara.use_exception()
    with element("div") as box:
        if error is not None:  # Solara has said where on the terminal
            element("p", UNDRAWN.format(type(error).__name__, error), class_="note problem", role="alert")
        elif page == "sweep":
            Sweep(narrow, dark)
        elif page == "compare":
            Compare(narrow, dark)
        elif page == "history":
            History(narrow, dark)
        else:
            Simulate(titles, narrow, dark)
    return box


@solara.component
def _Month(now: state.Shown) -> Any:
    months = now.result.months
    with element("div", class_="when") as when:
        element(
            "span", tables.month_in_words(months[-1]), class_="month", data_months=str(len(months)), aria_live="polite"
        )
        element("p", f"month {len(months)} of {now.session.scenario.months}, seed {now.session.seed}", class_="note")
    return when
