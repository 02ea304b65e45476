"""How acts move relations: a level for what is in force, and a shock when it changes.

While an act stands, relations rest at their long-run level plus the level here; the month in which it begins moves
them there at once, and its end takes them back. Sizes are estimated: 0.02-0.15 on a scale of -1..1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.situation import Roles
from sim.agents.utilities import SCOPE
from sim.agents.words import spoken
from sim.memo import Memo
from sim.rules import Assurance, Floats, Rules

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
    """A change of the relations of two nations, and why; '' for what was told already."""

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
    levels = decision_levels(decisions, roles, sizes)
    changes = [(pair, level - before[pair][0], why) for pair, (level, why) in levels.items()]
    shocks = [Shock(*pair, change, why) for pair, change, why in changes if change != 0.0]
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


def with_answers(decisions: Decisions, assurances: Iterable[Assurance], nations: Sequence[str]) -> Decisions:
    """The decisions, and the answers that dated policies give for nations that give none of their own; the widest counts."""
    answered = dict(decisions)
    for a in sorted(assurances, key=lambda a: -a.scope):
        code = nations[a.via]
        if a.scope > 0.0 and code in answered and not answered[code].get("assurance_response"):
            answer = "comply" if a.scope >= 1.0 else "middle_ground"
            answered[code] = {**answered[code], "assurance_response": answer}
    return answered


class Attitudes:
    """All shocks of a month as one matrix; keeps last month's decisions and the levels of its rules."""

    def __init__(self, names: Mapping[str, str], roles: Roles, sizes: Sizes) -> None:
        """`names`: the nations by code, in the order of the world."""
        self._names = names
        self._nations = nations = tuple(names)
        self._index = {code: i for i, code in enumerate(nations)}
        self.roles, self._sizes = roles, sizes
        self._decided: Decisions = {}  # as the nations did
        self._acts: Decisions = {}  # and with the answers of dated policies
        self._memo = Memo()
        self._rules: Rules | None = None  # of last month
        self._in_force: Floats | None = None
        self._steady: Floats | None = None
        self._base = self._levels = np.zeros((len(nations), len(nations)))
        self._renewed = self._base  # what decisions in force add every month

    def shocks(
        self, decisions: Decisions, rules: Rules, found_t: Mapping[str, float] | None = None
    ) -> tuple[Floats, list[str]]:
        """Symmetric matrix of this month's shocks, and what changed in words; not to be written to."""
        texts: list[str] = []
        matrix = self._steady
        if matrix is None or rules is not self._rules or decisions != self._decided:
            matrix, texts = self._moved(decisions, rules)
        if found_t:
            matrix = matrix.copy()
            texts += self._add(matrix, relation_shocks({}, {}, self.roles, self._sizes, found_t))
        return matrix, texts

    def _moved(self, decisions: Decisions, rules: Rules) -> tuple[Floats, list[str]]:
        """The same without what was found."""
        self._rules, self._decided = rules, decisions
        texts: list[str] = []
        in_force = self._memo.of(self._levels_of, (rules.access, rules.regime, rules.tariff, rules.goodwill))
        acts = with_answers(decisions, rules.assurances, self._nations)
        is_new = in_force is not self._in_force or acts != self._acts
        if self._steady is not None and not is_new:
            return self._steady, texts
        matrix = self._moved_by_rules(in_force)
        if acts != self._acts:
            texts = self._add(matrix, relation_shocks(acts, self._acts, self.roles, self._sizes))
            self._acts, self._renewed = acts, self._renewal(acts)
        matrix += self._renewed
        self._steady = None if is_new else matrix
        return matrix, texts

    def _moved_by_rules(self, in_force: Floats) -> Floats:
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

    def _renewal(self, acts: Decisions) -> Floats:
        """What is in force by decisions is renewed as fast as it drifts back."""
        matrix, drift = np.zeros_like(self._base), self._sizes.drift
        levels = decision_levels(acts, self.roles, self._sizes)
        self._add(matrix, [Shock(a, b, drift * level, "") for (a, b), (level, _) in levels.items()])
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

    def _levels_of(self, access: Floats, regime: NDArray[np.int64], tariff: Floats, goodwill: Floats) -> Floats:
        """The levels of the rules that have these parts."""
        access, tariff = _MEANS.of(_mean, (access,)), _MEANS.of(_mean, (tariff,))
        return rule_levels(access, regime, tariff, goodwill, self._sizes)
