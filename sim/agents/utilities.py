"""Expected effects of each option, term by term; a utility is their weighted sum.

Each function gives the terms of all options of a slot in one situation. A term is about -1..1, higher is better for the nation
that decides; options with no effect on a term give 0. Levels such as the share withheld under a regime are beliefs
of the nations (`sim.agents.beliefs`), estimated, and not what the engine then produces.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import mul

from sim.agents.beliefs import EFFORT, GRIP, HOPE, HOPE_REFUSED, POWER, PRESSURE, PROMISED, SCOPE, WITHHELD
from sim.agents.hedging import HEDGES, Effects, Terms, hedge_terms
from sim.agents.situation import Situation
from sim.scenario.plans import OPTIONS

_SCOPES, _EFFORTS, _PRESSURES = (
    tuple((option, level[option]) for option in OPTIONS[slot])
    for slot, level in (("assurance_response", SCOPE), ("diversification", EFFORT), ("pressure", PRESSURE))
)

#: Regimes with the share that each withholds, its square, and what a licence duty is worth in itself.
_REGIMES = tuple((option, s, s**2, GRIP if option != "open" else 0.0) for option, s in WITHHELD.items())


def regime_terms(now: Situation, target: str) -> Effects:
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
    return {
        option: {
            "leverage": s * hold + grip,
            "revenue": -s * it.dependence,
            "diversification": -squared * outside,
            "retaliation": -squared * power,
            "concessions": s * worth,
        }
        for option, s, squared, grip in _REGIMES
    }


def answer_terms(now: Situation) -> Effects:
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
    return {
        option: {
            "security": -(credit * WITHHELD[PROMISED[option]] + anyway) * need,
            "autonomy": -c * 0.5 * (1.0 + seen.dependence_focal),
            "relations_rival": -c * pressed + offered * (1.0 - c),
            "relations_controller": -(1.0 - c) * trust,
            "cost": -c * (0.1 + seen.leak),
        }
        for option, c in _SCOPES
    }


def diversification_terms(now: Situation) -> Effects:
    """Terms of a nation, for building its own chain with effort e (0, 0.5, 1).

    security             = 0.3 x e x dependence x (0.3 + withheld now + gap): slow, so it counts little today
    autonomy             = 0.3 x e x dependence
    relations_rival      = 0.1 x e, twice that for the nation that is asked if a partnership is offered
    relations_controller = -0.2 x e
    cost                 = -e^2
    """
    code = now.code or now.roles.focal
    it = now.stance(code)
    threat, offered = 0.3 + WITHHELD[it.regime] + it.gap, now.offer == "partnership" and code == now.roles.focal
    return {
        option: {
            "security": 0.3 * e * it.dependence * threat,
            "autonomy": 0.3 * e * it.dependence,
            "relations_rival": 0.1 * e * (2.0 if offered else 1.0),
            "relations_controller": -0.2 * e,
            "cost": -(e**2),
        }
        for option, e in _EFFORTS
    }


def pressure_terms(now: Situation) -> Effects:
    """Terms of the rival, for pressure p (0, 0.4, 1) on a nation that gave an assurance of scope c.

    security  = p x c x leak x dependence: goods that may come through again
    leverage  = p x c x 0.3: others see what it costs to comply
    relations = -p x (1 + relations with the focal nation) / 2
    cost      = -p^2 x 0.5
    """
    seen, c = now.seen, SCOPE[now.answer]
    return {
        option: {
            "security": p * c * seen.leak * seen.dependence_rival,
            "leverage": 0.3 * p * c,
            "relations": -p * 0.5 * (1.0 + seen.focal_rival),
            "cost": -0.5 * p**2,
        }
        for option, p in _PRESSURES
    }


def offer_terms(now: Situation) -> Effects:
    """Terms of the rival, for a partnership (1) or none (0).

    security  = 0.2 x dependence x (0.3 + withheld from it now + gap): a source outside the controller, in years
    leverage  = 0.2 x (1 - scope of the answer): no reward for those who comply
    relations = 0.3
    cost      = -0.6
    """
    seen = now.seen
    partnership = {
        "security": 0.2 * seen.dependence_rival * (0.3 + WITHHELD[now.regime_rival] + seen.gap_rival),
        "leverage": 0.2 * (1.0 - SCOPE[now.answer]),
        "relations": 0.3,
        "cost": -0.6,
    }
    return {"none": dict.fromkeys(partnership, 0.0), "partnership": partnership}


def concession_terms(now: Situation) -> Effects:
    """Terms of the rival, for relief in another field (1) or none (0), in the hope of an easier regime.

    security  = 0.6 x dependence x (1 + gap) x withheld now
    leverage  = -0.3: what was given cannot be threatened again
    relations = 0
    cost      = -0.3
    """
    seen = now.seen
    relief = {
        "security": 0.6 * seen.dependence_rival * (1.0 + seen.gap_rival) * WITHHELD[now.regime_rival],
        "leverage": -0.3,
        "relations": 0.0,
        "cost": -0.3,
    }
    return {"none": dict.fromkeys(relief, 0.0), "relief": relief}


_TERMS = {
    "assurance_response": answer_terms,
    "diversification": diversification_terms,
    "pressure": pressure_terms,
    "offer": offer_terms,
    "concession": concession_terms,
}


def terms(slot: str, now: Situation) -> Effects:
    """Terms of every option of a slot (`regime:IND`, `pressure`, ...), in the order of `OPTIONS`."""
    name, _, target = slot.partition(":")
    if name == "regime":
        return regime_terms(now, target)
    return hedge_terms(name, now) if name in HEDGES else _TERMS[name](now)


def appraise(slot: str, now: Situation, current: str) -> Effects:
    """Expected effects of every option of a slot; `constancy` is 1 for the decision that stands."""
    effects = terms(slot, now)
    for option, effect in effects.items():
        effect["constancy"] = 1.0 if option == current else 0.0
    return effects


def utility(effects: Terms, weights: Mapping[str, float]) -> float:
    """Weighted sum of the terms of one option."""
    return sum([weights[name] * value for name, value in effects.items()])


def utilities(effects: Effects, weights: Mapping[str, float], current: str) -> list[float]:
    """The same of every option of a slot with `constancy` as in `appraise`; all have the same terms in the same order."""
    by_term = [weights[name] for name in (*next(iter(effects.values())), "constancy")]
    return [
        sum(map(mul, by_term, (*own.values(), 1.0 if option == current else 0.0))) for option, own in effects.items()
    ]
