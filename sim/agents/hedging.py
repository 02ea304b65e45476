"""What any nation but the controller may do against dependence: join a coalition, keep a stock, pay a floor price.

Each has terms like those in `sim.agents.utilities`. A rival weighs them by terms of its own: what makes it harder
to be threatened is leverage, and a nation that joins it is a relation gained.
"""

from __future__ import annotations

from sim.agents.beliefs import EFFORT, WITHHELD
from sim.agents.situation import Situation, Stance
from sim.scenario.plans import OPTIONS

Terms = dict[str, float]
Effects = dict[str, Terms]  # by option

#: In the order in which a nation decides on them.
HEDGES = ("coalition", "stockpile", "price_floor")


def hedge_terms(name: str, now: Situation) -> Effects:
    """Terms of every option of a hedge, for the nation that looks.

    need = dependence x (0.3 + withheld from it now + gap).
    """
    code = now.code or now.roles.focal
    it = now.stance(code)
    need = it.dependence * (0.3 + WITHHELD[it.regime] + it.gap)
    terms = {"coalition": _coalition, "stockpile": _stockpile, "price_floor": _floor}[name]
    effects = {option: terms(option, now, it, need) for option in OPTIONS[name]}
    return {option: _as_rival(own) for option, own in effects.items()} if code == now.roles.rival else effects


def _coalition(option: str, now: Situation, it: Stance, need: float) -> Terms:
    """Joining (1) or not (0): worth more, the more others are in.

    security             = 0.3 x need x (0.5 + 0.5 x share of the others that joined)
    autonomy             = -0.1: what is shared is not decided alone
    relations_rival      = 0.3 x (1 + relations) / 2, who leads it
    relations_controller = -0.3 x (1 + relations) / 2, who takes it as aimed at itself
    cost                 = -0.3
    """
    e = float(option == "join")
    return {
        "security": 0.3 * e * need * (0.5 + 0.5 * now.joined),
        "autonomy": -0.1 * e,
        "relations_rival": 0.3 * e * 0.5 * (1.0 + it.rival),
        "relations_controller": -0.3 * e * 0.5 * (1.0 + it.controller),
        "cost": -0.3 * e,
    }


def _stockpile(option: str, now: Situation, it: Stance, need: float) -> Terms:
    """A public stock of size e (0, 0.5, 1): it bridges months, and is worth less where stocks are full.

    security = 0.5 x e x need x (1 - cover / 12, at least 0.2); autonomy = 0.1 x e; cost = -0.5 x e^2
    """
    e = EFFORT[option]
    return {
        "security": 0.5 * e * need * max(0.2, 1.0 - it.cover / 12.0),
        "autonomy": 0.1 * e,
        "relations_rival": 0.0,
        "relations_controller": 0.0,
        "cost": -0.5 * e**2,
    }


def _floor(option: str, now: Situation, it: Stance, need: float) -> Terms:
    """Paying a floor price (1) or none (0): sources outside the controller, in years.

    security = 0.3 x need; autonomy = 0.1; relations_rival = 0.1; relations_controller = -0.1; cost = -0.5
    """
    e = float(option == "pay")
    return {
        "security": 0.3 * e * need,
        "autonomy": 0.1 * e,
        "relations_rival": 0.1 * e,
        "relations_controller": -0.1 * e,
        "cost": -0.5 * e,
    }


def _as_rival(effects: Terms) -> Terms:
    """The same in the terms of the rival: leverage is autonomy and what the controller dislikes."""
    return {
        "security": effects["security"],
        "leverage": abs(effects["autonomy"]) - effects["relations_controller"],
        "relations": effects["relations_rival"],
        "cost": effects["cost"],
    }
