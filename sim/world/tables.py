"""Reading of the CSV tables: every error names the file and the line."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
CONFIDENCE = frozenset(("sourced", "derived", "estimated", "unverified"))


class WorldError(ValueError):
    """A table of the world is wrong; the message is one line with file and row."""


class Row:
    """One line of a table, with typed access to its cells."""

    __slots__ = ("cells", "columns", "file", "line")

    def __init__(self, file: str, line: int, columns: Mapping[str, int], cells: list[str]) -> None:
        self.file, self.line, self.columns, self.cells = file, line, columns, cells

    def error(self, text: str) -> WorldError:
        """Return a WorldError that names this file and line."""
        return WorldError(f"{self.file}:{self.line}: {text}")

    def text(self, column: str) -> str:
        """Return the cell as text; an unknown column is an error."""
        try:
            return self.cells[self.columns[column]]
        except KeyError:
            raise self.error(f"no column '{column}'; columns are {', '.join(self.columns)}") from None

    def number(self, column: str) -> float:
        """Return the cell as a float; an empty, malformed or infinite cell is an error."""
        cell = self.text(column)
        try:
            value = float(cell)
        except ValueError:
            raise self.error(f"{column} is '{cell}', a number is expected") from None
        if value - value != 0.0:
            raise self.error(f"{column} is '{cell}', a finite number is expected")
        return value

    def numbers(self, column: str) -> tuple[float, ...]:
        """Return a '|'-joined cell as floats."""
        cell = self.text(column)
        try:
            return tuple(float(part) for part in cell.split("|"))
        except ValueError:
            raise self.error(f"{column} is '{cell}', numbers joined by '|' are expected") from None

    def member(self, column: str, allowed: Mapping[str, int]) -> int:
        """Return the position of the cell in `allowed`; anything else is an error."""
        cell = self.text(column)
        try:
            return allowed[cell]
        except KeyError:
            raise self.error(f"{column} is '{cell}', allowed: {', '.join(allowed)}") from None


def read(name: str, folder: Path = DATA) -> Iterator[Row]:
    """Yield the rows of one table; each must be complete and carry source and confidence."""
    path = folder / name
    if not path.is_file():
        raise WorldError(f"{name}: no such table in {folder}")
    with path.open(newline="", encoding="utf-8") as handle:
        reader = csv.reader(handle)
        header = next(reader, [])
        columns = {column: i for i, column in enumerate(header)}
        missing = [column for column in ("source", "confidence") if column not in columns]
        if missing:
            raise WorldError(f"{name}:1: no column '{missing[0]}'")
        source, confidence = columns["source"], columns["confidence"]
        for cells in reader:
            row = Row(name, reader.line_num, columns, cells)
            if len(cells) != len(header):
                raise row.error(f"{len(cells)} cells, {len(header)} are expected")
            if not cells[source]:
                raise row.error("source is empty")
            if cells[confidence] not in CONFIDENCE:
                raise row.error(f"confidence is '{cells[confidence]}', allowed: {', '.join(sorted(CONFIDENCE))}")
            yield row


def year_rows(name: str, base_year: int, folder: Path = DATA) -> Iterator[Row]:
    """Yield the rows of one base year of a table that holds several; a row without a year is of every one."""
    years = (str(base_year), "")
    return (row for row in read(name, folder) if row.text("base_year") in years)
