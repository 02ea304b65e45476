"""The cases of the benchmark by name, and `suite`, which measures those that are asked for."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sim.bench.basis import MONTHS, WORKERS, bench, flagship
from sim.bench.measure import measured
from sim.model import RareEarthModel
from sim.run import run

Figures = dict[str, float]
#: Parts of every plant and trader (see `firm_parts`) by how many times the firms of the flagship that comes to.
PARTS = {1: 1, 3: 6, 10: 21}


class Case(NamedTuple):
    """What is measured; `heavy`: only on request."""

    measure: Callable[[], Figures]
    heavy: bool
    text: str


def month() -> Figures:
    """A month of the flagship, by number of the month: the median, and the longest (a quarter's decisions fall there)."""
    scenario = flagship(MONTHS)
    run(scenario)
    model, spent = RareEarthModel(scenario), []
    for _ in range(MONTHS):
        start = time.process_time()
        model.step()
        spent.append(1e6 * (time.process_time() - start))
    return {"median_us": statistics.median(spent), "longest_us": max(spent)}


def build() -> Figures:
    """Making a model whose tables are read."""
    scenario = flagship(MONTHS)
    RareEarthModel(scenario)
    cpu, wall = measured(lambda: RareEarthModel(scenario), 30)
    return {"ms_per_build": 1e3 * cpu, "ms_per_build_wall": 1e3 * wall}


def growth(times: int) -> Figures:
    """A run of the flagship with so many times the firms, and what that takes against the whole ones."""
    whole, split = (flagship(MONTHS).with_value("firm_parts", parts) for parts in (1, PARTS[times]))
    found: list[tuple[RareEarthModel, float, float]] = []
    for scenario in (whole, split):
        run(scenario.with_value("months", 3))
        took = measured(lambda scenario=scenario: run(scenario), 3)[0]  # type: ignore[misc]
        built = measured(lambda scenario=scenario: RareEarthModel(scenario), 3)[0]  # type: ignore[misc]
        found.append((RareEarthModel(scenario), took, built))
    (small, before, _), (large, after, built) = found
    links = [float(model.layout.slots.offsets[2, -1]) for model in (small, large)]
    return {
        "firms": float(len(large.firms)), "plants": float(large.layout.plants.nation.size), "links": links[1],
        "ms_per_run": 1e3 * after, "ms_per_build": 1e3 * built, "times_firms": len(large.firms) / len(small.firms),
        "times_links": links[1] / links[0], "times_ms_per_run": after / before,
    }  # fmt: skip


def sweep(runs: int, stand_in: bool) -> Figures:
    """A sweep with everything written, in a process of its own so that its memory is its own."""
    command = [sys.executable, "-m", "sim.bench.sweeping", str(runs), str(WORKERS), str(int(stand_in))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the sweep of {runs} runs failed: {done.stderr.strip().splitlines()[-1]}")
    figures: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def startup() -> Figures:
    """Seconds by the clock of the command line: `--help`, and a run of one month with compiled code at hand."""
    one = ["run", "baseline", "--set", "months=1", "--json", "--out"]
    with tempfile.TemporaryDirectory() as place:
        _clock([*one, f"{place}/first"], place)
        helped = [_clock(["--help"], place) for _ in range(5)]
        warm = [_clock([*one, f"{place}/again-{k}"], place) for k in range(3)]
    return {"help_s": statistics.median(helped), "warm_run_s": statistics.median(warm)}


def cold() -> Figures:
    """Seconds by the clock of the first run after an installation, which compiles."""
    with tempfile.TemporaryDirectory() as place:
        return {"cold_run_s": _clock(["run", "baseline", "--set", "months=1"], place, NUMBA_CACHE_DIR=f"{place}/cache")}


def _clock(arguments: list[str], place: str, **environment: str) -> float:
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "sim.cli", *arguments],
        capture_output=True,
        check=True,
        cwd=place,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)} | environment,
    )
    return time.perf_counter() - start


CASES = {
    "month": Case(month, False, "a month of the flagship"),
    "build": Case(build, False, "making a model"),
    "startup": Case(startup, False, "the command line: --help, and a run of one month"),
    "sweep": Case(lambda: sweep(32, False), False, "a sweep of 32 runs, everything written"),
    "growth-x1": Case(lambda: growth(1), False, "the flagship as it is"),
    "growth-x3": Case(lambda: growth(3), False, "the flagship with three times the firms"),
    "memory-1k": Case(lambda: sweep(1_024, True), False, "a sweep of 1,024 runs by a stand-in for the model"),
    "growth-x10": Case(lambda: growth(10), True, "the flagship with ten times the firms"),
    "memory-10k": Case(lambda: sweep(10_240, True), True, "a sweep of 10,240 runs by a stand-in for the model"),
    "memory-100k": Case(lambda: sweep(102_400, True), True, "a sweep of 102,400 runs by a stand-in for the model"),
    "cold": Case(cold, True, "the first run after an installation, which compiles"),
}


def suite(
    cases: Iterable[str] = (), everything: bool = False, tell: Callable[[str], None] = lambda text: None, **basis: Any
) -> dict[str, Any]:
    """Measure the basis (see `bench`, which takes `basis`) and the named cases, or all that are not heavy.

    `tell` hears what is measured next. A case that fails gives the reason in place of its figures.
    """
    chosen = list(cases) or [name for name, case in CASES.items() if everything or not case.heavy]
    tell("run, phases, kernel, runs a second")
    found = bench(**basis)
    found["cases"] = {}
    for name in chosen:
        tell(CASES[name].text)
        start = time.perf_counter()
        try:
            figures: dict[str, Any] = dict(CASES[name].measure())
        except (RuntimeError, subprocess.CalledProcessError) as error:
            figures = {"failed": " ".join(str(error).split())}
        found["cases"][name] = figures | {"took_s": time.perf_counter() - start}
    return found
