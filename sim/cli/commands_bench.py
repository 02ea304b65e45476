"""`rare-earth bench`: how fast the model is on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import JSON

if TYPE_CHECKING:
    from rich.table import Table

LABELS = {
    "ms_per_run": "one flagship run, ms",
    "ms_per_run_wall": "the same by the clock, ms",
    "ms_per_build": "making a model, ms",
    "runs_per_second": "runs a second, two processes",
    "kernel_us_per_month": "trade kernel, microseconds a month",
    "links": "trade links",
    "plants": "plants",
    "firms": "firms",
    "nations": "nations",
    "peak_rss_mb": "peak memory, MB",
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth bench --case build --case growth-x10 --compare before.json")(bench)


def bench(
    case: Annotated[
        list[str] | None,
        typer.Option(
            help="Case to measure beside the run itself; may be repeated. month, build, startup, sweep, growth-x1, growth-x3, "
            "memory-1k; on request only: growth-x10, memory-10k, memory-100k, cold."
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Measure all cases, also those that take minutes.")] = False,
    compare: Annotated[Path | None, typer.Option(help="JSON of an earlier bench to compare with.")] = None,
    json: JSON = False,
) -> None:
    """Measure run time, phases, the trade kernel, sweep rate, growth, memory and start-up, by named cases.

    Without --case all but the slow cases are measured, in about two minutes.
    """
    before = _read(compare) if compare else None
    found = _measure(case or [], all_)
    compared = None if before is None else _compared(before, found)
    if json:
        from sim.cli.output import print_json

        print_json(found if compared is None else found | {"compared": compared})
        return
    from sim.cli.tables import print_out

    print_out(_shown(found))
    if compared is not None:
        print_out(_difference(compared["figures"]))
        print_out(compared["sentence"])


def _read(path: Path) -> dict[str, Any]:
    from json import loads

    from sim.cli.errors import InputError

    try:
        before = loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"--compare {path}: {error.strerror}") from error
    except ValueError:
        raise InputError(f"--compare {path}: this is not JSON (allowed: what `bench --json` printed)") from None
    if not isinstance(before, dict) or "ms_per_run" not in before:
        raise InputError(f"--compare {path}: no ms_per_run (allowed: what `bench --json` printed)")
    return before


def _measure(cases: list[str], everything: bool) -> dict[str, Any]:
    import importlib

    from rich.console import Console

    from sim.cli.errors import InputError

    suite = importlib.import_module("sim.bench")
    for name in cases:
        if name not in suite.CASES:
            raise InputError(f"--case {name}: no such case (allowed: {', '.join(suite.CASES)})")
    with Console(stderr=True).status("") as status:
        found: dict[str, Any] = suite.suite(cases, everything, tell=lambda text: status.update(f"Measuring {text}"))
    return found


def _compared(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    import importlib

    changes = importlib.import_module("sim.bench.changes")
    return {
        "sentence": changes.sentence(before, after),
        "figures": [change._asdict() for change in changes.changes(before, after)],
    }


def _table(*columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=bool(columns))
    for number, name in enumerate(columns or ("", "")):
        table.add_column(name, justify="right" if number else "left")
    return table


def _shown(measured: dict[str, Any]) -> Table:
    table = _table()
    for key, value in measured.items():
        if isinstance(value, int | float):
            table.add_row(LABELS.get(key, key.replace("_", " ")), _number(value))
    for phase, share in sorted(measured.get("phase_share", {}).items(), key=lambda pair: -pair[1]):
        table.add_row(f"  phase {phase}", f"{100 * share:.0f} %")
    for name, figures in measured.get("cases", {}).items():
        table.add_section()
        table.add_row(f"[bold]{name}[/bold]", "")
        for key, value in figures.items():
            table.add_row(f"  {key.replace('_', ' ')}", _number(value))
    table.add_section()
    for key, value in measured.get("machine", {}).items():
        table.add_row(key, str(value))
    return table


def _difference(figures: list[dict[str, Any]]) -> Table:
    table = _table("", "before", "after", "change")
    for change in figures:
        share = f"{100 * change['share']:+.0f} %"
        table.add_row(change["name"], _number(change["before"]), _number(change["after"]), share)
    return table


def _number(value: Any) -> str:
    from sim.cli.figures import shown

    return str(value) if isinstance(value, int | str) else shown(value, "")
