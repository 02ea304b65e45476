"""`rare-earth sweep`, `merge` and `report`: many runs, and what they say together."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sim.cli import inputs
from sim.cli.errors import Interrupted, RunFailed
from sim.cli.options import JSON, Set

if TYPE_CHECKING:
    from pathlib import Path

    from sim.sweep import SweepFolder

Folders = Annotated[str, typer.Option("--runs", metavar="FOLDER", help="Where folders of runs stand.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: rare-earth sweep india_assurance --draws 64 --seeds 8")(sweep)
    app.command(epilog="Example: rare-earth merge answers-1 answers-2 --out answers")(merge)
    app.command(epilog="Example: rare-earth report runs/india_assurance")(report)


def sweep(
    file: Annotated[
        str, typer.Argument(help="A sweep's file, its name in scenarios/sweeps, or with --resume its folder.")
    ],
    draws: Annotated[int | None, typer.Option(min=1, help="Sets of values; the file says otherwise.")] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds of each draw; the file says otherwise.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one per core if left out, 0 for none beside this one.")
    ] = None,
    set_: Set = [],  # noqa: B006 - Typer reads the default, nobody changes it
    out: Annotated[str, typer.Option(metavar="NAME", help="New folder in runs/; the file's name if left out.")] = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on in the folder where this sweep was stopped.")] = False,
    run_timeout: Annotated[
        float | None, typer.Option(min=0, help="Seconds that a run may take; 0 for no limit; the file says otherwise.")
    ] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first run that fails.")] = False,
    paths: Annotated[bool, typer.Option("--paths", help="Keep all series of every run, in paths/.")] = False,
    shard: Annotated[str, typer.Option(metavar="K/N", help="Run part K of N, to be merged.")] = "",
    engine: Annotated[Literal["local", "dask"], typer.Option(help="Where the workers are.")] = "local",
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Dask scheduler, as in tcp://10.0.0.1:8786; a local one if left out.")
    ] = "",
    runs: Folders = "runs",
    json: JSON = False,
) -> None:
    """Run a scenario many times and say which outcomes are best, worst and most likely.

    A sweep that was stopped, by Ctrl-C, a full disk or kill -9, goes on with the same command and --resume, or with its
    folder alone: rare-earth sweep runs/answers --resume.
    """
    from pathlib import Path

    from sim.sweep import Stopped, run_sweep

    given = {
        "--draws": draws, "--seeds": seeds, "--workers": workers, "--set": set_, "--run-timeout": run_timeout,
        "--fail-fast": fail_fast, "--paths": paths, "--shard": shard, "--engine": engine if engine != "local" else "",
        "--scheduler": scheduler, "--runs": runs if runs != "runs" else "", "--json": json,
    }  # fmt: skip
    place = Path(runs)
    try:
        done = run_sweep(
            file, draws, seeds, workers, _name(out, place), inputs.settings(set_), progress=not json, runs=place,
            resume=resume, limit=run_timeout, fail_fast=fail_fast, every_path=paths, shard=shard or "1/1",
            engine=engine, scheduler=scheduler,
        )  # fmt: skip
    except Stopped as stopped:
        if stopped.folder is None:
            raise
        raise Stopped(f"{stopped}; what is done is kept, {_continue(file, given, stopped.folder)}") from None
    if done.status == "interrupted":
        how = f"{done.runs} of {done.planned} runs are kept in {done.path}, {_continue(file, given, done.path)}"
        if done.why == "interrupted":
            raise Interrupted(f"interrupted; {how}")
        raise RunFailed(f"{done.why}; {how}")
    if done.status == "shard":
        _say_shard(done, shard)
    else:
        _say(done.path, json, done.seconds)
    if done.failed:
        raise RunFailed(
            f"{done.failed} of {done.runs} runs failed; {done.path / _REASONS[done.status]} gives the reasons"
        )


def merge(
    folders: Annotated[list[str], typer.Argument(help="Folders of all shards of a sweep, or their names in runs/.")],
    out: Annotated[str, typer.Option(metavar="NAME", help="New folder in runs/; the file's name if left out.")] = "",
    runs: Folders = "runs",
    json: JSON = False,
) -> None:
    """Put the shards of a sweep together, as if it had been one."""
    from pathlib import Path

    from sim.files import result_folder
    from sim.sweep import merge as merged

    place = Path(runs)
    shards = [result_folder(_name(folder, place) or folder, place) for folder in folders]
    done = merged(shards, _name(out, place), place)
    _say(done.path, json, done.seconds)
    if done.failed:
        raise RunFailed(f"{done.failed} of {done.runs} runs failed; {done.path / 'outcomes.csv'} gives the reasons")


def report(
    run: Annotated[str, typer.Argument(help="Folder of a sweep, or its name in runs/.")],
    evidence: Annotated[
        str, typer.Option(metavar="FOLDER", help="Take in what `hypotheses` found in this other sweep's folder.")
    ] = "",
    json: JSON = False,
) -> None:
    """Write the report of a finished sweep again from its tables, and print what it comes to."""
    from sim.files import result_folder
    from sim.sweep import report as written

    folder = result_folder(*inputs.split_folder(run))
    if evidence:
        from sim.sweep.judging import adopt

        adopt(folder, result_folder(*inputs.split_folder(evidence)))
    written(folder)
    _say(folder, json)


_REASONS = {"complete": "outcomes.csv", "shard": "ledger.log"}


def _name(text: str, runs: Path) -> str | None:
    """Return the name of a folder in `runs`, None if none is given; raises FolderError for a path to elsewhere."""
    from sim.files import folder_in

    return folder_in(text, runs) if text else None


def _continue(file: str, given: Mapping[str, object], folder: Path) -> str:
    """Return what to type to go on, with the options that were given."""
    words = ["rare-earth", "sweep", file]
    for option, value in given.items():
        if value is True:
            words.append(option)
        elif isinstance(value, list):
            words += [word for one in value for word in (option, one)]
        elif value is not None and value is not False and value != "":  # 0 is a value
            words += [option, str(value)]
    return f"continue with: {shlex.join([*words, '--out', folder.name, '--resume'])}"


def _say_shard(done: SweepFolder, shard: str) -> None:
    n = shard.partition("/")[2]
    typer.echo(f"Shard {shard} is done: {done.runs} runs, {done.failed} failed, in {done.path}.")
    typer.echo(f"When all {n} are done, put them together with: rare-earth merge FOLDER... (the {n} folders)")


def _say(folder: Path, json: bool, seconds: float | None = None) -> None:
    from sim.cli.sweep_tables import as_json, printed

    if json:
        from sim.cli.output import print_json

        print_json(as_json(folder))
    else:
        from sim.cli.tables import print_out

        print_out(printed(folder, seconds))
