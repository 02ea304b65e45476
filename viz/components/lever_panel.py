"""The levers of the chosen scenario, with their units and what their ends mean; from now on, or from the start."""

from __future__ import annotations

from typing import Any

import solara

from viz import state, tables
from viz.components.html import element
from viz.levers import Lever, current


@solara.component
def LeverPanel(levers: tuple[Lever, ...], scenario: Any, is_open: bool) -> Any:
    """A control for each of `levers`, which start at what `scenario` says."""
    now = state.shown.value
    with element("aside", class_="card levers open" if is_open else "card levers", aria_label="Levers") as panel:
        element("h2", "Levers")
        if now is not None and state.pending():
            moved = state.moved_since()
            originals = {path: current(scenario, path) for path in moved}
            text = "Moved. Restart shows the whole path with them; the run so far stays as a dotted line."
            element("p", text, class_="pending")
            if moved and not now.session.done:
                month = tables.month_in_words(now.session.model.dates[now.session.month])
                solara.Button(f"Act from {month}", on_click=lambda: state.steer(originals), small=True, color="warning")
        for lever in levers:
            _Lever(lever, current(scenario, lever.path)).key(f"{scenario.name} {lever.path}")
        _Seed()
    return panel


@solara.component
def _Lever(lever: Lever, original: Any) -> Any:
    value = dict(state.plan.value.changes).get(lever.path, original)

    def moved(to: Any) -> None:
        state.move(lever.path, to, original)

    with element("div", class_="lever moved" if value != original else "lever") as box:
        if lever.options:
            labels = dict(lever.options) | {v: str(v) for v in (original, value) if v not in dict(lever.options)}
            by_label = {label: option for option, label in labels.items()}
            element("label", lever.label, class_="name")
            solara.Select(
                lever.label, list(by_label), labels[value], on_value=lambda label: moved(by_label[label]), dense=True
            )
        else:
            element("label", lever.label, element("b", shown(value, lever.unit)), class_="name")
            solara.SliderFloat(lever.label, value, lever.low, lever.high, lever.step, on_value=moved, thumb_label=False)
            element("div", element("span", lever.ends[0]), element("span", lever.ends[1]), class_="ends")
    return box


@solara.component
def _Seed() -> Any:
    def seeded(number: int | None) -> None:
        state.plan.value = state.replace(state.plan.value, seed=min(max(0, number or 0), 2**53))

    with element("div", class_="lever") as box:
        element("label", "Random seed", class_="name")
        solara.InputInt("Random seed", value=state.plan.value.seed, on_value=seeded)
        element("div", element("span", "the weather of the run: the same number gives the same run"), class_="ends")
    return box


def shown(value: float, unit: str) -> str:
    """A lever's value with its unit; shares in percent."""
    if unit == "power":
        return f"power {value:.3g}"
    return f"{100 * value:.0f} %" if unit == "share" else f"{value:.3g} {unit}".strip()
