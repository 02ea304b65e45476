"""Finishing or rejecting elements, and the transformation of inputs into outputs."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled, inlined

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
def update_finished(quote, finish_cost, width, finished):
    """Share of each product that is finished and not rejected, by nation, at its home quote; (products, nations)."""
    for p in range(quote.shape[0]):
        for n in range(quote.shape[1]):
            finished[p, n] = finishing_share(quote[p, n], finish_cost[p], width)


@inlined
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


@inlined
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
