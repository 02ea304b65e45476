"""What a nation is asked, what it sees and what it weighs, in words, for a person in its seat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sim.agents.situation import Situation, Stance
from sim.agents.words import sentence, spoken

QUESTIONS = {
    "regime": "How does {controller} license exports to {target}?",
    "assurance_response": "{controller} asks that its heavy rare earths do not go on to {rival}. What does {focal} answer?",
    "diversification": "How hard does {self} build a chain of its own?",
    "pressure": "Does {rival} press {focal} not to comply?",
    "offer": "Does {rival} offer {focal} a partnership on critical minerals?",
    "concession": "Does {rival} offer {controller} relief in another field?",
    "coalition": "Does {self} join the buyers' coalition?",
    "stockpile": "How large a public stock of rare earths does {self} keep?",
    "price_floor": "Does {self} pay a price floor to producers outside {controller}?",
}

#: What a term of a utility stands for, by its name in `sim.names.UTILITY_TERMS`.
TERMS = {
    "leverage": "power to withhold or threaten",
    "revenue": "export revenue",
    "diversification": "suppliers elsewhere that it provokes",
    "retaliation": "what the target can do in return",
    "concessions": "what strictness may bring, or what is owed for a concession",
    "security": "security of supply",
    "autonomy": "freedom to decide",
    "relations_controller": "relations with {controller}",
    "relations_rival": "relations with {rival}",
    "relations": "relations with other nations",
    "cost": "cost",
    "constancy": "worth of standing by a decision",
}


class Sight(NamedTuple):
    """A thing that a nation sees, in words; `age` is how many months old it is, 0 for a public act."""

    text: str
    value: float | str
    unit: str
    age: int


def sights(now: Situation, names: Mapping[str, str], age: int) -> Iterator[Sight]:
    """Everything in a situation: measured figures first, then public acts."""
    controller, focal, rival = (spoken(names[code]) for code in now.roles)
    yield from _figures(now.stance(now.roles.focal), focal, controller, age)
    yield from _figures(now.stance(now.roles.rival), rival, controller, age, cover=False)
    yield Sight(f"relations of {focal} and {rival}", now.seen.focal_rival, "-1..1", age)
    yield Sight(f"heavy goods of {rival} that come through {focal}", now.seen.leak, "share", age)
    yield Sight(f"separation outside {controller}", now.seen.outside, "share", age)
    for code, stance in now.others.items():
        yield from _figures(stance, spoken(names[code]), controller, age)
    acts = {
        f"answer of {focal} to the assurance": now.answer,
        f"own chain of {focal}": now.diversification,
        f"pressure of {rival} on {focal}": now.pressure,
        f"offer of {rival} to {focal}": now.offer,
        f"relief that {rival} offers {controller}": now.concession,
    }
    for text, act in acts.items():
        yield Sight(text, act or "undecided", "", 0)
    for code in (now.roles.focal, now.roles.rival, *now.others):
        stance = now.stance(code)
        name = spoken(names[code])
        yield Sight(f"regime of {controller} towards {name}", stance.regime, "", 0)
        yield Sight(f"what {name} concedes to {controller}", stance.conceded, "0..1", 0)
    yield Sight("nations asked that are in the coalition", now.joined, "share", 0)


def _figures(stance: Stance, name: str, controller: str, age: int, cover: bool = True) -> Iterator[Sight]:
    yield Sight(f"heavy use of {name} that is made in {controller}", stance.dependence, "share", age)
    yield Sight(f"need of {name} unmet", stance.gap, "share", age)
    if cover:
        yield Sight(f"stocks of {name}", stance.cover, "months", age)
    yield Sight(f"relations of {controller} and {name}", stance.controller, "-1..1", age)


def question(slot: str, now: Situation, names: Mapping[str, str]) -> str:
    """What is decided in a slot, as a question."""
    return sentence(QUESTIONS[slot.partition(":")[0]], slot, now.roles, names, now.code)


def term(name: str, now: Situation, names: Mapping[str, str]) -> str:
    """What a term of a utility stands for."""
    controller, focal, rival = (spoken(names[code]) for code in now.roles)
    return TERMS[name].format(controller=controller, focal=focal, rival=rival)
