"""Trade flows of a month on a map of the world, or on a circle where the page is narrow.

A ribbon is as wide as the square root of its tonnes, so that a flow of 5 t can still be seen beside one of
5,000 t; its head points to the buyer.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from viz.charts.lines import number
from viz.charts.style import Look, figure

Floats = NDArray[np.float64]

LAND = Path(__file__).parents[1] / "data" / "land.csv"
WEST, EAST, SOUTH, NORTH = -28.0, 332.0, -48.0, 74.0
SHOWN = 45  # flows drawn; the smaller ones would only be noise
WIDEST = 11.0  # pixels
# Where a label stands beside its node, so that neighbours do not cover each other.
SIDES = {"THA": "left", "IND": "left", "KOR": "above", "EUU": "below", "GBR": "above", "CHN": "above"}


def flow_map(flows: pd.DataFrame, nations: pd.DataFrame, look: Look, size: tuple[int, int] = (900, 400)) -> Figure:
    """Draw `flows` (group, origin, destination, tonnes) between `nations` (code, name, longitude, latitude, focal).

    Below 600 pixels the nations stand on a circle and are named by their codes.
    """
    narrow = size[0] < 600
    drawn = figure(*size, look)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.axis("off")
    places = on_circle(nations, size) if narrow else on_map(nations, size)
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    if not narrow:
        axes.add_collection(
            PolyCollection([_pixels(p, size) for p in _land()], facecolors=look.land, edgecolors=look.land)
        )
    biggest = _ribbons(axes, flows, places, look, straight=narrow)
    _nodes(axes, nations, places, look, size, narrow)
    _legend(axes, flows, biggest, look)
    return drawn


@cache
def _land() -> tuple[Floats, ...]:
    """Coastlines as arrays of (longitude, latitude); Natural Earth 1:110m, public domain, simplified."""
    table = pd.read_csv(LAND)
    return tuple(p[["longitude", "latitude"]].to_numpy(float) for _, p in table.groupby("polygon"))


def _pixels(degrees: Floats, size: tuple[int, int]) -> Floats:
    """Plate carree; the Pacific is in the middle, so that no main route runs off the map."""
    east = np.where(degrees[:, 0] < WEST, degrees[:, 0] + 360, degrees[:, 0])
    x = (east - WEST) / (EAST - WEST) * size[0]
    y = (degrees[:, 1] - SOUTH) / (NORTH - SOUTH) * size[1]
    return np.column_stack([x, y])


def on_map(nations: pd.DataFrame, size: tuple[int, int]) -> dict[str, Floats]:
    """The pixel of each nation on the map."""
    places = _pixels(nations[["longitude", "latitude"]].to_numpy(float), size)
    return dict(zip(nations["code"], places, strict=True))


def on_circle(nations: pd.DataFrame, size: tuple[int, int]) -> dict[str, Floats]:
    """The pixel of each nation on a circle, clockwise from the top in the order of the table."""
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(nations)) / len(nations)
    middle = np.array([size[0] / 2, size[1] / 2 + 12])
    radius = min(size[0] / 2 - 34, size[1] / 2 - 42)
    places = middle + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return dict(zip(nations["code"], places, strict=True))


def _ribbons(axes: Axes, flows: pd.DataFrame, places: dict[str, Floats], look: Look, straight: bool) -> float:
    """Draw the largest flows, the widest first, and return the largest tonnage."""
    known = flows[flows["origin"].isin(places) & flows["destination"].isin(places)].astype({"tonnes": float})
    top = known[known["tonnes"] > 0].nlargest(SHOWN, "tonnes")
    if top.empty:
        return 0.0
    tonnes = top["tonnes"].to_numpy(float)
    biggest = float(tonnes.max())
    bends = {group: (0.04 if straight else 0.14) + 0.04 * rank for rank, group in enumerate(look.groups)}
    shapes = [
        ribbon(places[origin], places[destination], ribbon_width(size, biggest), bends.get(group, 0.1))
        for group, origin, destination, size in zip(
            top["group"], top["origin"], top["destination"], tonnes, strict=True
        )
    ]
    colors = [look.groups.get(group, look.grey) for group in top["group"]]
    axes.add_collection(PolyCollection(shapes, facecolors=colors, edgecolors="none", alpha=0.72, zorder=2))
    return biggest


def ribbon_width(tonnes: float, biggest: float) -> float:
    """Width in pixels: the square root of the share of the largest flow, never thinner than 1."""
    return max(1.0, WIDEST * math.sqrt(tonnes / biggest))


def ribbon(start: Floats, end: Floats, width: float, bend: float) -> Floats:
    """The outline of a curved arrow of `width`, bent to its left by `bend` times its length; points by (x, y)."""
    along = end - start
    length = float(np.hypot(*along)) or 1.0
    left = np.array([-along[1], along[0]])
    control = (start + end) / 2 + bend * left
    head = min(4 + 1.4 * width, 0.5 * length)
    stop = max(0.05, 1 - (head + 6) / length)  # the tip ends short of the node
    t = np.linspace(0, stop, 24)[:, None]
    middle = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    slope = 2 * (1 - t) * (control - start) + 2 * t * (end - control)
    slope /= np.maximum(np.hypot(slope[:, :1], slope[:, 1:]), 1e-9)
    normal = np.column_stack([-slope[:, 1], slope[:, 0]])
    sides = width / 2 * normal
    wing = (width / 2 + 2.2 + 0.25 * width) * normal[-1]
    tip = middle[-1] + head * slope[-1]
    return np.vstack([middle + sides, middle[-1] + wing, tip, middle[-1] - wing, (middle - sides)[::-1]])


def _nodes(
    axes: Axes, nations: pd.DataFrame, places: dict[str, Floats], look: Look, size: tuple[int, int], narrow: bool
) -> None:
    points = np.array([places[code] for code in nations["code"]])
    fill = [look.text if focal else look.background for focal in nations["focal"]]
    axes.scatter(points[:, 0], points[:, 1], s=26, c=fill, edgecolors=look.text, linewidths=1.2, zorder=3)
    middle = points.mean(axis=0)
    for nation, place in zip(nations.itertuples(), points, strict=True):
        if narrow:
            outward = (place - middle) / max(np.hypot(*(place - middle)), 1e-9)
            _label(axes, str(nation.code), place + 17 * outward, "center", "center", look, bool(nation.focal))
        else:
            side = SIDES.get(str(nation.code), "right")
            shift = {"left": (-7, 0), "right": (7, 0), "above": (0, 14), "below": (0, -14)}[side]
            across = {"left": "right", "right": "left"}.get(side, "center")
            _label(axes, str(nation.name), place + shift, across, "center", look, bool(nation.focal))


def _label(axes: Axes, text: str, at: Floats, across: str, up: str, look: Look, bold: bool) -> None:
    from matplotlib.patheffects import withStroke

    axes.text(
        float(at[0]),
        float(at[1]),
        text,
        ha=across,
        va=up,
        fontsize=8.5,
        fontweight="bold" if bold else "normal",
        color=look.text,
        zorder=4,
        path_effects=[withStroke(linewidth=2.2, foreground=look.background, alpha=0.85)],
    )


def _legend(axes: Axes, flows: pd.DataFrame, biggest: float, look: Look) -> None:
    groups = [group for group in look.groups if group in set(flows["group"])]
    if not groups or not biggest:
        axes.text(0.5, 0.02, "No trade yet", transform=axes.transAxes, ha="center", color=look.muted, fontsize=9)
        return
    names = {"oxide": "oxides", "metal": "metals", "magnet": "magnets", "concentrate": "concentrates"}
    handles = [Patch(color=look.groups[group], label=names.get(group, group)) for group in groups]
    axes.legend(
        handles=handles,
        loc="lower left" if axes.get_xlim()[1] >= 600 else "lower center",
        ncols=len(handles),
        frameon=False,
        fontsize=8,
        labelcolor=look.muted,
        handlelength=1.2,
        columnspacing=1.2,
        borderaxespad=0.2,
        title=f"widest: {number(biggest)} t a month",
        title_fontproperties={"size": 8},
        alignment="left",
    ).get_title().set_color(look.muted)
