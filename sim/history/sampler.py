"""A sampler for pyabc whose result depends on the seed alone, not on the number of workers or on who is quicker."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

import cloudpickle
import numpy as np
from pyabc.population import Particle
from pyabc.sampler import Sampler

Report = Callable[[int, str], None]
"""Told of finished runs: how many more, and where the calibration stands."""

_known: tuple[str, Callable[[], Particle]] | None = None


def evaluate(key: str, content: bytes, seed: int, generation: int, numbers: range) -> list[Particle]:
    """Simulate some candidates of a generation, each from its own seed; `content` is pyabc's function, by value."""
    global _known
    if _known is None or _known[0] != key:
        _known = (key, cloudpickle.loads(content))
    found = []
    for number in numbers:
        np.random.seed([seed, generation, number])  # noqa: NPY002 - pyabc draws from the global stream
        found.append(_known[1]())
    return found


class SeededSampler(Sampler):
    """Takes the first `n` accepted candidates by number; workers look ahead, and what is beyond is thrown away."""

    def __init__(self, seed: int, executor: ProcessPoolExecutor | None, ahead: int, report: Report) -> None:
        super().__init__()
        self._seed, self._executor, self._ahead, self._report = seed, executor, ahead, report
        self.chunk = 4

    def sample_until_n_accepted(
        self,
        n: int,
        simulate_one: Callable[[], Particle],
        t: int,
        *,
        max_eval: float = np.inf,
        all_accepted: bool = False,
        ana_vars: Any = None,
    ) -> Any:
        """See pyabc. A generation that needs more than `max_eval` candidates is given up."""
        sample = self._create_empty_sample()
        accepted = count = 0
        chunks = self._chunks(simulate_one, t)
        for particles in chunks:
            self._report(len(particles), f"generation {t + 1}, {accepted} of {n}")
            for particle in particles:
                sample.append(particle)
                count += 1
                accepted += bool(particle.accepted)
                if accepted == n:
                    break
            if accepted == n or count >= max_eval:
                break
        chunks.close()
        self.nr_evaluations_ = count
        sample.ok = accepted == n
        return sample

    def _chunks(self, simulate_one: Callable[[], Particle], t: int) -> Generator[list[Particle]]:
        """Yield the candidates in the order of their numbers, without end."""
        # pyabc counts the sample from the prior as generation -1.
        key, content, generation = f"{self._seed}-{t}-{id(simulate_one)}", cloudpickle.dumps(simulate_one), t + 1
        flying: deque[Future[list[Particle]]] = deque()
        first = 0
        try:
            while True:
                numbers = range(first, first + self.chunk)
                first += self.chunk
                if self._executor is None:
                    yield evaluate(key, content, self._seed, generation, numbers)
                    continue
                flying.append(self._executor.submit(evaluate, key, content, self._seed, generation, numbers))
                if len(flying) > self._ahead:
                    yield flying.popleft().result()
        finally:
            for future in flying:
                future.cancel()
