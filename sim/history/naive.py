"""Naive forecasts of a series, made once at the origin with the figures up to it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.history.measuring import Floats
from sim.history.periods import length, middle, span
from sim.history.tables import Point, Series

NAMES = ("last value", "drift", "trend")
"""last value: nothing changes; drift: the mean yearly change so far goes on; trend: the fitted straight line goes on.
The last two are in logs."""


def forecasts(series: Series, origin: str) -> dict[str, Floats]:
    """Return each naive forecast for the points after the origin, (points,); without history there is none.

    Drift and trend need two figures before the origin, at different times.
    """
    before, after = series.before(origin), series.after(origin)
    if not before or not after:
        return {}
    times, levels = _times(before), _levels(series, before)
    ahead, months = _times(after), _months(series, after)
    made = {"last value": np.full(len(after), levels[-1])}
    if times[-1] > times[0]:
        slope = (levels[-1] - levels[0]) / (times[-1] - times[0])
        made["drift"] = levels[-1] + slope * (ahead - times[-1])
        made["trend"] = _line(times, levels, ahead)
    return {name: np.exp(values) * months for name, values in made.items()}


def _line(times: Floats, levels: Floats, ahead: Floats) -> Floats:
    from scipy.stats import linregress

    fit = linregress(times, levels)
    return np.asarray(fit.intercept + fit.slope * ahead)


def known(series: Series, origin: str) -> float:
    """Return the last figure before the origin in the units of a point after it; nan without one."""
    before = series.before(origin)
    return float(np.exp(_levels(series, before)[-1])) if before else float("nan")


def _times(points: Sequence[Point]) -> Floats:
    return np.array([middle(p.period) for p in points])


def _months(series: Series, points: Sequence[Point]) -> Floats:
    """Return the months in each period where figures are sums; 1 where they are means."""
    return np.array([length(p.period) if series.statistic == "sum" else 1 for p in points], dtype=np.float64)


def _levels(series: Series, points: Sequence[Point]) -> Floats:
    """Return log figures, per month where they are sums."""
    return np.asarray(np.log(np.array([p.value for p in points]) / _months(series, points)))


def directions(values: Floats) -> Floats:
    """Return the sign of each step between neighbours, (points - 1,)."""
    return np.sign(np.diff(values))


def peak(points: Sequence[Point], values: Floats) -> int:
    """Return the first month of the period in which `values` are highest, in months since year 0."""
    return span(points[int(np.argmax(values))].period)[0]
