"""Bars: shares of outcomes side by side, and effects with their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from viz.charts.style import Look, draw_key, figure

ROW = 26  # pixels
LETTER = 6.3  # pixels, of a name


def share_bars(shares: pd.DataFrame, colors: Mapping[str, str], look: Look, width: int = 640) -> Figure:
    """Draw `shares` (name, outcome, share) as one bar of 100 % a name, the outcomes in the order of `colors`."""
    names = list(dict.fromkeys(shares["name"]))
    height = 48 + ROW * len(names)
    drawn = figure(width, height, look)
    axes = _pixels(drawn, width, height)
    left = min(0.48 * width, 14 + LETTER * max((len(name) for name in names), default=1))
    shapes, faces = [], []
    for row, name in enumerate(names):
        middle = height - 36 - ROW * (row + 0.5)
        _name(axes, name, left, middle, look)
        edge = 0.0
        for outcome, color in colors.items():
            some = shares[(shares["name"] == name) & (shares["outcome"] == outcome)]
            share = float(some["share"].sum())
            x = [left + at * (width - 12 - left) for at in (edge, edge + share)]
            shapes.append([(x[0], middle - 9), (x[0], middle + 9), (x[1], middle + 9), (x[1], middle - 9)])
            faces.append(color)
            if share >= 0.08:
                text = f"{100 * share:.0f} %"
                axes.text(sum(x) / 2, middle, text, ha="center", va="center", fontsize=8, color=look.background)
            edge += share
    axes.add_collection(PolyCollection(shapes, facecolors=faces, edgecolors=look.background, linewidths=0.8))
    draw_key(axes, [(color, name) for name, color in colors.items()], look, 8, height - 12, width - 8)
    return drawn


def effect_bars(effects: pd.DataFrame, look: Look, width: int = 640, most: int = 10) -> Figure:
    """Draw `effects` (name, value, low, high): a bar from zero and a thin line for the range, the first `most` rows."""
    rows = effects.head(most)
    height = 20 + ROW * max(1, len(rows))
    drawn = figure(width, height, look)
    axes = _pixels(drawn, width, height)
    left = min(0.45 * width, 14 + LETTER * max((len(str(name)) for name in rows["name"]), default=1))
    low = min(0.0, float(rows[["value", "low"]].min().min())) if len(rows) else 0.0
    high = max(0.0, float(rows[["value", "high"]].max().max())) if len(rows) else 1.0
    high = high if high > low else low + 1.0

    def across(value: float) -> float:
        return left + (value - low) / (high - low) * (width - 60 - left)

    for i, row in enumerate(rows.to_dict("records")):
        middle = height - 8 - ROW * (i + 0.5)
        _name(axes, str(row["name"]), left, middle, look)
        color = look.blue if row["value"] >= 0 else look.orange
        axes.plot([across(0.0), across(row["value"])], [middle, middle], color=color, lw=9, solid_capstyle="butt")
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            axes.plot([across(row["low"]), across(row["high"])], [middle, middle], color=look.text, lw=1.2)
        axes.text(width - 8, middle, f"{row['value']:+.2f}", ha="right", va="center", fontsize=8.5, color=look.muted)
    axes.plot([across(0.0)] * 2, [6, height - 6], color=look.grid, lw=1)
    return drawn


def _name(axes: Axes, name: str, left: float, middle: float, look: Look) -> None:
    """The name of a bar before its beginning at `left`, on two lines where one is too short."""
    lines = wrap(name, max(8, int((left - 14) / LETTER)), max_lines=2, placeholder="...")
    size = 8.5 if len(lines) < 2 else 7.5
    axes.text(
        left - 8, middle, "\n".join(lines), ha="right", va="center", fontsize=size, linespacing=1.0, color=look.text
    )


def _pixels(drawn: Figure, width: int, height: int) -> Axes:
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    return axes
