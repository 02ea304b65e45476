"""A replay against data: the model's range and middle, the figures, and what a naive forecast would have said."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from viz.charts.lines import number
from viz.charts.style import Look, figure


def against(points: pd.DataFrame, look: Look, size: tuple[int, int] = (310, 210), naive: str = "") -> Figure:
    """Draw `points` of one series (year, data; model, low and high where it was replayed), `naive` names a column."""
    drawn = figure(*size, look)
    rows = points.sort_values("year")
    years = rows["year"].to_numpy(float)
    known = [c for c in ("data", "low", "high", "model", naive) if c and c in rows]
    top = float(rows[known].max().max()) * 1.08 if len(rows) else 1.0
    left = 18 + 6.9 * max(3, len(number(top)))
    axes = drawn.add_axes((left / size[0], 26 / size[1], (size[0] - left - 12) / size[0], (size[1] - 56) / size[1]))
    axes.axis("off")
    if "model" in rows:
        axes.fill_between(years, rows["low"], rows["high"], color=look.blue, alpha=0.22, lw=0)
        axes.plot(years, rows["model"], color=look.blue, lw=1.9)
    if naive and naive in rows:
        axes.plot(years, rows[naive], color=look.grey, lw=1.4, ls=(0, (3, 2)))
    axes.plot(years, rows["data"], "o", color=look.orange, ms=5, mec=look.background)
    axes.set_ylim(0, top if top > 0 else 1.0)
    if len(years):
        axes.set_xlim(years.min() - 0.4, years.max() + 0.4)
    _grid(axes, look)
    key = [("data", look.orange)] + ([("model", look.blue)] if "model" in rows else [])
    key += [(naive, look.grey)] if naive and naive in rows else []
    for i, (text, color) in enumerate(key):
        drawn.text((left + 70 * i) / size[0], 1 - 12 / size[1], text, color=color, fontsize=8.5, va="center")
    return drawn


def _grid(axes: Axes, look: Look) -> None:
    low, high = axes.get_ylim()
    for tick in MaxNLocator(4).tick_values(low, high):
        if low <= tick <= high:
            axes.axhline(tick, color=look.grid, lw=0.8, zorder=0)
            axes.annotate(
                number(float(tick)), (0, tick), xycoords=("axes fraction", "data"), xytext=(-5, 0),
                textcoords="offset points", ha="right", va="center", fontsize=8.5, color=look.muted,
            )  # fmt: skip
    first, last = axes.get_xlim()
    for year in MaxNLocator(5, integer=True).tick_values(first, last):
        if first <= year <= last and year == round(year):
            axes.annotate(
                f"{year:.0f}", (year, 0), xycoords=("data", "axes fraction"), xytext=(0, -9),
                textcoords="offset points", ha="center", va="center", fontsize=8.5, color=look.muted,
            )  # fmt: skip
