"""What any nation but the controller may do against dependence: join a coalition, keep a stock, pay a floor price.

Each has terms like those in `sim.agents.utilities`. A rival weighs them by terms of its own: what makes it harder
to be threatened is leverage, and a nation that joins it is a relation gained.
"""

from __future__ import annotations

from sim.agents.beliefs import EFFORT, WITHHELD
from sim.agents.situation import Situation, Stance
from sim.scenario.plans import OPTIONS

#: Terms of whoever buys from the controller, and those of the rival, in the order of a row.
BUYER = ("security", "autonomy", "relations_rival", "relations_controller", "cost")
RIVAL = ("security", "leverage", "relations", "cost")

Row = tuple[float, ...]
#: Names of terms, and a row of them for each option.
Effects = tuple[tuple[str, ...], list[Row]]

#: In the order in which a nation decides on them.
HEDGES = ("coalition", "stockpile", "price_floor")

_NOTHING = (0.0,) * len(BUYER)
_SIZES = tuple(EFFORT[option] for option in OPTIONS["stockpile"])


def hedge_effects(name: str, now: Situation) -> Effects:
    """Terms of every option of a hedge, for the nation that looks.

    need = dependence x (0.3 + withheld from it now + gap).
    """
    code = now.code or now.roles.focal
    it = now.stance(code)
    rows = _ROWS[name](now, it, it.dependence * (0.3 + WITHHELD[it.regime] + it.gap))
    return (RIVAL, [_as_rival(*row) for row in rows]) if code == now.roles.rival else (BUYER, rows)


def _coalition(now: Situation, it: Stance, need: float) -> list[Row]:
    """Joining (1) or not (0): worth more, the more others are in.

    security             = 0.3 x need x (0.5 + 0.5 x share of the others that joined)
    autonomy             = -0.1: what is shared is not decided alone
    relations_rival      = 0.3 x (1 + relations) / 2, who leads it
    relations_controller = -0.3 x (1 + relations) / 2, who takes it as aimed at itself
    cost                 = -0.3
    """
    security = 0.3 * need * (0.5 + 0.5 * now.joined)
    with_rival, with_controller = 0.3 * 0.5 * (1.0 + it.rival), -0.3 * 0.5 * (1.0 + it.controller)
    return [_NOTHING, (security, -0.1, with_rival, with_controller, -0.3)]


def _stockpile(now: Situation, it: Stance, need: float) -> list[Row]:
    """A public stock of size e (0, 0.5, 1): it bridges months, and is worth less where stocks are full.

    security = 0.5 x e x need x (1 - cover / 12, at least 0.2); autonomy = 0.1 x e; cost = -0.5 x e^2
    """
    room = max(0.2, 1.0 - it.cover / 12.0)
    return [(0.5 * e * need * room, 0.1 * e, 0.0, 0.0, -0.5 * e**2) for e in _SIZES]


def _floor(now: Situation, it: Stance, need: float) -> list[Row]:
    """Paying a floor price (1) or none (0): sources outside the controller, in years.

    security = 0.3 x need; autonomy = 0.1; relations_rival = 0.1; relations_controller = -0.1; cost = -0.5
    """
    return [_NOTHING, (0.3 * need, 0.1, 0.1, -0.1, -0.5)]


_ROWS = {"coalition": _coalition, "stockpile": _stockpile, "price_floor": _floor}


def _as_rival(security: float, autonomy: float, with_rival: float, with_controller: float, cost: float) -> Row:
    """The same in the terms of the rival: leverage is autonomy and what the controller dislikes."""
    return security, abs(autonomy) - with_controller, with_rival, cost
