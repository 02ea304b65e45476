"""Expected effects of each option, term by term; a utility is their weighted sum.

Each function gives the terms of all options of a slot in one situation. A term is about -1..1, higher is better for the nation
that decides; options with no effect on a term give 0. Levels such as the share withheld under a regime are beliefs
of the nations (`sim.agents.beliefs`), estimated, and not what the engine then produces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import mul

from sim.agents.beliefs import EFFORT, GRIP, HOPE, HOPE_REFUSED, POWER, PRESSURE, PROMISED, SCOPE, WITHHELD
from sim.agents.hedging import BUYER, HEDGES, RIVAL, Effects, Row, hedge_effects
from sim.agents.situation import Situation
from sim.scenario.plans import OPTIONS

#: Terms of the controller, in the order of its rows; those of the others stand in `sim.agents.hedging`.
CONTROLLER = ("leverage", "revenue", "diversification", "retaliation", "concessions")

#: By option, in their order: the share that a regime withholds, its square, and what a licence duty is worth in itself;
#: the scope of an answer, and what is withheld under the regime promised for it; effort; pressure.
_REGIMES = tuple((WITHHELD[option], WITHHELD[option] ** 2, GRIP * (option != "open")) for option in OPTIONS["regime"])
_ANSWERS = tuple((SCOPE[option], WITHHELD[PROMISED[option]]) for option in OPTIONS["assurance_response"])
_EFFORTS = tuple(EFFORT[option] for option in OPTIONS["diversification"])
_PRESSURES = tuple(PRESSURE[option] for option in OPTIONS["pressure"])
_NOTHING = (0.0,) * len(RIVAL)


def regime_effects(now: Situation, target: str) -> Effects:
    """Terms of the controller for a regime towards the nation `target`, with s the share withheld.

    leverage        = s x hold + GRIP unless open; hold on the rival is dependence x hostility, on the focal
                      nation (1 - scope of its answer) x (half its dependence + what leaks to the rival)
                      + 0.3 x dependence x hostility, half of the first while the answer is open; on any other
                      0.3 x dependence x hostility + 0.2 x dependence x closeness to the rival
    revenue         = -s x dependence
    diversification = -s^2 x (0.5 + share of separation outside)
    retaliation     = -s^2 x power of the target
    concessions     = s x (hope - (1 + hope) x conceded), conceded 0..1: strictness is worth while it may bring
                      something, and relief is owed once it has. An assurance counts as conceded, and a refusal
                      leaves less hope
    with hostility = (1 - relations) / 2, closeness = (1 + relations) / 2.
    """
    seen, role, it = now.seen, now.roles.of(target), now.stance(target)
    hostile, conceded, hope = 0.5 * (1.0 - it.controller), it.conceded, HOPE[role]
    if role == "rival":
        hold = it.dependence * hostile
    elif role == "focal":
        conceded = max(conceded, SCOPE[now.answer])
        hope = HOPE_REFUSED if now.answer == "refuse" else hope
        through = seen.leak * seen.dependence_rival * 0.5 * (1.0 - seen.controller_rival)
        asked = (1.0 if now.answer else 0.5) * (1.0 - SCOPE[now.answer])
        hold = asked * (0.5 * it.dependence + through) + 0.3 * it.dependence * hostile
    else:
        hold = it.dependence * (0.3 * hostile + 0.2 * 0.5 * (1.0 + it.rival))
    outside, power, worth = 0.5 + seen.outside, POWER[role], hope - (1.0 + hope) * conceded
    dependence = it.dependence
    return CONTROLLER, [
        (s * hold + grip, -s * dependence, -squared * outside, -squared * power, s * worth)
        for s, squared, grip in _REGIMES
    ]


def answer_effects(now: Situation) -> Effects:
    """Terms of the nation that is asked, for an answer with scope c (1 all, 0.5 part, 0 refused).

    security             = -w x need, w = q x withheld under the promised regime + (1 - q) x withheld now,
                           q = 0.3 + 0.5 x trust in the controller, trust = (1 + relations) / 2,
                           need = dependence x (1 + gap) x (1 - cover / 12, at least 0.5)
    autonomy             = -c x (1 + dependence) / 2
    relations_rival      = -c x (0.3 + 0.7 x pressure) + 0.2 x (1 - c) if a partnership is offered
    relations_controller = -(1 - c) x trust
    cost                 = -c x (0.1 + leak): certificates, audits and re-exports forgone
    """
    seen = now.seen
    trust = 0.5 * (1.0 + seen.controller_focal)
    credit = 0.3 + 0.5 * trust
    anyway = (1.0 - credit) * WITHHELD[now.regime_focal]
    need = seen.dependence_focal * (1.0 + seen.gap_focal) * max(0.5, 1.0 - seen.cover_focal / 12.0)
    offered, pressed = 0.2 if now.offer == "partnership" else 0.0, 0.3 + 0.7 * PRESSURE[now.pressure]
    bound, papers = 1.0 + seen.dependence_focal, 0.1 + seen.leak
    return BUYER, [
        (
            -(credit * promised + anyway) * need,
            -c * 0.5 * bound,
            -c * pressed + offered * (1.0 - c),
            -(1.0 - c) * trust,
            -c * papers,
        )
        for c, promised in _ANSWERS
    ]


def diversification_effects(now: Situation) -> Effects:
    """Terms of a nation, for building its own chain with effort e (0, 0.5, 1).

    security             = 0.3 x e x dependence x (0.3 + withheld now + gap): slow, so it counts little today
    autonomy             = 0.3 x e x dependence
    relations_rival      = 0.1 x e, twice that for the nation that is asked if a partnership is offered
    relations_controller = -0.2 x e
    cost                 = -e^2
    """
    code = now.code or now.roles.focal
    it = now.stance(code)
    dependence, threat = it.dependence, 0.3 + WITHHELD[it.regime] + it.gap
    thanks = 2.0 if now.offer == "partnership" and code == now.roles.focal else 1.0
    return BUYER, [
        (0.3 * e * dependence * threat, 0.3 * e * dependence, 0.1 * e * thanks, -0.2 * e, -(e**2)) for e in _EFFORTS
    ]


def pressure_effects(now: Situation) -> Effects:
    """Terms of the rival, for pressure p (0, 0.4, 1) on a nation that gave an assurance of scope c.

    security  = p x c x leak x dependence: goods that may come through again
    leverage  = p x c x 0.3: others see what it costs to comply
    relations = -p x (1 + relations with the focal nation) / 2
    cost      = -p^2 x 0.5
    """
    seen, c = now.seen, SCOPE[now.answer]
    leak, dependence, close = seen.leak, seen.dependence_rival, 1.0 + seen.focal_rival
    return RIVAL, [(p * c * leak * dependence, 0.3 * p * c, -p * 0.5 * close, -0.5 * p**2) for p in _PRESSURES]


def offer_effects(now: Situation) -> Effects:
    """Terms of the rival, for a partnership (1) or none (0).

    security  = 0.2 x dependence x (0.3 + withheld from it now + gap): a source outside the controller, in years
    leverage  = 0.2 x (1 - scope of the answer): no reward for those who comply
    relations = 0.3
    cost      = -0.6
    """
    seen = now.seen
    security = 0.2 * seen.dependence_rival * (0.3 + WITHHELD[now.regime_rival] + seen.gap_rival)
    return RIVAL, [_NOTHING, (security, 0.2 * (1.0 - SCOPE[now.answer]), 0.3, -0.6)]


def concession_effects(now: Situation) -> Effects:
    """Terms of the rival, for relief in another field (1) or none (0), in the hope of an easier regime.

    security  = 0.6 x dependence x (1 + gap) x withheld now
    leverage  = -0.3: what was given cannot be threatened again
    relations = 0
    cost      = -0.3
    """
    seen = now.seen
    security = 0.6 * seen.dependence_rival * (1.0 + seen.gap_rival) * WITHHELD[now.regime_rival]
    return RIVAL, [_NOTHING, (security, -0.3, 0.0, -0.3)]


_EFFECTS = {
    "assurance_response": answer_effects,
    "diversification": diversification_effects,
    "pressure": pressure_effects,
    "offer": offer_effects,
    "concession": concession_effects,
}


def effects(slot: str, now: Situation) -> Effects:
    """Terms of every option of a slot (`regime:IND`, `pressure`, ...), in the order of `OPTIONS`."""
    if slot in _EFFECTS:
        return _EFFECTS[slot](now)
    return hedge_effects(slot, now) if slot in HEDGES else regime_effects(now, slot.partition(":")[2])


def utilities(rows: Sequence[Row], weights: Sequence[float], stands: int) -> list[float]:
    """Weighted sum of the terms of each option; the last weight is `constancy`, for the option that stands (or -1)."""
    values = [sum(map(mul, weights, row)) for row in rows]
    if stands >= 0:
        values[stands] = sum(map(mul, weights, (*rows[stands], 1.0)))
    return values


def appraise(slot: str, now: Situation, current: str) -> dict[str, dict[str, float]]:
    """Terms of every option of a slot by name; `constancy` is 1 for the decision that stands."""
    names, rows = effects(slot, now)
    options = OPTIONS[slot.partition(":")[0]]
    return {
        option: {**dict(zip(names, row, strict=True)), "constancy": float(option == current)}
        for option, row in zip(options, rows, strict=True)
    }


def by_term(weights: Mapping[str, float]) -> dict[tuple[str, ...], list[float]]:
    """Weights in the order of a row and `constancy` behind, for the kinds of terms that they cover, by names of these."""
    return {
        names: [weights[name] for name in (*names, "constancy")]
        for names in (CONTROLLER, BUYER, RIVAL)
        if weights.keys() >= set(names)
    }


def utility(terms: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Weighted sum of the terms of one option."""
    return sum([weights[name] * value for name, value in terms.items()])
