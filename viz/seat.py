"""The seat of a nation: what it knows, what it may choose, what it expects of each option, and a person's word.

The person takes the place of the nation's strategy. The strategy still draws what it would have drawn, so that the
rest of the world sees the same weather, and it decides what the person leaves to it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.agents.nation import QUARTERS
from sim.agents.situation import Situation, blurred, situation
from sim.agents.strategies import Decisions, Strategy, shares
from sim.agents.utilities import appraise, utility

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


class Option(NamedTuple):
    """One option of a slot: the nation's expectations by term (about -1..1, higher is better for it)."""

    name: str
    terms: dict[str, float]
    utility: float
    chance: float  # that the strategy would choose it


class Choice(NamedTuple):
    """A slot with its options; `standing` is what was decided before, '' for nothing."""

    slot: str
    standing: str
    options: tuple[Option, ...]


class Question(NamedTuple):
    """What a nation is asked in a month (YYYY-MM), and what it knows."""

    nation: str
    month: str
    now: Situation
    choices: tuple[Choice, ...]


class Seated:
    """A strategy that does as the person said, and as `inner` would where the person said nothing."""

    def __init__(self, inner: Any, told: Mapping[str, str]) -> None:
        self.inner, self.told = inner, dict(told)

    def tell(self, slot: str, option: str) -> None:
        """Decide a slot; '' leaves it to the strategy."""
        self.told = {key: value for key, value in self.told.items() if key != slot}
        if option:
            self.told[slot] = option

    def decide(self, now: Situation, standing: Mapping[str, str], rng: np.random.Generator) -> Decisions:
        """See `sim.agents.strategies.Strategy`."""
        decided = self.inner.decide(now, standing, rng)
        return {slot: self.told.get(slot, option) for slot, option in decided.items()}


def slots(nation: Any) -> tuple[str, ...]:
    """What a nation's strategy chooses; nothing where it only does what it was told."""
    strategy = getattr(nation.strategy, "inner", nation.strategy)
    return tuple(slot for slot in getattr(strategy, "slots", ()) if slot not in strategy.fixed)


def seats(model: Any) -> tuple[str, ...]:
    """The nations that have something to decide in this run."""
    return tuple(code for code, nation in model.nations.items() if slots(nation))


def take(model: Any, code: str, told: Mapping[str, str] | None = None) -> Seated:
    """Put a person in the place of a nation's strategy; ValueError where the nation has nothing to decide."""
    nation = model.nations[code]
    if not slots(nation):
        raise ValueError(f"{code} decides nothing in this scenario")
    seated = Seated(nation.strategy, told or {})
    nation.strategy = seated
    return seated


def due(model: Any, code: str) -> bool:
    """Whether the coming month is one in which the nation decides: the start of a quarter, with a slot open."""
    date = model.dates[model.month]
    return date[5:7] in QUARTERS and bool(_open(model.nations[code], date))


def _open(nation: Any, date: str) -> list[str]:
    return [slot for slot in slots(nation) if nation.starts.get(slot, "") <= date]


def question(model: Any, code: str) -> Question:
    """What the nation knows before the coming month, and the options that are open; takes nothing from its stream."""
    nation, view = model.nations[code], model.view
    noise = copy.deepcopy(nation.stream)
    reading, _ = nation.observatory.look(view)
    now = situation(blurred(reading, nation.noise, noise), view, nation.observatory.roles)
    strategy: Strategy = getattr(nation.strategy, "inner", nation.strategy)
    return Question(code, view.date, now, tuple(_choice(nation, strategy, s, now) for s in _open(nation, view.date)))


def _choice(nation: Any, strategy: Any, slot: str, now: Situation) -> Choice:
    standing = nation.decisions.get(slot, "")
    effects = appraise(slot, now, standing)
    worth = [utility(terms, strategy.weights) for terms in effects.values()]
    chances = shares(worth, strategy.rationality)
    options = zip(effects.items(), worth, chances, strict=True)
    return Choice(slot, standing, tuple(Option(name, terms, u, chance) for (name, terms), u, chance in options))


def decisions(made: Sequence[tuple[str, str, str, str]], nation: str, turns: Sequence[Any]) -> pd.DataFrame:
    """All decisions of a run: month, nation, slot, option, and whether a person in the seat made it."""
    import pandas as pd

    said = {(nation, turn.slot, turn.option) for turn in turns if turn.option}
    rows = [(*row, "person" if row[1:] in said else "strategy") for row in made]
    return pd.DataFrame(rows, columns=["month", "nation", "slot", "option", "by"])
