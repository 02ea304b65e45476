"""The behavioural parameters that fit 2008-2015: a weighted sample, one row a set of values, with its provenance.

`rare-earth calibrate` writes the two files; sweeps and hindcasts draw whole rows, so that what hangs together in
the fit hangs together in their draws.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TABLE = Path(__file__).parent / "data" / "posterior.csv"
PREFIX = "parameters."
LEAST = 200
"""Effective rows below which a sample is too thin to be called fitted."""


class PosteriorError(ValueError):
    """A sample that cannot be used; the text is one line."""


@dataclass(frozen=True)
class Posterior:
    """`values` is (rows, paths); `weights` (rows,) add up to 1; `provenance` says how the sample was made."""

    paths: tuple[str, ...]
    values: NDArray[np.float64]
    weights: NDArray[np.float64]
    provenance: dict[str, Any]

    def rows(self, u: NDArray[np.float64]) -> list[dict[str, float]]:
        """Return a row for each probability in `u` (0-1): rows in their order, each as wide as its weight."""
        upper = np.cumsum(self.weights)
        index = np.minimum(np.searchsorted(upper / upper[-1], u, side="right"), len(upper) - 1)
        return [dict(zip(self.paths, self.values[i].tolist(), strict=True)) for i in index]

    @property
    def effective(self) -> float:
        """Effective sample size: 1 / sum of squared weights."""
        return float(1 / np.sum(self.weights**2))

    @property
    def is_fitted(self) -> bool:
        """Whether the sample is more than a trial."""
        return self.effective >= LEAST


@cache
def load(table: Path = TABLE) -> Posterior:
    """Return a sample, by default the committed one; raises PosteriorError if it is absent or broken."""
    if not table.exists():
        raise PosteriorError(f"{table} is missing; `rare-earth calibrate --write` makes it")
    with table.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    if head[:2] != ["row", "weight"] or not rows:
        raise PosteriorError(f"{table}, line 1: starts with {head[:2]} (allowed: row, weight, then parameters)")
    try:
        numbers = np.array([[float(cell) for cell in row[1:]] for row in rows])
    except ValueError as error:
        raise PosteriorError(f"{table}: {error} (allowed: numbers, as many in each row)") from None
    if not np.isfinite(numbers).all() or numbers[:, 0].min() < 0 or numbers[:, 0].sum() <= 0:
        raise PosteriorError(f"{table}: a weight or a value is below 0 or not finite (allowed: finite numbers)")
    beside = table.with_suffix(".json")
    provenance = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    paths = tuple(PREFIX + name for name in head[2:])
    return Posterior(paths, numbers[:, 1:], numbers[:, 0] / numbers[:, 0].sum(), provenance)
