"""Run a sweep from its file to its folder: plan, run, choose, write, report."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.files import RUNS, write_json
from sim.sweep import begin, identity, plan
from sim.sweep.measures import Reader
from sim.sweep.stopping import Stopped
from sim.sweep.worker import Runner

if TYPE_CHECKING:
    from sim.sweep.writing import SweepFolder

ENGINES = ("local", "dask")
WHOLE = "1/1"


class SweepError(ValueError):
    """A sweep that was asked for wrongly; the text is one line and says what to do."""


class SweepFailed(RuntimeError):
    """A sweep that failed before its runs, or ended at the first that did; the text is one line."""

    exit_code = 1


@dataclass(frozen=True)
class Options:
    """How a sweep is run; none of it changes a result, but for `every_path`, which keeps more.

    `workers`: processes, 0 for none beside this one (None: one per processor). `limit`: seconds that a run may take
    (None: what the file says). `shard`: the part `k/n` of the runs.
    """

    workers: int | None = None
    engine: str = "local"
    scheduler: str = ""
    resume: bool = False
    shard: str = WHOLE
    limit: float | None = None
    fail_fast: bool = False
    every_path: bool = False
    progress: bool = True

    def checked(self) -> Options:
        """Return the options with the number of workers set; raises SweepError."""
        from sim.sweep.pools import missing_dask

        if self.workers is not None and self.workers < 0:
            raise SweepError(f"--workers {self.workers}: give 0 (none beside this process) or more")
        if self.engine not in ENGINES:
            raise SweepError(f"--engine {self.engine}: choose one of {', '.join(ENGINES)}")
        if self.scheduler and self.engine != "dask":
            raise SweepError("--scheduler belongs to --engine dask: give both")
        if self.engine == "dask" and (missing := missing_dask()):
            raise SweepError(missing)
        if self.limit is not None and not 0 <= self.limit < 1e6:
            raise SweepError(f"--run-timeout {self.limit:g}: give seconds from 0 (no limit) to 999999")
        try:
            identity.shard_of(self.shard)
        except ValueError:
            raise SweepError(f"--shard {self.shard}: write k/n with k from 1 to n, such as 1/4") from None
        return replace(self, workers=_processors() if self.workers is None else self.workers)


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
    **more: Any,
) -> SweepFolder:
    """Run the sweep of a file (or of a name in the library) and write its folder in `runs`.

    `draws` and `seeds` change the file's numbers; `workers` is the number of processes, 0 for none beside this one
    (default: one per processor); `out` names the folder (default: the file's name, numbered when taken); `sets` are
    pairs of a path and a value, of the sweep file or its scenario; `more` are fields of Options. Ctrl-C ends it
    early with what was done, and `resume` goes on from there; with it, `spec_path` may be the sweep's own folder.

    Raises ScenarioError, DesignError, FolderError, ResumeError and SweepError for what was asked for wrongly,
    SweepFailed when a run that all others rest on fails, and Stopped when it cannot go on for now: one line each.
    """
    begun = time.perf_counter()
    options = Options(workers=workers, progress=progress, **more).checked()
    own = Path(spec_path)
    if options.resume and (own / identity.CONFIG).is_file():
        if draws is not None or seeds is not None or sets or out not in (None, own.name):
            raise SweepError(f"{own} goes on as it was begun: leave --draws, --seeds, --set and another --out away")
        was, chosen = begin.planned(own)
        shard = was["shard"] if options.shard == WHOLE else options.shard
        options = replace(options, shard=shard, every_path=was["paths"] or options.every_path)
        out, runs = own.name, own.parent
    else:
        chosen = plan.plan(spec_path, draws, seeds, dict(sets))
    runner = runner or model()
    config = identity.config(chosen, runner, options.shard, options.every_path)
    name = out or chosen.sweep.file.stem + (f"-shard-{options.shard.replace('/', '-of-')}" if is_shard(options) else "")
    folder = begin.begin(name, out is None, options.resume, config, runs)
    if options.resume and begin.is_complete(folder):
        from sim.sweep.writing import opened

        return opened(folder)
    try:
        return _run(chosen, config, folder, options, runner, begun)
    except BaseException as error:
        if isinstance(error, Stopped):
            error.folder = folder
        begin.remove_if_empty(folder)
        raise


def is_shard(options: Options) -> bool:
    """Whether this is a part of a sweep."""
    return identity.shard_of(options.shard)[1] > 1


def model() -> Runner:
    """Return what runs the model itself, compiled."""
    from sim.run import run
    from sim.warm import warm_up

    warm_up()
    return run


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _run(
    chosen: plan.Plan, config: Mapping[str, Any], folder: Path, options: Options, runner: Runner, begun: float
) -> SweepFolder:
    from sim.sweep import execute, writing
    from sim.sweep.collect import Collection
    from sim.sweep.stopping import Stop, disk_errors, undisturbed

    # The first run compiles; with a warm cache the workers then only load what it left.
    start = time.perf_counter()
    first = sound(runner(chosen.scenario, chosen.seeds[0]), "the scenario", chosen.seeds[0])
    compiled = time.perf_counter() - start
    chosen = recorded(chosen, first)
    baseline = writing.baseline(chosen, runner)
    with disk_errors(str(folder)):
        write_json(folder / identity.CONFIG, config)
    mine = chosen.jobs.shard(*identity.shard_of(options.shard))
    key = identity.key_of(config)
    collection = Collection(folder, chosen.jobs, mine, chosen.columns, chosen.bands, first.months, key)
    begin.cleared(folder)
    stop = Stop()
    try:
        start = time.perf_counter()
        execute.execute(chosen, collection, baseline, options, runner, compiled, stop)
        timings = {"first_run": compiled, "runs": time.perf_counter() - start, "cpu_of_runs": collection.seconds}
        ending = writing.Ending(folder, options.workers or 0, begun, timings, stop.why, collection.known)
        with undisturbed(), disk_errors(str(folder)):
            if is_shard(options):
                return writing.finish_shard(chosen, collection, ending, options.shard)
            done = writing.finish(chosen, collection, baseline, runner, ending)
        if done.status == "complete":
            collection.close(remove=True)
        return done
    finally:
        collection.close()


def sound(result: Any, what: str, seed: int) -> Any:
    """Return the result of a run that all others rest on; raises SweepFailed if it failed."""
    if result.status != "ok":
        raise SweepFailed(f"{what} fails with seed {seed}: {' '.join(str(result.reason).split())[:300]}")
    return result


def recorded(chosen: plan.Plan, first: Any) -> plan.Plan:
    """Return the plan with the columns that the model records; raises SweepError for an objective it does not."""
    absent = Reader([*chosen.columns, *chosen.bands]).missing(first.keys)
    for objective in chosen.objectives:
        if objective.column.path in {c.path for c in absent}:
            raise SweepError(f"objectives: {objective.column.path.label} is not recorded by the runs of this scenario")
    return chosen.without(absent)
