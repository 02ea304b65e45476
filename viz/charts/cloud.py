"""The cloud of a sweep: every run by two measures, colour and shape by its outcome, with the chosen runs marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.sweep.figures import SHAPES
from viz.charts.lines import number
from viz.charts.style import Look, draw_key, figure

LEFT, RIGHT, TOP, BOTTOM = 64, 14, 46, 44  # pixels around the axes
MARKERS = {"best": "*", "worst": "X", "most likely": "D"}
NEAR = 14.0  # pixels within which a click means a point


def cloud(
    points: pd.DataFrame,
    titles: tuple[str, str],
    look: Look,
    size: tuple[int, int] = (640, 400),
    percent: tuple[bool, bool] = (False, False),
) -> Figure:
    """Draw `points` (x, y, outcome, role) with the titles of both axes, units included."""
    drawn = figure(*size, look)
    page = drawn.add_axes((0, 0, 1, 1))
    page.axis("off")
    page.set_xlim(0, size[0])
    page.set_ylim(0, size[1])
    x, y = placed(points, size)
    colors = outcome_colors(list(dict.fromkeys(points["outcome"])), look)
    shapes = {name: SHAPES[i % len(SHAPES)] for i, name in enumerate(colors)}
    for name in points["outcome"].value_counts().index:  # rare ones on top
        at = (points["outcome"] == name).to_numpy()
        page.scatter(x[at], y[at], s=20, marker=shapes[name], c=colors[name], alpha=0.65, linewidths=0)
    for role, marker in MARKERS.items():
        at = (points["role"] == role).to_numpy()
        if at.any():
            page.scatter(x[at], y[at], s=120, marker=marker, c=look.text, edgecolors=look.background, lw=1.2, zorder=4)
            page.annotate(
                role,
                (x[at][0], y[at][0]),
                xytext=(9, 7),
                textcoords="offset points",
                fontsize=8.5,
                color=look.text,
                zorder=5,
            )
    _axes(page, points, titles, look, size, percent)
    key = [(color, name) for name, color in colors.items()]
    draw_key(page, key, look, 8, size[1] - 12, size[0] - 8, [*shapes.values()])
    return drawn


def outcome_colors(names: list[str], look: Look) -> dict[str, str]:
    """A colour for each named outcome, the same whatever the order."""
    known = {"diversified": look.blue, "middle ground": look.green, "compliance trap": look.purple}
    known |= {"escalation": look.orange, "no change": look.grey}
    spare = [look.sky, look.yellow, look.text]
    return {name: known.get(name) or spare[i % len(spare)] for i, name in enumerate(sorted(names))}


def limits(values: pd.Series) -> tuple[float, float]:
    """The ends of an axis: all values with a little air."""
    low, high = float(values.min()), float(values.max())
    air = 0.04 * (high - low) or 0.5 * abs(high) or 1.0
    return low - air, high + air


def placed(points: pd.DataFrame, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The pixels of the points, from the lower left."""
    places = []
    for name, first, room in (("x", LEFT, size[0] - LEFT - RIGHT), ("y", BOTTOM, size[1] - TOP - BOTTOM)):
        low, high = limits(points[name])
        places.append(first + (points[name].to_numpy(float) - low) / (high - low) * room)
    return places[0], places[1]


def nearest(points: pd.DataFrame, size: tuple[int, int], across: float, down: float) -> int | None:
    """The row of the point that was clicked, at shares of the picture's width and height; None where there is none."""
    if points.empty:
        return None
    x, y = placed(points, size)
    distance = np.hypot(x - across * size[0], y - (1 - down) * size[1])
    row = int(distance.argmin())
    return row if distance[row] <= NEAR else None


def _axes(
    page: Axes,
    points: pd.DataFrame,
    titles: tuple[str, str],
    look: Look,
    size: tuple[int, int],
    percent: tuple[bool, bool],
) -> None:
    from matplotlib.ticker import MaxNLocator

    for side, (name, title) in enumerate(zip(("x", "y"), titles, strict=True)):
        low, high = limits(points[name])
        first, room = (LEFT, size[0] - LEFT - RIGHT) if side == 0 else (BOTTOM, size[1] - TOP - BOTTOM)
        for tick in MaxNLocator(5).tick_values(low, high):
            if not low <= tick <= high:
                continue
            at, text = first + (tick - low) / (high - low) * room, number(float(tick), percent[side])
            if side == 0:
                page.plot([at, at], [BOTTOM, size[1] - TOP], color=look.grid, lw=0.8, zorder=0)
                page.text(at, BOTTOM - 5, text, ha="center", va="top", fontsize=8.5, color=look.muted)
            else:
                page.plot([LEFT, size[0] - RIGHT], [at, at], color=look.grid, lw=0.8, zorder=0)
                page.text(LEFT - 6, at, text, ha="right", va="center", fontsize=8.5, color=look.muted)
        if side == 0:
            page.text(size[0] - RIGHT, 8, title, ha="right", fontsize=8.5, color=look.text)
        else:
            page.text(8, size[1] - TOP + 6, title, fontsize=8.5, color=look.text)
