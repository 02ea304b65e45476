"""The scorecard of a replay: each target and each series with its error, beside the naive forecasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.history.measuring import Floats, at_points, figures, value
from sim.history.naive import NAMES, directions, forecasts, peak
from sim.history.periods import label, middle, span
from sim.history.replay import Replay
from sim.history.tables import Point, Series, Target, series, targets

BAND = (0.05, 0.5, 0.95)
SCORED = ("fitted", "scored")
Z90 = 1.645
"""Standard deviations to either side of 90 % of a normal distribution."""


@dataclass(frozen=True)
class TargetScore:
    """`value`, `low`, `high`: median and 90 % interval of the runs; `error` in the target's scale (log, share, months)."""

    target: Target
    value: float
    low: float
    high: float
    error: float
    status: str

    @property
    def inside(self) -> bool:
        """Whether the figure lies in the 90 % interval."""
        return self.low <= self.target.value <= self.high

    @property
    def inside_with_error(self) -> bool:
        """Whether it does once the figure has an error of its own: normal, with the tolerance as standard deviation."""
        log = self.target.scale == "log"
        low, middle_, high, data = (
            np.log(x) if log else x for x in (self.low, self.value, self.high, self.target.value)
        )
        side = middle_ - low if data < middle_ else high - middle_
        return bool(abs(data - middle_) <= np.hypot(side, Z90 * self.target.tolerance))


@dataclass(frozen=True)
class SeriesScore:
    """A forecast series against its figures; arrays are (points,).

    `error` is the mean absolute log error of the median run values, `share_error` the mean absolute error as a share
    of the reference; `peak_months` the median timing error of the peak, `hits` of `steps` directions right; `naive`
    the mean absolute log error of each naive forecast.
    """

    series: Series
    points: tuple[Point, ...]
    data: Floats
    model: Floats
    low: Floats
    high: Floats
    error: float
    share_error: float
    peak_months: float
    hits: int
    steps: int
    naive: dict[str, float]
    status: str

    @property
    def beats(self) -> tuple[str, ...]:
        """The naive forecasts that are worse than the model."""
        return tuple(name for name, error in self.naive.items() if self.error < error)

    @property
    def loses_to(self) -> tuple[str, ...]:
        """The naive forecasts that are as good as the model or better."""
        return tuple(name for name in self.naive if name not in self.beats)

    @property
    def covered(self) -> int:
        """How many figures lie in the 90 % interval."""
        return int(np.sum((self.low <= self.data) & (self.data <= self.high)))

    @property
    def covered_with_error(self) -> int:
        """How many do once they have an error of their own: normal in logs, with the tolerance as standard deviation."""
        side = np.where(self.data < self.model, np.log(self.model / self.low), np.log(self.high / self.model))
        return int(np.sum(np.abs(np.log(self.data / self.model)) <= np.hypot(side, Z90 * self.series.tolerance)))


@dataclass(frozen=True)
class Scorecard:
    """All scores of one replay."""

    replay: Replay
    targets: tuple[TargetScore, ...]
    series: tuple[SeriesScore, ...]

    def counts(self) -> dict[str, int]:
        """Return how many scored targets and series PASS, WARN and FAIL."""
        found = [t.status for t in self.targets] + [s.status for s in self.series]
        return {word: found.count(word) for word in ("PASS", "WARN", "FAIL")}

    def compared(self) -> tuple[SeriesScore, ...]:
        """Return the scored series that have a naive forecast to stand beside."""
        return tuple(s for s in self.series if s.naive and s.series.use in SCORED)

    def coverage(self, uses: tuple[str, ...] = SCORED, with_error: bool = False) -> tuple[int, int]:
        """Return how many figures after the origin lie in the 90 % intervals of the runs, and how many there are."""
        several = [s for s in self.series if s.series.use in uses]
        single = [t for t in self.targets if t.target.use in uses]
        covered = sum(s.covered_with_error if with_error else s.covered for s in several)
        covered += sum(t.inside_with_error if with_error else t.inside for t in single)
        return covered, sum(len(s.points) for s in several) + len(single)


