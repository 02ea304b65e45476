"""The levers of the chosen scenario, with their units; they take effect at a restart."""

from __future__ import annotations

from typing import Any

import solara

from viz import state
from viz.components.html import element
from viz.levers import Lever, current


@solara.component
def LeverPanel(levers: tuple[Lever, ...], scenario: Any, is_open: bool) -> Any:
    """A control for each of `levers`, which start at what `scenario` says."""
    with element("aside", class_="card levers open" if is_open else "card levers", aria_label="Levers") as panel:
        element("h2", "Levers")
        if state.pending():
            element(
                "p",
                "Moved. Press Restart to see what they do; the run so far stays as a dotted line.",
                class_="pending",
            )
        for lever in levers:
            _Lever(lever, current(scenario, lever.path)).key(f"{scenario.name} {lever.path}")
        _Seed()
    return panel


@solara.component
def _Lever(lever: Lever, original: Any) -> Any:
    value = state.changes.value.get(lever.path, original)

    def moved(to: Any) -> None:
        state.move(lever.path, to, original)

    with element("div", class_="lever moved" if value != original else "lever") as box:
        if lever.options:
            labels = dict(lever.options) | ({} if original in dict(lever.options) else {original: str(original)})
            by_label = {label: option for option, label in labels.items()}
            element("label", lever.label, class_="name")
            solara.Select("", list(by_label), labels[value], on_value=lambda label: moved(by_label[label]), dense=True)
        else:
            element("label", lever.label, element("b", shown(value, lever.unit)), class_="name")
            solara.SliderFloat("", value, lever.low, lever.high, lever.step, on_value=moved, thumb_label=False)
    return box


@solara.component
def _Seed() -> Any:
    with element("div", class_="lever") as box:
        element("label", "Random seed", class_="name")
        solara.InputInt("", value=state.seed.value, on_value=lambda n: state.seed.set(max(0, n or 0)))
    return box


def shown(value: float, unit: str) -> str:
    """A lever's value with its unit; shares in percent."""
    return f"{100 * value:.0f} %" if unit == "share" else f"{value:.3g} {unit}".strip()
