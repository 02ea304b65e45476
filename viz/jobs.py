"""Sweeps that run beside the viewer, each in a process of its own; pages follow its ledger and can end it.

A job belongs to the server, not to a tab: who closes the page, or reloads it, finds it again by the folder's name.
"""

from __future__ import annotations

import atexit
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sim.files import NAME, FolderError
from viz.saved import runs_folder

LEDGER = "ledger.log"
COMMAND = ("-c", "from sim.cli import main; main()", "sweep")


class Progress(NamedTuple):
    """`state` is preparing, running, writing, stopping, done, cancelled or failed; `text` the reason of a failure."""

    state: str
    done: int
    failed: int
    total: int
    seconds: float
    left: float | None = None  # seconds, None while nobody knows
    text: str = ""


@dataclass
class Job:
    """One sweep at work."""

    name: str
    total: int
    process: subprocess.Popen[bytes]
    log: Path
    again: str  # the command that goes on with it
    began: float = field(default_factory=time.monotonic)
    first: float = 0.0  # when the first run was finished
    ended: float = 0.0
    asked: int = 0  # how often somebody asked it to end

    @property
    def folder(self) -> Path:
        """Where it writes."""
        return runs_folder() / self.name

    def progress(self) -> Progress:
        """How far it is."""
        now = time.monotonic()
        code = self.process.poll()
        if code is not None and not self.ended:
            self.ended = now
        done, failed = _counted(self.folder / LEDGER)
        if done and not self.first:
            self.first = now
        seconds = (self.ended or now) - self.began
        if code is not None:
            state = "cancelled" if self.asked else "done" if code in (0, 1) and self._whole() else "failed"
            done = self.total if state == "done" else done
            return Progress(
                state, done, failed, self.total, seconds, text=self._last_line() if state == "failed" else ""
            )
        if self.asked:
            return Progress("stopping", done, failed, self.total, seconds)
        if not done:
            return Progress("preparing", 0, 0, self.total, seconds)
        spent = now - self.first
        left = spent / max(done - 1, 1) * (self.total - done) if done > 1 else None
        return Progress("writing" if done >= self.total else "running", done, failed, self.total, seconds, left)

    @property
    def keeps(self) -> bool:
        """Whether there is a folder with something of it."""
        return (self.folder / LEDGER).is_file()

    def _whole(self) -> bool:
        return (self.folder / "manifest.json").is_file()

    def _last_line(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        said = [line for line in lines if line.startswith("rare-earth:")]
        return said[-1].removeprefix("rare-earth: ")[:500] if said else ""

    def cancel(self) -> None:
        """Ask it to end with what was done; asked a second time, it is ended at once."""
        self.asked += 1
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT if self.asked == 1 else signal.SIGKILL)


_jobs: dict[str, Job] = {}


def _counted(ledger: Path) -> tuple[int, int]:
    """Lines of the ledger, and those of runs that failed."""
    try:
        content = ledger.read_bytes()
    except OSError:
        return 0, 0
    return content.count(b"\n"), content.count(b'"status": "failed"')


def start(file: Path, draws: int, seeds: int, workers: int, total: int) -> Job:
    """Run a sweep's file in a folder of its own in the folder of runs; 0 leaves a number to the file."""
    runs = runs_folder()
    runs.mkdir(parents=True, exist_ok=True)
    name = _free(file.stem, runs)
    numbers = {"--draws": draws, "--seeds": seeds, "--workers": workers}
    options = [text for key, value in numbers.items() if value for text in (key, str(value))]
    options += ["--out", name, "--runs", str(runs)]
    with tempfile.NamedTemporaryFile("wb", prefix="rare-earth-", suffix=".log", delete=False) as log:
        process = subprocess.Popen(
            [sys.executable, *COMMAND, str(file), "--json", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # so that Ctrl-C in the viewer's terminal, and cancel, each reach it once
        )
    again = shlex.join(["rare-earth", "sweep", str(runs / name), "--resume"])
    _jobs[name] = job = Job(name, total, process, Path(log.name), again)
    return job


def _free(stem: str, runs: Path) -> str:
    stem = stem[:58] if NAME.fullmatch(stem[:58]) else "sweep"
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, 10_000))
    for name in names:
        if not (runs / name).exists() and name not in _jobs:
            return name
    raise FolderError(f"{runs} has no free name left that begins with {stem}")


def find(name: str) -> Job | None:
    """The job that writes the folder of that name."""
    return _jobs.get(name)


def running() -> list[Job]:
    """Jobs that are not at their end."""
    return [job for job in _jobs.values() if job.process.poll() is None]


@atexit.register
def _end_all() -> None:
    for job in _jobs.values():
        if job.process.poll() is None:
            os.killpg(job.process.pid, signal.SIGTERM)
        job.log.unlink(missing_ok=True)
