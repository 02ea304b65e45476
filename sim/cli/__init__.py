"""The command line: `rare-earth run`, `sweep`, `report`, `compare`, `view` and smaller ones.

Only Typer is imported here and in the command modules; each command imports the rest when it runs, so that
`rare-earth --help` answers at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sim.cli import (
    commands_bench,
    commands_calibrate,
    commands_compare,
    commands_hindcast,
    commands_hypotheses,
    commands_library,
    commands_run,
    commands_sweep,
    commands_view,
)
from sim.cli.errors import INTERRUPTED, explain

EPILOG = (
    "Exit codes: 0 done · 1 a run failed, or compare found differences · "
    "2 bad input, or not comparable · 3 a sweep was stopped and can be resumed · "
    "70 an internal error · 130 interrupted. "
    "RARE_EARTH_DEBUG=1 shows the traceback of an error."
)

app = typer.Typer(
    name="rare-earth",
    help="Simulate rare earth trade: export controls, assurances, and what nations and firms do about them.",
    epilog=EPILOG,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from sim import __version__

        typer.echo(f"rare-earth {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for module in (
    commands_run,
    commands_sweep,
    commands_compare,
    commands_hypotheses,
    commands_hindcast,
    commands_calibrate,
    commands_view,
    commands_library,
    commands_bench,
):
    module.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; an error is one line on stderr."""
    try:
        code = app(args=arguments, prog_name="rare-earth", standalone_mode=False)
        if code == INTERRUPTED:  # Typer has caught it
            print("rare-earth: interrupted", file=sys.stderr)
    except BaseException as error:
        code = explain(error)
    sys.exit(code if isinstance(code, int) else 0)
