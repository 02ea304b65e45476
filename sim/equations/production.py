"""Rates of plants, finishing or rejecting elements, and the transformation of inputs into outputs."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled

#: A rest below this part of a stock is rounding; a plant that went on with it would make crumbs, and crumbs make prices.
ROUNDING = 1e-12


@compiled
def logistic(x: float) -> float:
    """`1 / (1 + exp(-x))`, safe for large arguments.

    Source: mathematics.
    """
    if x > 40.0:
        return 1.0
    if x < -40.0:
        return 0.0
    return 1.0 / (1.0 + np.exp(-x))


@compiled
def finishing_share(price: float, cost: float, width: float) -> float:
    """Share of an element that is finished rather than left in residue: `logistic((price / cost - 1) / width)`.

    price and cost in USD/t; cost 0 means that the product has no finishing step.  The cost is the price floor.
    Source: balance problem, Binnemans & Jones, J. Sustainable Metallurgy 1 (2015) 29.
    """
    if cost <= 0.0:
        return 1.0
    return logistic((price / cost - 1.0) / width)


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


@compiled
def update_finished(quote, finish_cost, width, finished):
    """Share of each product that is finished and not rejected, by nation, at its home quote; (products, nations)."""
    for p in range(quote.shape[0]):
        for n in range(quote.shape[1]):
            finished[p, n] = finishing_share(quote[p, n], finish_cost[p], width)


@compiled
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


@compiled
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


@compiled
def plan_inputs(lines, plan, waste, need):
    """Add to `need` (buyer slots, t/month) what the planned activity takes."""
    for l in range(plan.size):
        for k in range(lines.in_slot.shape[1]):
            b = lines.in_slot[l, k]
            if b >= 0:
                need[b] += plan[l] * lines.in_coef[l, k] * waste[lines.plant[l]]


@compiled
def produce(lines, plants, state, reo, controller):
    """Run every line at its plan as far as inputs allow; move stocks, tracers, activity and rejected tonnes.

    Tracers: column 0 is the controller's content, 1 for anything done on its territory and otherwise inherited;
    column 1 is the share of ore mined by the controller, always inherited.  Both weigh by REO.
    """
    for l in range(state.plan.size):
        i = lines.plant[l]
        activity = state.plan[l]
        for k in range(lines.in_slot.shape[1]):
            b = lines.in_slot[l, k]
            if b >= 0 and lines.in_coef[l, k] > 0.0:
                activity = min(activity, state.b_stock[b] / (lines.in_coef[l, k] * state.waste[i]))
        state.activity[l] = activity
        if activity <= 0.0:
            continue
        weight, content, ore = 0.0, 0.0, 0.0
        for k in range(lines.in_slot.shape[1]):
            b = lines.in_slot[l, k]
            if b >= 0:
                used = activity * lines.in_coef[l, k] * state.waste[i]
                left = state.b_stock[b] - used
                state.b_stock[b] = left if left > ROUNDING * state.b_stock[b] else 0.0
                mass = used * reo[lines.in_product[l, k]]
                weight += mass
                content += mass * state.b_mix[b, 0]
                ore += mass * state.b_mix[b, 1]
        home = 1.0 if plants.nation[i] == controller else 0.0
        if weight > 0.0:
            content = max(home, content / weight)
            ore = ore / weight
        else:
            content, ore = home, home
        for k in range(lines.out_slot.shape[1]):
            s = lines.out_slot[l, k]
            if s >= 0:
                p = lines.out_product[l, k]
                full = activity * lines.out_coef[l, k]
                made = full * state.finished[p, plants.nation[i]]
                state.rejected[p] += full - made
                stock = state.s_stock[s] + made
                if stock > 0.0:
                    state.s_mix[s, 0] += (content - state.s_mix[s, 0]) * made / stock
                    state.s_mix[s, 1] += (ore - state.s_mix[s, 1]) * made / stock
                state.s_stock[s] = stock
                state.s_output[s] += made


@compiled
def collect(collector, returned, controller, state):
    """Put magnets that came back, t (nations, magnets), into the stocks of collectors.

    Tracers begin anew: what a nation has in use is its own, whoever made it; nobody can cut it off.
    """
    for m in range(collector.shape[1]):
        for n in range(collector.shape[0]):
            s = collector[n, m]
            if s < 0:
                continue
            content = 1.0 if n == controller else 0.0
            total = state.s_stock[s] + returned[n, m]
            for k in range(2):
                state.s_mix[s, k] = (state.s_mix[s, k] * state.s_stock[s] + content * returned[n, m]) / max(
                    total, 1e-12
                )
            state.s_stock[s] = total
            state.s_output[s] += returned[n, m]
