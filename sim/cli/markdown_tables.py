"""Markdown for the terminal: like Rich's own, but cells of tables fold where they are long instead of being cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.containers import Lines
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

SHORT = 10
"""Characters of a cell up to which its column is not folded."""


#: Where a cell breaks: after a space, and within a name after `_` or `.`, but not within a number.
BREAKS = re.compile(r"(?<=\s)|(?<=[_.])(?=[A-Za-z])")


def folded(text: str, width: int) -> str:
    """The text in lines of at most `width` characters, broken where names have joints and elsewhere only if it must be."""
    lines = [""]
    for part in BREAKS.split(text):
        if lines[-1] and len(lines[-1] + part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.rstrip() for line in lines)


class Cell(Text):
    """Text of a table that breaks as `folded` does."""

    def wrap(self, console: Console, width: int, **how: Any) -> Lines:
        """Rich's own wrapping of the folded text."""
        return Text(folded(self.plain, width)).wrap(console, width, **how)


def rendered(markdown: str) -> RenderableType:
    """The text with its tables as Rich tables."""
    return Group(*_parts(markdown.splitlines()))


def _parts(lines: Sequence[str]) -> Iterator[RenderableType]:
    for in_table, block in groupby(lines, lambda line: line.startswith("|")):
        rows = list(block)
        yield _table(rows) if in_table else Markdown("\n".join(rows))


def _table(lines: Sequence[str]) -> Table:
    heads, _, *rows = [_cells(line) for line in lines]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for head, *column in zip(heads, *rows, strict=True):
        # Only what is long gives way, or figures and names would be broken for the sake of a sentence beside them.
        table.add_column(Cell(head), overflow="fold", no_wrap=max(map(len, [head, *column])) <= SHORT)
    for row in rows:
        table.add_row(*map(Cell, row))  # not as markup, where policies[floor] has a tag
    return table


def _cells(line: str) -> list[str]:
    """The cells of a row; a bar that is escaped belongs to its cell."""
    cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [cell.strip().replace("\\|", "|") for cell in cells]
