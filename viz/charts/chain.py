"""The chain by stage: who makes what share of the world's concentrate, oxide, metal and magnets in a month."""

from __future__ import annotations

import pandas as pd
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from viz.charts.lines import number
from viz.charts.style import Look, draw_key, figure

STAGES = {"mine": "mining", "separation": "separation", "metal": "metal", "magnet": "magnets"}


def chain_chart(shares: pd.DataFrame, look: Look, size: tuple[int, int] = (480, 220)) -> Figure:
    """Draw `shares` (stage, nation, name, tonnes, share) as one bar of 100 % a stage, the controller first.

    The nations with the largest shares anywhere have colours of their own; the rest is one piece.
    """
    drawn = figure(*size, look)
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.axis("off")
    axes.set_xlim(0, size[0])
    axes.set_ylim(0, size[1])
    left, right, bottom = 92.0, size[0] - 10.0, 44.0
    row_height = (size[1] - bottom - 6) / len(STAGES)
    colors = _colors(shares, look)
    shapes: list[list[tuple[float, float]]] = []
    faces: list[str] = []
    for row, (stage, title) in enumerate(STAGES.items()):
        part = shares[shares["stage"] == stage]
        middle = size[1] - 6 - (row + 0.5) * row_height
        total = f"{number(float(part['tonnes'].sum()))} t"
        axes.text(left - 8, middle + 6, title, ha="right", va="center", fontsize=8.5, color=look.text)
        axes.text(left - 8, middle - 8, total, ha="right", va="center", fontsize=7.5, color=look.muted)
        edge = 0.0
        for name, share in pieces(part, list(colors)):
            x = [left + at * (right - left) for at in (edge, edge + share)]
            y = (middle - 0.36 * row_height, middle + 0.36 * row_height)
            shapes.append([(x[0], y[0]), (x[0], y[1]), (x[1], y[1]), (x[1], y[0])])
            faces.append(colors[name])
            if share >= 0.09:
                text = f"{100 * share:.0f} %"
                axes.text(sum(x) / 2, middle, text, ha="center", va="center", fontsize=8, color=look.background)
            edge += share
    axes.add_collection(PolyCollection(shapes, facecolors=faces, edgecolors=look.background, linewidths=0.8))
    draw_key(axes, [(color, name) for name, color in colors.items()], look, 8, 27, size[0] - 4)
    return drawn


def pieces(part: pd.DataFrame, names: list[str]) -> list[tuple[str, float]]:
    """The shares of one stage in the order of `names`; the last of them takes what is left."""
    known = dict(zip(part["name"], part["share"].astype(float), strict=True))
    found = [(name, known.get(name, 0.0)) for name in names[:-1]]
    left = max(0.0, sum(known.values()) - sum(share for _, share in found))
    return [*found, (names[-1], left)]


def _colors(shares: pd.DataFrame, look: Look) -> dict[str, str]:
    """Colours by nation, in the order of the largest share anywhere; the sixth and last is for the rest.

    The nations that are usually large keep a colour of their own, so that it stands for the same one in every month.
    """
    largest = shares.groupby(["nation", "name"], sort=False)["share"].max().sort_values(ascending=False, kind="stable")
    own = {"CHN": look.orange, "USA": look.blue, "MMR": look.green, "JPN": look.purple, "MYS": look.sky}
    own |= {"ROW": look.yellow}
    chosen = [(str(key[0]), str(key[1])) for key in largest[largest > 0].index[:5]]
    taken = {own[code] for code, _ in chosen if code in own}
    spare = [color for color in own.values() if color not in taken]
    return {name: own.get(code) or spare.pop(0) for code, name in chosen} | {"others": look.grey}
