"""Replays: an episode run with many sets of values and seeds, reduced to the paths that history knows something of."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.history.measuring import Floats, addresses, path
from sim.history.tables import Address, Episode, episodes, series, targets

CHUNK = 4
"""Runs sent to a worker at once."""


@dataclass(frozen=True)
class Member:
    """One run of an ensemble: what it sets in the scenario, its seed and its weight (they add up to 1)."""

    changes: Mapping[str, Any]
    seed: int
    weight: float


@dataclass(frozen=True)
class Replay:
    """The runs of an episode that ended well: `paths` is (members, addresses, months), `weights` (members,)."""

    episode: Episode
    start: str
    addresses: tuple[Address, ...]
    paths: NDArray[np.float64]
    weights: Floats
    failed: tuple[str, ...]

    def member(self, number: int) -> dict[Address, Floats]:
        """Return the paths of one member."""
        return dict(zip(self.addresses, self.paths[number], strict=True))

    def of(self, address: Address) -> NDArray[np.float64]:
        """Return all members' paths at an address, (members, months)."""
        return np.asarray(self.paths[:, self.addresses.index(address)])


class ReplayError(ValueError):
    """An episode that could not be replayed; the text is one line."""


@cache
def scenario(name: str) -> Any:
    """Return the scenario of an episode over its months."""
    from sim.scenario import find_scenario, load

    episode = episodes()[name]
    return load(find_scenario(episode.scenario)).with_value("months", episode.months)


def needed(name: str) -> tuple[Address, ...]:
    """Return what is kept of each run of an episode."""
    return addresses(series(name), targets(name))


def one(name: str, changes: Mapping[str, Any], seed: int, runner: Callable[..., Any] | None = None) -> Floats | str:
    """Run an episode once; return its paths (addresses, months), or the reason why it failed."""
    from sim.run import run

    chosen = scenario(name)
    result = (runner or run)(chosen.with_values(changes) if changes else chosen, seed)
    if result.status != "ok":
        return str(result.reason)
    return np.array([path(result, address) for address in needed(name)])


def _chunk(jobs: Sequence[tuple[str, Mapping[str, Any], int]]) -> list[Floats | str]:
    return [one(*job) for job in jobs]


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes: a forked child of a process with threads may hang."""
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))


def replay(name: str, members: Sequence[Member], executor: ProcessPoolExecutor | None = None) -> Replay:
    """Run an episode for all members, in the executor if there is one; the result does not depend on it.

    Raises ReplayError if not a single run ends well.
    """
    jobs = [(name, member.changes, member.seed) for member in members]
    chunks = [jobs[i : i + CHUNK] for i in range(0, len(jobs), CHUNK)]
    done = [found for part in (executor.map if executor else map)(_chunk, chunks) for found in part]
    good = [i for i, found in enumerate(done) if not isinstance(found, str)]
    if not good:
        raise ReplayError(f"{name}: every run failed, the first with: {done[0] if done else 'no members'}")
    weights = np.array([members[i].weight for i in good])
    return Replay(
        episode=episodes()[name],
        start=scenario(name).start,
        addresses=needed(name),
        paths=np.array([done[i] for i in good]),
        weights=weights / weights.sum(),
        failed=tuple(found for found in done if isinstance(found, str)),
    )
