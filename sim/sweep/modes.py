"""Most likely: the kind of path with the most probability, shown by the run in its middle."""

from __future__ import annotations

from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from sim.sweep.scores import quantile
from sim.sweep.shares import resampled

Floats = NDArray[np.float64]
MOST = 6
DISTINCT = 0.25
"""Mean silhouette below which a partition has no substantial structure (Kaufman & Rousseeuw 1990)."""
RESAMPLES = 100


@dataclass(frozen=True)
class Modes:
    """Kinds of path, the most probable first.

    `label` (runs,) is each run's kind, `share` (kinds,) the probability, `medoid` (kinds,) the place of the run in
    the middle, `silhouette` how distinct the kinds are, `stability` the share of resamples with the same leader.
    """

    label: NDArray[np.int64]
    share: Floats
    medoid: NDArray[np.int64]
    silhouette: float
    stability: float


def features(paths: Floats, weights: Floats, importance: Floats) -> Floats:
    """Return one row per run: yearly means of the objectives on a common scale, shape (runs, objectives x years).

    `paths` is (runs, objectives, months); the scale is the ensemble's P5 to P95, and a squared distance counts an
    objective by its `importance`.
    """
    runs, objectives, months = paths.shape
    starts = np.arange(0, months, 12)
    years = np.add.reduceat(paths, starts, axis=2) / np.diff(np.append(starts, months))
    pooled = years.transpose(0, 2, 1).reshape(-1, objectives)
    low, high = quantile(pooled, [0.05, 0.95], np.repeat(weights, years.shape[2]))
    width = np.where(high > low, high - low, 1.0)
    scaled = (years - low[:, None]) / width[:, None] * np.sqrt(importance)[:, None]
    return np.asarray(scaled.reshape(runs, -1), dtype=np.float64)


def find(points: Floats, weights: Floats, draws: NDArray[np.int64]) -> Modes:
    """Return the kinds of path among `points`, shape (runs, features), with probabilities `weights`.

    k-means for 2 to 6 kinds, the number with the highest silhouette; one kind if none is distinct. The medoid under
    squared distances is the run nearest to the mean of its kind.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # One thread: sums over several end in an order that differs from run to run. Fewer kinds than asked for are no
    # fault: the silhouette decides how many there are.
    with threadpool_limits(1), catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        fits = {}
        for k in range(2, min(MOST, len(np.unique(points, axis=0)) - 1) + 1):
            fit = KMeans(k, n_init=5, random_state=0).fit(points, sample_weight=weights)
            fits[k] = (_silhouette(points, fit.labels_), fit)
        silhouette, fit = max(fits.values(), key=lambda pair: pair[0], default=(0.0, None))
        if fit is None or silhouette < DISTINCT:
            centre = np.average(points, axis=0, weights=weights)
            nearest = np.argmin(((points - centre) ** 2).sum(axis=1))
            return Modes(np.zeros(len(points), np.int64), np.ones(1), np.array([nearest]), silhouette, 1.0)
        return _sorted_modes(points, weights, draws, silhouette, fit.labels_, fit.cluster_centers_)


def _silhouette(points: Floats, labels: NDArray[np.int32]) -> float:
    from sklearn.metrics import silhouette_score

    if len(np.unique(labels)) < 2:
        return 0.0
    some = min(len(points), 1500)
    return float(silhouette_score(points, labels, sample_size=some, random_state=0))


def _sorted_modes(
    points: Floats,
    weights: Floats,
    draws: NDArray[np.int64],
    silhouette: float,
    labels: NDArray[np.int32],
    centres: Floats,
) -> Modes:
    mass = np.bincount(labels, weights, minlength=len(centres))
    order = np.array([kind for kind in np.argsort(-mass, kind="stable") if mass[kind] > 0])
    place = np.zeros(len(centres), np.int64)
    place[order] = np.arange(len(order))
    distance = ((points - centres[labels]) ** 2).sum(axis=1)
    medoid = [int(np.argmin(np.where(labels == kind, distance, np.inf))) for kind in order]
    stability = _stability(points, weights, draws, centres[order])
    return Modes(place[labels], mass[order] / mass.sum(), np.array(medoid), silhouette, stability)


def _stability(points: Floats, weights: Floats, draws: NDArray[np.int64], centres: Floats) -> float:
    """Return the share of resamples of the draws in which the first kind still has the most probability."""
    from sklearn.cluster import KMeans

    number = np.unique(draws, return_inverse=True)[1]
    leads, resamples = 0, resampled(draws, RESAMPLES, "modes")
    for times in resamples:
        weight = weights * times[number]
        fit = KMeans(len(centres), init=centres, n_init=1, max_iter=20).fit(points, sample_weight=weight)
        leads += int(np.argmax(np.bincount(fit.labels_, weight, minlength=len(centres)))) == 0
    return leads / len(resamples)
