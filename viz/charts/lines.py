"""Lines over months, each with its name and last value at its end instead of a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
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


class Band(NamedTuple):
    """Where runs lie by month: the outer and the inner range."""

    p5: Floats
    p25: Floats
    p75: Floats
    p95: Floats


class Mark(NamedTuple):
    """A dated act on a time axis: its month ("2025-04"), a short sign such as "3", and what begins or ends."""

    month: str
    sign: str
    text: str = ""


def line_chart(
    months: Sequence[str],
    lines: Sequence[Line],
    look: Look,
    size: tuple[int, int] = (340, 220),
    percent: bool = False,
    span: tuple[float, float] | None = None,
    marks: Sequence[Mark] = (),
    band: Band | None = None,
) -> Figure:
    """Draw `lines` over `months` ("2025-04"), `span` fixes the vertical axis; without months the axes stay empty.

    `marks` stand as thin lines with their signs on top; `band` is shaded behind the lines.
    """
    drawn = figure(*size, look)
    low, high = span or _span(lines, band)
    ticks = [mark for mark in MaxNLocator(4).tick_values(low, high) if low <= mark <= high]
    names, scale = [_label(line, percent) for line in lines], [number(tick, percent) for tick in ticks]
    axes = drawn.add_axes(_frame(size, _longest(scale), _longest(names)))
    axes.axis("off")
    axes.set_ylim(low, high)
    if band is not None:
        x = np.arange(len(months))
        axes.fill_between(x, band.p5, band.p95, color=look.grid, lw=0)
        axes.fill_between(x, band.p25, band.p75, color=look.grey, alpha=0.45, lw=0)
    for line in lines:
        _draw(axes, line, len(months))
    axes.set_xlim(-0.5, max(len(months) - 0.5, 11.5))
    _grid(axes, ticks, scale, look)
    draw_marks(axes, months, marks, look, size[0])
    _name_months(axes, months, look, size[0])
    _name_lines(axes, lines, percent)
    return drawn


def line_table(months: Sequence[str], lines: Sequence[Line]) -> pd.DataFrame:
    """The numbers of a chart: month and a column per line, with `before` beside it where there is one."""
    columns: dict[str, Any] = {"month": list(months)}
    for line in lines:
        columns[line.name] = line.values
        if line.before is not None:
            columns[f"{line.name} before"] = _padded(line.before, len(months))
    return pd.DataFrame(columns)


def _padded(values: Floats, count: int) -> Floats:
    return np.concatenate([values[:count], np.full(max(0, count - len(values)), np.nan)])


def draw_marks(axes: Axes, months: Sequence[str], marks: Sequence[Mark], look: Look, width: int) -> None:
    """Thin upright lines at the dated acts; signs that would touch are drawn as a range, such as "1-4"."""
    at = {month: i for i, month in enumerate(months)}
    seen = [(at[mark.month], mark.sign) for mark in marks if mark.month in at]
    if not seen:
        return
    axes.vlines([x for x, _ in seen], 0, 1, transform=axes.get_xaxis_transform(), color=look.grid, lw=1.0, zorder=0)
    low, high = axes.get_xlim()
    gap = 22 * (high - low) / (width * axes.get_position().width)
    groups: list[list[tuple[int, str]]] = []
    for x, sign in seen:
        if groups and x - groups[-1][-1][0] < gap:
            groups[-1].append((x, sign))
        else:
            groups.append([(x, sign)])
    for group in groups:
        text = group[0][1] if len(group) == 1 else f"{group[0][1]}-{group[-1][1]}"
        middle = (group[0][0] + group[-1][0]) / 2
        axes.annotate(
            text, (middle, 1), xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points",
            ha="center", va="center", fontsize=6.5, color=look.muted, annotation_clip=False,
        )  # fmt: skip


def _span(lines: Sequence[Line], band: Band | None = None) -> tuple[float, float]:
    """From zero, so that a small wiggle looks small; with a little air above, and below where values are negative."""
    known = [line.values for line in lines] + [line.before for line in lines if line.before is not None]
    known += [band.p5, band.p95] if band is not None else []
    known = [values for values in known if len(values) and np.isfinite(values).any()]
    top = max((float(np.nanmax(values)) for values in known), default=1.0)
    low = min((float(np.nanmin(values)) for values in known), default=0.0)
    if low < 0:
        air = 0.06 * (max(top, 0.0) - low)
        return (low - air, max(top, 0.0) + air)
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


def _name_months(axes: Axes, months: Sequence[str], look: Look, width: int) -> None:
    """Years at their January, as many as there is room for; the first month where no January is in sight."""
    marks = [(i, m[:4]) for i, m in enumerate(months) if m.endswith("-01")] or [(0, m) for m in months[:1]]
    low, high = axes.get_xlim()
    apart = 12 * width * axes.get_position().width / (high - low)  # pixels from January to January
    every = max(1, math.ceil(36 / apart))
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
    """Three digits, a thousands comma, M and bn for millions and billions; percent for shares; "~0" below 0.0001."""
    if percent:
        return f"{100 * value:.0f} %"
    if 0 < abs(value) < 1e-4:
        return "~0"
    for size, word in ((1e9, " bn"), (1e6, " M")):
        if abs(value) >= 0.9995 * size:
            return f"{value / size:.3g}{word}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"
