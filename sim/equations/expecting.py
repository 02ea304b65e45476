"""What a newcomer expects to earn: prices that last, the basket of a line, the best line of a plant."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled, inlined


@compiled
def lasting(price: float, without: float, trust: float) -> float:
    """Price that an investor counts on: `trust` (0..1) of what a control adds to it, and the price halfway if it ends.

    without: what the controller's home price made of the price outside in free times; if the control ends, the two meet
    about halfway.  A rent that a government made may vanish with its next decision (Dixit & Pindyck 1994, ch. 9).
    Source: real options under policy risk (Dixit & Pindyck 1994, ch. 9); the halves are ours.
    """
    return price if price <= without else price - 0.5 * (1.0 - trust) * (price - without)


@compiled
def lasting_trust(months: float, doubt: float) -> float:
    """How far a control that has stood for `months` is expected to stay: `months / (months + doubt)`.

    Source: rule of succession; what has stood for long is expected to stand for long.
    """
    return months / (months + doubt)


@inlined
def newcomer_price(p, n, controller, is_netback, state, floor, ground):
    """USD/t that a new seller in nation n can expect: the market's price, not its own cost, and at least the price floor.

    floor (products, nations) USD/t, 0 where there is none.
    """
    price = state.index_out[p]
    if is_netback[p] == 1:
        price = state.quote[p, n]
    elif n == controller:
        price = state.index_in[p]
    elif state.spot[p, n] > 0.0:
        price = 0.5 * (price + state.spot[p, n])
    if ground.rent_trust[n] < 1.0 and is_netback[p] == 0 and n != controller:
        price = lasting(price, state.index_in[p] * ground.usual[p, n], ground.rent_trust[n])
    return max(price, floor[p, n])


@inlined
def line_profit(l, lines, n, controller, is_netback, state, floor, ground):
    """USD per tonne of activity of line `l` in nation n at prices that a newcomer meets."""
    profit = -state.line_cost[l]
    for k in range(lines.out_product.shape[1]):
        p = lines.out_product[l, k]
        if p >= 0:
            net = newcomer_price(p, n, controller, is_netback, state, floor, ground) - state.finish_cost[p]
            profit += lines.out_coef[l, k] * max(0.0, net)
    for k in range(lines.in_product.shape[1]):
        p = lines.in_product[l, k]
        if p >= 0:
            price = state.paid[p, n]
            if price <= 0.0:
                price = newcomer_price(p, n, controller, is_netback, state, floor, ground)
            profit -= lines.in_coef[l, k] * price * state.waste[lines.plant[l]]
    return profit


@inlined
def plant_margin(i, plants, lines, controller, is_netback, state, floor, ground):
    """Best profit over the lines of plant i, USD per tonne of activity."""
    best = -np.inf
    for l in range(plants.line_start[i], plants.line_start[i + 1]):
        best = max(best, line_profit(l, lines, plants.nation[i], controller, is_netback, state, floor, ground))
    return best
