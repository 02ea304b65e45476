"""The results of a sweep as they come in: small numbers in memory, monthly series on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.sweep.cases import Case
from sim.sweep.measures import Column
from sim.sweep.progress import Progress
from sim.sweep.scores import quantile
from sim.sweep.worker import Done, Job

SCRATCH = ".series.npy"
LEVELS = (0.05, 0.25, 0.50, 0.75, 0.95)


class Collection:
    """Collects finished runs in any order and gives them back in the order of the jobs.

    The series stand in a file, shape (bands, runs, months), because those of many runs do not fit in memory.
    """

    def __init__(
        self,
        folder: Path,
        jobs: Sequence[Job],
        columns: Sequence[Column],
        bands: Sequence[Column],
        months: Sequence[str],
        progress: Progress,
    ) -> None:
        self.jobs, self.columns, self.bands, self.months = jobs, tuple(columns), tuple(bands), tuple(months)
        self.probes: dict[int, Done] = {}
        self.status = np.full(len(jobs), "", dtype=object)
        self.reason = np.full(len(jobs), "", dtype=object)
        self.outcome = np.full(len(jobs), "", dtype=object)
        self.numbers = np.full((len(jobs), len(columns)), np.nan)
        self.residual = 0.0
        self.seconds = 0.0
        self._file = folder / SCRATCH
        self._progress = progress
        shape = (len(bands), len(jobs), len(months))
        self.series: NDArray[np.float32] = np.lib.format.open_memmap(
            self._file, mode="w+", dtype=np.float32, shape=shape
        )

    def add(self, done: Done) -> None:
        """Take in one finished run; indices beyond the jobs are those of probes."""
        i = done.index
        self._progress.advance(int(done.status != "ok"))
        if i >= len(self.jobs):
            self.probes[i] = done
            return
        self.status[i], self.reason[i], self.outcome[i] = done.status, done.reason, done.outcome
        if done.status == "ok":
            self.numbers[i] = done.numbers
            self.series[:, i] = done.bands
            self.residual = max(self.residual, done.residual)
            self.seconds += done.seconds

    @property
    def finished(self) -> NDArray[np.int64]:
        """Places of the runs that ended well."""
        return np.flatnonzero(self.status == "ok")

    def table(self, cases: Sequence[Case]) -> pd.DataFrame:
        """Return a row per run that was tried, in the order of cases and seeds."""
        tried = np.flatnonzero(self.status != "").tolist()
        rows = pd.DataFrame(
            {
                "case": [self.jobs[i].case for i in tried],
                "draw": [cases[self.jobs[i].case].draw for i in tried],
                "seed": [self.jobs[i].seed for i in tried],
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
            values = quantile(np.asarray(self.series[i][places], dtype=np.float64), LEVELS, weights)
            part = pd.DataFrame(values.T, columns=[f"p{round(100 * level)}" for level in LEVELS])
            names = (group, column.nation, column.product, column.measure, column.monthly_unit)
            for at, (head, value) in enumerate(
                zip(("group", "nation", "product", "measure", "unit"), names, strict=True)
            ):
                part.insert(at, head, value)
            part.insert(1, "month", list(self.months))
            parts.append(part)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()

    def close(self) -> None:
        """Remove the scratch file."""
        del self.series
        self._file.unlink(missing_ok=True)
