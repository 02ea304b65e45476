"""Measuring: seconds of a call, resident memory, and the machine that it was measured on."""

from __future__ import annotations

import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np

from sim.sweep.worker import tidy

#: Resident memory is given in bytes there and in kilobytes elsewhere.
RSS_UNIT = 2**20 if sys.platform == "darwin" else 2**10


def measured(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Median seconds of processor and clock over `times` calls, garbage and what is loaded out of the way as in a worker."""
    tidy()
    cpu, wall = [], []
    for _ in range(times):
        first, start = time.process_time(), time.perf_counter()
        call()
        cpu.append(time.process_time() - first)
        wall.append(time.perf_counter() - start)
    return statistics.median(cpu), statistics.median(wall)


def own_peak_mb() -> float:
    """Largest resident memory of this process so far, MB.

    Linux counts in `ru_maxrss` what the process had that started this one, so its own count is read where there is one.
    """
    status = Path("/proc/self/status")
    for line in status.read_text("ascii").splitlines() if status.is_file() else ():
        if line.startswith("VmHWM:"):
            return float(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / RSS_UNIT


def peak_rss_mb() -> float:
    """Largest resident memory of this process so far and of its largest child, MB."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / RSS_UNIT


def machine() -> dict[str, str | int]:
    """Processor and versions."""
    return {
        "processor": processor(),
        "cores": os.cpu_count() or 1,
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
    }


def processor() -> str:
    """Name of the processor as the system gives it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())
