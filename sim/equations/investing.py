"""Capacity: when it pays to build, how long it takes, what it costs without technology; learning."""

from __future__ import annotations

import numpy as np

from sim.equations.production import logistic
from sim.jit import compiled, inlined
from sim.stack import room

#: Public research: USD that would close the gap to the frontier at once, and the largest share of it closed in a quarter (ours).
RESEARCH_USD, RESEARCH_SHARE = 5e8, 0.02
#: USD a month for a stage beyond which more money does nothing.
RESEARCH_MOST = RESEARCH_SHARE * RESEARCH_USD / 3.0


@compiled
def technology(own: float, access: float) -> float:
    """Effective technology 0..1: `own + (1 - own) access`; access to the controller's know-how fills the gap.

    Source: ours; the gap to the frontier, closed by own learning or by access.
    """
    return own + (1.0 - own) * access


@compiled
def capital_cost(base: float, factor: float, tech: float, extra: float, grant: float) -> float:
    """USD per t/yr: `base factor (1 + extra (1 - tech)) (1 - grant)`; base is the controller's cost, extra at tech 0.

    Source: ours; factors by nation and the extra without technology are in sim/data.
    """
    return base * factor * (1.0 + extra * (1.0 - tech)) * (1.0 - grant)


@compiled
def lead_time(base: float, tech: float, delay: float, permit: float, stringency: float) -> float:
    """Months from decision to output: `base (1 + delay (1 - tech)) (1 + 0.3 stringency) / permit`.

    Source: ours; the stages' lead times and delays are in sim/data/parameters.csv.
    """
    return base * (1.0 + delay * (1.0 - tech)) * (1.0 + 0.3 * stringency) / permit


@compiled
def input_waste(tech: float, loss: float) -> float:
    """Inputs per unit of the recipe's inputs: `1 / (1 - loss (1 - tech))`.

    Source: mathematics; the loss without technology is a parameter.
    """
    return 1.0 / (1.0 - loss * (1.0 - tech))


@compiled
def build_intensity(margin: float, capital: float, hurdle: float) -> float:
    """Share of the largest pace of building, 0..1: `logistic(4 (margin / (capital hurdle) - 1))`.

    margin: expected USD per t of capacity a year; capital: USD per t/yr; hurdle: required yearly return.
    Source: logit of the profitability index, a smoothed net-present-value rule.
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
    Source: learning by doing (Arrow 1962; Wright 1936), with public research.
    """
    if base <= 0.0:
        return own + (1.0 - own) * research
    growth = max(0.0, np.log((base + cumulative) / base))
    step = min(0.05, gain * growth) + research
    return min(1.0, own + (1.0 - own) * step)


@compiled
def next_obligation(price: float, share: float, target: float, most: float) -> float:
    """Price of a duty next quarter, 0..most: `price + most / 4 (target - share) / target`; none without a target.

    share of recovered in used rare earths, target the same as prescribed.  Source: prices of tradable certificates.
    """
    if target <= 0.0:
        return 0.0
    return min(most, max(0.0, price + 0.25 * most * (target - share) / target))


@compiled
def wants_redesign(dearer: float, break_even: float) -> float:
    """Share of users for whom a design without the element pays: `logistic((dearer - ln break_even) / 0.2)`.

    dearer: log of the expected over the base year's price; break_even: the multiple at which half of them switch; 0: all.
    Source: logit choice (McFadden 1974) on the price at which the design pays.
    """
    return 1.0 if break_even <= 0.0 else logistic((dearer - np.log(break_even)) / 0.2)


@compiled
def adopted(share: float, wanted: float, speed: float) -> float:
    """Share that has adopted after a step: towards `wanted`, never back, because plants and models are changed over.

    Source: first-order diffusion over the life of plants and models.
    """
    return share + max(0.0, wanted - share) * min(1.0, speed)


@compiled
def by_stage(stage, mine, separation, metal, magnet):
    """The value for a stage; recyclers (4) are separators in what they cost."""
    if stage == 0:
        return mine
    if stage == 2:
        return metal
    if stage == 3:
        return magnet
    return separation


@compiled
def capital_base(stage, prm):
    """USD per t/yr at the controller's cost."""
    return by_stage(
        stage,
        prm.capex_mine_usd_per_t,
        prm.capex_separation_usd_per_t,
        prm.capex_metal_usd_per_t,
        prm.capex_magnet_usd_per_t,
    )


@compiled
def lead_base(stage, prm):
    """Months from decision to output with full technology."""
    return by_stage(
        stage, prm.lead_mine_months, prm.lead_separation_months, prm.lead_metal_months, prm.lead_magnet_months
    )


@inlined
def learn(plants, lines, state, base_cost, prices, months, early, research, own, made, base_made, prm):
    """Every quarter: cumulative output lowers conversion cost and raises own technology; (nations, stages).

    months: length of the step; early: 1 in the first year, which tells what lies behind each nation: about five years of
    that output.  research: public R&D, USD a month.  prices: of labour, energy and reagents over the base year's.
    """
    nations, stages = made.shape
    now = room(nations, stages)
    now[:] = 0.0
    for l in range(state.activity.size):
        stage = plants.stage[lines.plant[l]]
        if stage < stages:
            now[plants.nation[lines.plant[l]], stage] += months * state.activity[l]
    total, years = (base_made, 5.0) if early == 1 else (made, 1.0)
    for n in range(nations):
        for s in range(stages):
            total[n, s] += years * now[n, s]
    if early == 1:
        return
    factor = room(nations, stages)
    for s in range(stages):
        world = 0.0
        for n in range(nations):
            world += base_made[n, s]
        for n in range(nations):
            effort = min(RESEARCH_SHARE, months * research[n, s] / RESEARCH_USD)
            base = max(base_made[n, s], 0.01 * world)
            own[n, s] = next_technology(own[n, s], now[n, s], base + made[n, s], prm.technology_learning, effort)
            learned = learning_factor(base_made[n, s] + made[n, s], base_made[n, s], prm.learning_rate)
            factor[n, s] = learned * prices[n, s]
    for l in range(state.activity.size):
        i = lines.plant[l]
        if plants.stage[i] < stages:
            state.line_cost[l] = base_cost[l] * factor[plants.nation[i], plants.stage[i]]