def scorecard(replay: Replay) -> Scorecard:
    """Return the scores of a replay against all that is known of its episode."""
    name = replay.episode.name
    return Scorecard(
        replay,
        tuple(score_target(t, replay) for t in targets(name)),
        tuple(score_series(s, replay) for s in series(name)),
    )


def score_target(target: Target, replay: Replay) -> TargetScore:
    """Return one target's score: the median of the runs' values against the figure."""
    values = np.array([value(target, replay.member(i), replay.start) for i in range(len(replay.weights))])
    low, middle_, high = band(values[:, None], replay.weights)[:, 0]
    if target.scale == "log":
        error = float(np.log(middle_ / target.value))
    elif target.scale == "at most":
        error = max(0.0, float(middle_ - target.value))
    else:
        error = float(middle_ - target.value)
    limit = target.tolerance
    return TargetScore(target, float(middle_), float(low), float(high), error, status(target.use, abs(error), limit))


def status(use: str, error: float, limit: float) -> str:
    """Return PASS within the limit, WARN within twice the limit, else FAIL; the use where it is not scored."""
    if use not in SCORED:
        return use
    return "PASS" if error <= limit else "WARN" if error <= 2 * limit else "FAIL"


def score_series(one: Series, replay: Replay) -> SeriesScore:
    """Return one series' score over its points after the origin (all points where the state itself is checked)."""
    origin = replay.episode.origin
    points = tuple(p for p in one.after(origin) if _inside(p, replay))
    paths = replay.of(one.address)
    runs = np.array([at_points(one, points, months, replay.start) for months in paths])
    data = figures(one, points)
    low, model, high = band(runs, replay.weights)
    error = float(np.mean(np.abs(np.log(model / data))))
    share = _share_error(one, points, model, data)
    naive = {
        name: float(np.mean(np.abs(np.log(_kept(one, values, points, replay) / data))))
        for name, values in forecasts(one, origin).items()
    }
    judged = share if one.limit_kind == "share of reference" else error
    steps = directions(data)
    return SeriesScore(
        series=one,
        points=points,
        data=data,
        model=model,
        low=low,
        high=high,
        error=error,
        share_error=share,
        peak_months=_peak_error(points, runs, data, replay.weights),
        hits=int(np.sum(directions(model)[steps != 0] == steps[steps != 0])),
        steps=int(np.sum(steps != 0)),
        naive={name: naive[name] for name in NAMES if name in naive},
        status=status(one.use, judged, one.limit),
    )


def _inside(point: Point, replay: Replay) -> bool:
    begin = span(replay.start)[0]
    first, last = span(point.period)
    return first >= begin and last < begin + replay.paths.shape[2]


def _kept(one: Series, forecast: Floats, points: tuple[Point, ...], replay: Replay) -> Floats:
    """Return a naive forecast at the points that the run covers, on the scale of the figures."""
    inside = np.array([p in points for p in one.after(replay.episode.origin)])
    values: Floats = forecast[inside]
    if not one.index_period:
        return values
    raw = np.array([p.value for p in points])
    return np.asarray(values * figures(one, points) / raw)


def _share_error(one: Series, points: tuple[Point, ...], model: Floats, data: Floats) -> float:
    """Return the mean absolute error over the half year from the reference on, as a share of the reference figure."""
    if not one.reference:
        return float("nan")
    first = span(one.reference)[0]
    (reference,) = (p.value for p in one.points if p.period == one.reference)
    near = np.array([span(p.period)[1] <= first + 5 for p in points])
    return float(np.mean(np.abs(model - data)[near]) / reference)


def _peak_error(points: tuple[Point, ...], runs: NDArray[np.float64], data: Floats, weights: Floats) -> float:
    """Return the median over the runs of the peak's period less that of the figures, in months."""
    if len(points) < 3:
        return float("nan")
    errors = np.array([[peak(points, values) - peak(points, data)] for values in runs], dtype=np.float64)
    return float(band(errors, weights)[1, 0])


def band(values: NDArray[np.float64], weights: Floats) -> NDArray[np.float64]:
    """Return the weighted quantiles of BAND over the first axis, (3, ...)."""
    return np.asarray(np.quantile(values, BAND, axis=0, weights=weights, method="inverted_cdf"))


__all__ = ["Scorecard", "SeriesScore", "TargetScore", "label", "middle", "scorecard"]
