"""The world as a picture: land by nation, shaded by a measure, and where nations stand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from viz.charts.style import Look, blend

Floats = NDArray[np.float64]

LAND = Path(__file__).parents[1] / "data" / "land.csv"
WEST, EAST, SOUTH, NORTH = -28.0, 332.0, -58.0, 76.0
NARROW = 600  # pixels; below it nations stand on a circle


class Shading(NamedTuple):
    """A measure by nation code, and the values at which its colours begin and end; `low` < 0 has two colours."""

    title: str
    values: Mapping[str, float]
    low: float = 0.0
    high: float = 1.0
    ends: tuple[str, str] = ("0 %", "100 %")

    def color(self, code: str, look: Look) -> tuple[float, float, float]:
        """The colour of a nation; that of bare land where nothing is known."""
        value = self.values.get(code, float("nan"))
        if not np.isfinite(value):
            return blend(0.0, look.land, look.shade)
        return blend((value - self.low) / (self.high - self.low), *self.scale(look))

    def scale(self, look: Look) -> tuple[str, ...]:
        """The colours from `low` to `high`."""
        return (look.against, look.land, look.shade) if self.low < 0 else (look.land, look.shade)


@cache
def land() -> tuple[tuple[str, ...], tuple[Floats, ...]]:
    """Nations and outlines (longitude, latitude) of all polygons; Natural Earth 1:110m, public domain, simplified."""
    pieces = [(str(p["nation"].iloc[0]), p) for _, p in pd.read_csv(LAND).groupby("polygon")]
    return tuple(n for n, _ in pieces), tuple(p[["longitude", "latitude"]].to_numpy(float) for _, p in pieces)


def pixels(degrees: Floats, size: tuple[int, int]) -> Floats:
    """Plate carree; the Pacific is in the middle, so that no main route runs off the map."""
    east = np.where(degrees[:, 0] < WEST, degrees[:, 0] + 360, degrees[:, 0])
    x = (east - WEST) / (EAST - WEST) * size[0]
    y = (degrees[:, 1] - SOUTH) / (NORTH - SOUTH) * size[1]
    return np.column_stack([x, y])


@cache
def _outlines(size: tuple[int, int]) -> tuple[Floats, ...]:
    return tuple(pixels(outline, size) for outline in land()[1])


def places(nations: pd.DataFrame, size: tuple[int, int]) -> dict[str, Floats]:
    """The pixel of each nation (code, longitude, latitude): on the map, or on a circle where the picture is narrow."""
    return (on_circle if size[0] < NARROW else on_map)(nations, size)


def on_map(nations: pd.DataFrame, size: tuple[int, int]) -> dict[str, Floats]:
    """The pixel of each nation on the map."""
    found = pixels(nations[["longitude", "latitude"]].to_numpy(float), size)
    return dict(zip(nations["code"], found, strict=True))


def on_circle(nations: pd.DataFrame, size: tuple[int, int]) -> dict[str, Floats]:
    """The pixel of each nation on a circle, clockwise from the top in the order of the table."""
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(nations)) / len(nations)
    middle = np.array([size[0] / 2, size[1] / 2 + 30])
    radius = min(size[0] / 2 - 34, size[1] / 2 - 64)
    found = middle + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return dict(zip(nations["code"], found, strict=True))


def draw_land(axes: Axes, shading: Shading, look: Look, size: tuple[int, int]) -> None:
    """Paint the nations in the colours of a measure."""
    names, _ = land()
    colors = {code: shading.color(code, look) for code in set(names)}
    faces = [colors[name] for name in names]
    axes.add_collection(PolyCollection(_outlines(size), facecolors=faces, edgecolors=look.background, linewidths=0.4))


def draw_scale(axes: Axes, shading: Shading, look: Look, right: float, bottom: float, width: float = 110) -> None:
    """A strip of the shading's colours that ends at pixel `right`, with its title and ends."""
    steps = 24
    edges = np.linspace(right - width, right, steps + 1)
    strips = [[(a, bottom), (a, bottom + 8), (b, bottom + 8), (b, bottom)] for a, b in pairwise(edges)]
    colors = [blend((k + 0.5) / steps, *shading.scale(look)) for k in range(steps)]
    axes.add_collection(PolyCollection(strips, facecolors=colors, edgecolors=colors, linewidths=0.3, zorder=5))
    halo = [withStroke(linewidth=2.5, foreground=look.background, alpha=0.9)]
    title = f"shaded: {shading.title}"
    axes.text(right, bottom + 13, title, ha="right", fontsize=8, color=look.text, path_effects=halo, zorder=6)
    for text, at, across in ((shading.ends[0], right - width, "left"), (shading.ends[1], right, "right")):
        axes.text(at, bottom - 3, text, ha=across, va="top", fontsize=8, color=look.text, path_effects=halo, zorder=6)
