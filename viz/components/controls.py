"""The bar at the top: scenario, the course of time, speed, scrubbing back, the seat."""

from __future__ import annotations

import time
from typing import Any

import solara
import solara.lab

from viz import seat, state, tables
from viz.components.html import element

PACES = {"1 month": 1, "3 months": 3, "6 months": 6, "12 months": 12}
PAUSE_S = 0.25  # the least time that a picture stays
DRAWN_S = 10.0  # the longest time that a picture is waited for
OBSERVER = "watch only"


@solara.component
def Controls(titles: dict[str, str], on_levers: Any) -> Any:
    """Scenario and the course of time; `titles` maps scenario names to titles."""
    now, plan = state.shown.value, state.plan.value
    playing = state.playing.value
    waits = now is not None and now.session.waits and now.at == now.session.month
    done = now is None or (now.session.done and now.at == now.session.month) or waits
    solara.lab.use_task(_play, dependencies=[playing])
    own = {f"saved: {plan.run}": ""} if plan.run else {}
    by_title = own | {title: name for name, title in titles.items()}
    with element("div", class_="card bar") as bar:
        solara.Select(
            "Scenario",
            values=list(by_title),
            value=next(iter(own)) if own else titles.get(plan.scenario, ""),
            on_value=lambda title: state.choose(by_title[title]) if by_title[title] else None,
            dense=True,
        )
        solara.Button(
            "Pause" if playing else "Play",
            icon_name="mdi-pause" if playing else "mdi-play",
            on_click=lambda: state.playing.set(not playing),
            color="primary",
            disabled=done,
        )
        for label, months, icon in (("1 month", 1, "mdi-step-forward"), ("6 months", 6, "mdi-fast-forward")):
            solara.Button(label, icon_name=icon, on_click=lambda n=months: state.step(n), outlined=True, disabled=done)
        solara.Button(
            "Restart",
            icon_name="mdi-restart",
            on_click=state.restart,
            outlined=not state.pending(),
            color="warning" if state.pending() else None,
        )
        solara.Select(
            "Play by",
            values=list(PACES),
            value=next(text for text, months in PACES.items() if months == state.pace.value),
            on_value=lambda text: state.pace.set(PACES[text]),
            dense=True,
            classes=["pace"],
        )
        if now is not None:
            _Seat(now)
        solara.Button("Save", icon_name="mdi-content-save", on_click=state.save, outlined=True, disabled=now is None)
        solara.Button("Levers", icon_name="mdi-tune", on_click=on_levers, classes=["levers-toggle"], outlined=True)
        if now is not None:
            _Scrub(now)
    return bar


@solara.component
def _Seat(now: state.Shown) -> Any:
    """Whose seat the person takes; only nations that choose have one."""
    names = tables.nation_names()
    seats = seat.seats(now.session.model)
    by_label = {OBSERVER: ""} | {names[code]: code for code in seats}
    label = next(text for text, code in by_label.items() if code == now.session.nation)
    return solara.Select(
        "Your seat",
        values=list(by_label),
        value=label,
        on_value=lambda text: state.sit(by_label[text]),
        dense=True,
        disabled=not seats,
        classes=["seat"],
    )


@solara.component
def _Scrub(now: state.Shown) -> Any:
    """A slider over all months: back to what was simulated, or ahead, which simulates what is missing.

    Its range never changes: the browser would pull the value into an old range and move the run by itself.
    """
    months = now.session.scenario.months
    with element("div", class_="scrub") as row:
        element("label", f"Month {now.at} of {months}", class_="name", data_scrub=str(now.at))
        solara.SliderInt("Month", value=now.at, min=1, max=months, on_value=state.move_to, thumb_label=False)
    return row


def _play() -> None:
    """Step until paused or done; runs beside the page.

    Each picture is waited for: a step while the page is still drawing would make it begin again, and so on for ever.
    """
    closed = solara.lifecycle.kernel_closed_event()
    while state.playing.value and not closed.is_set():
        began = time.monotonic()
        state.step(state.pace.value)
        if (now := state.shown.value) is not None:
            now.drawn.wait(DRAWN_S)
        time.sleep(max(0.02, PAUSE_S - (time.monotonic() - began)))
