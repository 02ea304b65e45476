"""`rare-earth bench`: how fast the model is on this machine."""

from __future__ import annotations

from typing import Any

import typer

from sim.cli.options import JSON

LABELS = {
    "ms_per_run": "one flagship run, ms",
    "runs_per_second": "runs a second, all cores",
    "kernel_us_per_month": "trade kernel, microseconds a month",
    "links": "trade links",
    "plants": "plants",
    "firms": "firms",
    "nations": "nations",
    "peak_rss_mb": "peak memory, MB",
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth bench --json")(bench)


def bench(json: JSON = False) -> None:
    """Measure run time, sweep rate, the trade kernel, memory and the share of each phase."""
    import importlib

    measured: dict[str, Any] = importlib.import_module("sim.bench").bench()
    if json:
        from sim.cli.output import print_json

        print_json(measured)
    else:
        _print(measured)


def _print(measured: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    from sim.cli.figures import shown
    from sim.cli.tables import print_out

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for key, value in measured.items():
        if isinstance(value, int | float):
            number = str(value) if isinstance(value, int) else shown(value, "")
            table.add_row(LABELS.get(key, key.replace("_", " ")), number)
    for phase, share in sorted(measured.get("phase_share", {}).items(), key=lambda pair: -pair[1]):
        table.add_row(f"  phase {phase}", f"{100 * share:.0f} %")
    print_out(table)
