"""From a run to the numbers that history knows: paths by month, points of a series, values of a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.history.periods import length, span, within
from sim.history.tables import Address, Point, Series, Target
from sim.history.tables import series as all_series
from sim.names import CONCENTRATES, MAGNETS, METALS, NATIONS, OXIDES

Floats = NDArray[np.float64]
Paths = Mapping[Address, Floats]

GROUPS: dict[str, tuple[str, ...]] = {
    "quota goods": (*CONCENTRATES, *OXIDES, *METALS),
    "oxides and metals": (*OXIDES, *METALS),
    "magnets": MAGNETS,
}
"""Groups of products whose figures are added up."""


def addresses(series: Iterable[Series], targets: Iterable[Target]) -> tuple[Address, ...]:
    """Return what must be kept of each run, each address once."""
    found = {s.address: None for s in series}
    for target in targets:
        found[target.address] = None
        if target.over is not None:
            found[target.over] = None
    return tuple(found)


def path(result: Any, address: Address) -> Floats:
    """Return one path (months,) of a run, added up over nations and products where the address says so."""
    products = GROUPS.get(address.product, (address.product,))
    nations = _nations(address.nation, result.scenario.controller)
    keys = [(address.measure, nation, product) for nation in nations for product in products]
    if len(keys) == 1:
        return np.array(result.get(*keys[0]))
    known = [result.get(*key) for key in keys if key in result.index]
    if not known:
        raise KeyError(f"no series {address.measure} for nation '{address.nation}', product '{address.product}'")
    return np.sum(known, axis=0)


def _nations(nation: str, controller: str) -> tuple[str, ...]:
    if nation == "OTHERS":
        return tuple(n for n in NATIONS if n != controller)
    if nation.startswith("ALL"):
        return tuple(n for n in NATIONS if n != nation.removeprefix("ALL-"))
    return (nation,)


def at_points(series: Series, points: Iterable[Point], months: Floats, start: str) -> Floats:
    """Return the run's values for some points of a series, (points,), from its path; nan outside the run.

    Sums are in units per period, like the figures; an indexed series is relative to its index period.
    """
    values = np.array([_over(series.statistic, months, p.period, start) for p in points])
    if series.index_period:
        values /= _over("mean", months, series.index_period, start)
    return values


def figures(series: Series, points: Iterable[Point]) -> Floats:
    """Return the values of some points, (points,), relative to the index period where the series has one."""
    values = np.array([p.value for p in points], dtype=np.float64)
    return values / _index(series) if series.index_period else values


def _index(series: Series) -> float:
    """Return the mean per month of the figures inside the index period."""
    first, last = span(series.index_period)
    inside = [p for p in series.points if span(p.period)[0] >= first and span(p.period)[1] <= last]
    return sum(p.value for p in inside) / sum(length(p.period) for p in inside)


def _over(statistic: str, months: Floats, period: str, start: str) -> float:
    where = within(period, start, len(months))
    if where is None:
        return float("nan")
    return float(months[where].sum() if statistic == "sum" else months[where].mean())


def value(target: Target, paths: Paths, start: str) -> float:
    """Return the run's value of a target; a month counts in months since year 0, nan where the run has none."""
    months = paths[target.address]
    where = within(target.period, start, len(months))
    if where is None:
        return float("nan")
    inside = months[where]
    if target.statistic == "peak month":
        return float(span(target.period)[0] + int(np.argmax(inside)))
    if target.statistic == "right directions":
        return _right_directions(target, months, start)
    if target.statistic == "months to half":
        return _months_to_half(inside)
    found = inside.max() if target.statistic == "max" else inside.sum() if target.statistic == "sum" else inside.mean()
    if target.over is not None:
        below = _over("sum" if target.statistic == "sum" else "mean", paths[target.over], target.over_period, start)
        return float(found / below) if below else float("nan")
    return float(found / target.over_value) if target.over_value else float(found)


def _right_directions(target: Target, months: Floats, start: str) -> float:
    """Return how many steps between the figures of the target's series, inside its period, go the right way."""
    first, last = span(target.period)
    (one,) = (s for s in all_series(target.episode) if s.address == target.address)
    points = [p for p in one.points if span(p.period)[0] >= first and span(p.period)[1] <= last]
    steps, found = np.diff(figures(one, points)), np.diff(at_points(one, points, months, start))
    return float(np.sum(np.sign(steps) == np.sign(found)))


def _months_to_half(months: Floats) -> float:
    """Return the months from the peak to the first at half of it or less; to the end where it never comes."""
    top = int(np.argmax(months))
    below = np.flatnonzero(months[top:] <= 0.5 * months[top])
    return float(below[0]) if below.size else float(len(months) - top)
