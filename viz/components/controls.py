"""The bar at the top: scenario, step, play, restart, speed."""

from __future__ import annotations

import time
from typing import Any

import solara
import solara.lab

from viz import state
from viz.components.html import element

PACES = {"1 month": 1, "3 months": 3, "6 months": 6, "12 months": 12}
PAUSE_S = 0.35  # the least time that a picture stays


@solara.component
def Controls(titles: dict[str, str], on_levers: Any) -> Any:
    """Scenario and the course of time; `titles` maps scenario names to titles."""
    now = state.shown.value
    done = now is None or now.session.done
    playing = state.playing.value
    solara.lab.use_task(_play, dependencies=[playing])
    by_title = {title: name for name, title in titles.items()}
    with element("div", class_="card bar") as bar:
        solara.Select(
            "Scenario",
            values=list(by_title),
            value=titles.get(state.scenario_name.value, ""),
            on_value=lambda title: state.choose(by_title[title]),
            dense=True,
        )
        solara.Button(
            "Pause" if playing else "Play",
            icon_name="mdi-pause" if playing else "mdi-play",
            on_click=lambda: state.playing.set(not playing),
            color="primary",
            disabled=done,
        )
        solara.Button(
            "1 month", icon_name="mdi-step-forward", on_click=lambda: state.step(1), outlined=True, disabled=done
        )
        solara.Button(
            "6 months", icon_name="mdi-fast-forward", on_click=lambda: state.step(6), outlined=True, disabled=done
        )
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
        solara.Button("Save", icon_name="mdi-content-save", on_click=state.save, outlined=True, disabled=now is None)
        solara.Button("Levers", icon_name="mdi-tune", on_click=on_levers, classes=["levers-toggle"], outlined=True)
    return bar


def _play() -> None:
    """Step until paused or done; runs beside the page."""
    while state.playing.value:
        began = time.monotonic()
        state.step(state.pace.value)
        time.sleep(max(0.05, PAUSE_S - (time.monotonic() - began)))
