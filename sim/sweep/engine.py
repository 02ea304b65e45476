"""The supervisor: chunks of runs on worker processes, and nothing lost when one of them dies.

A dead worker breaks its whole pool. The pool is replaced and every run that was in flight is tried again alone,
so that the one which kills is known; after killing twice alone it becomes a failed row.
"""

from __future__ import annotations

import multiprocessing
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from sim.sweep.worker import Done, Job, Setup, Worker, failed, start, work

STRIKES = 2
DEAD_IN_A_ROW = 20
CHUNK_SECONDS = 0.2
"""Aim above the 0.1 s at which the cost of sending a chunk is lost in its work."""

Collect = Callable[[Done], None]


class EngineError(RuntimeError):
    """The workers cannot work at all; the text is one line."""


def chunked(jobs: Sequence[Job], seconds_per_run: float, workers: int) -> list[tuple[Job, ...]]:
    """Return `jobs` in chunks of about CHUNK_SECONDS, but at least four per worker where there are enough."""
    by_time = max(1, round(CHUNK_SECONDS / max(seconds_per_run, 1e-6)))
    size = max(1, min(by_time, len(jobs) // (4 * max(workers, 1))))
    return [tuple(jobs[i : i + size]) for i in range(0, len(jobs), size)]


def run_here(setup: Setup, jobs: Iterable[Job], collect: Collect) -> bool:
    """Run `jobs` in this process; returns False if Ctrl-C ended it early."""
    worker = Worker(setup)
    try:
        for job in jobs:
            collect(worker.run(job))
    except KeyboardInterrupt:
        return False
    return True


class Supervisor:
    """Feeds chunks to a process pool, bounded in flight, and hands each finished run to `collect`."""

    def __init__(self, setup: Setup, workers: int, collect: Collect) -> None:
        self._setup, self._workers, self._collect = setup, workers, collect
        self._pool: Executor = self._new_pool()
        self._flying: dict[Future[list[Done]], tuple[Job, ...]] = {}
        self._strikes: Counter[int] = Counter()
        self._deaths = 0

    def run(self, chunks: Iterable[tuple[Job, ...]]) -> bool:
        """Run all chunks; returns False if Ctrl-C ended it early, with what was finished collected."""
        waiting = deque(chunks)
        try:
            while waiting or self._flying:
                while waiting and len(self._flying) < 2 * self._workers + 2:
                    self._submit(waiting.popleft())
                suspects = self._gather()
                if suspects:
                    self._run_alone(suspects)
        except KeyboardInterrupt:
            self._stop()
            return False
        return True

    def close(self) -> None:
        """End the workers."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _new_pool(self) -> Executor:
        # Spawn, because a forked child of a process with threads (numba, BLAS) may hang.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, context, initializer=start, initargs=(self._setup,))

    def _submit(self, chunk: tuple[Job, ...]) -> None:
        try:
            self._flying[self._pool.submit(work, chunk)] = chunk
        except BrokenProcessPool:
            broken: Future[list[Done]] = Future()
            broken.set_exception(BrokenProcessPool())
            self._flying[broken] = chunk

    def _gather(self) -> list[Job]:
        """Collect what is finished; after a death return every run that was in flight, with a new pool up."""
        finished, _ = wait(self._flying, return_when=FIRST_COMPLETED)
        suspects: list[Job] = []
        for future in finished:
            suspects += self._take(future)
        if suspects:
            # The rest of a broken pool ends as well: with a result it had, or with the same error.
            for future in wait(self._flying).done:
                suspects += self._take(future)
            self._replace_pool()
        return sorted(suspects, key=lambda job: job.index)

    def _take(self, future: Future[list[Done]]) -> tuple[Job, ...]:
        chunk = self._flying.pop(future)
        try:
            results = future.result()
        except BrokenProcessPool:
            return chunk
        except Exception as error:  # such as a result that cannot be sent
            results = [failed(job.index, f"{type(error).__name__}: {error}") for job in chunk]
        self._deaths = 0
        for done in results:
            self._collect(done)
        return ()

    def _run_alone(self, suspects: Sequence[Job]) -> None:
        for job in suspects:
            while True:
                self._submit((job,))
                if not self._gather():
                    break
                self._strikes[job.index] += 1
                if self._strikes[job.index] >= STRIKES:
                    self._collect(failed(job.index, f"the worker died in this run, {STRIKES} times"))
                    break

    def _replace_pool(self) -> None:
        self._deaths += 1
        if self._deaths > DEAD_IN_A_ROW:
            raise EngineError(
                f"{self._deaths} workers died in a row before finishing a run; try --workers 1 and watch memory"
            )
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._new_pool()

    def _stop(self) -> None:
        """Cancel what has not started and collect what is running."""
        for future in [f for f in self._flying if f.cancel()]:
            del self._flying[future]
        for future in wait(self._flying).done:
            self._take(future)
