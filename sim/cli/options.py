"""Options that several commands share, so that they read and mean the same everywhere."""

from __future__ import annotations

from typing import Annotated

import typer

Seed = Annotated[int | None, typer.Option(min=0, help="Random seed; the scenario says otherwise.")]
Set = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value of the scenario; may be repeated."),
]
JSON = Annotated[bool, typer.Option("--json", help="Print JSON, for a script.")]
