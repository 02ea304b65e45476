"""`rare-earth bench`: how fast the model is on this machine."""

from __future__ import annotations

import typer

from sim.cli.options import JSON


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth bench --json")(bench)


def bench(json: JSON = False) -> None:
    """Measure run time, sweep rate, the trade kernel, memory and the share of each phase."""
    import importlib

    measured = importlib.import_module("sim.bench").bench()
    raise NotImplementedError(measured, json)
