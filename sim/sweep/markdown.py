"""Markdown in small pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

FACT, ASSUMPTION, MODEL = "[fact]", "[assumption]", "[model]"
"""Marks in the report: what a source says, what was put in, what came out."""


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table; numbers are expected to be formatted, bars in text are escaped."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += ["| " + " | ".join(cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def cell(value: Any) -> str:
    """Return a value for a cell: one line, bars escaped."""
    return " ".join(str(value).split()).replace("|", "\\|")


def bullets(lines: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {line}" for line in lines)
