"""The headline numbers of one run, for `rare-earth run` as a table and as JSON.

Two windows: `base`, months 7-12 of the first year, which is when the start has settled, and `last`, the last
twelve months.  A run that is too short for a window has none of its numbers (null in JSON).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.names import MAGNETS, NATIONS
from sim.records import MEASURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.run import RunResult

STAGES = ("mine", "separation", "metal", "magnet")
FOCAL_MEASURES = tuple(name for name, measure in MEASURES.items() if measure.by == ("nation",))


def windows(months: int) -> dict[str, slice | None]:
    """The two windows of a run of `months` months."""
    return {
        "base": slice(6, 12) if months >= 12 else None,
        "last": slice(months - 12, months) if months >= 12 else None,
    }


def mean(series: NDArray[np.float64], window: slice | None) -> float | None:
    """The mean over the window; None where there is no window or no number."""
    if window is None:
        return None
    value = float(np.mean(series[window]))
    return value if math.isfinite(value) else None


def read(result: RunResult, measure: str, nation: str = "", product: str = "") -> NDArray[np.float64]:
    """The series, or one of NaN where the run does not report it."""
    try:
        series: NDArray[np.float64] = result.get(measure, nation, product)
    except KeyError:
        series = np.full(len(result.months), np.nan)
    return series


def summary(result: RunResult) -> dict[str, Any]:
    """Everything that `run --json` prints."""
    spans = windows(len(result.months))
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "status": result.status,
        "reason": result.reason,
        "months": len(result.months),
        "first_month": result.months[0],
        "last_month": result.months[-1],
        "residual": result.residual,
        "windows": {
            "base": "mean of months 7-12 of the first year",
            "last": "mean of the last 12 months",
        },
        "summary": {name: _window(result, span) for name, span in spans.items()},
    }


def _window(result: RunResult, span: slice | None) -> dict[str, Any]:
    controller, focal = result.scenario.controller, result.scenario.focal
    magnets = [mean(read(result, "exports_t", controller, product), span) for product in MAGNETS]
    mined = {nation: mean(read(result, "mine_output_t", nation), span) for nation in NATIONS}
    return {
        "controller_share": {
            stage: {
                "all_reo": mean(read(result, "share_all", controller, stage), span),
                "magnet_ree": mean(read(result, "share_magnet_ree", controller, stage), span),
            }
            for stage in STAGES
        },
        "magnet_exports_kt_per_year": _kt_per_year(magnets),
        "mine_output_kt_per_year": {nation: _kt_per_year([value]) for nation, value in mined.items()},
        "focal": {
            name: {"value": mean(read(result, name, focal), span), "unit": MEASURES[name].unit}
            for name in FOCAL_MEASURES
        },
    }


def _kt_per_year(tonnes_per_month: list[float | None]) -> float | None:
    known = [tonnes for tonnes in tonnes_per_month if tonnes is not None]
    return 12 * sum(known) / 1000 if known else None
