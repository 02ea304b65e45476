"""What a worker process does: a chunk of runs, each reduced to a few small arrays.

Frames are built in the parent; a run that raises comes back as a failed one with its reason.
"""

from __future__ import annotations

import gc
import gzip
import pickle
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.sweep.limits import RunTimeout, end_with_parent, limited
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
    """One run: its place in the table, what it sets in the scenario and its seed.

    `is_probe`: only its numbers are read.
    """

    index: int
    case: int
    seed: int
    changes: Mapping[str, Any]
    is_probe: bool = False


@dataclass(frozen=True)
class Setup:
    """What all runs of a sweep share; sent to each worker once.

    `limit` is the time of a run in seconds (0: none) and `grace` what the first run of a worker gets on top, since it
    loads compiled code; `every_path` keeps all series of every run but the probes; `engine` names the sources that must
    be the same.
    """

    scenario: Scenario
    runner: Runner
    columns: tuple[Column, ...]
    bands: tuple[Column, ...]
    classify: Callable[[Any], str]
    limit: float = 0.0
    grace: float = 0.0
    every_path: bool = False
    engine: str = ""


@dataclass(frozen=True)
class Done:
    """One finished run: its named outcome, numbers (columns,), bands (bands, months), and on request all it records.

    `path` is the run's long table as gzipped CSV, b'' where it was not asked for.
    """

    index: int
    status: str
    reason: str = ""
    numbers: Floats = field(default_factory=lambda: np.empty(0))
    bands: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))
    outcome: str = ""
    residual: float = 0.0
    seconds: float = 0.0
    path: bytes = b""


class Worker:
    """Runs jobs; keeps the last case's scenario, since the seeds of a case follow each other.

    `mortal`: a run that does not heed its limit may take this process with it.
    """

    def __init__(self, setup: Setup, mortal: bool = False) -> None:
        self._setup, self._mortal = setup, mortal
        self._grace = setup.grace
        self._columns = Reader(setup.columns)
        self._bands = Reader(setup.bands)
        self._case: tuple[int, Any] | None = None

    def run(self, job: Job) -> Done:
        """Return the finished run; an exception becomes a failed one."""
        start = time.perf_counter()
        limit = self._setup.limit + self._grace if self._setup.limit else 0.0
        self._grace = 0.0
        try:
            with limited(limit, self._mortal):
                result = self._setup.runner(self._scenario(job), job.seed)
                if result.status != "ok":
                    return failed(job.index, str(result.reason))
                done = self._reduced(job, result, start)
        except RunTimeout:
            return failed(job.index, no_end(self._setup.limit))
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
            path=packed(result) if self._setup.every_path and not job.is_probe else b"",
        )


def packed(result: Any) -> bytes:
    """Return everything that a run records as gzipped CSV; the same run gives the same bytes."""
    from sim.files import table_text

    return gzip.compress(table_text(result.frame()).encode(), compresslevel=6, mtime=0)


def no_end(limit: float) -> str:
    """Return the reason of a run that took too long."""
    return f"the run did not end within {limit:g} s (--run-timeout)"


def failed(index: int, reason: str) -> Done:
    """Return a failed run; the reason is cut to one line of 300 characters."""
    return Done(index, "failed", " ".join(reason.split())[:300])


_worker: Worker | None = None


def start(setup: Setup) -> None:
    """Prepare this process; Ctrl-C is the parent's to handle, and the parent's end is this process's end."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _worker = Worker(setup, mortal=True)


def work(jobs: Sequence[Job]) -> list[Done]:
    """Run a chunk of jobs in a prepared process."""
    if _worker is None:
        raise RuntimeError("the worker was not started with `start`")
    done = [_worker.run(job) for job in jobs]
    tidy()
    return done


def tidy() -> None:
    """Free the models of a chunk. What was loaded for the first one stays for good: the collector need not look at it."""
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


def ping() -> None:
    """Do nothing: whoever gets an answer has a worker that can start."""


class OtherEngine(RuntimeError):
    """A worker elsewhere has other sources than the sweep."""


_lock = threading.Lock()
_workers: dict[str, Worker] = {}


def work_elsewhere(setup: bytes, key: str, jobs: Sequence[Job]) -> list[Done]:
    """Run a chunk of jobs in a process that others started, as on a cluster; one run at a time in each process.

    `setup` is the pickled Setup and `key` names it, so that it is read once. It comes with every chunk, because
    what was sent once is gone with the last worker that held it. Raises OtherEngine.
    """
    from sim.sweep.identity import engine_digest

    with _lock:
        if key not in _workers:
            common: Setup = pickle.loads(setup)  # made by our own client, like everything that Dask carries
            if common.engine != engine_digest():
                raise OtherEngine(f"its sources of the model ({engine_digest()}) are not those here ({common.engine})")
            _workers.clear()
            _workers[key] = Worker(common, mortal=True)
        return [_workers[key].run(job) for job in jobs]
