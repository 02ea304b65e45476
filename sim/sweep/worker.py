"""What a worker process does: a chunk of runs, each reduced to a few small arrays.

Frames are built in the parent; a run that raises comes back as a failed one with its reason.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.sweep.measures import Column, Reader

Floats = NDArray[np.float64]


class Scenario(Protocol):
    """The part of a scenario that a sweep needs."""

    def with_values(self, values: Mapping[str, Any]) -> Any:
        """Return a copy with the values at these paths."""


Runner = Callable[..., Any]
"""run(scenario, seed) -> RunResult; importable by name, so that a worker can find it."""


@dataclass(frozen=True)
class Job:
    """One run: its place in the table, what it sets in the scenario and its seed."""

    index: int
    case: int
    seed: int
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Setup:
    """What all runs of a sweep share; sent to each worker once."""

    scenario: Scenario
    runner: Runner
    columns: tuple[Column, ...]
    bands: tuple[Column, ...]
    classify: Callable[[Any], str]


@dataclass(frozen=True)
class Done:
    """One finished run: its named outcome, numbers (columns,) and bands (bands, months)."""

    index: int
    status: str
    reason: str = ""
    numbers: Floats = field(default_factory=lambda: np.empty(0))
    bands: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))
    outcome: str = ""
    residual: float = 0.0
    seconds: float = 0.0


class Worker:
    """Runs jobs; keeps the last case's scenario, since the seeds of a case follow each other."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._columns = Reader(setup.columns)
        self._bands = Reader(setup.bands)
        self._case: tuple[int, Any] | None = None

    def run(self, job: Job) -> Done:
        """Return the finished run; an exception becomes a failed one."""
        start = time.perf_counter()
        try:
            result = self._setup.runner(self._scenario(job), job.seed)
            if result.status != "ok":
                return failed(job.index, str(result.reason))
            done = self._reduced(job, result, start)
        except Exception as error:  # a run must never take the sweep with it
            return failed(job.index, f"{type(error).__name__}: {error}")
        bad = [c.label for c, n in zip(self._setup.columns, done.numbers, strict=True) if not np.isfinite(n)]
        return failed(job.index, f"not a finite number: {', '.join(bad[:5])}") if bad else done

    def _scenario(self, job: Job) -> Any:
        if self._case is None or self._case[0] != job.case:
            self._case = (job.case, self._setup.scenario.with_values(job.changes))
        return self._case[1]

    def _reduced(self, job: Job, result: Any, start: float) -> Done:
        paths = self._columns.read(result)
        return Done(
            index=job.index,
            status="ok",
            numbers=np.array([c.number(p) for c, p in zip(self._setup.columns, paths, strict=True)]),
            bands=self._bands.read(result).astype(np.float32),
            outcome=self._setup.classify(result),
            residual=float(result.residual),
            seconds=time.perf_counter() - start,
        )


def failed(index: int, reason: str) -> Done:
    """Return a failed run; the reason is cut to one line of 300 characters."""
    return Done(index, "failed", " ".join(reason.split())[:300])


_worker: Worker | None = None


def start(setup: Setup) -> None:
    """Prepare this process; Ctrl-C is the parent's to handle."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = Worker(setup)


def work(jobs: Sequence[Job]) -> list[Done]:
    """Run a chunk of jobs in a prepared process."""
    if _worker is None:
        raise RuntimeError("the worker was not started with `start`")
    return [_worker.run(job) for job in jobs]
