"""Nations: few, strategic, real Mesa agents that decide quarterly or when another nation has acted."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.agents.situation import Reading, Roles, Situation, blurred, read, situation, slots_of
from sim.agents.strategies import Decisions, Strategy
from sim.agents.words import in_words
from sim.rules import View

QUARTERS = ("01", "04", "07", "10")
#: What was decided stands for this many months at least.
LEAST_MONTHS = 3


class Observatory:
    """What the figures were `delay` months ago; all nations look at the same statistics."""

    def __init__(self, roles: Roles, delay: int) -> None:
        self.roles = roles
        self._readings: deque[Reading] = deque(maxlen=max(1, delay))
        self._month = -1

    def reading(self, view: View) -> Reading:
        """The oldest reading in memory; call it every month, as often as you like."""
        if view.month != self._month:
            self._readings.append(read(view, self.roles))
            self._month = view.month
        return self._readings[0]


class Change(NamedTuple):
    """A decision that differs from what stood; `text` says it in words, '' where there is nothing to tell."""

    slot: str
    option: str
    text: str


class Nation(mesa.Agent):
    """A nation with its standing decisions by slot (`regime:IND`, `assurance_response`, `pressure`, ...).

    `starts` says from which month each slot is decided; before it the slot stays empty and dated policies act.
    """

    def __init__(
        self,
        model: Any,
        code: str,
        strategy: Strategy,
        observatory: Observatory,
        rng: np.random.Generator,
        names: Mapping[str, str],
        starts: Mapping[str, str],
        noise: float = 0.0,
    ) -> None:
        super().__init__(model)
        self.code = code
        self.strategy = strategy
        self.observatory = observatory
        self.stream = rng
        self.names = names
        self.starts = dict(starts)
        self.noise = noise
        self.decisions: Decisions = {}
        self._since: dict[str, int] = {}
        self._others: tuple[str, ...] = ()
        self._open: frozenset[str] = frozenset()

    def observe(self, view: View) -> Situation:
        """What the nation knows: figures late and not exact, public acts at once."""
        roles = self.observatory.roles
        return situation(blurred(self.observatory.reading(view), self.noise, self.stream), view, roles)

    def decide(self, view: View) -> list[Change]:
        """Decide if it is time; return what changed.

        Call it every month. It is time at the start of a quarter, when a slot opens, and when another nation that
        matters has changed a decision since.
        """
        self.observatory.reading(view)
        others = self._acts_of_others(view)
        opened = frozenset(slot for slot, start in self.starts.items() if start <= view.date)
        due = opened and (view.date[5:7] in QUARTERS or opened != self._open or others != self._others)
        if not due:
            return []
        self._open, self._others = opened, others
        before = self.decisions
        decided = self.strategy.decide(self.observe(view), before, self.stream)
        self.decisions = {slot: self._kept(slot, option, view) for slot, option in decided.items() if slot in opened}
        changed = [slot for slot, option in self.decisions.items() if before.get(slot) != option]
        self._since |= dict.fromkeys(changed, view.month)
        return [Change(slot, self.decisions[slot], self._told(slot, before)) for slot in changed]

    def _told(self, slot: str, before: Decisions) -> str:
        """A decision in words; nothing where a nation begins by doing nothing."""
        option = self.decisions[slot]
        silent = slot not in before and option == "none"
        return "" if silent else in_words(slot, option, self.observatory.roles, self.names)

    def _kept(self, slot: str, option: str, view: View) -> str:
        """The option, or what stands if that was decided only now."""
        fresh = view.month - self._since.get(slot, -LEAST_MONTHS) < LEAST_MONTHS
        return self.decisions[slot] if fresh else option

    def _acts_of_others(self, view: View) -> tuple[str, ...]:
        slots = slots_of(self.observatory.roles)
        acts = ((view.decisions(nation), own) for nation, own in slots.items() if nation != self.code)
        return tuple(decided.get(slot, "") for decided, own in acts for slot in own)
