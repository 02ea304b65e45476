"""Run a sweep from its file to its folder: plan, run, choose, write, report."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.files import RUNS, new_folder
from sim.sweep import engine, plan, writing
from sim.sweep.collect import Collection
from sim.sweep.measures import Reader
from sim.sweep.outcomes import Classifier, watched
from sim.sweep.progress import Bar, Progress, Silent
from sim.sweep.worker import Job, Runner, Setup


@dataclass(frozen=True)
class SweepFolder:
    """A finished sweep: where it is and what came of it.

    `status` is 'complete' or 'interrupted'; `bottom_line` the BLUF of the report; `outcomes` the share of each named
    outcome where the nations choose, in the order of the rules.
    """

    path: Path
    status: str
    runs: int
    failed: int
    seconds: float
    outcomes: Mapping[str, float]
    bottom_line: str
    warnings: tuple[str, ...]

    @property
    def files(self) -> list[Path]:
        """The files in the folder, by name."""
        return sorted(file for file in self.path.iterdir() if not file.name.startswith("."))


def run_sweep(
    spec_path: str,
    draws: int | None = None,
    seeds: int | None = None,
    workers: int | None = None,
    out: str | None = None,
    sets: Mapping[str, Any] | Sequence[tuple[str, Any]] = (),
    progress: bool = True,
    runs: Path = RUNS,
    runner: Runner | None = None,
) -> SweepFolder:
    """Run the sweep of a file (or of a name in the library) and write its folder in `runs`.

    `draws` and `seeds` change the file's numbers; `workers` is the number of processes, 0 for none beside this one
    (default: one per processor); `out` names the folder (default: the file's name, numbered when taken); `sets` are
    pairs of a path and a value, of the sweep file or its scenario. Ctrl-C ends it early with what was done.

    Raises ScenarioError (bad file), DesignError, FolderError, SweepError: one line each.
    """
    begun = time.perf_counter()
    chosen = plan.plan(spec_path, draws, seeds, dict(sets))
    folder = new_folder(out or chosen.sweep.file.stem, runs, numbered=out is None)
    try:
        return _run(chosen, folder, _workers(workers), runner or _model(), progress, begun)
    except BaseException:
        _remove_if_empty(folder)
        raise


def _model() -> Runner:
    from sim.run import run

    return run


def _workers(workers: int | None) -> int:
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if workers < 0:
        raise SweepError(f"--workers {workers}: give 0 (none beside this process) or more")
    return workers


class SweepError(ValueError):
    """A sweep that cannot be run; the text is one line and says what to do."""


def _run(chosen: plan.Plan, folder: Path, workers: int, runner: Runner, progress: bool, begun: float) -> SweepFolder:
    # The first run compiles; with a warm cache the workers then only load what it left.
    start = time.perf_counter()
    first = _sound(runner(chosen.scenario, chosen.seeds[0]), "the scenario", chosen.seeds[0])
    compiled = time.perf_counter() - start
    chosen = _recorded(chosen, first)
    baseline = _baseline(chosen, runner)
    per_run = baseline.seconds / len(chosen.seeds)
    probes = [job for _, job in chosen.probes]
    setup = Setup(chosen.scenario, runner, chosen.columns, chosen.bands, baseline.classifier)
    bar: Progress = Bar(chosen.sweep.file.stem) if progress else Silent()
    collection = Collection(folder, chosen.jobs, chosen.columns, chosen.bands, first.months, bar)
    start = time.perf_counter()
    bar.start(len(collection.jobs) + len(probes))
    try:
        whole = _execute(setup, [*collection.jobs, *probes], collection.add, workers, per_run)
    finally:
        bar.stop()
    timings = {"first_run": compiled, "runs": time.perf_counter() - start, "cpu_of_runs": collection.seconds}
    try:
        with _undisturbed():
            return writing.finish(chosen, folder, collection, baseline, runner, workers, whole, timings, begun)
    finally:
        collection.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for the few seconds of writing: half a folder would be worth nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _execute(setup: Setup, jobs: Sequence[Job], collect: engine.Collect, workers: int, per_run: float) -> bool:
    """Run everything; returns False if Ctrl-C ended it early."""
    if workers == 0:
        return engine.run_here(setup, jobs, collect)
    chunks = engine.chunked(jobs, per_run, workers)
    supervisor = engine.Supervisor(setup, min(workers, len(chunks)), collect)
    try:
        return supervisor.run(chunks)
    finally:
        supervisor.close()


def _sound(result: Any, what: str, seed: int) -> Any:
    if result.status != "ok":
        raise SweepError(f"{what} fails with seed {seed}: {' '.join(str(result.reason).split())[:300]}")
    return result


def _recorded(chosen: plan.Plan, first: Any) -> plan.Plan:
    """Return the plan with the columns that the model records; raises SweepError for an objective it does not."""
    absent = Reader([*chosen.columns, *chosen.bands]).missing(first.keys)
    for objective in chosen.objectives:
        if objective.column.path in {c.path for c in absent}:
            raise SweepError(f"objectives: {objective.column.path.label} is not recorded by the runs of this scenario")
    return chosen.without(absent)


def _baseline(chosen: plan.Plan, runner: Runner) -> writing.Baseline:
    """Run the baseline once per seed, in this process: what the named outcomes are held against."""
    start = time.perf_counter()
    kept, seen = Reader(chosen.columns), Reader(watched(chosen.sweep.rules, chosen.roles))
    numbers, paths = {}, {}
    months: Sequence[str] = ()
    for seed in chosen.seeds:
        result = _sound(runner(chosen.baseline, seed), "the baseline", seed)
        months = result.months
        numbers[seed] = [c.number(p) for c, p in zip(chosen.columns, kept.read(result), strict=True)]
        paths[seed] = seen.read(result)
    classifier = Classifier(chosen.sweep.rules, chosen.roles, months, paths)
    return writing.Baseline(numbers, classifier, time.perf_counter() - start)


def _remove_if_empty(folder: Path) -> None:
    for file in folder.glob(".*"):
        file.unlink()
    if not any(folder.iterdir()):
        folder.rmdir()
