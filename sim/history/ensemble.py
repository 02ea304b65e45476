"""Ensembles: the sets of values that an episode is replayed with - defaults, prior or posterior - each with its seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from sim.history.replay import Member
from sim.history.tables import Prior, episodes, priors
from sim.posterior import Posterior
from sim.posterior import load as load_posterior
from sim.streams import stream

Kind = Literal["posterior", "prior", "defaults"]
KINDS: tuple[Kind, ...] = ("posterior", "prior", "defaults")


def ensemble(
    episode: str,
    kind: Kind = "posterior",
    size: int = 40,
    seed: int = 0,
    changes: Mapping[str, Any] | None = None,
    sample: Posterior | None = None,
) -> tuple[Member, ...]:
    """Return the members of an ensemble for an episode; `changes` are set in all of them, after what is drawn.

    posterior: rows of the sample fitted to 2008-2015 (`sample`, or the committed one); prior: independent draws from
    the ranges; defaults: the parameter table's values. Every member has its own seed (seed, seed + 1, ...). Inputs
    of licences, which 2010 says nothing about, are drawn from their ranges in both of the first two.
    """
    count = max(1, size)
    groups = episodes()[episode].priors
    drawn: list[dict[str, float]] = [{} for _ in range(count)]
    if kind == "posterior":
        _add_posterior(drawn, seed, sample or load_posterior())
        _add(drawn, [p for p in priors() if p.group in groups and p.group != "behaviour"], seed)
    elif kind == "prior":
        _add(drawn, [p for p in priors() if p.group in groups], seed)
    return tuple(Member({**values, **(changes or {})}, seed + i, 1 / count) for i, values in enumerate(drawn))


def _add(drawn: list[dict[str, float]], chosen: list[Prior], seed: int) -> None:
    """Draw each prior on its own, spread evenly (Latin hypercube)."""
    from scipy.stats import qmc

    if not chosen:
        return
    # One stream per input: an ensemble without licences has the same behaviour as one with.
    for prior in chosen:
        column = qmc.LatinHypercube(1, rng=stream(seed, f"ensemble {prior.path}")).random(len(drawn))[:, 0]
        for values, u in zip(drawn, column, strict=True):
            values[prior.path] = prior.at(float(u))


def _add_posterior(drawn: list[dict[str, float]], seed: int, posterior: Posterior) -> None:
    """Pick rows by weight, with one random start and even steps (systematic resampling)."""
    start = stream(seed, "ensemble posterior").random()
    u = (np.arange(len(drawn)) + start) / len(drawn)
    for values, row in zip(drawn, posterior.rows(u), strict=True):
        values.update(row)
