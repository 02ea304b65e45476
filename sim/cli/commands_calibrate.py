"""`rare-earth calibrate`: fit the behavioural parameters to 2008-2015, and say what the fit is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.errors import InputError
from sim.cli.options import JSON

if TYPE_CHECKING:
    from pathlib import Path

    from sim.history.smc import Fit


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth calibrate --runs 20000 --write --update docs/validation.md")(calibrate)


def calibrate(
    runs: Annotated[int, typer.Option(min=20, help="Least number of runs; the last generation is finished.")] = 20_000,
    population: Annotated[int, typer.Option(min=10, max=500, help="Rows of the sample.")] = 500,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the calibration.")] = 0,
    workers: Annotated[int | None, typer.Option(min=0, help="Processes; one per core if left out.")] = None,
    resume: Annotated[str, typer.Option(metavar="FOLDER", help="Go on with a calibration that was stopped.")] = "",
    out: Annotated[str, typer.Option(metavar="FOLDER", help="New folder; runs/calibration if left out.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Make the sample the one that sweeps draw from.")] = False,
    update: Annotated[
        str, typer.Option(metavar="FILE", help="Write the tables into a page, as docs/validation.md.")
    ] = "",
    checked: Annotated[
        int, typer.Option(min=1, help="Runs per episode of the check, under prior and posterior.")
    ] = 200,
    sensitivity: Annotated[
        str, typer.Option(metavar="SWEEP", help="No fit: run a sweep under prior and posterior instead, and compare.")
    ] = "",
    draws: Annotated[int, typer.Option(min=4, help="Draws of that sweep.")] = 64,
    json: JSON = False,
) -> None:
    """Fit the behavioural parameters to 2008-2015 by ABC-SMC; 2024-2026 stays out of sample."""
    from sim.history.replay import processors

    count = processors() if workers is None else workers
    if sensitivity:
        _compare(sensitivity, draws, count, update, json)
        return
    folder = _folder(resume, out)
    fit = _fit(folder, runs, population, count, seed, json)
    table = _keep(fit, folder, seed, write)
    _report(fit, folder, table, count, checked, update, json)


def _folder(resume: str, out: str) -> Path:
    from sim.cli import inputs
    from sim.files import new_folder, result_folder

    if resume and out:
        raise InputError("--resume and --out: give one of them")
    if resume:
        return result_folder(*inputs.split_folder(resume))
    return new_folder(*inputs.split_folder(out)) if out else new_folder("calibration", numbered=True)


def _fit(folder: Path, runs: int, population: int, workers: int, seed: int, quiet: bool) -> Fit:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from sim.history.smc import calibrate as run

    columns = [
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        task = bar.add_task("calibrate", total=runs)
        return run(
            folder, runs, population, workers, seed,
            lambda more, text: bar.update(task, advance=more, description=text),
        )  # fmt: skip


def _keep(fit: Fit, folder: Path, seed: int, write: bool) -> Path:
    """Write the sample to the folder, and where asked to the package; return the table."""
    from sim import posterior
    from sim.history.fitted import write_sample

    table = folder / "posterior.csv"
    write_sample(fit, seed, table)
    if write:
        write_sample(fit, seed, posterior.TABLE)
    return table


def _report(fit: Fit, folder: Path, table: Path, workers: int, runs: int, update: str, json: bool) -> None:
    from sim import posterior
    from sim.cli.calibration_report import as_json, markdown, pages, printed
    from sim.files import write, write_table
    from sim.history.check import check
    from sim.history.fitted import marginals

    sample = posterior.load(table)
    checked = check(sample, workers, runs)
    margins = marginals(sample)
    write_table(folder / "marginals.csv", margins)
    write(folder / "report.md", markdown(fit, sample, margins, checked))
    if update:
        from pathlib import Path as File

        from sim.cli.validation_page import replace

        replace(File(update), pages(fit, sample, margins, checked), f"rare-earth calibrate --write --update {update}")
    if json:
        from sim.cli.output import print_json

        print_json(as_json(fit, sample, margins, checked, folder))
    else:
        from sim.cli.tables import print_out

        print_out(printed(fit, sample, margins, checked), f"Saved in {folder}")
    if not sample.is_fitted:
        few = f"{sample.effective:.0f} effective rows, too few to count as fitted (wanted: {posterior.LEAST})"
        typer.echo(f"Only {few}; give a larger --population or more --runs.", err=True)


def _compare(sweep: str, draws: int, workers: int, update: str, json: bool) -> None:
    from sim.cli.sensitivity import compare, printed, records, text

    found: Any = compare(sweep, draws, workers, progress=not json)
    if update:
        from pathlib import Path

        from sim.cli.validation_page import replace

        command = f"rare-earth calibrate --sensitivity {sweep} --draws {draws} --update {update}"
        replace(Path(update), {"sensitivity": text(found)}, command)
    if json:
        from sim.cli.output import print_json

        print_json(records(found))
    else:
        from sim.cli.tables import print_out

        print_out(printed(found))
