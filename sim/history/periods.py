"""Periods of the tables: 2011, 2011-07, 2011-H1, 2025-Q1, 2025-01/2025-03; months are counted from year 0."""

from __future__ import annotations

import re

_FORM = re.compile(r"(\d{4})(?:-(?:(\d{2})|H([12])|Q([1-4])))?")


class PeriodError(ValueError):
    """A period that cannot be read; the text is one line."""


def span(period: str) -> tuple[int, int]:
    """Return the first and the last month of a period as months since year 0; raises PeriodError."""
    first, _, last = period.partition("/")
    return _one(first)[0], _one(last or first)[1]


def _one(text: str) -> tuple[int, int]:
    match = _FORM.fullmatch(text)
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        raise PeriodError(f"{text!r} is no period (allowed: 2011, 2011-07, 2011-H1, 2025-Q1, 2025-01/2025-03)")
    year = 12 * int(match[1])
    if match[2]:
        return (month := year + int(match[2]) - 1), month
    if match[3]:
        return (begin := year + 6 * (int(match[3]) - 1)), begin + 5
    if match[4]:
        return (begin := year + 3 * (int(match[4]) - 1)), begin + 2
    return year, year + 11


def middle(period: str) -> float:
    """Return the middle of a period in years, such as 2011.5."""
    first, last = span(period)
    return (first + last + 1) / 24


def length(period: str) -> int:
    """Return the number of months in a period."""
    first, last = span(period)
    return last - first + 1


def label(month: int) -> str:
    """Return a month since year 0 as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def within(period: str, start: str, months: int) -> slice | None:
    """Return where a period lies in a run from `start` (YYYY-MM), None if not wholly inside it."""
    first, last = span(period)
    begin = span(start)[0]
    if first < begin or last >= begin + months:
        return None
    return slice(first - begin, last - begin + 1)
