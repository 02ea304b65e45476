"""Mothballed works and half-built ones: whether finishing them pays, by what is still to be spent."""

from __future__ import annotations

from sim.equations.expecting import plant_margin
from sim.equations.investing import build_intensity
from sim.jit import compiled, inlined


@compiled
def is_taken_up(margin: float, capital: float, hurdle: float) -> bool:
    """Whether a project is finished: where a newcomer would build at half of the largest pace or more.

    margin: expected USD a year of the whole project; capital: USD still to be spent; what is sunk counts for nothing.
    Source: `build_intensity`; a project is finished as a whole or not at all (Dixit & Pindyck 1994, ch. 7 on restarting).
    """
    return build_intensity(margin, capital, hurdle) >= 0.5


@inlined
def idle_margin(i, plants, lines, is_netback, state, controller, rules, floor, ground):
    """USD per t of activity that plant `i` would earn at prices that a newcomer counts on, support included."""
    margin = plant_margin(i, plants, lines, controller, is_netback, state, floor, ground)
    return margin + rules.income[plants.nation[i], plants.stage[i]]
