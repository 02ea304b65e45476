"""Run what of a sweep has not been run: choose the workers, show the progress, stop when asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.sweep import engine
from sim.sweep.collect import Collection
from sim.sweep.identity import engine_digest
from sim.sweep.plan import Plan
from sim.sweep.pools import open_pool
from sim.sweep.progress import Bar, Progress, Silent
from sim.sweep.stopping import Stop
from sim.sweep.worker import Done, Runner, Setup

if TYPE_CHECKING:
    from sim.sweep.sweep import Options
    from sim.sweep.writing import Baseline


def execute(
    plan: Plan, collection: Collection, baseline: Baseline, options: Options, runner: Runner, first: float, stop: Stop
) -> None:
    """Run the jobs that the ledger lacks; `first` is how long the first run took, with compiling."""
    todo = collection.todo
    if not todo:
        return
    limit = plan.sweep.spec.run_timeout if options.limit is None else options.limit
    setup = Setup(
        plan.scenario, runner, plan.columns, plan.bands, baseline.classifier, limit=limit, grace=2 * first,
        every_path=options.every_path, engine=engine_digest() if options.engine == "dask" else "",
    )  # fmt: skip
    bar: Progress = Bar(plan.sweep.file.stem) if options.progress else Silent()

    def collect(some: Sequence[Done]) -> None:
        collection.add(some)
        failed = [done for done in some if done.status != "ok"]
        bar.advance(len(some), len(failed))
        if failed and options.fail_fast:
            job = collection.jobs[failed[0].index]
            stop.ask(f"run {job.index} (case {job.case}, seed {job.seed}) failed: {failed[0].reason}")

    bar.start(len(todo) + collection.known, collection.known, collection.failed)
    try:
        with stop.on_signals():
            _work(setup, collection, todo, options, baseline.per_run, collect, bar, stop, limit)
    except KeyboardInterrupt:
        stop.ask("interrupted")
    finally:
        bar.stop()


def _work(
    setup: Setup,
    collection: Collection,
    todo: Sequence[int],
    options: Options,
    per_run: float,
    collect: engine.Collect,
    bar: Progress,
    stop: Stop,
    limit: float,
) -> None:
    jobs = (collection.jobs[i] for i in todo)
    if options.engine == "local" and not options.workers:
        engine.run_here(setup, jobs, collect, stop)
        return
    size = engine.chunk_size(len(todo), per_run, options.workers or 1)
    pool = open_pool(setup, options.engine, options.workers or 1, options.scheduler, -(-len(todo) // size))
    finished = False
    try:
        engine.Supervisor(pool, collect, bar.tell, stop, limit).run(engine.chunked(jobs, size))
        finished = True
    finally:
        pool.close(kill=not finished)
