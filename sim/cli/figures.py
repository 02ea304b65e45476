"""Numbers as people read them: 0.823 as 82 %, 1234567 USD as 1.2 M; every text says its unit once."""

from __future__ import annotations

import math

_STEPS = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))


def unit_shown(unit: str) -> str:
    """The unit as it stands beside a label: shares are shown in percent."""
    return "%" if unit == "share" else unit


def shown(value: float | None, unit: str) -> str:
    """`value` in three significant digits; `-` where there is none."""
    if value is None or not math.isfinite(value):
        return "-"
    if unit == "share":
        return f"{100 * value:.1f}"
    for size, letter in _STEPS:
        if abs(value) >= size and (size > 1e3 or abs(value) >= 1e5):
            return f"{_three(value / size)}{letter}"
    return f"{value:,.0f}" if abs(value) >= 1000 else _three(value)


def change(before: float | None, after: float | None, unit: str) -> str:
    """The change with its sign: percentage points for shares, percent of the first value for the rest."""
    if before is None or after is None or not (math.isfinite(before) and math.isfinite(after)):
        return "-"
    if unit == "share":
        points = f"{100 * (after - before):+.1f}"
        return "0" if float(points) == 0 else f"{points} pp"
    if unit.startswith("index") or unit == "0-4" or abs(before) < 1e-12:
        return f"{_three(after - before, sign=True)}" if after != before else "0"
    percent = f"{100 * (after / before - 1):+.0f}"
    return "0" if float(percent) == 0 else f"{percent} %"


def _three(value: float, sign: bool = False) -> str:
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    return "0" if float(text) == 0 else text
