"""Shares of the named outcomes, with the range that chance in the draws alone would give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.streams import stream

Floats = NDArray[np.float64]
RESAMPLES = 1000


CELLS = 2_000_000
"""Numbers of a block of resamples that are held in memory at a time."""


def resampled(draws: NDArray[np.int64], resamples: int, name: str) -> Floats:
    """Return how often each draw occurs in each resample, shape (resamples, distinct draws).

    Whole draws are resampled, because the runs of one draw share their inputs and are not independent.
    """
    return np.concatenate(list(blocks(draws, resamples, name)))


def blocks(draws: NDArray[np.int64], resamples: int, name: str) -> Iterator[Floats]:
    """Give the same in blocks of rows; of very many draws fewer resamples, whose spread is small then."""
    n, rng = len(np.unique(draws)), stream(0, f"bootstrap {name}")
    left = min(resamples, max(200, CELLS // n))
    while left > 0:
        rows = min(left, max(1, CELLS // n))
        yield rng.multinomial(n, np.full(n, 1 / n), size=rows).astype(float)
        left -= rows


def outcome_shares(runs: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the share of each outcome in `runs` and its bootstrap range: outcome, runs, share, low, high, leads.

    `runs` has the columns draw, weight and outcome, finished runs only. low and high are the 5th and 95th
    percentile over resamples of the draws, leads is the part of the resamples in which this outcome has most.
    """
    kinds = pd.Categorical(runs["outcome"], categories=list(outcomes))
    counts = pd.Series(kinds).value_counts(sort=False)
    mass = runs.assign(kind=kinds).pivot_table(
        index="draw", columns="kind", values="weight", aggfunc="sum", observed=False, fill_value=0.0
    )
    mass = mass.reindex(columns=list(outcomes), fill_value=0.0)
    per_draw = mass.to_numpy(dtype=float)
    whole = per_draw.sum(axis=0)
    drawn = np.concatenate([times @ per_draw for times in blocks(mass.index.to_numpy(), RESAMPLES, "shares")])
    total = drawn.sum(axis=1, keepdims=True)
    spread = drawn / np.where(total > 0, total, 1.0)
    first = np.bincount(drawn.argmax(axis=1), minlength=len(outcomes)) / len(drawn)
    return pd.DataFrame(
        {
            "outcome": list(outcomes),
            "runs": [int(counts[o]) for o in outcomes],
            # Divided by the sum of these very sums, so that rounding never makes a share larger than 1.
            "share": whole / whole.sum(),
            "low": np.quantile(spread, 0.05, axis=0),
            "high": np.quantile(spread, 0.95, axis=0),
            "leads": first,
        }
    )
