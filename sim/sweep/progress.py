"""Progress of a sweep on the terminal: runs done, rate, time left, failures, and what happened on the way."""

from __future__ import annotations

import sys
from typing import Protocol


class Progress(Protocol):
    """Told of every finished run."""

    def start(self, total: int, done: int = 0, failed: int = 0) -> None: ...
    def advance(self, runs: int, failed: int) -> None: ...
    def tell(self, text: str) -> None: ...
    def stop(self) -> None: ...


class Silent:
    """Draws nothing; what happened is still said, on stderr."""

    def start(self, total: int, done: int = 0, failed: int = 0) -> None:
        """Do nothing."""

    def advance(self, runs: int, failed: int) -> None:
        """Do nothing."""

    def tell(self, text: str) -> None:
        """Print a line on stderr."""
        print(f"rare-earth: {text}", file=sys.stderr, flush=True)

    def stop(self) -> None:
        """Do nothing."""


class Bar:
    """A bar on stderr, so that what a script reads from stdout stays clean."""

    def __init__(self, description: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        self._description = description
        self._failed = 0
        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=Console(stderr=True),
        )

    def start(self, total: int, done: int = 0, failed: int = 0) -> None:
        """Show the bar; `done` runs, of which some failed, stand already in the ledger."""
        self._failed = failed
        self._task = self._bar.add_task(
            self._description, total=total, completed=done, rate="", failed=f"{failed} failed"
        )
        self._bar.start()

    def advance(self, runs: int, failed: int) -> None:
        """Count finished runs."""
        self._failed += failed
        speed = self._bar.tasks[0].speed
        rate = f"{speed:.0f} runs/s" if speed else ""
        self._bar.update(self._task, advance=runs, rate=rate, failed=f"{self._failed} failed")

    def tell(self, text: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(f"rare-earth: {text}", markup=False, highlight=False, soft_wrap=True)

    def stop(self) -> None:
        """Leave the last state on the screen."""
        self._bar.stop()
