"""Sweeps: from a YAML file to best, worst and most likely.

`run_sweep(file)` runs one and writes its folder, `report(folder)` writes its report again. What they need (scipy,
pandas, matplotlib) is imported when they are called, so that this package costs the command line nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.sweep.reporting import report
    from sim.sweep.sweep import SweepError, SweepFolder, run_sweep

__all__ = ["SweepError", "SweepFolder", "report", "run_sweep"]


def __getattr__(name: str) -> Any:
    if name == "report":
        from sim.sweep.reporting import report

        return report
    if name in __all__:
        from sim.sweep import sweep

        return getattr(sweep, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
