"""Expected effects of each option, term by term; a utility is their weighted sum.

Each function gives the terms of one option in one situation. A term is about -1..1, higher is better for the nation
that decides; options with no effect on a term give 0. Levels such as the share withheld under a regime are beliefs
of the nations (`sim.agents.beliefs`), estimated, and not what the engine then produces.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.agents.beliefs import EFFORT, GRIP, HOPE, HOPE_REFUSED, POWER, PRESSURE, PROMISED, SCOPE, WITHHELD
from sim.agents.hedging import HEDGES, hedge_terms
from sim.agents.situation import Situation
from sim.scenario.plans import OPTIONS

Terms = dict[str, float]


def regime_terms(option: str, now: Situation, target: str) -> Terms:
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
    seen, s, role = now.seen, WITHHELD[option], now.roles.of(target)
    it = now.stance(target)
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
    return {
        "leverage": s * hold + (GRIP if option != "open" else 0.0),
        "revenue": -s * it.dependence,
        "diversification": -(s**2) * (0.5 + seen.outside),
        "retaliation": -(s**2) * POWER[role],
        "concessions": s * (hope - (1.0 + hope) * conceded),
    }


def answer_terms(option: str, now: Situation) -> Terms:
    """Terms of the nation that is asked, for an answer with scope c (1 all, 0.5 part, 0 refused).

    security             = -w x need, w = q x withheld under the promised regime + (1 - q) x withheld now,
                           q = 0.3 + 0.5 x trust in the controller, trust = (1 + relations) / 2,
                           need = dependence x (1 + gap) x (1 - cover / 12, at least 0.5)
    autonomy             = -c x (1 + dependence) / 2
    relations_rival      = -c x (0.3 + 0.7 x pressure) + 0.2 x (1 - c) if a partnership is offered
    relations_controller = -(1 - c) x trust
    cost                 = -c x (0.1 + leak): certificates, audits and re-exports forgone
    """
    seen, c = now.seen, SCOPE[option]
    trust = 0.5 * (1.0 + seen.controller_focal)
    credit = 0.3 + 0.5 * trust
    withheld = credit * WITHHELD[PROMISED[option]] + (1.0 - credit) * WITHHELD[now.regime_focal]
    need = seen.dependence_focal * (1.0 + seen.gap_focal) * max(0.5, 1.0 - seen.cover_focal / 12.0)
    offered = 0.2 * (1.0 - c) if now.offer == "partnership" else 0.0
    return {
        "security": -withheld * need,
        "autonomy": -c * 0.5 * (1.0 + seen.dependence_focal),
        "relations_rival": -c * (0.3 + 0.7 * PRESSURE[now.pressure]) + offered,
        "relations_controller": -(1.0 - c) * trust,
        "cost": -c * (0.1 + seen.leak),
    }


def diversification_terms(option: str, now: Situation) -> Terms:
    """Terms of a nation, for building its own chain with effort e (0, 0.5, 1).

    security             = 0.3 x e x dependence x (0.3 + withheld now + gap): slow, so it counts little today
    autonomy             = 0.3 x e x dependence
    relations_rival      = 0.1 x e, twice that for the nation that is asked if a partnership is offered
    relations_controller = -0.2 x e
    cost                 = -e^2
    """
    code = now.code or now.roles.focal
    it, e = now.stance(code), EFFORT[option]
    offered = now.offer == "partnership" and code == now.roles.focal
    return {
        "security": 0.3 * e * it.dependence * (0.3 + WITHHELD[it.regime] + it.gap),
        "autonomy": 0.3 * e * it.dependence,
        "relations_rival": 0.1 * e * (2.0 if offered else 1.0),
        "relations_controller": -0.2 * e,
        "cost": -(e**2),
    }


def pressure_terms(option: str, now: Situation) -> Terms:
    """Terms of the rival, for pressure p (0, 0.4, 1) on a nation that gave an assurance of scope c.

    security  = p x c x leak x dependence: goods that may come through again
    leverage  = p x c x 0.3: others see what it costs to comply
    relations = -p x (1 + relations with the focal nation) / 2
    cost      = -p^2 x 0.5
    """
    seen, p, c = now.seen, PRESSURE[option], SCOPE[now.answer]
    return {
        "security": p * c * seen.leak * seen.dependence_rival,
        "leverage": 0.3 * p * c,
        "relations": -p * 0.5 * (1.0 + seen.focal_rival),
        "cost": -0.5 * p**2,
    }


def offer_terms(option: str, now: Situation) -> Terms:
    """Terms of the rival, for a partnership (1) or none (0).

    security  = 0.2 x dependence x (0.3 + withheld from it now + gap): a source outside the controller, in years
    leverage  = 0.2 x (1 - scope of the answer): no reward for those who comply
    relations = 0.3
    cost      = -0.6
    """
    if option == "none":
        return dict.fromkeys(("security", "leverage", "relations", "cost"), 0.0)
    seen = now.seen
    return {
        "security": 0.2 * seen.dependence_rival * (0.3 + WITHHELD[now.regime_rival] + seen.gap_rival),
        "leverage": 0.2 * (1.0 - SCOPE[now.answer]),
        "relations": 0.3,
        "cost": -0.6,
    }


def concession_terms(option: str, now: Situation) -> Terms:
    """Terms of the rival, for relief in another field (1) or none (0), in the hope of an easier regime.

    security  = 0.6 x dependence x (1 + gap) x withheld now
    leverage  = -0.3: what was given cannot be threatened again
    relations = 0
    cost      = -0.3
    """
    if option == "none":
        return dict.fromkeys(("security", "leverage", "relations", "cost"), 0.0)
    seen = now.seen
    return {
        "security": 0.6 * seen.dependence_rival * (1.0 + seen.gap_rival) * WITHHELD[now.regime_rival],
        "leverage": -0.3,
        "relations": 0.0,
        "cost": -0.3,
    }


_TERMS = {
    "assurance_response": answer_terms,
    "diversification": diversification_terms,
    "pressure": pressure_terms,
    "offer": offer_terms,
    "concession": concession_terms,
}


def terms(slot: str, option: str, now: Situation) -> Terms:
    """Terms of an option of a slot (`regime:IND`, `pressure`, ...)."""
    name, _, target = slot.partition(":")
    if name == "regime":
        return regime_terms(option, now, target)
    return hedge_terms(name, option, now) if name in HEDGES else _TERMS[name](option, now)


def appraise(slot: str, now: Situation, current: str) -> dict[str, Terms]:
    """Expected effects of every option of a slot; `constancy` is 1 for the decision that stands."""
    effects = {option: terms(slot, option, now) for option in OPTIONS[slot.partition(":")[0]]}
    for option, effect in effects.items():
        effect["constancy"] = float(option == current)
    return effects


def utility(effects: Terms, weights: Mapping[str, float]) -> float:
    """Weighted sum of the terms of one option."""
    return sum([weights[name] * value for name, value in effects.items()])
