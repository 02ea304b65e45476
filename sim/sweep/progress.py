"""Progress of a sweep on the terminal: runs done, rate, time left, failures."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of every finished run."""

    def start(self, total: int) -> None: ...
    def advance(self, failed: int) -> None: ...
    def stop(self) -> None: ...


class Silent:
    """Says nothing."""

    def start(self, total: int) -> None:
        """Do nothing."""

    def advance(self, failed: int) -> None:
        """Do nothing."""

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

    def start(self, total: int) -> None:
        """Show the bar."""
        self._task = self._bar.add_task(self._description, total=total, rate="", failed="0 failed")
        self._bar.start()

    def advance(self, failed: int) -> None:
        """Count one finished run."""
        self._failed += failed
        speed = self._bar.tasks[0].speed
        rate = f"{speed:.0f} runs/s" if speed else ""
        self._bar.update(self._task, advance=1, rate=rate, failed=f"{self._failed} failed")

    def stop(self) -> None:
        """Leave the last state on the screen."""
        self._bar.stop()
