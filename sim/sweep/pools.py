"""Where the workers are: processes on this machine, or a Dask cluster. Both take chunks and give futures."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Protocol

from sim.sweep.stopping import Stopped
from sim.sweep.worker import Done, Job, OtherEngine, Setup, ping, start, work, work_elsewhere

NO_WORKERS_SECONDS = 60.0


class Pool(Protocol):
    """Workers that take chunks of jobs."""

    deaths: tuple[type[BaseException], ...]
    """What the future of a chunk raises when its worker has died."""
    shared_fate: bool
    """Whether one death ends all that is in flight, so that the pool must be renewed."""

    @property
    def width(self) -> int:
        """How many workers there are."""

    def submit(self, jobs: tuple[Job, ...]) -> Future[list[Done]]: ...
    def check(self) -> None: ...
    def renew(self) -> None: ...
    def close(self, kill: bool = False) -> None: ...


class LocalPool:
    """Processes on this machine."""

    deaths: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    shared_fate = True

    def __init__(self, setup: Setup, workers: int) -> None:
        self._setup, self.width = setup, workers
        self._pool = self._new()

    def submit(self, jobs: tuple[Job, ...]) -> Future[list[Done]]:
        """Give a chunk to the next free process; a pool that is broken answers with a broken future."""
        try:
            with _no_interrupt():
                return self._pool.submit(work, jobs)
        except BrokenProcessPool as error:
            broken: Future[list[Done]] = Future()
            broken.set_exception(error)
            return broken

    def check(self) -> None:
        """Do nothing: a process that ends makes itself known."""

    def renew(self) -> None:
        """Replace the processes; raises Stopped if new ones cannot even start."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new()
        try:
            with _no_interrupt():
                answer = self._pool.submit(ping)
            answer.result()
        except BrokenProcessPool:
            raise Stopped(
                "new workers die before they have run anything; free some memory, or try --workers 1"
            ) from None

    def close(self, kill: bool = False) -> None:
        """End the processes, after what they are running or at once."""
        if kill:
            for process in list((self._pool._processes or {}).values()):
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        # Spawn, because a forked child of a process with threads (numba, BLAS) may hang.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.width, context, initializer=start, initargs=(self._setup,))


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, not even while they load: they inherit the blocked signal."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def missing_dask() -> str:
    """Return what to install for `--engine dask`, '' if it is there."""
    try:
        import distributed  # noqa: F401 - to see whether it can be
    except ImportError:
        pass
    else:
        return ""
    return "--engine dask needs Dask, which is not installed: python -m pip install 'rare-earth-trade[dask]'"


class DaskPool:
    """Workers of a Dask cluster: that of the scheduler at an address, or one of `workers` processes made here."""

    shared_fate = False

    def __init__(self, setup: Setup, workers: int, scheduler: str = "", patience: float = 30.0) -> None:
        """Connect within `patience` seconds; raises Stopped in one line if the scheduler does not answer or has no workers."""
        import logging

        import dask
        from distributed import Client, KilledWorker, LocalCluster

        self.deaths: tuple[type[BaseException], ...] = (KilledWorker, CancelledError)
        self._cluster: Any = None
        self._client: Any = None
        self._setup = pickle.dumps(setup)
        self._key = sha256(self._setup).hexdigest()
        self._seen = time.monotonic()
        for name in [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is said in a line of our own
        try:
            with _no_interrupt():
                if not scheduler:
                    # A death is reported at once: the supervisor has its own way to find the run that kills.
                    dask.config.set({"distributed.scheduler.allowed-failures": 0})
                    self._cluster = LocalCluster(
                        n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0,
                        dashboard_address=None, silence_logs=logging.CRITICAL,
                    )  # fmt: skip
                self._client = Client(scheduler or self._cluster, timeout=patience)
            self._client.wait_for_workers(1, timeout=patience)
        except (OSError, TimeoutError, ValueError) as error:
            self.close()
            where = scheduler or "the local cluster"
            raise Stopped(f"--engine dask: no workers at {where}: {' '.join(str(error).split())[:150]}") from None
        self._executor = self._client.get_executor(pure=False)

    @property
    def width(self) -> int:
        """How many threads the workers have together."""
        return max(1, sum(int(w["nthreads"]) for w in self._workers().values()))

    def submit(self, jobs: tuple[Job, ...]) -> Future[list[Done]]:
        """Send a chunk to the cluster."""
        sent: Future[list[Done]] = self._executor.submit(work_elsewhere, self._setup, self._key, jobs)
        return sent

    def check(self) -> None:
        """Raise Stopped if the scheduler is gone, or has had no workers for a minute."""
        if self._client.status != "running":
            raise Stopped("the Dask scheduler is gone")
        now = time.monotonic()
        if self._workers():
            self._seen = now
        elif now - self._seen > NO_WORKERS_SECONDS:
            raise Stopped(f"the Dask cluster has had no workers for {NO_WORKERS_SECONDS:.0f} s")

    def renew(self) -> None:
        """Do nothing: the cluster replaces its workers."""

    def close(self, kill: bool = False) -> None:
        """Leave the cluster; one that was made here ends."""
        if self._client is not None:
            self._client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close(timeout=10)

    def _workers(self) -> dict[str, Any]:
        found: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return found


def refusal(error: BaseException) -> Stopped | None:
    """Return why no worker elsewhere may be used, None if the error is a run's own."""
    return (
        Stopped(f"a worker cannot be used: {error}; install the same version")
        if isinstance(error, OtherEngine)
        else None
    )


def open_pool(setup: Setup, engine: str, workers: int, scheduler: str, chunks: int) -> Pool:
    """Return the workers of an engine, no more than there are chunks for."""
    if engine == "dask":
        return DaskPool(setup, max(1, min(workers or 1, chunks)), scheduler)
    return LocalPool(setup, max(1, min(workers, chunks)))


__all__: Sequence[str] = ("DaskPool", "LocalPool", "Pool", "missing_dask", "open_pool", "refusal")
