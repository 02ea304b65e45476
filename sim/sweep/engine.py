"""The supervisor: chunks of runs on workers, and nothing lost when one of them dies.

A run that was in flight when a worker died is tried again alone, so that the one which kills is known; after killing
twice alone it becomes a failed row.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait

from sim.sweep.limits import hard
from sim.sweep.pools import Pool, refusal
from sim.sweep.stopping import Stop
from sim.sweep.worker import Done, Job, Setup, Worker, failed, no_end

STRIKES = 2
CHUNK_SECONDS = 0.2
"""Aim above the 0.1 s at which the cost of sending a chunk is lost in its work."""
POLL_SECONDS = 0.25

Collect = Callable[[Sequence[Done]], None]
Tell = Callable[[str], None]


def chunk_size(jobs: int, seconds_per_run: float, workers: int) -> int:
    """Return the runs in a chunk: about CHUNK_SECONDS, but at least four chunks per worker where there are enough."""
    by_time = max(1, round(CHUNK_SECONDS / max(seconds_per_run, 1e-6)))
    return max(1, min(by_time, jobs // (4 * max(workers, 1))))


def chunked(jobs: Iterable[Job], size: int) -> Iterator[tuple[Job, ...]]:
    """Give `jobs` in chunks of `size`."""
    chunk: list[Job] = []
    for job in jobs:
        chunk.append(job)
        if len(chunk) == size:
            yield tuple(chunk)
            chunk = []
    if chunk:
        yield tuple(chunk)


def run_here(setup: Setup, jobs: Iterable[Job], collect: Collect, stop: Stop) -> None:
    """Run `jobs` in this process; results are handed on every CHUNK_SECONDS, and a failure at once."""
    worker = Worker(setup)
    ready: list[Done] = []
    since = time.monotonic()
    try:
        for job in jobs:
            if stop:
                break
            ready.append(worker.run(job))
            if ready[-1].status != "ok" or time.monotonic() - since > CHUNK_SECONDS:
                given, ready = ready, []
                collect(given)
                since = time.monotonic()
    finally:
        if ready:
            collect(ready)


class Supervisor:
    """Feeds chunks to a pool, bounded in flight, and hands finished runs to `collect`.

    `tell` is given a line on every death; `limit` is the time limit of a run in seconds, 0 for none.
    """

    def __init__(self, pool: Pool, collect: Collect, tell: Tell, stop: Stop, limit: float = 0.0) -> None:
        self._pool, self._collect, self._tell, self._stop, self._limit = pool, collect, tell, stop, limit
        self._flying: dict[Future[list[Done]], tuple[Job, ...]] = {}
        self._suspects: deque[Job] = deque()
        self._strikes: Counter[int] = Counter()
        self._alone_since = 0.0
        self._broken = False

    def run(self, chunks: Iterable[tuple[Job, ...]]) -> None:
        """Run all chunks, or those in flight when there is a wish to stop."""
        waiting = iter(chunks)
        while True:
            if self._stop:
                self._land()
                return
            if self._suspects:
                if not self._flying:
                    self._submit((self._suspects.popleft(),))
                    self._alone_since = time.monotonic()
            else:
                self._fill(waiting)
            if not self._flying:
                return
            self._gather()

    def _fill(self, waiting: Iterator[tuple[Job, ...]]) -> None:
        self._alone_since = 0.0
        while len(self._flying) < 2 * self._pool.width + 2:
            chunk = next(waiting, None)
            if chunk is None:
                return
            self._submit(chunk)

    def _submit(self, chunk: tuple[Job, ...]) -> None:
        self._flying[self._pool.submit(chunk)] = chunk

    def _gather(self) -> None:
        """Collect what is finished, all in one go; sort out what has died."""
        finished, _ = wait(self._flying, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
        if not finished:
            self._pool.check()
            return
        done: list[Done] = []
        dead: list[Job] = []
        for future in finished:
            chunk = self._flying.pop(future)
            try:
                done += future.result()
            except self._pool.deaths:
                dead += chunk
            except Exception as error:  # such as a result that cannot be sent
                if (reason := refusal(error)) is not None:
                    raise reason from None
                done += [failed(job.index, f"{type(error).__name__}: {error}") for job in chunk]
        if done:
            self._collect(done)
        if dead:
            self._pool.check()
            if given_up := self._sorted_out(dead):
                self._collect(given_up)
        if self._broken and not self._flying:
            self._pool.renew()
            self._broken = False

    def _sorted_out(self, dead: Sequence[Job]) -> list[Done]:
        """Queue what died to run alone; return the run that has now died alone too often as a failed one."""
        self._broken = self._pool.shared_fate
        if not self._alone_since:
            if not self._suspects:
                self._tell("a worker died (killed, or out of memory); what it was running is tried again, run by run")
            self._suspects.extend(sorted(dead, key=lambda job: job.index))
            return []
        job = dead[0]
        self._strikes[job.index] += 1
        if self._limit and time.monotonic() - self._alone_since > hard(self._limit):
            reason = no_end(self._limit) + "; its worker had to be killed"
        elif self._strikes[job.index] >= STRIKES:
            reason = f"the worker died in this run, {STRIKES} times"
        else:
            self._suspects.appendleft(job)
            return []
        self._tell(f"run {job.index} (case {job.case}, seed {job.seed}) is given up: {reason}")
        return [failed(job.index, reason)]

    def _land(self) -> None:
        """Cancel what has not started and collect what is running."""
        for future in [f for f in self._flying if f.cancel()]:
            del self._flying[future]
        self._alone_since = 0.0
        while self._flying:
            self._gather()
