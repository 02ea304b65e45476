"""The seat of a nation: what a person sees there, what may be decided and what to expect of it, and deciding it.

    seat = model.seat("IND")
    view = seat.observe()                           # changes nothing, draws nothing
    seat.decide("assurance_response", "refuse")     # takes effect in the next `model.step()`

What the person leaves open the nation's own strategy decides; `seat.leave(slot)` gives a slot back to it. Whoever
takes the options that are recommended gets the run that there would have been without a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from sim.agents.explain import Sight, question, sights, term
from sim.agents.nation import Nation
from sim.agents.person import PersonStrategy
from sim.agents.situation import Situation
from sim.agents.strategies import shares
from sim.agents.utilities import OPTIONS, appraise, utility
from sim.agents.words import in_words
from sim.scenario.model import Scenario
from sim.scenario.plans import ADAPTIVE


class SeatError(ValueError):
    """A seat that does not exist or a decision that is not on offer; one line that says what is allowed."""


class Effect(NamedTuple):
    """One term of the utility of an option: what it stands for, its expected size, and how much it weighs."""

    term: str
    words: str
    value: float  # about -1..1, higher is better for the nation
    weight: float

    @property
    def contribution(self) -> float:
        """Value times weight: what the term adds to the utility."""
        return self.value * self.weight


class Option(NamedTuple):
    """An option of a slot with its expected effects."""

    option: str
    text: str  # what is told if it is taken
    utility: float
    chance: float  # with which the nation's own logit choice would take it
    effects: tuple[Effect, ...]


class Question(NamedTuple):
    """A slot: what is asked, what stands, and the options."""

    slot: str
    text: str
    opens: str  # first month in which it is decided
    standing: str  # '' where nothing is decided yet
    by_person: bool  # whether the standing decision is the person's own
    stands_for: int  # months for which it cannot be changed
    recommended: str  # what the nation's own strategy would decide this month, '' where it decides nothing
    options: tuple[Option, ...]


class SeatView(NamedTuple):
    """What the person in a seat looks at before a month."""

    nation: str
    role: str  # controller, focal, rival or ally
    month: str  # YYYY-MM of the month to come
    is_due: bool  # whether the nation's own strategy decides this month
    sees: tuple[Sight, ...]
    questions: tuple[Question, ...]

    def question(self, slot: str) -> Question:
        """The question of a slot; raises SeatError."""
        for asked in self.questions:
            if asked.slot == slot:
                return asked
        raise SeatError(_refused(f"{self.nation} decides nothing called {slot!r}", [q.slot for q in self.questions]))


class Seat:
    """A nation of a running model in the hands of a person; see the module docstring."""

    def __init__(self, model: Any, nation: str) -> None:
        if nation not in model.nations:
            raise SeatError(_refused(f"there is no nation {nation!r}", model.nations))
        self._model, self.nation = model, nation

    @property
    def _nation(self) -> Nation:
        nation: Nation = self._model.nations[self.nation]
        return nation

    def observe(self) -> SeatView:
        """What the nation sees before this month, its options with their expected effects, and its own strategy's choice.

        Nations decide one after another: what those before it would decide this month is taken into account. Raises
        SeatError after the last month.
        """
        view, nation = self._view(), self._nation
        with ExitStack() as dream:
            for other in self._before():
                dream.enter_context(other.imagining())
                other.decide(view)
            with nation.imagining():
                now = nation.observe(view)
            due = nation.is_due(view)
            recommended = self._recommended(nation)
        asked = tuple(self._question(slot, now, recommended.get(slot, "")) for slot in nation.choices)
        seen = tuple(sights(now, nation.names, nation.observatory.age(view.month)))
        return SeatView(self.nation, now.roles.of(self.nation), view.date, due, seen, asked)

    def decide(self, slot: str, option: str) -> None:
        """Take an option this month; it stands until another is taken. Raises SeatError if it is not on offer."""
        view, nation = self._view(), self._nation
        if slot not in nation.choices:
            raise SeatError(_refused(f"{self.nation} decides nothing called {slot!r} in this scenario", nation.choices))
        options = OPTIONS[slot.partition(":")[0]]
        if option not in options:
            raise SeatError(_refused(f"{option!r} is no option of {slot}", options))
        if nation.choices[slot] > view.date:
            raise SeatError(f"{slot}: nothing to decide in {view.date} (allowed: from {nation.choices[slot]})")
        left = nation.stands_for(slot, view)
        if left and nation.decisions.get(slot) != option:
            stands = nation.decisions[slot]
            raise SeatError(f"{slot}: {stands} was decided only now (allowed: another option in {left} months)")
        self._person().act(view.date, slot, option)

    def leave(self, slot: str) -> None:
        """Give a slot back to the nation's own strategy, which decides it at its next occasion."""
        self._person().act(self._view().date, slot, ADAPTIVE)

    def _person(self) -> PersonStrategy:
        """The strategy of the person, who takes the seat with their first decision."""
        nation = self._nation
        if not isinstance(nation.strategy, PersonStrategy):
            nation.strategy = PersonStrategy(nation.strategy)
        nation.starts = {**nation.choices, **nation.starts}
        self._model.deciders = [other for other in self._model.nations.values() if other.starts]
        return nation.strategy

    def _view(self) -> Any:
        if self._model.month >= len(self._model.dates):
            raise SeatError("the run is over (allowed: a seat in a run with months to come)")
        return self._model.view

    def _before(self) -> list[Nation]:
        """Nations that decide earlier in the month."""
        deciders: Sequence[Nation] = self._model.deciders
        codes = list(self._model.nations)
        return [other for other in deciders if codes.index(other.code) < codes.index(self.nation)]

    def _recommended(self, nation: Nation) -> dict[str, str]:
        """What stands after this month if the person leaves everything to the nation's own strategy."""
        with nation.imagining():
            if isinstance(nation.strategy, PersonStrategy):
                nation.strategy = nation.strategy.adviser
            nation.decide(self._model.view)
            return dict(nation.decisions)

    def _question(self, slot: str, now: Situation, recommended: str) -> Question:
        nation, view = self._nation, self._model.view
        standing = nation.decisions.get(slot, "")
        effects = appraise(slot, now, standing)
        worth = {option: utility(terms, nation.weights) for option, terms in effects.items()}
        chances = shares(list(worth.values()), nation.rationality)
        options = tuple(
            Option(
                option,
                in_words(slot, option, now.roles, nation.names, self.nation),
                worth[option],
                chance,
                tuple(Effect(t, term(t, now, nation.names), v, nation.weights[t]) for t, v in effects[option].items()),
            )
            for option, chance in zip(effects, chances, strict=True)
        )
        held = nation.strategy.held(view.date) if isinstance(nation.strategy, PersonStrategy) else {}
        text, left = question(slot, now, nation.names), nation.stands_for(slot, view)
        return Question(slot, text, nation.choices[slot], standing, slot in held, left, recommended, options)


def as_played(model: Any) -> Scenario:
    """The scenario of a model with what persons have decided as dated decisions; it gives the same run again."""
    config: Scenario = model.config
    played = {
        code: nation.strategy.acts()
        for code, nation in model.nations.items()
        if isinstance(nation.strategy, PersonStrategy)
    }
    if all(acts == config.plan(code).acts for code, acts in played.items()):
        return config
    plans = {code: config.plan(code).model_copy(update={"acts": acts}) for code, acts in played.items()}
    return config.model_copy(update={"nations": {**config.nations, **plans}})


def _refused(message: str, allowed: Any) -> str:
    names = ", ".join(allowed)
    return f"{message} (allowed: {names or 'nothing'})"
