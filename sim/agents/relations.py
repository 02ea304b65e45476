"""How acts move relations: a level for what is in force, and a shock when it changes.

While an act stands, relations rest at their long-run level plus the level here; the month in which it begins moves
them there at once, and its end takes them back. Sizes are estimated: 0.02-0.15 on a scale of -1..1.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.situation import Roles
from sim.agents.utilities import SCOPE
from sim.agents.words import spoken
from sim.memo import Memo
from sim.rules import Floats, Rules

Decisions = Mapping[str, Mapping[str, str]]

#: Level of coercion by regime: open, general, case by case, tight, ban.
COERCION = np.array([0.0, 0.0, 0.25, 0.7, 1.0])

#: The asking nation's thanks for an assurance, as a share of the displeasure of its aim.
GRATITUDE = 0.4

#: Level of pressure on the nation that is asked.
PRESSED = {"diplomatic": 0.3, "tariff": 1.0}


#: Means of arrays of rules; where these only follow dates, runs share them.
_MEANS = Memo(most=64)


class Shock(NamedTuple):
    """A change of the relations of two nations, and why; '' while an act that was told goes on."""

    a: str
    b: str
    delta: float
    why: str


class Sizes(NamedTuple):
    """Level of relations while an act is in force; see `relation_*` in sim/data/parameters.csv."""

    coercion: float  # a ban on exports; less for milder regimes
    compliance: float  # a full assurance, with the nation that it is aimed at
    refusal: float  # a refusal, with the nation that asked
    pressure: float  # tariffs of 100 %, or as pressure; less for diplomatic pressure
    deal: float  # a partnership, or relief in another field
    diversion: float  # a month in which diverted goods are found
    drift: float  # monthly return of relations to rest; what is in force is renewed as fast

    @classmethod
    def of(cls, parameters: Any) -> Sizes:
        """From the behavioural parameters of a run."""
        return cls(*(getattr(parameters, f"relation_{name}") for name in cls._fields))


def decision_levels(decisions: Decisions, roles: Roles, sizes: Sizes) -> dict[tuple[str, str], tuple[float, str]]:
    """Levels from what the three roles have decided, with the reason, by pair."""
    theirs, own = decisions.get(roles.rival, {}), decisions.get(roles.focal, {})
    answered = own.get("assurance_response", ""), own.get("diversification", "")
    asked = theirs.get("pressure", ""), theirs.get("offer", ""), theirs.get("concession", "")
    return _levels(answered, asked, roles, sizes)


@lru_cache(maxsize=256)
def _levels(
    answered: tuple[str, str], asked: tuple[str, str, str], roles: Roles, sizes: Sizes
) -> dict[tuple[str, str], tuple[float, str]]:
    controller, focal, rival = roles
    answer, effort = answered
    pressure, offer, concession = asked
    scope, pressed = SCOPE[answer], PRESSED.get(pressure, 0.0)
    with_rival = -sizes.compliance * scope - sizes.pressure * pressed + sizes.deal * (offer == "partnership")
    refused = sizes.refusal * (answer == "refuse") + 0.02 * (effort == "strong")
    relief = sizes.deal * (concession == "relief")
    return {
        (focal, rival): (with_rival, "the answer to the assurance and what was made of it"),
        (focal, controller): (GRATITUDE * sizes.compliance * scope - refused, "the answer to the assurance"),
        (rival, controller): (relief, "relief in another field"),
    }


def relation_shocks(
    decisions: Decisions,
    previous: Decisions,
    roles: Roles,
    sizes: Sizes,
    found_t: Mapping[str, float] | None = None,
) -> list[Shock]:
    """This month's shocks from decisions, last month's beside them, and from diverted goods found (t, by nation)."""
    controller, focal, _ = roles
    before = decision_levels(previous, roles, sizes)
    shocks = []
    for (a, b), (level, why) in decision_levels(decisions, roles, sizes).items():
        change = level - before[a, b][0]
        if change != 0.0:
            shocks.append(Shock(a, b, change, why))
        if level != 0.0:
            shocks.append(Shock(a, b, sizes.drift * level, ""))
    if found_t and found_t.get(focal, 0.0) > 0:
        shocks.append(Shock(focal, controller, -sizes.diversion, "goods passed on against the assurance were found"))
    return shocks


def rule_levels(access: Floats, regime: NDArray[np.int64], tariff: Floats, goodwill: Floats, sizes: Sizes) -> Floats:
    """Levels from those parts of the rules in force, all symmetric (nations, nations); `access` and `tariff` are means.

    level = -coercion x max(regime, 1 - mean access) - tariff x mean tariff + deal x goodwill, larger of both ways.
    """
    harm = sizes.coercion * np.maximum(COERCION[regime], 1.0 - access)
    harm += sizes.pressure * np.minimum(1.0, tariff)
    good = sizes.deal * goodwill
    level: Floats = np.maximum(good, good.T) - np.maximum(harm, harm.T)
    np.fill_diagonal(level, 0.0)
    return level


def _mean(lanes: Floats) -> Floats:
    """Mean over products, (nations, nations)."""
    return np.asarray(lanes.mean(axis=0))


class Attitudes:
    """All shocks of a month as one matrix; keeps last month's decisions and the levels of its rules."""

    def __init__(self, names: Mapping[str, str], roles: Roles, sizes: Sizes) -> None:
        """`names`: the nations by code, in the order of the world."""
        self._names, nations = names, tuple(names)
        self._index = {code: i for i, code in enumerate(nations)}
        self.roles, self._sizes = roles, sizes
        self._decisions: Decisions = {}
        self._memo = Memo()
        self._rules: Rules | None = None  # of last month
        self._in_force: Floats | None = None
        self._steady: Floats | None = None
        self._base = self._levels = np.zeros((len(nations), len(nations)))

    def shocks(
        self, decisions: Decisions, rules: Rules, found_t: Mapping[str, float] | None = None
    ) -> tuple[Floats, list[str]]:
        """Symmetric matrix of this month's shocks, and what changed in words; not to be written to."""
        in_force = self._in_force if self._in_force is not None and rules is self._rules else self._levels_of(rules)
        is_new = in_force is not self._in_force or decisions != self._decisions
        self._rules, texts = rules, []
        matrix = None if is_new else self._steady
        if matrix is None:
            matrix = self._moved(in_force)
            texts = self._add(matrix, relation_shocks(decisions, self._decisions, self.roles, self._sizes))
            self._decisions, self._steady = dict(decisions), None if is_new else matrix
        if found_t:
            matrix = matrix.copy()
            texts += self._add(matrix, relation_shocks({}, {}, self.roles, self._sizes, found_t))
        return matrix, texts

    def _moved(self, in_force: Floats) -> Floats:
        """What moves with the rules: a change of levels at once, and what is in force as fast as it drifts back."""
        matrix = self._sizes.drift * self._levels
        if self._in_force is None:  # what is in force at the start is in the initial relations already
            self._base = in_force
        elif in_force is not self._in_force:
            levels = in_force - self._base
            matrix = levels - self._levels + self._sizes.drift * levels
            self._levels = levels
        self._in_force = in_force
        return matrix

    def _add(self, matrix: Floats, shocks: list[Shock]) -> list[str]:
        """Add shocks to a matrix; what changed in words."""
        texts = []
        for a, b, delta, why in shocks:
            i, j = self._index[a], self._index[b]
            matrix[i, j] += delta
            matrix[j, i] += delta
            if why:
                word = "improve" if delta > 0 else "worsen"
                texts.append(f"Relations between {spoken(self._names[a])} and {spoken(self._names[b])} {word}: {why}.")
        return texts

    def _levels_of(self, rules: Rules) -> Floats:
        """The levels of rules, the same array for rules that agree on what they follow from."""
        access, tariff = _MEANS.of(_mean, (rules.access,)), _MEANS.of(_mean, (rules.tariff,))
        return self._memo.of(rule_levels, (access, rules.regime, tariff, rules.goodwill), self._sizes)
