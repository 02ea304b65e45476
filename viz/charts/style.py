"""One look for all charts: Okabe-Ito colours, which colour-blind readers can tell apart, on light and on dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

PIXELS_PER_INCH = 100
SHARPNESS = 1.5  # image pixels per pixel of the page


@dataclass(frozen=True)
class Look:
    """Colours of one theme; the background is the page's."""

    text: str
    muted: str
    grid: str
    land: str
    background: str
    blue: str
    orange: str
    green: str
    purple: str
    grey: str
    shade: str  # the far end of a nation's shading; the near end is the land
    against: str  # the other end, for measures that may be negative
    sky: str
    yellow: str

    @property
    def groups(self) -> dict[str, str]:
        """The colour of each product group."""
        return {
            "concentrate": self.grey,
            "oxide": self.blue,
            "metal": self.green,
            "magnet": self.orange,
            "scrap": self.purple,
        }


LIGHT = Look(
    text="#1b1f24",
    muted="#5b6470",
    grid="#dfe3e8",
    land="#e4e8ec",
    background="#ffffff",
    blue="#0072B2",
    orange="#D55E00",
    green="#009E73",
    purple="#A8518A",
    grey="#7a7f87",
    shade="#b7a0cf",
    against="#e3b178",
    sky="#3f97cf",
    yellow="#8f7a00",
)
DARK = Look(
    text="#e8eaed",
    muted="#a3abb5",
    grid="#363c44",
    land="#333a43",
    background="#1b1f24",
    blue="#56B4E9",
    orange="#F0894A",
    green="#2BC49A",
    purple="#CC79A7",
    grey="#a8adb5",
    shade="#6d5591",
    against="#8a5f2b",
    sky="#9fd3f2",
    yellow="#e6d44b",
)


def blend(share: float, *colors: str) -> tuple[float, float, float]:
    """The colour at `share` (0..1) of the way along `colors`."""
    place = min(max(share, 0.0), 1.0) * (len(colors) - 1)
    first = min(int(place), len(colors) - 2)
    a, b = (np.array(to_rgb(color)) for color in colors[first : first + 2])
    red, green, blue = a + (place - first) * (b - a)
    return float(red), float(green), float(blue)


def look(dark: bool) -> Look:
    """The look of the theme."""
    return DARK if dark else LIGHT


def figure(width: int, height: int, look: Look) -> Figure:
    """An empty figure of `width` x `height` page pixels."""
    size = (width / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
    return Figure(figsize=size, dpi=PIXELS_PER_INCH * SHARPNESS, facecolor=look.background)


def draw_key(
    axes: Axes,
    entries: Sequence[tuple[Any, str]],
    look: Look,
    left: float,
    bottom: float,
    width: float,
    shapes: Sequence[str] = (),
) -> None:
    """Squares of colour, or `shapes`, with their names, in rows from pixel (`left`, `bottom`) downwards.

    The axes count in pixels. `width` is where a row ends. A legend takes ten times as long.
    """
    x, y, places, colors = left, bottom, [], []
    for color, text in entries:
        length = 24 + 6.3 * len(text)
        if x > left and x + length > width:
            x, y = left, y - 13
        places.append((x + 4, y))
        colors.append(color)
        axes.text(x + 12, y - 0.5, text, va="center", fontsize=8, color=look.muted, zorder=6)
        x += length
    for shape in dict.fromkeys(shapes or "s"):
        at = [i for i in range(len(places)) if not shapes or shapes[i] == shape]
        xs, ys = [places[i][0] for i in at], [places[i][1] for i in at]
        axes.scatter(xs, ys, s=36, marker=shape, c=[colors[i] for i in at], linewidths=0, zorder=6)
