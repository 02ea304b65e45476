"""The ledger: a line for every finished run, appended and synced, so that a crash costs only what was in flight.

A line is the CRC-32 of its text in hex, a space, and the run as JSON with its numbers. A line that a crash left
unfinished, or that does not agree with its sum, counts as not written: that run is done again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from sim.files import FolderError
from sim.sweep.worker import Done

LEDGER = "ledger.log"
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Entry:
    """A line of the ledger: the run, its id, and the sum of its series (0 if it has none)."""

    id: str
    done: Done
    series: int


def line(entry: Entry) -> bytes:
    """Return the line of a finished run."""
    done = entry.done
    body = json.dumps(
        {
            "run": done.index, "id": entry.id, "status": done.status, "reason": done.reason, "outcome": done.outcome,
            "residual": done.residual, "seconds": round(done.seconds, 6), "series": entry.series,
            "numbers": done.numbers.tolist(),
        },
        allow_nan=False,
    ).encode()  # fmt: skip
    return b"%08x %s\n" % (crc32(body), body)


def parsed(text: bytes) -> Entry | None:
    """Return the run of a line, None for one that is torn or damaged."""
    try:
        if len(text) < 10 or int(text[:8], 16) != crc32(text[9:]):
            return None
        row = json.loads(text[9:])
        done = Done(
            index=row["run"], status=row["status"], reason=row["reason"], outcome=row["outcome"],
            numbers=np.array(row["numbers"], dtype=np.float64), residual=row["residual"], seconds=row["seconds"],
        )  # fmt: skip
        return Entry(row["id"], done, row["series"])
    except (ValueError, KeyError, TypeError):
        return None


def entries(file: Path) -> Iterator[Entry]:
    """Give the sound lines of a ledger, one at a time."""
    if file.is_file():
        with file.open("rb") as lines:
            for text in lines:
                if text.endswith(b"\n") and (entry := parsed(text[:-1])) is not None:
                    yield entry


class Ledger:
    """An open ledger; one process at a time may hold it."""

    def __init__(self, folder: Path) -> None:
        """Open the ledger of a folder and cut off what a crash left unfinished.

        Raises FolderError if another process is at work in the folder, OSError if it cannot be written.
        """
        self.file = folder / LEDGER
        self._number = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND | _NOFOLLOW, 0o666)
        try:
            fcntl.flock(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._number)
            raise FolderError(
                f"{folder} is in use: another process is running this sweep; wait for it to end"
            ) from None
        self._size = self._whole()
        os.ftruncate(self._number, self._size)

    def append(self, some: Sequence[Entry]) -> None:
        """Append the lines of finished runs in one write, and wait until they are on the disk."""
        data = b"".join(map(line, some))
        try:
            if os.write(self._number, data) < len(data):
                # The rest of a short write finds no room either; asking again gives the reason.
                os.ftruncate(self._number, self._size)
                os.write(self._number, data)
            os.fsync(self._number)
        except OSError:
            os.ftruncate(self._number, self._size)
            raise
        self._size += len(data)

    def close(self) -> None:
        """Close the file, and let others in."""
        os.close(self._number)

    def _whole(self) -> int:
        """Return the size of the file up to its last line end."""
        at = os.fstat(self._number).st_size
        while at > 0:
            start = max(0, at - 65536)
            found = os.pread(self._number, at - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            at = start
        return 0
