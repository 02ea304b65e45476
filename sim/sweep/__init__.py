"""Sweeps: from a YAML file to best, worst and most likely.

`run_sweep(file)` runs one and writes its folder, `report(folder)` writes its report again. What they need (scipy,
pandas, matplotlib) is imported when they are called, so that this package costs the command line nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.sweep.merging import merge
    from sim.sweep.reporting import report
    from sim.sweep.stopping import Stopped
    from sim.sweep.sweep import SweepError, SweepFailed, run_sweep
    from sim.sweep.writing import SweepFolder

__all__ = ["Stopped", "SweepError", "SweepFailed", "SweepFolder", "merge", "report", "run_sweep"]
_HOMES = {"report": "reporting", "merge": "merging", "Stopped": "stopping", "SweepFolder": "writing"}


def __getattr__(name: str) -> Any:
    if name in __all__:
        from importlib import import_module

        return getattr(import_module(f"sim.sweep.{_HOMES.get(name, 'sweep')}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
