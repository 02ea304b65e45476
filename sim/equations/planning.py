"""Rates of plants: by margin, by what is sold and stocked, and under production ceilings."""

from __future__ import annotations

import numpy as np

from sim.equations.production import logistic
from sim.jit import compiled, inlined


@compiled
def margin_ratio(revenue: float, cost: float) -> float:
    """Margin over revenue, within -3..1; revenue and cost in USD per tonne of activity.

    Source: mathematics; the bounds keep a rate from being infinite.
    """
    if revenue <= 0.0:
        return -3.0
    return max(-3.0, (revenue - cost) / revenue)


@compiled
def utilisation(ratio: float, midpoint: float, slope: float) -> float:
    """Share of capacity that a plant runs at its margin ratio: `logistic(slope (ratio - midpoint))`.

    The midpoint is set so that the base year's margin gives the base year's utilisation.  Source: a smooth
    cost curve within an aggregate plant, estimated.
    """
    return logistic(slope * (ratio - midpoint))


@compiled
def stock_brake(stock: float, target: float, limit: float) -> float:
    """Factor 0..1 by which unsold stock slows a plant: 1 up to half of `limit` targets, 0 at one and a half.

    Source: ours, after the stock-management rule of Sterman (2000), ch. 17.
    """
    if target <= 0.0:
        return 1.0
    return min(1.0, max(0.0, 1.5 - stock / (target * limit)))


@compiled
def wanted_output(expected: float, stock: float, cover: float, adjustment: float) -> float:
    """Output that meets expected sales (t/month) and brings stock to `cover` months of them.

    Source: stock-management rule of Sterman, Business Dynamics (2000), ch. 17.
    """
    return max(0.0, expected + adjustment * (cover * expected - stock))


@inlined
def line_margin(l, lines, nation, quote, floor, paid, finish_cost, finished, extra_cost):
    """Margin ratio of line `l` at home quotes (or a price floor) for outputs and prices paid for inputs; a basket counts whole."""
    revenue = 0.0
    for k in range(lines.out_product.shape[1]):
        p = lines.out_product[l, k]
        if p >= 0:
            revenue += (
                lines.out_coef[l, k] * finished[p, nation] * (max(quote[p, nation], floor[p, nation]) - finish_cost[p])
            )
    cost = extra_cost
    for k in range(lines.in_product.shape[1]):
        p = lines.in_product[l, k]
        if p >= 0:
            cost += lines.in_coef[l, k] * paid[p, nation]
    return margin_ratio(revenue, cost)


@compiled
def margins_at_rest(lines, nation, quote, floor, paid, finish_cost, finished, cost, ratio):
    """Set `ratio` (lines,) to the margin ratio of each line at its `cost`; `nation` by plant."""
    for l in range(ratio.size):
        ratio[l] = line_margin(l, lines, nation[lines.plant[l]], quote, floor, paid, finish_cost, finished, cost[l])


@inlined
def plan_lines(lines, plants, state, slope, limit, adjustment, available, floor, incentive):
    """Set `state.plan` (t of activity this month per line) and `state.ratio`.

    Mines, separators and recyclers run by the margin on their whole basket; metal and magnet makers follow
    expected sales, gated by margin.  Lines of one plant share its capacity; `available` (plants,) is the share of it that
    is not out of order.  floor (products, nations) USD/t and incentive (nations, stages and recycling) USD/t count as income.
    """
    for i in range(plants.nation.size):
        first, last = plants.line_start[i], plants.line_start[i + 1]
        if first == last:
            continue
        n, stage = plants.nation[i], plants.stage[i]
        capacity = state.capacity[i] * state.running[i] * available[i]
        total = 0.0
        for l in range(first, last):
            support = incentive[n, stage] if stage <= 4 else 0.0
            r = line_margin(
                l,
                lines,
                n,
                state.quote,
                floor,
                state.paid,
                state.finish_cost,
                state.finished,
                state.line_cost[l] - support,
            )
            state.ratio[l] = r
            u = utilisation(r, state.midpoint[l], slope)
            s = lines.out_slot[l, 0]
            product = lines.out_product[l, 0]
            if stage == 2 or stage == 3:
                a = (
                    u
                    * wanted_output(state.s_expected[s], state.s_stock[s], state.cover[product], adjustment)
                    / lines.out_coef[l, 0]
                )
            else:
                a = capacity * u * state.l_share[l]
                if stage == 0:
                    a *= stock_brake(state.s_stock[s], state.cover[product] * state.s_expected[s], limit)
            state.plan[l] = a
            total += a
        if total > capacity:
            for l in range(first, last):
                state.plan[l] *= capacity / total if total > 0.0 else 0.0


@compiled
def allowed_share(total: float, cap: float, tolerated: float) -> float:
    """Factor that brings `total` down to `cap`, but for the share of the excess that is tolerated.

    Source: China's mining quota of 2010 (89,200 t) and the 130,000 t that were mined.
    """
    return (cap + tolerated * (total - cap)) / total if total > cap else 1.0


@inlined
def hold_back(lines, plants, out_reo, state, mine_cap, separation_cap, counts_imports, tolerated, crackdown):
    """Shrink plans: unlicensed lines by the crackdown; licensed mines and separators of a nation stay under its ceiling.

    Ceilings in t REO a month, inf where there is none.  Separation counts the controller's own ore, and imported ore
    where `counts_imports`; `out_reo` is t REO out per t of activity.
    """
    for n in range(crackdown.size):
        if crackdown[n] > 0.0:
            for l in range(state.plan.size):
                i = lines.plant[l]
                if plants.nation[i] == n and plants.licensed[i] <= 0.5:
                    state.plan[l] *= 1.0 - crackdown[n]
        for stage in range(2):
            cap = mine_cap[n] if stage == 0 else separation_cap[n]
            if cap == np.inf:
                continue
            total = 0.0
            for l in range(state.plan.size):
                i = lines.plant[l]
                if plants.nation[i] == n and plants.stage[i] == stage and plants.licensed[i] > 0.5:
                    counted = state.plan[l]
                    if stage == 1:
                        home = 1.0 if counts_imports[n] else state.b_mix[lines.in_slot[l, 0], 1]
                        counted *= home * out_reo[l]
                    total += counted
            share = allowed_share(total, cap, tolerated[n])
            for l in range(state.plan.size):
                i = lines.plant[l]
                if plants.nation[i] == n and plants.stage[i] == stage and plants.licensed[i] > 0.5:
                    state.plan[l] *= share


@inlined
def plan_inputs(lines, plan, waste, need):
    """Add to `need` (buyer slots, t/month) what the planned activity takes."""
    for l in range(plan.size):
        for k in range(lines.in_slot.shape[1]):
            b = lines.in_slot[l, k]
            if b >= 0:
                need[b] += plan[l] * lines.in_coef[l, k] * waste[lines.plant[l]]
