"""How a nation turns its situation into decisions: by a script, or by a logit choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp
from typing import Protocol

import numpy as np

from sim.agents.situation import Situation
from sim.agents.utilities import by_term, effects, utilities
from sim.scenario.plans import OPTIONS

Decisions = dict[str, str]


def shares(values: Sequence[float], rationality: float) -> list[float]:
    """Quantal response: chance of each option, `exp(rationality x u) / sum`.

    0 gives equal shares, a large rationality the best option. Source: McKelvey and Palfrey 1995.
    """
    best = max(values)
    weights = [exp(rationality * (value - best)) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


def choose(options: Sequence[str], values: Sequence[float], rationality: float, rng: np.random.Generator) -> str:
    """The option drawn; takes one number from the stream whatever the shares are."""
    drawn = rng.random()
    for k, share in enumerate(shares(values, rationality)):
        drawn -= share
        if drawn < 0:
            return options[k]
    return options[-1]


class Strategy(Protocol):
    """Anything that decides for a nation: a script, a utility, a person."""

    def decide(self, now: Situation, standing: Mapping[str, str], rng: np.random.Generator) -> Decisions:
        """Decisions by slot, the standing ones included."""


@dataclass(frozen=True)
class ScriptedStrategy:
    """Decides what it was told, whatever happens."""

    decisions: Mapping[str, str] = field(default_factory=dict)

    def decide(self, now: Situation, standing: Mapping[str, str], rng: np.random.Generator) -> Decisions:
        """See `Strategy`."""
        return dict(self.decisions)


@dataclass(frozen=True)
class LogitStrategy:
    """Chooses each slot by its utility, the better the likelier; `fixed` slots are as told."""

    slots: tuple[str, ...]
    weights: Mapping[str, float]
    rationality: float
    fixed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_term(self) -> dict[tuple[str, ...], list[float]]:
        return by_term(self.weights)

    def decide(self, now: Situation, standing: Mapping[str, str], rng: np.random.Generator) -> Decisions:
        """See `Strategy`."""
        decided = dict(self.fixed)
        for slot in self.slots:
            # A slot that is told takes its number from the stream too, so that the other slots keep theirs.
            options, option = OPTIONS[slot.partition(":")[0]], standing.get(slot)
            names, rows = effects(slot, now)
            values = utilities(rows, self._by_term[names], options.index(option) if option in options else -1)
            decided.setdefault(slot, choose(options, values, self.rationality, rng))
        return decided
