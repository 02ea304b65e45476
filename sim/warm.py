"""Compile the model once, on as many cores as help, before anything waits for it."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import numba

from sim.jit import PLAIN
from sim.model import PHASES, RareEarthModel
from sim.scenario import load
from sim.scenario.library import find_scenario

#: Stands in the cache when everything that a month calls is there.
MARK = "complete"
#: A scenario with licences, certificates and grants, and a month in which they are in force and firms invest.
SCENARIO, MONTH = "india_assurance", 29
#: The phases by process, so that both have as much to compile; a phase runs without those before it, on goods at rest.
#: Both know the rules of the month; what arrives (`observe`) must go where it is used (`make`), or no balance closes.
SHARES = (
    ("observe", "govern", "license_exports", "plan", "make", "trade", "divert"),
    ("govern", "use", "price", "adapt", "invest", "relate", "record"),
)
NOTICE = "Compiling the model for this machine, once; this takes about a minute."


def warm_up() -> None:
    """Compile what is not in the cache, with a word to a person about it; returns at once where all is there.

    What fails here fails again where the model is run, and is told there.
    """
    mark = Path(vars(numba.config)["CACHE_DIR"]) / MARK
    if PLAIN or mark.exists():
        return
    if sys.stderr.isatty():
        print(NOTICE, file=sys.stderr)
    workers = min(len(SHARES), os.cpu_count() or 1)
    with suppress(Exception), ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        list(pool.map(compile_share, SHARES))
        mark.touch()


def compile_share(names: tuple[str, ...]) -> None:
    """Run the named phases of one month, for what that leaves in the cache."""
    model = RareEarthModel(load(find_scenario(SCENARIO)))
    model.month = MONTH
    for phase in PHASES:
        if phase.__name__ in names:
            phase(model)
