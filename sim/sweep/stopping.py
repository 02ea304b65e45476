"""Ends of a sweep before its last run: Ctrl-C, the first failure, a full disk, no workers. Nothing done is lost."""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Stopped(RuntimeError):
    """A sweep that cannot go on for now; what was done is kept. The text is one line and says what to do."""

    exit_code = 3
    folder: Path | None = None
    """Where what was done is kept."""


class Stop:
    """A wish to stop, looked at between runs; `why` is 'interrupted' or says which run failed."""

    def __init__(self) -> None:
        self.why = ""

    def __bool__(self) -> bool:
        return bool(self.why)

    def ask(self, why: str) -> None:
        """Wish to stop; the first reason counts."""
        self.why = self.why or why

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Let Ctrl-C and SIGTERM ask to stop; the second Ctrl-C raises KeyboardInterrupt at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before: dict[int, Any] = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            # Whoever started us may want it ignored, as nohup does.
            if signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, self._heard)
        try:
            yield
        finally:
            for heard, handler in before.items():
                signal.signal(heard, handler)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        if self.why and number == signal.SIGINT:
            raise KeyboardInterrupt
        self.ask("interrupted")


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for the few seconds of writing: half a folder would be worth nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def disk_errors(where: str) -> Iterator[None]:
    """Turn a disk that is full or cannot be written into Stopped."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        said = (error.strerror or "cannot be written").lower()
        remedy = "free some space" if error.errno in _DISK else "make it writable"
        raise Stopped(f"{error.filename or where}: {said}; {remedy}") from None
