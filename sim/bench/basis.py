"""What every benchmark says: a run, its phases, the build, the kernel, runs a second."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from sim.bench.measure import machine, measured, peak_rss_mb
from sim.model import PHASES, RareEarthModel
from sim.run import run
from sim.scenario import Scenario, load
from sim.scenario.library import find_scenario
from sim.sweep.engine import CHUNK_SECONDS
from sim.sweep.worker import tidy

FLAGSHIP, MONTHS, WORKERS = "india_assurance", 144, 2


def bench(runs: int = 9, months: int = MONTHS) -> dict[str, Any]:
    """Measure `runs` runs of the flagship over `months` months; keys as in the command's table."""
    scenario = flagship(months)
    run(scenario)  # compiles, or loads what was compiled
    build = measured(lambda: RareEarthModel(scenario), runs)
    whole = measured(lambda: run(scenario), runs)
    model = RareEarthModel(scenario)
    for _ in range(months):
        model.step()
    kernel = measured(lambda: model.market.clear(model.layout), 100 * runs)
    lay = model.layout
    return {
        "ms_per_run": whole[0] * 1e3,
        "ms_per_run_wall": whole[1] * 1e3,
        "ms_per_build": build[0] * 1e3,
        "runs_per_second": rate(scenario, WORKERS, runs),
        "kernel_us_per_month": kernel[0] * 1e6,
        "months": months,
        "links": int(lay.slots.offsets[2, -1]),
        "plants": int(lay.plants.nation.size),
        "firms": len(model.firms),
        "nations": len(model.nations),
        "peak_rss_mb": peak_rss_mb(),
        "phase_share": phase_share(scenario, runs),
        "machine": machine(),
    }


def flagship(months: int = MONTHS) -> Scenario:
    """The scenario that is measured, cut to `months`."""
    return load(find_scenario(FLAGSHIP)).with_value("months", months)


def phase_share(scenario: Scenario, runs: int) -> dict[str, float]:
    """Share of a run's processor time by phase of the month."""
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        model, total = RareEarthModel(scenario), dict.fromkeys((phase.__name__ for phase in PHASES), 0)
        for _ in range(scenario.months):
            for phase in PHASES:
                start = time.thread_time_ns()
                phase(model)
                total[phase.__name__] += time.thread_time_ns() - start
            model.month += 1
        for name, value in total.items():
            spent[name].append(value)
    median = {name: statistics.median(values) for name, values in spent.items()}
    return {name: value / sum(median.values()) for name, value in median.items()}


def rate(scenario: Scenario, workers: int, runs: int) -> float:
    """Runs a second of several processes together, after each has warmed up; each tidies up as a sweep's workers do."""
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        seconds = pool.map(_seconds, [scenario] * workers, [runs] * workers)
        return sum(runs / s for s in seconds)


def _seconds(scenario: Scenario, runs: int) -> float:
    run(scenario)
    tidy()
    start = since = time.perf_counter()
    for seed in range(runs):
        run(scenario, seed)
        if time.perf_counter() - since > CHUNK_SECONDS:  # a worker does so after every chunk
            tidy()
            since = time.perf_counter()
    return time.perf_counter() - start
