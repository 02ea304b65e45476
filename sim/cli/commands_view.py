"""`rare-earth view`: the viewer in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(epilog="Example: rare-earth view --port 8800 --no-open")(view)


def view(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this computer.")] = 8765,
    runs: Annotated[Path, typer.Option(help="Folder of saved runs.")] = Path("runs"),
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Open the viewer in the browser: this computer only, no internet needed. Ctrl-C ends it."""
    import importlib

    # The viewer stands above the command line, which therefore knows it by name only.
    server = importlib.import_module("viz.server")
    server.serve(port=port, runs=runs, open_browser=open_)
