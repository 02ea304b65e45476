"""The time limit of a run, and a worker's end when its parent is gone."""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from types import FrameType

HARD = 1.25
"""A run that does not heed the limit is killed at this multiple of it, and a second."""


class RunTimeout(BaseException):
    """Raised in a run that took too long; no `except Exception` of a run may catch it."""


@contextmanager
def limited(seconds: float, kill: bool) -> Iterator[None]:
    """Raise RunTimeout in the body after `seconds`; 0 sets no limit.

    It is heard only where Python runs. A body in compiled code that never comes back ends with its process, where
    `kill` allows that.
    """
    if seconds <= 0:
        yield
        return
    if kill:
        # A thread in C that needs no lock of Python's; its report on the way out goes nowhere.
        faulthandler.dump_traceback_later(hard(seconds), exit=True, file=_nowhere())
    main = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    try:
        with _alarm(seconds) if main else _timer(seconds):
            yield
    finally:
        if kill:
            faulthandler.cancel_dump_traceback_later()


def hard(seconds: float) -> float:
    """Return when a run is killed that does not heed its limit."""
    return HARD * seconds + 1


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, _raise)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _raise(number: int, frame: FrameType | None) -> None:
    raise RunTimeout


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """Do the same in a thread that is not the main one, where no signal arrives, as on a Dask worker."""
    thread, lock, over = threading.get_ident(), threading.Lock(), False

    def end() -> None:
        with lock:
            if not over:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(RunTimeout))

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            over = True
        timer.cancel()


_sink: int | None = None


def _nowhere() -> int:
    global _sink
    if _sink is None:
        _sink = os.open(os.devnull, os.O_WRONLY)
    return _sink


def end_with_parent() -> None:
    """End this process when the one that started it is gone: a killed sweep must leave no workers behind."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
