"""What is known of the past: episodes, series of figures, single targets and priors, read from this folder's tables."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.history.periods import PeriodError, span

FOLDER = Path(__file__).parent
USES = ("fitted", "scored", "shown", "initial")
"""fitted: the calibration sees it, and it is scored; scored: scored only; shown: not scored, the note says why;
initial: the initial state was solved for it."""


class HistoryError(ValueError):
    """A table of history that cannot be used; the text is one line with file, line, value and what is allowed."""


class Address(NamedTuple):
    """What to read from a run. Beside the names of sim.records, `nation` may be ALL, OTHERS (all but the controller)
    or ALL-MMR (all but Myanmar), and `product` a group of sim.history.measuring.GROUPS; those are sums."""

    measure: str
    nation: str = ""
    product: str = ""


class Point(NamedTuple):
    """One figure of a series: its period, value and where it is from."""

    period: str
    value: float
    unit: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Episode:
    """A stretch of the past and the scenario that replays it; naive forecasts are made at `origin` (YYYY-MM)."""

    name: str
    scenario: str
    months: int
    origin: str
    fitted: bool
    priors: tuple[str, ...]
    title: str
    note: str


@dataclass(frozen=True)
class Series:
    """Figures of one measure over time. `tolerance` is per point (log); `limit` is for the mean error of the series."""

    name: str
    episode: str
    label: str
    address: Address
    statistic: str
    index_period: str
    reference: str
    tolerance: float
    limit: float
    limit_kind: str
    weight: float
    use: str
    note: str
    points: tuple[Point, ...]

    def after(self, origin: str) -> tuple[Point, ...]:
        """Return the points that begin after the origin: what is forecast."""
        return tuple(p for p in self.points if span(p.period)[0] > span(origin)[0])

    def before(self, origin: str) -> tuple[Point, ...]:
        """Return the points that end at the origin or before: what a naive forecast knows."""
        return tuple(p for p in self.points if span(p.period)[1] <= span(origin)[1])


@dataclass(frozen=True)
class Target:
    """One figure: a statistic of a measure over a period, relative to another one or to a constant where given."""

    name: str
    episode: str
    label: str
    statistic: str
    address: Address
    period: str
    over: Address | None
    over_period: str
    over_value: float | None
    value: float
    unit: str
    scale: str
    tolerance: float
    weight: float
    use: str
    source: str
    confidence: str
    note: str


@dataclass(frozen=True)
class Prior:
    """A value of the scenario that is drawn: its range before any fit, and why it is drawn."""

    path: str
    group: str
    kind: str
    low: float
    high: float
    reason: str

    def at(self, u: float) -> float:
        """Return the value at the share `u` (0-1) of the range."""
        if self.kind == "loguniform":
            return float(self.low * (self.high / self.low) ** u)
        return float(self.low + u * (self.high - self.low))


def _rows(file: str) -> Iterator[tuple[str, dict[str, str]]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            yield f"sim/history/{file}, line {number}", row


def _number(where: str, row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        raise HistoryError(f"{where}: {column}: {row[column]!r} is no number") from None


def _checked(where: str, row: dict[str, str], *periods: str) -> None:
    if row.get("use", "scored") not in USES:
        raise HistoryError(f"{where}: use: {row['use']!r} (allowed: {', '.join(USES)})")
    for column in periods:
        try:
            span(row[column])
        except PeriodError as error:
            raise HistoryError(f"{where}: {column}: {error}") from None


@cache
def episodes() -> dict[str, Episode]:
    """Return all episodes by name."""
    return {
        row["episode"]: Episode(
            row["episode"],
            row["scenario"],
            int(_number(where, row, "months")),
            row["origin"],
            row["fitted"] == "1",
            tuple(row["priors"].split()),
            row["title"],
            row["note"],
        )
        for where, row in _rows("episodes.csv")
    }


@cache
def _points() -> dict[str, tuple[Point, ...]]:
    found: dict[str, list[Point]] = {}
    for where, row in _rows("points.csv"):
        _checked(where, row, "period")
        point = Point(row["period"], _number(where, row, "value"), *(row[c] for c in Point._fields[2:]))
        found.setdefault(row["series"], []).append(point)
    return {name: tuple(sorted(points, key=lambda p: span(p.period))) for name, points in found.items()}


@cache
def series(episode: str = "") -> tuple[Series, ...]:
    """Return the series of an episode, or of all."""
    found = []
    for where, row in _rows("series.csv"):
        _checked(where, row)
        if row["series"] not in _points():
            raise HistoryError(f"{where}: {row['series']} has no figures in points.csv")
        found.append(_series(where, row))
    return tuple(s for s in found if episode in ("", s.episode))


def _series(where: str, row: dict[str, str]) -> Series:
    return Series(
        row["series"], row["episode"], row["name"], Address(row["measure"], row["nation"], row["product"]),
        row["statistic"], row["index_period"], row["reference"], _number(where, row, "tolerance"),
        _number(where, row, "limit"), row["limit_kind"], _number(where, row, "weight"), row["use"], row["note"],
        _points()[row["series"]],
    )  # fmt: skip


@cache
def targets(episode: str = "") -> tuple[Target, ...]:
    """Return the targets of an episode, or of all; a month as a value counts in months since year 0."""
    found = []
    for where, row in _rows("targets.csv"):
        _checked(where, row, "period", *(["over_period"] if row["over_measure"] else []))
        found.append(_target(where, row))
    return tuple(t for t in found if episode in ("", t.episode))


def _target(where: str, row: dict[str, str]) -> Target:
    over = Address(row["over_measure"], row["over_nation"], row["over_product"]) if row["over_measure"] else None
    month = row["scale"] == "months"
    return Target(
        row["target"], row["episode"], row["name"], row["statistic"],
        Address(row["measure"], row["nation"], row["product"]), row["period"], over, row["over_period"],
        _number(where, row, "over_value") if row["over_value"] else None,
        float(span(row["value"])[0]) if month else _number(where, row, "value"), row["unit"], row["scale"],
        _number(where, row, "tolerance"), _number(where, row, "weight"), row["use"], row["source"],
        row["confidence"], row["note"],
    )  # fmt: skip


@cache
def priors(group: str = "") -> tuple[Prior, ...]:
    """Return what is drawn, of one group (behaviour, licences) or all; without a range, that of the parameter table."""
    from sim.parameters import TABLE

    found = []
    for where, row in _rows("priors.csv"):
        parameter = TABLE.get(row["path"].removeprefix("parameters."))
        if parameter is None and row["path"].startswith("parameters."):
            raise HistoryError(f"{where}: path: {row['path']!r} (allowed: a row of sim/data/parameters.csv)")
        low = _number(where, row, "low") if row["low"] else parameter.low if parameter else 0.0
        high = _number(where, row, "high") if row["high"] else parameter.high if parameter else 1.0
        found.append(Prior(row["path"], row["group"], row["kind"], low, high, row["reason"]))
    return tuple(p for p in found if group in ("", p.group))
