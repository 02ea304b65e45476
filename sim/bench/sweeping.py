"""A sweep in a process of its own: `python -m sim.bench.sweeping RUNS WORKERS STAND_IN` prints its figures as JSON.

The stand-in for the model gives one run of the flagship again, each time with other noise: as many records and of the same
size as the model's, in a hundredth of the time. What is measured with it is how the sweep collects, chooses and writes.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sim.bench.basis import flagship
from sim.bench.measure import RSS_UNIT
from sim.run import RunResult, run
from sim.scenario import Scenario
from sim.streams import stream

SWEEP = "india_assurance"
#: Draws and seeds by number of runs; the sweep has four levers.
SIZES = {32: (4, 2), 1_024: (128, 2), 10_240: (256, 10), 102_400: (1_024, 25)}


@cache
def _once() -> RunResult:
    return run(flagship())


def stand_in(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """The flagship's run with noise of 5 % that depends on the seed and on everything that the scenario says."""
    number = scenario.seed if seed is None else seed
    first = _once()
    noise = stream(number, f"stand-in {scenario.digest()}").normal(1.0, 0.05, first.series.shape[1])
    return replace(first, scenario=scenario, seed=number, series=first.series * noise)


def figures(runs: int, workers: int, by_stand_in: bool) -> dict[str, Any]:
    """Seconds, and the largest resident memory of this process and of its workers together, MB."""
    from sim.sweep import run_sweep

    draws, seeds = SIZES[runs]
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        runner = {"runner": _by_name()} if by_stand_in else {}
        run_sweep(
            SWEEP, draws=draws, seeds=seeds, workers=workers, progress=False, runs=Path(place), out="bench", **runner
        )
        written = sum(file.stat().st_size for file in Path(place).rglob("*") if file.is_file())
    took = time.perf_counter() - start
    here, child = (
        resource.getrusage(who).ru_maxrss / RSS_UNIT for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "runs": runs, "seconds": took, "runs_per_second": runs / took, "written_mb": written / 1e6,
        "parent_rss_mb": here, "worker_rss_mb": child, "all_rss_mb": here + workers * child,
    }  # fmt: skip


def _by_name() -> Any:
    """The stand-in as workers import it, for here this module is `__main__`."""
    from sim.bench import sweeping

    return sweeping.stand_in


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1")))
