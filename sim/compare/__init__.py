"""Compare saved results: whether they can be compared, then only what differs.

`compare([A, B, ...])` reads folders of runs or sweeps or CSV files; the first is what the others are held against.
pandas and scipy are imported when something is compared, so that this package costs the command line nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.compare.difference import Comparison

MOST = 8
"""Results that a reader can still hold against each other."""

__all__ = ["as_csv", "as_json", "as_markdown", "compare"]


def compare(paths: Sequence[str | PathLike[str]]) -> Comparison:
    """Return what differs between the first of `paths` and each of the others.

    A path is the folder of a run or a sweep, or a CSV file. Raises ValueError in one line if fewer than two or more
    than eight are given, or one cannot be read. `Comparison.exit_code` is 0 same, 1 differ, 2 not comparable.
    """
    import pandas as pd

    from sim.compare.difference import Comparison, difference
    from sim.compare.saved import read

    if not 2 <= len(paths) <= MOST:
        raise ValueError(f"compare needs two results or more, up to {MOST}: rare-earth compare runs/a runs/b")
    first, *others = [read(Path(path)) for path in paths]
    parts = [difference(first, other) for other in others]
    if len(parts) == 1:
        return parts[0]
    return Comparison(
        (first.name, *(other.name for other in others)),
        tuple(f"{p.names[1]}: {line}" for p in parts for line in p.problems),
        tuple(f"{p.names[1]}: {line}" for p in parts for line in p.notes),
        pd.concat([p.parameters for p in parts], ignore_index=True),
        pd.concat([p.outcomes for p in parts], ignore_index=True),
    )


def as_csv(comparison: Comparison) -> str:
    """Return the comparison as one CSV table."""
    from sim.compare import write

    return write.as_csv(comparison)


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON."""
    from sim.compare import write

    return write.as_json(comparison)


def as_markdown(comparison: Comparison) -> str:
    """Return the comparison as Markdown, for the terminal or a file."""
    from sim.compare import write

    return write.as_markdown(comparison)
