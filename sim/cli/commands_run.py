"""`rare-earth run`: one scenario, one seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import inputs
from sim.cli.errors import InputError, RunFailed
from sim.cli.options import JSON, Seed, Set

if TYPE_CHECKING:
    from pathlib import Path


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth run controls_2025 --seed 3 --set parameters.panic=2 --save")(run)


def run(
    scenario: Annotated[str, typer.Argument(help="A scenario's name (see `rare-earth scenarios`) or file.")],
    seed: Seed = None,
    set_: Set = [],  # noqa: B006 - Typer reads the default, nobody changes it
    months: Annotated[int | None, typer.Option(min=1, help="Length; the scenario says otherwise.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the run in runs/<scenario>-<seed>.")] = False,
    out: Annotated[str, typer.Option(metavar="FOLDER", help="Keep the run in this new folder.")] = "",
    json: JSON = False,
) -> None:
    """Run one scenario and say what came of it."""
    chosen = inputs.scenario(scenario, set_, months, seed)
    inputs.tell_notes(chosen)
    folder = _folder(out, save, f"{chosen.name}-{chosen.seed}")

    from sim.run import run as simulate
    from sim.warm import warm_up

    warm_up()
    result = simulate(chosen, detail=folder is not None)
    if folder is not None:
        from sim.run import write_run

        write_run(result, folder)
    if json:
        from sim.cli.output import print_json
        from sim.cli.summary import summary

        print_json(summary(result))
    else:
        from sim.cli.tables import print_out, run_report

        kept = f"Saved in {folder}" if folder else "Not saved; --save keeps it in runs/, --out FOLDER elsewhere."
        print_out(run_report(result), "", kept)
    if result.status != "ok":
        raise RunFailed(f"{chosen.name}, seed {result.seed}: {result.reason}")


def _folder(out: str, save: bool, name: str) -> Path | None:
    """The folder to write to; None where the run is not kept."""
    if out and save:
        raise InputError("--save and --out: give one of them")
    if not out and not save:
        return None
    from sim.files import new_folder

    return new_folder(*inputs.split_folder(out)) if out else new_folder(name, numbered=True)
