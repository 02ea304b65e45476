"""Trade of a month and who has which plants, on a map of the world, or on a circle where the page is narrow.

A ribbon is as wide as the square root of its tonnes, so that a flow of 5 t can still be seen beside one of
5,000 t; its head points to the buyer. Bars over a nation are its shares of the world's capacity by stage.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from viz.charts import world
from viz.charts.lines import number
from viz.charts.style import Look, blend, draw_key, figure
from viz.charts.world import Shading

Floats = NDArray[np.float64]

SHOWN = 45  # flows drawn; the smaller ones would only be noise
WIDEST = 11.0  # pixels
BAR, TALLEST, LEAST = 4.0, 24.0, 0.01  # pixels of a stage's bar; share of the world from which it is drawn
STAGES = ("mine", "separation", "metal", "magnet")
# Where a label stands beside its node, so that neighbours do not cover each other; bars stand above.
SIDES = {"THA": "left", "IND": "left", "KOR": "below", "EUU": "below", "GBR": "above", "CHN": "left"}


def flow_map(
    flows: pd.DataFrame,
    nations: pd.DataFrame,
    look: Look,
    size: tuple[int, int] = (960, 420),
    shading: Shading | None = None,
    plants: pd.DataFrame | None = None,
    by_content: bool = False,
) -> Figure:
    """Draw `flows` (group, origin, destination, tonnes, content) between `nations`, and `plants` by nation and stage.

    nations: code, name, longitude, latitude, focal; plants: nation, stage, share of the world's capacity.
    by_content: colour a flow by the share of the controller's making in it instead of by its goods.
    """
    narrow = size[0] < world.NARROW
    drawn = figure(*size, look)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    shading = shading or Shading("", {})
    places = world.places(nations, size)
    if not narrow:
        world.draw_land(axes, shading, look, size)
    top = _largest(flows, places)
    _ribbons(axes, top, places, look, straight=narrow, by_content=by_content)
    if plants is not None and not narrow:
        _bars(axes, plants, places, look)
    _nodes(axes, nations, places, look, narrow, shading)
    _legend(axes, top, look, by_content, plants is not None and not narrow)
    if shading.title:
        world.draw_scale(axes, shading, look, size[0] - 8, 16)
    return drawn


def _largest(flows: pd.DataFrame, places: dict[str, Floats]) -> pd.DataFrame:
    known = flows[flows["origin"].isin(places) & flows["destination"].isin(places)].astype({"tonnes": float})
    return known[known["tonnes"] > 0].nlargest(SHOWN, "tonnes")


def _ribbons(
    axes: Axes, top: pd.DataFrame, places: dict[str, Floats], look: Look, straight: bool, by_content: bool
) -> None:
    """Draw the flows, the widest first."""
    if top.empty:
        return
    biggest = float(top["tonnes"].max())
    bends = {group: (0.04 if straight else 0.14) + 0.04 * rank for rank, group in enumerate(look.groups)}
    shapes, colors = [], []
    for flow in top.to_dict("records"):
        width = ribbon_width(flow["tonnes"], biggest)
        shapes.append(ribbon(places[flow["origin"]], places[flow["destination"]], width, bends.get(flow["group"], 0.1)))
        colors.append(content_color(flow["content"], look) if by_content else look.groups.get(flow["group"], look.grey))
    axes.add_collection(PolyCollection(shapes, facecolors=colors, edgecolors="none", alpha=0.78, zorder=2))


def content_color(share: float, look: Look) -> tuple[float, float, float]:
    """From blue (nothing of the controller's making) over grey to orange (all)."""
    return blend(share if np.isfinite(share) else 0.0, look.blue, look.grey, look.orange)


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


def _bars(axes: Axes, plants: pd.DataFrame, places: dict[str, Floats], look: Look) -> None:
    """Four bars over each nation that has plants: as high as the square root of its share of the stage."""
    shapes, colors = [], []
    for row in plants[plants["share"] >= LEAST].to_dict("records"):
        x, y = places[row["nation"]]
        k = STAGES.index(row["stage"])
        left, base, height = x + (k - 2) * BAR, y + 7, TALLEST * math.sqrt(row["share"])
        shapes.append(
            [(left, base), (left, base + height), (left + BAR - 0.7, base + height), (left + BAR - 0.7, base)]
        )
        colors.append(stage_colors(look)[row["stage"]])
    axes.add_collection(PolyCollection(shapes, facecolors=colors, edgecolors=look.background, linewidths=0.5, zorder=3))


def stage_colors(look: Look) -> dict[str, str]:
    """The colour of each stage: that of the goods it makes."""
    return dict(zip(STAGES, (look.grey, look.blue, look.green, look.orange), strict=True))


def _nodes(
    axes: Axes, nations: pd.DataFrame, places: dict[str, Floats], look: Look, narrow: bool, shading: Shading
) -> None:
    points = np.array([places[code] for code in nations["code"]])
    codes = nations["code"].tolist()
    fill = [shading.color(code, look) if narrow and shading.title else look.background for code in codes]
    fill = [look.text if focal and not narrow else color for focal, color in zip(nations["focal"], fill, strict=True)]
    axes.scatter(points[:, 0], points[:, 1], s=60 if narrow else 26, c=fill, edgecolors=look.text, lw=1.2, zorder=4)
    middle = points.mean(axis=0)
    for nation, place in zip(nations.itertuples(), points, strict=True):
        if narrow:
            outward = (place - middle) / max(np.hypot(*(place - middle)), 1e-9)
            _label(axes, str(nation.code), place + 18 * outward, "center", look, bool(nation.focal))
        else:
            side = SIDES.get(str(nation.code), "right")
            shift = {"left": (-7, 0), "right": (7, 0), "below": (0, -14), "above": (0, 14)}[side]
            across = {"left": "right", "right": "left"}.get(side, "center")
            _label(axes, str(nation.name), place + shift, across, look, bool(nation.focal))


def _label(axes: Axes, text: str, at: Floats, across: str, look: Look, bold: bool) -> None:
    axes.text(
        float(at[0]),
        float(at[1]),
        text,
        ha=across,
        va="center",
        fontsize=8.5,
        fontweight="bold" if bold else "normal",
        color=look.text,
        zorder=5,
        path_effects=[withStroke(linewidth=2.2, foreground=look.background, alpha=0.85)],
    )


def _legend(axes: Axes, top: pd.DataFrame, look: Look, by_content: bool, bars: bool) -> None:
    if top.empty:
        axes.text(0.5, 0.02, "No trade yet", transform=axes.transAxes, ha="center", color=look.muted, fontsize=9)
        return
    names = {"oxide": "oxides", "metal": "metals", "magnet": "magnets", "concentrate": "concentrates"}
    shown: list[tuple[Any, str]] = [(look.groups[g], names.get(g, g)) for g in look.groups if g in set(top["group"])]
    if by_content:
        shares = ((0.0, "none of the controller's making"), (0.5, "half"), (1.0, "all"))
        shown = [(content_color(share, look), text) for share, text in shares]
    width = axes.get_xlim()[1]
    widest = f"widest: {number(float(top['tonnes'].max()))} t a month"
    if bars:
        widest += "; bars: share of capacity in mining, separation, metal, magnets"
    bottom = 10 if width >= world.NARROW else 44  # above the scale of the shading where both do not fit in a row
    axes.text(6, bottom + 14, widest, va="center", fontsize=8, color=look.muted, zorder=6)
    draw_key(axes, shown, look, 6, bottom, width - 4)
