"""Behavioural parameters: one default, range, unit and source each, read from `sim/data/parameters.csv`."""

from __future__ import annotations

import csv
from collections import namedtuple
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

PATH = Path(__file__).parent / "data" / "parameters.csv"


class ParameterRow(NamedTuple):
    """A row of the table; `low` and `high` bound what a scenario may set."""

    default: float
    low: float
    high: float
    unit: str
    description: str
    source: str
    confidence: str


def _read() -> dict[str, ParameterRow]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return {
            row["name"]: ParameterRow(
                float(row["default"]),
                float(row["low"]),
                float(row["high"]),
                row["unit"],
                row["description"],
                row["source"],
                row["confidence"],
            )
            for row in csv.DictReader(file)
        }


TABLE: dict[str, ParameterRow] = _read()


#: All parameters as attributes; a named tuple of floats, so that compiled loops take it whole.
Parameters: Any = namedtuple("Parameters", tuple(TABLE))  # type: ignore[misc]


def values(overrides: Mapping[str, float] | None = None) -> Any:
    """The defaults with `overrides`, as `Parameters`; an unknown name raises KeyError naming it."""
    chosen = {name: row.default for name, row in TABLE.items()}
    for name, value in (overrides or {}).items():
        if name not in chosen:
            raise KeyError(f"parameters.{name}: no such parameter")
        chosen[name] = float(value)
    return Parameters(**chosen)
