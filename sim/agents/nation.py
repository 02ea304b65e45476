"""Nations: few, strategic, real Mesa agents that decide quarterly or when another nation has acted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

import mesa
import numpy as np

from sim.agents.person import PersonStrategy
from sim.agents.situation import Reading, Roles, Situation, Stance, blurred, read, situation, slots_of
from sim.agents.strategies import Decisions, Strategy
from sim.agents.words import in_words
from sim.rules import View

QUARTERS = ("01", "04", "07", "10")
#: What was decided stands for this many months at least.
LEAST_MONTHS = 3


class Observatory:
    """What the figures were `delay` months ago; all nations look at the same statistics.

    slots: what each nation may decide, which everybody can see; watched: nations without a role whose figures count.
    """

    def __init__(
        self,
        roles: Roles,
        delay: int,
        slots: Mapping[str, tuple[str, ...]] | None = None,
        watched: Iterable[str] = (),
    ) -> None:
        self.roles = roles
        self.slots = slots_of(roles) if slots is None else slots
        self.watched = tuple(watched)
        #: Nations that may join a coalition.
        self.askable = tuple(code for code, own in self.slots.items() if "coalition" in own)
        self._delay = max(1, delay)
        self._month, self._look = -1, (Reading(), dict[str, Stance]())

    def look(self, view: View) -> tuple[Reading, Mapping[str, Stance]]:
        """The figures that are out by now: the reading, and those of the nations without a role."""
        if view.month != self._month:
            self._month = view.month
            self._look = read(view, self.roles, self.watched, self.age(view.month) - 1)
        return self._look

    def age(self, month: int) -> int:
        """How many months old the figures are, counted from the month that is decided."""
        return min(self._delay, month + 1)


class Change(NamedTuple):
    """A decision that differs from what stood; `text` says it in words, '' where there is nothing to tell."""

    slot: str
    option: str
    text: str


class Mind(NamedTuple):
    """What a nation could choose in this scenario, and what it weighs, whoever decides."""

    choices: Mapping[str, str] = {}  # first month by slot
    weights: Mapping[str, float] = {}
    rationality: float = 10.0


NO_CHOICES = Mind()


class Nation(mesa.Agent):
    """A nation with its standing decisions by slot (`regime:IND`, `assurance_response`, `pressure`, ...).

    `starts` says from which month each slot is decided; before it the slot stays empty and dated policies act.
    `mind` holds what it could choose as well, for a person who takes its seat. `draw` begins its stream of chance.
    """

    def __init__(
        self,
        model: Any,
        code: str,
        strategy: Strategy,
        observatory: Observatory,
        draw: Callable[[], np.random.Generator],
        names: Mapping[str, str],
        starts: Mapping[str, str],
        noise: float = 0.0,
        mind: Mind = NO_CHOICES,
    ) -> None:
        super().__init__(model)
        self.code = code
        self.strategy = strategy
        self.observatory = observatory
        self._draw = draw
        self.names = names
        self.starts = dict(starts)
        self.noise = noise
        self.choices, self.weights, self.rationality = mind
        targets = [slot.partition(":")[2] for slot in self.choices]
        #: Nations without a role whose figures it looks at: its own, and those that it chooses a regime towards.
        self.watches = tuple(other for other in observatory.watched if other == code or other in targets)
        #: Nations that it could join in a coalition.
        self._asked = tuple(other for other in observatory.askable if other != code)
        self._rivals = {other: slots for other, slots in observatory.slots.items() if other != code}
        leads = code == observatory.roles.controller
        #: Nations whose concessions count.
        self._givers = [slot.partition(":")[2] for slot in observatory.slots[code]] if leads else []
        self.decisions: Decisions = {}
        self._since: dict[str, int] = {}
        #: Acts of the others when it last decided, and when it last looked: all decisions, and what givers concede.
        self._others: tuple[str, ...] = ()
        self._seen: tuple[list[Mapping[str, str]], list[float]] = [], []
        self._acts: tuple[str, ...] = ()
        self._open: frozenset[str] = frozenset()

    @cached_property
    def stream(self) -> np.random.Generator:
        """Its own chance; most nations never draw."""
        return self._draw()

    def observe(self, view: View) -> Situation:
        """What the nation knows: figures late and not exact, public acts at once."""
        observatory = self.observatory
        reading, stances = observatory.look(view)
        seen = blurred(reading, self.noise, self.stream)
        others = {code: blurred(stances[code], self.noise, self.stream) for code in self.watches}
        return situation(seen, view, observatory.roles, self.code, others, self._asked)

    def decide(self, view: View) -> list[Change]:
        """Decide if it is time; return what changed.

        Call it every month. It is time at the start of a quarter, when a slot opens, and when another nation that
        matters has changed a decision or what it concedes since. What a person decides takes effect in its month.
        """
        date = view.date
        opened = self.opened(date)
        if not opened:
            return []
        others = self._acts_of_others(view)
        held = self.strategy.held(date) if isinstance(self.strategy, PersonStrategy) else {}
        before = self.decisions
        due = self._is_due(date, opened, others)
        if not due and not held:
            return []
        if due:
            self._open, self._others = opened, others
            decided = self.strategy.decide(self.observe(view), before, self.stream)
            month = view.month
            firm = [slot for slot, since in self._since.items() if since + LEAST_MONTHS > month and slot not in held]
            decided = {**decided, **{slot: before[slot] for slot in firm if slot in decided}}
        else:
            decided = {**before, **held}
        decisions = {slot: option for slot, option in decided.items() if slot in opened}
        if decisions == before:  # the same object, by which everybody sees at a glance that nothing has changed
            return []
        self.decisions = decisions
        changed = [slot for slot, option in decisions.items() if before.get(slot) != option]
        self._since |= dict.fromkeys(changed, view.month)
        return [Change(slot, decisions[slot], self._told(slot, before)) for slot in changed]

    def is_due(self, view: View) -> bool:
        """Whether it is time to decide."""
        return self._is_due(view.date, self.opened(view.date), self._acts_of_others(view))

    def _is_due(self, date: str, opened: frozenset[str], others: tuple[str, ...]) -> bool:
        return bool(opened) and (date[5:7] in QUARTERS or opened != self._open or others != self._others)

    def opened(self, date: str) -> frozenset[str]:
        """Slots that are decided on by a month."""
        if len(self._open) == len(self.starts):  # all of them already
            return self._open
        return frozenset([slot for slot, start in self.starts.items() if start <= date])

    def stands_for(self, slot: str, view: View) -> int:
        """Months for which a decision still stands whatever the nation thinks by now; 0 if it may change."""
        return max(0, self._since.get(slot, view.month - LEAST_MONTHS) + LEAST_MONTHS - view.month)

    @contextmanager
    def imagining(self) -> Iterator[None]:
        """Whatever it decides or draws inside is forgotten afterwards."""
        kept = self.decisions, dict(self._since), self._others, self._open, self.strategy
        drawn = self.stream.bit_generator.state
        try:
            yield
        finally:
            self.decisions, self._since, self._others, self._open, self.strategy = kept
            self.stream.bit_generator.state = drawn

    def _told(self, slot: str, before: Decisions) -> str:
        """A decision in words; nothing where a nation begins by doing nothing."""
        option = self.decisions[slot]
        silent = slot not in before and option == "none"
        return "" if silent else in_words(slot, option, self.observatory.roles, self.names, self.code)

    def _acts_of_others(self, view: View) -> tuple[str, ...]:
        """What the others have decided and, for the controller, what they concede."""
        heads = [view.decisions(nation) for nation in self._rivals]
        given = [view.goodwill(nation, self.code) for nation in self._givers]
        if (heads, given) != self._seen:
            decided = [
                head.get(slot, "") for head, own in zip(heads, self._rivals.values(), strict=True) for slot in own
            ]
            self._seen, self._acts = (heads, given), (*decided, *[f"{share:.2f}" for share in given])
        return self._acts
