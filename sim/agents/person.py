"""A strategy that a person fills: what they decide stands, and what they leave open their adviser decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from sim.agents.situation import Situation
from sim.agents.strategies import Decisions, Strategy
from sim.scenario.plans import ADAPTIVE, DatedDecision


class PersonStrategy:
    """Decisions by month and slot, on top of the strategy that the nation would have had (the adviser).

    The adviser is asked all the same, so that it takes its numbers from the stream and slots that the person leaves
    to it come out as without a person. A dated script in a scenario is a person whose decisions are known before.
    """

    def __init__(self, adviser: Strategy, acts: Iterable[DatedDecision] = ()) -> None:
        self.adviser = adviser
        self._acts: dict[str, Decisions] = {}
        for act in acts:
            self.act(act.month, act.slot, act.option)

    def act(self, month: str, slot: str, option: str) -> None:
        """Decide in a month (YYYY-MM); the option `adaptive` gives the slot back to the adviser."""
        self._acts.setdefault(month, {})[slot] = option

    def held(self, month: str) -> Decisions:
        """What the person has decided by then and not given back, by slot."""
        found: Decisions = {}
        for date in sorted(self._acts):
            if date <= month:
                found |= self._acts[date]
        return {slot: option for slot, option in found.items() if option != ADAPTIVE}

    def acts(self) -> tuple[DatedDecision, ...]:
        """All that was decided, by month and slot, as a scenario may have it."""
        return tuple(
            DatedDecision(month=month, slot=slot, option=option)
            for month in sorted(self._acts)
            for slot, option in sorted(self._acts[month].items())
        )

    def decide(self, now: Situation, standing: Mapping[str, str], rng: np.random.Generator) -> Decisions:
        """See `Strategy`."""
        return {**self.adviser.decide(now, standing, rng), **self.held(now.date)}
