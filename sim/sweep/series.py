"""The monthly series of all runs, in one file on disk: what the bands, the clusters and the signposts are made of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SERIES = "series.f32"
BLOCK = 4 * 2**20
"""Bytes read at a time."""
Floats = NDArray[np.float32]


def checksum(bands: Floats) -> int:
    """Return the CRC-32 of the series of one run, shape (bands, months)."""
    return crc32(np.ascontiguousarray(bands, dtype="<f4").tobytes())


class SeriesFile:
    """A file of float32, shape (bands, runs, months), written run by run and read band by band.

    It is read and written, never mapped: a full disk is then an error and not a signal, and the pages of the file do
    not count as this process's memory.
    """

    def __init__(self, folder: Path, shape: tuple[int, int, int], read_only: bool = False) -> None:
        """Open the file, made if it is absent and not only read; raises OSError."""
        self.file, self.shape = folder / SERIES, shape
        flags = (os.O_RDONLY if read_only else os.O_RDWR | os.O_CREAT) | getattr(os, "O_NOFOLLOW", 0)
        self._number = os.open(self.file, flags, 0o666)
        if not read_only:
            os.ftruncate(self._number, 4 * int(np.prod(shape)))

    def write(self, place: int, bands: Floats) -> None:
        """Write the series of the run at `place`, shape (bands, months)."""
        _, runs, months = self.shape
        for i, row in enumerate(np.ascontiguousarray(bands, dtype="<f4")):
            data, at = row.tobytes(), 4 * months * (i * runs + place)
            while data:  # a short write is followed by an error, or by the rest
                written = os.pwrite(self._number, data, at)
                data, at = data[written:], at + written

    def run(self, place: int) -> Floats:
        """Return the series of the run at `place`, shape (bands, months)."""
        bands, _, months = self.shape
        found = [self._read(band, place, 1)[0] for band in range(bands)]
        return np.array(found, dtype=np.float32).reshape(bands, months)

    def sync(self) -> None:
        """Wait until everything written is on the disk."""
        os.fdatasync(self._number) if hasattr(os, "fdatasync") else os.fsync(self._number)

    def sums(self) -> Iterator[int]:
        """Give the checksum of every run, in order."""
        bands, runs, months = self.shape
        step = max(1, BLOCK // max(1, 4 * bands * months))
        for first in range(0, runs, step):
            count = min(step, runs - first)
            block = np.empty((bands, count, months), dtype=np.float32)
            for band in range(bands):
                block[band] = self._read(band, first, count)
            for run in range(count):
                yield checksum(block[:, run])

    def __getitem__(self, key: Any) -> Floats:
        """Return a band, shape (runs, months), for a number; or those of the runs at `places` for [:, places]."""
        if isinstance(key, tuple):
            bands, places = key
            return np.stack([self[band][places] for band in np.arange(self.shape[0])[bands].tolist()])
        return self._read(range(self.shape[0])[key], 0, self.shape[1])

    def of(self, places: NDArray[np.int64]) -> SomeRuns:
        """Return the series of some runs, read when they are asked for: `[band]` gives (places, months)."""
        return SomeRuns(self, places)

    def __len__(self) -> int:
        return self.shape[0]

    def close(self) -> None:
        """Close the file; what is in it stays."""
        os.close(self._number)

    def _read(self, band: int, first: int, count: int) -> Floats:
        _, runs, months = self.shape
        found = np.empty((count, months), dtype="<f4")
        view, at = memoryview(found.reshape(-1)).cast("B"), 4 * months * (band * runs + first)
        done = 0
        while done < len(view):
            got = os.preadv(self._number, [view[done : done + BLOCK]], at + done)
            if not got:
                raise OSError(f"{self.file} is shorter than it was")
            done += got
        return found


class SomeRuns(Sequence[Floats]):
    """The bands of some runs, one at a time."""

    def __init__(self, series: SeriesFile, places: NDArray[np.int64]) -> None:
        self._series, self._places = series, places

    def __getitem__(self, band: Any) -> Any:
        return self._series[band][self._places]

    def __len__(self) -> int:
        return len(self._series)


def blocks(count: int, each: int, most: int) -> Sequence[slice]:
    """Return slices over `count` things of `each` elements, with at most `most` elements in each slice."""
    step = max(1, most // max(1, each))
    return [slice(first, first + step) for first in range(0, count, step)]
