"""Scores: how far a run stands from the best and from the worst that the ensemble reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.sweep.measures import Column

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Objective:
    """A column to minimize or maximize, and its weight among the objectives."""

    column: Column
    minimize: bool
    weight: float


@dataclass(frozen=True)
class Scale:
    """The ensemble's 5th and 95th percentile of each objective, shape (objectives,), and its weight.

    An objective that hardly varies over the ensemble has weight 0: it cannot tell one case from another.
    """

    low: Floats
    high: Floats
    weight: Floats
    minimize: NDArray[np.bool_]

    def good(self, values: Floats) -> Floats:
        """Return values, objectives on the last axis, on a line from bad (0) to good (1).

        good = (x - P5) / (P95 - P5), or one minus that where less is better; not clipped, so that the extremes stay
        apart.
        """
        width = np.where(self.weight > 0, self.high - self.low, 1.0)
        share = (values - self.low) / width
        return np.where(self.minimize, 1 - share, share)

    def best(self, good: Floats) -> Floats:
        """Return the weighted Chebyshev distance to the ideal: max over objectives of weight x (1 - good)."""
        return _chebyshev(self.weight * (1 - good))

    def worst(self, good: Floats) -> Floats:
        """Return the weighted Chebyshev distance to the anti-ideal: max over objectives of weight x good."""
        return _chebyshev(self.weight * good)


def _chebyshev(parts: Floats) -> Floats:
    """Return the largest part, plus a thousandth of their sum.

    The sum settles ties: without it a case that is as bad in one objective and better in another would not rank
    before it (augmented Chebyshev distance, Steuer and Choo 1983).
    """
    return np.asarray(parts.max(axis=-1) + 1e-3 * parts.sum(axis=-1))


def quantile(values: Floats, share: float | Sequence[float], weights: Floats) -> Floats:
    """Return weighted quantiles of `values` along the first axis."""
    return np.asarray(np.quantile(values, share, axis=0, weights=weights, method="inverted_cdf"))


def scale(values: Floats, weights: Floats, objectives: Sequence[Objective]) -> Scale:
    """Return the scale of an ensemble: `values` has shape (runs, objectives), `weights` (runs,).

    Raises ValueError if no objective varies, because then no run is better than another.
    """
    low, high = (quantile(values, share, weights) for share in (0.05, 0.95))
    wanted = np.array([o.weight for o in objectives])
    varies = high - low > 1e-9 * np.maximum(np.abs(low), np.abs(high))
    weight = np.where(varies, wanted, 0.0)
    if weight.sum() <= 0:
        names = ", ".join(o.column.label for o in objectives)
        raise ValueError(f"no objective varies over the sweep ({names}); widen an input or add a lever")
    return Scale(low, high, weight / weight.sum(), np.array([o.minimize for o in objectives]))
