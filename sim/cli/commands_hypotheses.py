"""`rare-earth hypotheses`: which reading of a motive the evidence fits better."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import inputs
from sim.cli.options import JSON

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth hypotheses runs/motives_2025")(hypotheses)


def hypotheses(
    sweep: Annotated[str, typer.Argument(help="Folder of a sweep that varies the hypotheses, or its name in runs/.")],
    evidence: Annotated[
        str, typer.Option(help="File of evidence, or its name in scenarios/evidence.")
    ] = "india_assurance",
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 for none beside this one.")] = 1,
    json: JSON = False,
) -> None:
    """Hold the runs of a sweep against dated evidence: matrix, likelihood ratios, posterior, leave-one-out."""
    from sim.files import result_folder
    from sim.sweep.judging import judge

    folder = result_folder(*inputs.split_folder(sweep))
    items, summary = judge(folder, evidence, workers)
    if json:
        from sim.cli.output import print_json

        print_json({"items": _records(items), "hypotheses": _records(summary)})
        return
    from sim.cli.markdown_tables import rendered
    from sim.cli.tables import print_out
    from sim.sweep.report_hypotheses import judgement

    print_out(rendered(judgement(items, summary, sources=False)))
    typer.echo(f"The source of each item stands in {folder / 'evidence.csv'}.")


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
