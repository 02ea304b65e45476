"""Capacity: when it pays to build, how long it takes, what it costs without technology; learning; shutting down."""

from __future__ import annotations

import numpy as np

from sim.equations.production import logistic
from sim.jit import compiled


@compiled
def technology(own: float, access: float) -> float:
    """Effective technology 0..1: `own + (1 - own) access`; access to the controller's know-how fills the gap."""
    return own + (1.0 - own) * access


@compiled
def capital_cost(base: float, factor: float, tech: float, extra: float, grant: float) -> float:
    """USD per t/yr: `base factor (1 + extra (1 - tech)) (1 - grant)`; base is the controller's cost, extra at tech 0."""
    return base * factor * (1.0 + extra * (1.0 - tech)) * (1.0 - grant)


@compiled
def lead_time(base: float, tech: float, delay: float, permit: float, stringency: float) -> float:
    """Months from decision to output: `base (1 + delay (1 - tech)) (1 + 0.3 stringency) / permit`."""
    return base * (1.0 + delay * (1.0 - tech)) * (1.0 + 0.3 * stringency) / permit


@compiled
def input_waste(tech: float, loss: float) -> float:
    """Inputs per unit of the recipe's inputs: `1 / (1 - loss (1 - tech))`."""
    return 1.0 / (1.0 - loss * (1.0 - tech))


@compiled
def build_intensity(margin: float, capital: float, hurdle: float) -> float:
    """Share of the largest pace of building, 0..1: `logistic(4 (margin / (capital hurdle) - 1))`.

    margin: expected USD per t of capacity a year; capital: USD per t/yr; hurdle: required yearly return.
    """
    if capital <= 0.0:
        return 0.0
    return logistic(4.0 * (margin / (capital * hurdle) - 1.0))


@compiled
def learning_factor(cumulative: float, base: float, rate: float) -> float:
    """Conversion cost relative to the base year: `(cumulative / base)^log2(1 - rate)` (Wright 1936)."""
    if cumulative <= base or base <= 0.0:
        return 1.0
    return np.exp(np.log(1.0 - rate) / np.log(2.0) * np.log(cumulative / base))


@compiled
def next_technology(own: float, cumulative: float, base: float, gain: float, research: float) -> float:
    """Own technology after a month: a doubling of cumulative output closes `1 - exp(-gain ln 2)` of the gap.

    research: public R&D in shares of the gap closed a month (0..1).
    """
    if base <= 0.0:
        return own + (1.0 - own) * research
    growth = max(0.0, np.log((base + cumulative) / base))
    step = min(0.05, gain * growth) + research
    return min(1.0, own + (1.0 - own) * step)


@compiled
def update_running(ratio, bad_months, running, capacity):
    """Plants shut after nine months below variable cost and restart when margins are back for six.

    ratio: margin ratio by plant; bad_months counts up below -0.05 and down above 0.05; running 0..1 moves by a sixth
    a month on restart.
    """
    for i in range(ratio.size):
        if capacity[i] <= 0.0:
            continue
        if ratio[i] < -0.05:
            bad_months[i] = min(12, bad_months[i] + 1)
        elif ratio[i] > 0.05:
            bad_months[i] = max(0, bad_months[i] - 1)
        if bad_months[i] >= 9:
            running[i] = 0.0
        elif bad_months[i] <= 3 and running[i] < 1.0:
            running[i] = min(1.0, running[i] + 1.0 / 6.0)
