"""What the calibration compares: the fitted figures of an episode as one vector, and the distance of a run to them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from sim.history.measuring import Floats, at_points, figures, value
from sim.history.replay import needed, one, scenario
from sim.history.tables import Prior, Series, Target, episodes, priors, series, targets

EPISODE = "crisis_2010"


@cache
def fitted() -> tuple[tuple[Series, ...], tuple[Target, ...]]:
    """Return the series and targets that the calibration sees."""
    return (
        tuple(s for s in series(EPISODE) if s.use == "fitted"),
        tuple(t for t in targets(EPISODE) if t.use == "fitted"),
    )


@cache
def free() -> tuple[Prior, ...]:
    """Return the parameters that are fitted."""
    return priors("behaviour")


@cache
def observed() -> Floats:
    """Return the figures: logs for series and ratios, plain for shares and months; the order of `summary`."""
    origin = episodes()[EPISODE].origin
    ours, single = fitted()
    parts = [np.log(figures(s, s.after(origin))) for s in ours]
    parts += [np.array([np.log(t.value) if t.scale == "log" else t.value]) for t in single]
    return np.concatenate(parts)


@cache
def _scales() -> tuple[Floats, Floats]:
    """Return the tolerance of each figure and its weight: a series weighs as one, however many figures it has."""
    origin = episodes()[EPISODE].origin
    ours, single = fitted()
    counts = [len(s.after(origin)) for s in ours] + [1] * len(single)
    entries: list[Series | Target] = [*ours, *single]
    tolerance = np.repeat([e.tolerance for e in entries], counts)
    weight = np.repeat([e.weight / n for e, n in zip(entries, counts, strict=True)], counts)
    return tolerance, weight / weight.sum()


def summary(paths: Floats) -> Floats:
    """Return a run's values for `observed`, from its paths (addresses, months)."""
    start, origin = scenario(EPISODE).start, episodes()[EPISODE].origin
    found = dict(zip(needed(EPISODE), paths, strict=True))
    ours, single = fitted()
    parts = [np.log(at_points(s, s.after(origin), found[s.address], start)) for s in ours]
    for target in single:
        reached = value(target, found, start)
        parts.append(np.array([np.log(reached) if target.scale == "log" else reached]))
    return np.concatenate(parts)


def shares_of(scores: Floats) -> Floats:
    """Return normal scores as shares (0-1) of the ranges."""
    from scipy.special import ndtr

    return np.asarray(ndtr(scores), dtype=np.float64)


def simulate(scores: Mapping[str, float]) -> dict[str, Floats]:
    """Run the episode at normal scores of the parameters, with a seed from NumPy's global stream; nan for a failed run.

    The calibration's sampler seeds that stream before every call.
    """
    shares = shares_of(np.array([scores[prior.path] for prior in free()]))
    changes: dict[str, Any] = {prior.path: prior.at(u) for prior, u in zip(free(), shares, strict=True)}
    seed = int(np.random.randint(2**31))  # noqa: NPY002 - the stream that pyabc draws from
    found = one(EPISODE, changes, seed)
    return {"summary": np.full(len(observed()), np.nan) if isinstance(found, str) else summary(found)}


def distance(run: Mapping[str, Floats], data: Mapping[str, Floats]) -> float:
    """Return the root of the weighted mean square of the errors in units of their tolerances; inf for a failed run."""
    tolerance, weight = _scales()
    errors = (run["summary"] - data["summary"]) / tolerance
    found = float(np.sqrt(np.sum(weight * errors**2)))
    return found if np.isfinite(found) else float("inf")
