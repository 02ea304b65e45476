"""Lines over months, each with its name and last value at its end instead of a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from viz.charts.style import Look, figure

Floats = NDArray[np.float64]


class Line(NamedTuple):
    """One series: `values` by month; `before` is the same series of the run that it is compared with."""

    name: str
    values: Floats
    color: str
    style: str = "-"
    before: Floats | None = None


def line_chart(
    months: Sequence[str],
    lines: Sequence[Line],
    look: Look,
    size: tuple[int, int] = (340, 220),
    percent: bool = False,
    span: tuple[float, float] | None = None,
) -> Figure:
    """Draw `lines` over `months` ("2025-04"), `span` fixes the vertical axis; without months the axes stay empty."""
    drawn = figure(*size, look)
    low, high = span or _span(lines)
    marks = [mark for mark in MaxNLocator(4).tick_values(low, high) if low <= mark <= high]
    names, scale = [_label(line, percent) for line in lines], [number(mark, percent) for mark in marks]
    axes = drawn.add_axes(_frame(size, _longest(scale), _longest(names)))
    axes.axis("off")
    axes.set_ylim(low, high)
    for line in lines:
        _draw(axes, line, len(months))
    axes.set_xlim(-0.5, max(len(months) - 0.5, 11.5))
    _grid(axes, marks, scale, look)
    _name_months(axes, months, look)
    _name_lines(axes, lines, percent)
    return drawn


def _span(lines: Sequence[Line]) -> tuple[float, float]:
    """From zero, so that a small wiggle looks small; with a little air above."""
    known = [line.values for line in lines] + [line.before for line in lines if line.before is not None]
    top = max((float(np.nanmax(values)) for values in known if np.isfinite(values).any()), default=1.0)
    return (0.0, 1.08 * top if top > 0 else 1.0)


def _frame(size: tuple[int, int], left_letters: int, right_letters: int) -> tuple[float, float, float, float]:
    """Room for the scale at the left, the months below and the names at the right."""
    width, height = size
    left, right = 12 + 6.9 * left_letters, 16 + 6.9 * right_letters
    return (left / width, 24 / height, (width - left - right) / width, (height - 34) / height)


def _longest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=0)


def _label(line: Line, percent: bool) -> str:
    return f"{line.name} {number(float(line.values[-1]), percent)}" if len(line.values) else line.name


def _draw(axes: Axes, line: Line, months: int) -> None:
    if line.before is not None and len(line.before):
        before = line.before[:months] if months else line.before
        axes.plot(np.arange(len(before)), before, color=line.color, linewidth=1.3, alpha=0.7, dashes=(1, 1.4))
    x = np.arange(len(line.values))
    axes.plot(x, line.values, color=line.color, linestyle=line.style, linewidth=1.9, solid_capstyle="round")
    if len(x):
        axes.plot(x[-1:], line.values[-1:], "o", color=line.color, markersize=4)


def _grid(axes: Axes, marks: Sequence[float], scale: Sequence[str], look: Look) -> None:
    """Lines across and their numbers, drawn here: Matplotlib's own axis takes half the time of so small a picture."""
    axes.hlines(marks, 0, 1, transform=axes.get_yaxis_transform(), color=look.grid, linewidth=0.8, zorder=0)
    for mark, text in zip(marks, scale, strict=True):
        _write(axes, text, (0, mark), ("axes fraction", "data"), (-5, 0), "right", look.muted)


def _name_months(axes: Axes, months: Sequence[str], look: Look) -> None:
    """Years at their January; the first month where no January is in sight."""
    marks = [(i, m[:4]) for i, m in enumerate(months) if m.endswith("-01")] or [(0, m) for m in months[:1]]
    every = 1 + len(marks) // 7
    for i, name in marks[::every]:
        _write(axes, name, (i, 0), ("data", "axes fraction"), (0, -9), "center", look.muted)


def _write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    coordinates: tuple[str, str],
    shift: tuple[int, int],
    across: str,
    color: str,
) -> None:
    """Text `shift` points away from a place."""
    axes.annotate(
        text,
        at,
        xycoords=coordinates,
        xytext=shift,
        textcoords="offset points",
        ha=across,
        va="center",
        fontsize=8.5,
        color=color,
        annotation_clip=False,
    )


def _name_lines(axes: Axes, lines: Sequence[Line], percent: bool) -> None:
    """Names at the ends of the lines, pushed apart where they would overlap."""
    ended = sorted(
        ((float(line.values[-1]), line) for line in lines if len(line.values) and np.isfinite(line.values[-1])),
        key=lambda pair: pair[0],
    )
    low, high = axes.get_ylim()
    gap = (high - low) * 0.085
    heights = spread([value for value, _ in ended], gap, low + gap / 2, high)
    for (_, line), height in zip(ended, heights, strict=True):
        where = ("axes fraction", "data")
        _write(axes, _label(line, percent), (1.0, height), where, (6, 0), "left", line.color)


def spread(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move sorted `values` up, then down, until neighbours are `gap` apart and all lie between `low` and `high`."""
    moved: list[float] = []
    for value in values:
        moved.append(max(value, low, moved[-1] + gap if moved else low))
    top = high
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], top)
        top = moved[i] - gap
    return moved


def number(value: float, percent: bool = False) -> str:
    """Three digits and a thousands comma; percent for shares."""
    if percent:
        return f"{100 * value:.0f} %"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"
