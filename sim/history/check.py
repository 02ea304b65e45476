"""What a fit is worth: the sample replayed with new seeds on what it was fitted to, and on what it never saw."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from sim.history.ensemble import ensemble
from sim.history.replay import Replay, pool, replay
from sim.history.score import Scorecard, scorecard
from sim.history.tables import episodes
from sim.posterior import Posterior

RUNS = 200
SEED = 10_000
"""Seeds of the check, apart from those that anything else starts from."""


@dataclass(frozen=True)
class Check:
    """Scorecards under the posterior and, for comparison, under the prior, by episode."""

    posterior: dict[str, Scorecard]
    prior: dict[str, Scorecard]


def check(sample: Posterior, workers: int, runs: int = RUNS, names: tuple[str, ...] = ()) -> Check:
    """Replay every episode that is scored (or those named) under posterior and prior, `runs` runs each."""
    chosen = names or tuple(name for name in episodes() if name != "baseline_2024")
    with pool(workers) if workers else nullcontext() as executor:
        return Check(
            {name: scorecard(_replayed(name, "posterior", runs, executor, sample)) for name in chosen},
            {name: scorecard(_replayed(name, "prior", runs, executor, sample)) for name in chosen},
        )


def _replayed(name: str, kind: Any, runs: int, executor: Any, sample: Posterior) -> Replay:
    return replay(name, ensemble(name, kind, runs, SEED, sample=sample), executor)
