"""Folders and files of results: names that stay inside, writes that are whole or absent, safe cells.

Every table that a person may open in a spreadsheet goes through `table_text`, every file through `write`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
RUNS = Path("runs")
ROWS = 5000
"""Rows of a table that are turned into text at a time."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FolderError(ValueError):
    """A folder of results that may not be used; the text is one line and says what to do."""


def checked_name(name: str) -> str:
    """Return `name` if it may name a folder of results.

    Raises FolderError unless it is 1 to 64 letters, digits, dots, dashes or underscores and starts with none of
    the dots.
    """
    if not NAME.fullmatch(name):
        raise FolderError(
            f"{name[:80]!r} cannot name a run: use 1 to 64 of A-Z a-z 0-9 . _ - and do not start with a dot"
        )
    return name


def result_folder(name: str, runs: Path = RUNS) -> Path:
    """Return the existing folder `name` in `runs`; raises FolderError if it is absent, a link or no folder."""
    folder = runs / checked_name(name)
    if folder.is_symlink():
        raise FolderError(f"{folder} is a symbolic link; results are read only from folders inside {runs}")
    if not folder.is_dir():
        raise FolderError(f"{folder} does not exist; `ls {runs}` shows the runs there are")
    return folder


def new_folder(name: str, runs: Path = RUNS, numbered: bool = False) -> Path:
    """Make and return the folder `name` in `runs`.

    With `numbered` a name that is taken becomes name-2, name-3 and so on; without, it raises FolderError, because
    results are never written over.
    """
    checked_name(name)
    if runs.is_symlink():
        raise FolderError(f"{runs} is a symbolic link; name the folder that it points to")
    runs.mkdir(parents=True, exist_ok=True)
    for folder in _candidates(name, runs, numbered):
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder
    raise FolderError(f"{runs / name} exists; choose another name with --out, or leave --out away")


def _candidates(name: str, runs: Path, numbered: bool) -> Iterable[Path]:
    yield runs / name
    if numbered:
        # The name is cut so that the number never makes it too long.
        yield from (runs / f"{name[: 63 - len(str(n))]}-{n}" for n in range(2, 100_000))


def folder_in(text: str, runs: Path = RUNS) -> str:
    """Return the name of a folder in `runs` that a person gave as `name` or as `runs/name`.

    Raises FolderError for anything else: another parent, `..`, an absolute path, a character that is not allowed.
    """
    path = Path(text)
    if text != path.name and (".." in path.parts or path.parent != runs):
        raise FolderError(f"{text[:80]!r} cannot name a run: give the name of a folder in {runs}, without a path")
    return checked_name(path.name if text.strip() else text)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write to that takes the place of `path` at the end; after a crash the old one is still there."""
    part = path.with_name(f".{path.name}.part")
    # A link that somebody put there is not followed.
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write(path: Path, content: str | bytes) -> None:
    """Write `content` to `path` so that after a crash there is the old file or the new one, never a part."""
    with replacing(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def write_json(path: Path, content: Any) -> None:
    """Write `content` as indented JSON; raises ValueError for NaN and infinities, which JSON does not know."""
    write(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def safe(cell: Any) -> Any:
    """Return `cell`, with an apostrophe before text that a spreadsheet would run as a formula."""
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def table_text(frame: pd.DataFrame, header: bool = True) -> str:
    """Return `frame` as CSV text: ten significant digits, text cells made safe, numbers as they are."""
    import pandas as pd

    text = {
        name: column.map(safe)
        for name, column in frame.items()
        if not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))
        # Long tables repeat few names: looking at each once saves seconds.
        and any(safe(cell) is not cell for cell in column.unique())
    }
    safe_frame = frame.assign(**{str(name): column for name, column in text.items()})
    safe_frame.columns = pd.Index([safe(str(name)) for name in frame.columns])
    return safe_frame.to_csv(index=False, header=header, float_format="%.10g", lineterminator="\n")


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write `frame` to `path` as CSV, see `table_text`; a long table goes in pieces, so that its text takes no memory."""
    with replacing(path) as file:
        for first in range(0, max(len(frame), 1), ROWS):
            file.write(table_text(frame.iloc[first : first + ROWS], header=first == 0).encode())
