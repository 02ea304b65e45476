"""A sweep in a process of its own: `python -m sim.bench.sweeping RUNS WORKERS STAND_IN` prints its figures as JSON.

The stand-in for the model gives one run of the flagship again, each time with other noise: as many records and of the same
size as the model's, in a hundredth of the time. What is measured with it is how the sweep collects, chooses and writes.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.bench.basis import flagship
from sim.bench.measure import own_peak_mb
from sim.run import RunResult, run
from sim.scenario import Scenario
from sim.streams import stream

SWEEP = "india_assurance"
#: Names the folder in the environment in which workers note their peak of memory.
PEAKS = "RARE_EARTH_BENCH_PEAKS"
#: Draws and seeds by number of runs; the sweep has four levers.
SIZES = {32: (4, 2), 1_024: (128, 2), 10_240: (256, 10), 102_400: (1_024, 25)}


@cache
def _once() -> RunResult:
    return run(flagship())


def stand_in(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """The flagship's run with noise of 5 % that depends on the seed and on everything that the scenario says."""
    _note_peak()
    number = scenario.seed if seed is None else seed
    first = _once()
    noise = stream(number, f"stand-in {scenario.digest()}").normal(1.0, 0.05, first.series.shape[1])
    return replace(first, scenario=scenario, seed=number, series=first.series * noise)


def model(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """A run of the model in a process whose memory is watched."""
    _note_peak()
    return run(scenario, seed, detail)


def _note_peak() -> None:
    """Write this worker's peak where `figures` looks for it; of the runs before this one, which is enough."""
    if place := os.environ.get(PEAKS):
        Path(place, str(os.getpid())).write_text(str(own_peak_mb()))


def figures(runs: int, workers: int, by_stand_in: bool) -> dict[str, Any]:
    """Seconds, and the largest resident memory of this process and of its workers together, MB."""
    from sim.sweep import run_sweep
    from sim.warm import warm_up

    warm_up()
    draws, seeds = SIZES[runs]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as peaks:
        os.environ[PEAKS] = peaks
        run_sweep(
            SWEEP, draws=draws, seeds=seeds, workers=workers, progress=False, runs=Path(place), out="bench",
            runner=_by_name("stand_in" if by_stand_in else "model"),
        )  # fmt: skip
        found = [float(file.read_text()) for file in Path(peaks).iterdir() if file.name != str(os.getpid())]
        written = sum(file.stat().st_size for file in Path(place).rglob("*") if file.is_file())
    took = time.perf_counter() - start
    here, child = own_peak_mb(), max(found, default=0.0)
    return {
        "runs": runs, "seconds": took, "runs_per_second": runs / took, "written_mb": written / 1e6,
        "parent_rss_mb": here, "worker_rss_mb": child, "all_rss_mb": here + workers * child,
    }  # fmt: skip


def _by_name(name: str) -> Any:
    """A function of this module as workers import it, for here it is `__main__`."""
    from sim.bench import sweeping

    return getattr(sweeping, name)


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1")))
