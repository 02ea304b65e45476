"""`rare-earth sweep` and `report`: many runs, and what they say together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import inputs
from sim.cli.errors import INTERRUPTED, RunFailed
from sim.cli.options import JSON, Set

if TYPE_CHECKING:
    from pathlib import Path


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example: rare-earth sweep india_assurance --draws 64 --seeds 8")(sweep)
    app.command(epilog="Example: rare-earth report runs/india_assurance")(report)


def sweep(
    file: Annotated[str, typer.Argument(help="A sweep's file, or its name in scenarios/sweeps.")],
    draws: Annotated[int | None, typer.Option(min=1, help="Sets of values; the file says otherwise.")] = None,
    seeds: Annotated[int | None, typer.Option(min=1, help="Seeds of each draw; the file says otherwise.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=0, help="Processes; one per core if left out, 0 for none beside this one.")
    ] = None,
    set_: Set = [],  # noqa: B006 - Typer reads the default, nobody changes it
    out: Annotated[str, typer.Option(metavar="FOLDER", help="New folder; runs/<name> if left out.")] = "",
    json: JSON = False,
) -> None:
    """Run a scenario many times and say which outcomes are best, worst and most likely."""
    from pathlib import Path

    from sim.files import RUNS
    from sim.sweep import run_sweep

    changes = inputs.settings(set_)
    name, parent = inputs.split_folder(out) if out else (None, RUNS)
    done = run_sweep(file, draws, seeds, workers, name, changes, progress=not json, runs=Path(parent))
    _say(done.path, json, done.seconds)
    if done.status == "interrupted":
        raise typer.Exit(INTERRUPTED)
    if done.failed:
        raise RunFailed(f"{done.failed} of {done.runs} runs failed; {done.path / 'outcomes.csv'} gives the reasons")


def report(
    run: Annotated[str, typer.Argument(help="Folder of a sweep, or its name in runs/.")],
    json: JSON = False,
) -> None:
    """Write the report of a finished sweep again from its tables, and print what it comes to."""
    from sim.files import result_folder
    from sim.sweep import report as written

    folder = result_folder(*inputs.split_folder(run))
    written(folder)
    _say(folder, json)


def _say(folder: Path, json: bool, seconds: float | None = None) -> None:
    from sim.cli.sweep_tables import as_json, printed

    if json:
        from sim.cli.output import print_json

        print_json(as_json(folder))
    else:
        from sim.cli.tables import print_out

        print_out(printed(folder, seconds))
