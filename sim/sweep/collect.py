"""The results of a sweep as they come in: a line each in the ledger, monthly series in a file, small numbers in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.files import write
from sim.sweep.cases import Case
from sim.sweep.identity import run_id
from sim.sweep.ledger import Entry, Ledger, entries
from sim.sweep.measures import Column
from sim.sweep.plan import Jobs
from sim.sweep.scores import quantile
from sim.sweep.series import SeriesFile, blocks, checksum
from sim.sweep.stopping import disk_errors
from sim.sweep.worker import Done

LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)
SORTED = 1_000_000
"""Numbers of a band that are sorted at a time."""
PATHS = "paths"


class Collection:
    """Collects finished runs in any order and gives them back in the order of the jobs.

    A run counts as finished when its line is in the ledger, and the line is written when everything else of the run
    is on the disk. `mine` are the places of the jobs that this process is to run, all of them unless it is a shard.
    """

    def __init__(
        self, folder: Path, jobs: Jobs, mine: NDArray[np.int64], columns: Sequence[Column], bands: Sequence[Column],
        months: Sequence[str], key: str,
    ) -> None:  # fmt: skip
        """Open the ledger and the series of a folder, and take in what stands there; raises FolderError, Stopped."""
        self.jobs, self.columns, self.bands, self.months = jobs, tuple(columns), tuple(bands), tuple(months)
        self.probes: dict[int, Done] = {}
        self.status, self.reason, self.outcome = (np.full(jobs.runs, "", dtype=object) for _ in range(3))
        self.numbers = np.full((jobs.runs, len(columns)), np.nan)
        self.residual = self.seconds = 0.0
        self.known = 0
        self._closed = False
        self._folder, self._key = folder, key
        self._mine, self._mine_runs = mine, mine[mine < jobs.runs]
        with disk_errors(str(folder)):
            self._ledger = Ledger(folder)
            self.series = SeriesFile(folder, (len(bands), len(self._mine_runs), len(months)))
            self._take_in()

    def add(self, some: Sequence[Done]) -> None:
        """Put finished runs on the disk and count them; raises Stopped if the disk is full."""
        written = []
        with disk_errors(str(self._folder)):
            for done in some:
                held = done.status == "ok" and done.index < self.jobs.runs
                if held:
                    self.series.write(self._place(done.index), done.bands)
                if held and done.path:
                    write(path_file(self._folder, self.jobs, done.index), done.path)
                written.append(
                    Entry(run_id(self._key, self.jobs[done.index]), done, checksum(done.bands) if held else 0)
                )
            self.series.sync()
            self._ledger.append(written)
        for done in some:
            self._count(done)

    @property
    def todo(self) -> list[int]:
        """Places of the jobs that this process has still to run, in order."""
        return [i for i in self._mine.tolist() if not (self.status[i] if i < self.jobs.runs else i in self.probes)]

    @property
    def runs(self) -> int:
        """Number of runs, without probes, that this process is to have in the end."""
        return len(self._mine_runs)

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return int((self.status == "failed").sum())

    def table(self, cases: Sequence[Case]) -> pd.DataFrame:
        """Return a row per run that was tried, in the order of cases and seeds."""
        tried = np.flatnonzero(self.status != "")
        case, seed = self.jobs.case_and_seed(tried)
        draws = np.array([c.draw for c in cases])
        rows = pd.DataFrame(
            {
                "case": case,
                "draw": draws[case],
                "seed": seed,
                "status": self.status[tried],
                "reason": self.reason[tried],
                "outcome": self.outcome[tried],
            },
            index=tried,
        )
        numbers = pd.DataFrame(self.numbers[tried], index=tried, columns=[c.label for c in self.columns])
        return pd.concat([rows, numbers], axis=1)

    def quantiles(self, group: str, places: NDArray[np.int64], weights: NDArray[np.float64]) -> pd.DataFrame:
        """Return the bands of the runs at `places`: group, month, measure, nation, product, unit, p5 to p95."""
        parts = []
        for i, column in enumerate(self.bands):
            part = pd.DataFrame(
                _quantiles(self.series[i], places, weights), columns=[f"p{round(100 * level)}" for level in LEVELS]
            )
            names = (group, column.nation, column.product, column.measure, column.monthly_unit)
            for at, (head, value) in enumerate(
                zip(("group", "nation", "product", "measure", "unit"), names, strict=True)
            ):
                part.insert(at, head, value)
            part.insert(1, "month", list(self.months))
            parts.append(part)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def close(self, remove: bool = False) -> None:
        """Close the files; `remove` them too where the tables now say everything."""
        if self._closed:
            return
        self._closed = True
        if remove:
            # The ledger first: without its series it would call for every run again.
            self._ledger.file.unlink(missing_ok=True)
            self.series.file.unlink(missing_ok=True)
        self.series.close()
        self._ledger.close()

    def _take_in(self) -> None:
        """Take in the sound lines of the ledger whose run is one of ours and whose series is as it was written."""
        sums = list(self.series.sums()) if self._ledger.file.stat().st_size else []
        for entry in entries(self._ledger.file):
            i = entry.done.index
            at = int(np.searchsorted(self._mine, i))
            if at == len(self._mine) or self._mine[at] != i or entry.id != run_id(self._key, self.jobs[i]):
                continue
            if entry.done.status == "ok" and i < self.jobs.runs and sums[at] != entry.series:
                continue
            self._count(entry.done)
            self.known += 1

    def _count(self, done: Done) -> None:
        i = done.index
        if i >= self.jobs.runs:
            self.probes[i] = done
            return
        self.status[i], self.reason[i], self.outcome[i] = done.status, done.reason, done.outcome
        if done.status == "ok":
            self.numbers[i] = done.numbers
            self.residual = max(self.residual, done.residual)
            self.seconds += done.seconds

    def _place(self, index: int) -> int:
        return int(np.searchsorted(self._mine_runs, index))


def path_file(folder: Path, jobs: Jobs, index: int) -> Path:
    """Return the file of a run's full series, such as `paths/case-12-seed-3.csv.gz`; its folder is made."""
    place = folder / PATHS
    place.mkdir(exist_ok=True)
    job = jobs[index]
    return place / f"case-{job.case}-seed-{job.seed}.csv.gz"


def _quantiles(
    band: NDArray[np.float32], places: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the quantiles of a band, shape (months, levels), a few months at a time so that memory stays bounded."""
    parts = []
    for months in blocks(band.shape[1], len(places), SORTED):
        values = band[:, months][places].astype(np.float64)
        if np.ptp(weights) <= 1e-12 * weights[0]:
            # Without weights it need not be sorted whole, and there is no sum of weights to round.
            parts.append(np.quantile(values, LEVELS, axis=0, method="inverted_cdf"))
        else:
            parts.append(quantile(values, LEVELS, weights))
    return np.concatenate(parts, axis=1).T if parts else np.empty((0, len(LEVELS)))
