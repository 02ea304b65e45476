"""Sweep files at work: the library's, a person's changes to one, and whether it is right, as `rare-earth check` says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from sim.scenario import ScenarioError, folder, load_sweep
from sim.sweep import plan

LONGEST = 60_000  # letters of a sweep's file


class Fault(NamedTuple):
    """What is wrong in a line; line 0 is the file as a whole."""

    line: int
    text: str


class Checked(NamedTuple):
    """What a sweep's text comes to: a line about it and the number of runs, or its faults in the order of lines."""

    summary: str
    runs: int = 0
    faults: tuple[Fault, ...] = ()


def sweeps() -> dict[str, str]:
    """The text of each sweep of the library by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((folder() / "sweeps").glob("*.yaml"))}


class Workshop:
    """A copy of the library in which one person's changes are checked and run; the library itself stays as it is."""

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="rare-earth-"))
        shutil.copytree(folder(), self.place / "scenarios")

    def file(self, name: str, text: str) -> Path:
        """Write the text as the sweep of that name, where the paths in it lead to the same scenarios."""
        path = self.place / "scenarios" / "sweeps" / f"{Path(name).name}.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    def check(self, name: str, text: str, draws: int = 0, seeds: int = 0) -> Checked:
        """Say what the text comes to, with other numbers of draws and seeds if they are not 0."""
        if len(text) > LONGEST:
            return Checked("", 0, (Fault(0, f"longer than {LONGEST:,} letters"),))
        path = self.file(name, text)
        try:
            spec = load_sweep(path).spec
            chosen = plan.plan(str(path), draws or None, seeds or None, {})
        except ScenarioError as error:
            faults = [Fault(e.line, f"{e.where}: {e.message}" if e.where else e.message) for e in error.all]
            return Checked("", 0, tuple(fault._replace(text=self._clean(fault.text)) for fault in faults))
        except ValueError as error:
            return Checked("", 0, (Fault(0, self._clean(str(error))),))
        words = (
            f"A sweep of {draws or spec.design.draws} draws x {seeds or len(spec.seed_list)} seeds, "
            f"{len(spec.uncertainties)} uncertainties, {len(spec.levers)} levers: "
            f"{len(chosen.jobs):,} runs, and {len(chosen.probes)} that move one input at a time"
        )
        return Checked(words, len(chosen.jobs) + len(chosen.probes))

    def _clean(self, text: str) -> str:
        return text.replace(f"{self.place}/", "")

    def close(self) -> None:
        """Remove the copy."""
        shutil.rmtree(self.place, ignore_errors=True)
