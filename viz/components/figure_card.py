"""A figure with its title, what it says in words, and its numbers and picture to take along."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import solara
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.files import table_text
from viz.charts.style import LIGHT, Look, look
from viz.components.html import element
from viz.components.picture import Picture
from viz.components.shell import offer

TAKEN_SHARPNESS = 2.5  # image pixels per pixel of the page, in a picture that is taken along


@solara.component
def FigureCard(
    title: str,
    draw: Callable[[Look], Figure],
    table: Callable[[], pd.DataFrame],
    said: str,
    name: str,
    dependencies: list[Any],
    dark: bool = False,
    note: str = "",
    extra: Any = None,
    attributes: dict[str, str] | None = None,
    class_: str = "",
) -> Any:
    """A card: `draw` gives the figure in a look, `table` its numbers; `said` is for those who cannot see it.

    `name` is the stem of the files; `extra` stands at the right of the title.
    """
    with element("section", class_=f"card figure {class_}".strip(), **(attributes or {})) as card:
        with element("div", class_="heads"):
            element("h2", title, *([element("small", note)] if note else []))
            with element("div", class_="tools"):
                if extra is not None:
                    solara.display(extra)
                Taking(name, title, lambda: png(draw(LIGHT)), table)
        Picture(lambda: draw(look(dark)), said, [*dependencies, dark])
    return card


@solara.component
def Taking(name: str, title: str, picture: Callable[[], bytes] | None, table: Callable[[], pd.DataFrame]) -> Any:
    """The two small buttons that save a figure's numbers and its picture."""
    with element("span", class_="taking") as box:
        solara.Button(
            "CSV",
            on_click=lambda: offer(f"{name}.csv", table_text(table())),
            text=True,
            small=True,
            attributes={"aria-label": f"Save the numbers of {title} as CSV"},
        )
        if picture is not None:
            solara.Button(
                "PNG",
                on_click=lambda: offer(f"{name}.png", picture()),
                text=True,
                small=True,
                attributes={"aria-label": f"Save the picture of {title} as PNG"},
            )
    return box


def png(figure: Figure) -> bytes:
    """The figure as a sharp PNG of all colours."""
    buffer = io.BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(buffer, format="png", dpi=100 * TAKEN_SHARPNESS, facecolor=figure.get_facecolor())
    return buffer.getvalue()
