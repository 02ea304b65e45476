"""Named outcomes: the first rule whose conditions all hold says where a run ended.

The rules stand in `scenarios/outcomes/*.yaml`, fixed before any sweep. Each run is held against the baseline with
the same seed, so that weather is not taken for policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.outcomes import Condition, Decision, OutcomeRules
from sim.sweep.measures import WINDOW, Column, Reader, Roles

Floats = NDArray[np.float64]
Decided = tuple[str, str, str, str]
"""Month, nation, slot and the option that was chosen."""


def watched(rules: OutcomeRules, roles: Roles) -> tuple[Column, ...]:
    """Return the series that the rules look at, each once."""
    conditions = [c for rule in rules.outcomes for c in rule.all if c.measure]
    return tuple(dict.fromkeys(_column(c, roles) for c in conditions))


def _column(condition: Condition, roles: Roles) -> Column:
    return Column(str(condition.measure), played(condition.nation, roles), condition.product)


def played(nation: str, roles: Roles) -> str:
    """Return `nation` with the words controller, focal and rival replaced by who plays them."""
    return ">".join(roles._asdict().get(part, part) for part in nation.split(">"))


@dataclass
class Classifier:
    """Names the outcome of a run; `baseline` has the watched series by seed, each (columns, months)."""

    rules: OutcomeRules
    roles: Roles
    months: Sequence[str]
    baseline: Mapping[int, Floats]
    _reader: Reader = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._reader = Reader(watched(self.rules, self.roles))

    def __call__(self, result: Any) -> str:
        """Return the name of the first rule that fits `result`; the last rule always does."""
        own, base = self._reader.read(result), self.baseline[result.seed]
        decided: Sequence[Decided] = result.decisions
        for rule in self.rules.outcomes:
            if all(self._holds(condition, own, base, decided) for condition in rule.all):
                return rule.name
        raise AssertionError("the last rule of a checked file has no conditions")

    def met(self, result: Any) -> tuple[bool, ...]:
        """Return for every rule whether its conditions hold in `result`, whatever rules come before it."""
        own, base = self._reader.read(result), self.baseline[result.seed]
        return tuple(
            all(self._holds(condition, own, base, result.decisions) for condition in rule.all)
            for rule in self.rules.outcomes
        )

    def _holds(self, condition: Condition, own: Floats, base: Floats, decided: Sequence[Decided]) -> bool:
        if condition.decision is not None:
            return self._month_of(condition.decision, decided) is not None
        place = self._reader.columns.index(_column(condition, self.roles))
        months = self._window(condition, decided)
        if not len(months):
            return False
        x, y = own[place, months], base[place, months]
        if condition.months_at_least is not None:
            monthly = compared(x, y, condition.compare)
            return sum(_within(condition, float(v)) for v in monthly) >= condition.months_at_least
        return _within(condition, statistic(x, y, condition))

    def _window(self, condition: Condition, decided: Sequence[Decided]) -> NDArray[np.int64]:
        """Return the places of the months that count, none if the decision they follow was never taken."""
        first, last = 0, len(self.months)
        if condition.window == "last12":
            first = last - WINDOW
        elif condition.window != "whole":
            start, end = condition.window.split("..")
            first, last = (sum(m < bound for m in self.months) for bound in (start, end + "~"))
        if condition.after is not None:
            taken = self._month_of(condition.after, decided)
            if taken is None:
                return np.arange(0)
            first = max(first, sum(m <= taken for m in self.months))
        return np.arange(max(first, 0), last)

    def _month_of(self, decision: Decision, decided: Sequence[Decided]) -> str | None:
        """Return the first month in which a nation decided so, None if it never did."""
        nation, _, slot = decision.decision.partition(".")
        wanted = (played(nation, self.roles), slot, decision.is_)
        return min((m for m, who, s, o in decided if (who, s, o) == wanted), default=None)


def _within(condition: Condition, value: float) -> bool:
    # A bound of 0 must not be missed by the last bit of a difference.
    return condition.within(round(value, 12) if np.isfinite(value) else value)


def compared(own: Floats, base: Floats, how: str) -> Floats:
    """Return the monthly values that bounds apply to: own, own - base, or own / base.

    Nothing against nothing is a ratio of 1, something against nothing an infinite one.
    """
    if how == "absolute":
        return own
    if how == "change_from_baseline":
        return own - base
    safe = np.where(base == 0, 1.0, base)
    return np.where(base == 0, np.where(own == 0, 1.0, np.inf), own / safe)


def statistic(own: Floats, base: Floats, condition: Condition) -> float:
    """Return the number that bounds apply to; where it is a mean or a sum, its own ratio or difference."""
    if condition.statistic in ("mean", "sum"):
        x, y = (own.mean(), base.mean()) if condition.statistic == "mean" else (own.sum(), base.sum())
        return float(compared(np.array([x]), np.array([y]), condition.compare)[0])
    monthly = compared(own, base, condition.compare)
    return float({"last": monthly[-1], "min": monthly.min(), "max": monthly.max()}[condition.statistic])
