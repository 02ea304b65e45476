"""Figures of a hindcast: each series' figures, the runs' median and 90 % band, and the naive forecasts, with units."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from sim.history.api import path_table
from sim.history.naive import forecasts
from sim.history.periods import length, middle
from sim.history.score import Scorecard, SeriesScore

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
_STYLES = {"last value": ":", "drift": "--", "trend": "-."}


def figure(card: Scorecard, names: tuple[str, ...] = ()) -> Figure:
    """Return one figure with a panel per series (all, or those named), log scale, units on the axes, sources below."""
    from matplotlib.figure import Figure

    chosen = [s for s in card.series if s.points and (not names or s.series.name in names)]
    rows = max(1, ceil(len(chosen) / COLUMNS))
    drawn = Figure(figsize=(11, 3.1 * rows + 0.5), layout="constrained")
    for number, score in enumerate(chosen):
        _panel(drawn.add_subplot(rows, COLUMNS, number + 1), card, score)
    drawn.suptitle(f"{card.replay.episode.title}: {len(card.replay.weights)} runs", fontsize=11)
    return drawn


def _panel(axes: Axes, card: Scorecard, score: SeriesScore) -> None:
    one = score.series
    path = path_table(card, one.name)
    if not one.index_period:
        axes.fill_between(
            path["year"], path["low"], path["high"], color="#9db8d2", alpha=0.5, lw=0, label="90 % of runs"
        )
        axes.plot(path["year"], path["median"], color="#1f4e79", lw=1.2, label="median run")
    months = [length(p.period) if one.statistic == "sum" and not one.index_period else 1 for p in score.points]
    times = [middle(p.period) for p in score.points]
    if one.index_period:
        axes.plot(times, score.model, color="#1f4e79", lw=1.2, label="median run")
    axes.plot(times, np.asarray(score.data) / months, "o", color="#b03a2e", ms=3.5, label="data")
    for name, values in forecasts(one, card.replay.episode.origin).items():
        ahead = one.after(card.replay.episode.origin)
        if not one.index_period:
            per_month = np.array([length(p.period) if one.statistic == "sum" else 1 for p in ahead])
            axes.plot(
                [middle(p.period) for p in ahead], values / per_month, _STYLES[name], color="#777", lw=1, label=name
            )
    axes.set_yscale("log")
    unit = "1 = index period" if one.index_period else score.points[0].unit
    axes.set_ylabel(unit + (" a month" if one.statistic == "sum" and not one.index_period else ""), fontsize=8)
    axes.set_title(f"{one.label}: error {score.error:.2f} ({score.status})", fontsize=9)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=6, frameon=False)
    sources = "; ".join(dict.fromkeys(p.source.split(",")[0] for p in score.points))
    axes.set_xlabel(f"Source: {sources[:110]}", fontsize=6)
