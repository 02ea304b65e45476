"""`rare-earth compare`: what differs between saved results, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.errors import InputError
from sim.cli.options import JSON


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth compare runs/baseline-0 runs/india_assurance-0 --md")(compare)


def compare(
    results: Annotated[list[str], typer.Argument(metavar="A B...", help="Folders of runs or sweeps, or CSV files.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json: JSON = False,
    md: Annotated[bool, typer.Option("--md", help="Print Markdown.")] = False,
) -> None:
    """Compare saved results with the first: parameters that differ, then outcomes that differ.

    Exit code 0: the same; 1: they differ; 2: they cannot be compared.
    """
    from sim.compare import as_csv, as_json, as_markdown
    from sim.compare import compare as compared

    if csv + json + md > 1:
        raise InputError("--csv, --json, --md: give one of them")
    try:
        found = compared(results)
    except ValueError as error:
        raise InputError(str(error)) from error
    if csv or json:
        typer.echo((as_csv if csv else as_json)(found).rstrip("\n"))
    elif md:
        typer.echo(as_markdown(found).rstrip("\n"))
    else:
        from sim.cli.markdown_tables import rendered
        from sim.cli.tables import print_out

        print_out(rendered(as_markdown(found)))
    raise typer.Exit(found.exit_code)
