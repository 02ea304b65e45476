"""What buyers see and pay: premiums on restricted lanes, averages over lanes, and the contract index."""

from __future__ import annotations

import numpy as np

from sim.equations.pricing import SMALL, tension
from sim.jit import compiled, inlined
from sim.stack import room


@compiled
def next_premium(premium: float, pressure: float, speed: float, decay: float) -> float:
    """Log premium of a restricted lane: grows with the log of requested over permitted, fades without it.

    Source: ours, after the gap of 2025 between Rotterdam and China in Dy and Tb.
    """
    return max(0.0, premium + speed * pressure - decay * premium)


@compiled
def lag(value: float, newest: float, months: float) -> float:
    """First-order lag of `months`.

    Source: mathematics; contracts that refer to a mean of past quotes.
    """
    return value + (newest - value) / months


@inlined
def update_premiums(lanes, origin_restricted, pooled, requested, permitted, cap, state, speed, decay, limit):
    """Log premiums of lanes out of origins under control; `pooled`, `requested`, `permitted`, `cap` (P, N, N).

    Lanes under a quota pool (`pooled`) have the pool's rent per tonne instead.
    """
    for k in range(lanes.product.size):
        p, o, d = lanes.product[k], lanes.origin[k], lanes.destination[k]
        if origin_restricted[o] == 0 and state.premium[p, o, d] == 0.0:
            continue
        pressure = 0.0
        if cap[p, o, d] < np.inf and not pooled[p, o, d]:
            pressure = max(0.0, tension(requested[p, o, d], permitted[p, o, d], limit))
        state.premium[p, o, d] = next_premium(state.premium[p, o, d], pressure, speed, decay)


@compiled
def user_price(paid: float, spot: float, weight: float) -> float:
    """Price that users and makers act on: `(1 - weight) paid + weight spot`, USD/t.

    Replacement cost is the spot price, cash cost the average paid; firms look at both.
    Source: ours; the weight is a parameter.
    """
    return (1.0 - weight) * paid + weight * spot


@inlined
def update_averages(
    lanes, state, requested, chance, delivered_price, payment, received, ordered, memory, mem_momentum, spot_weight
):
    """Spot as asked for, price paid and momentum by (product, nation).

    A lane's offer counts by what is asked of it and by the `chance` (products, origins, destinations), 0..1, that it may be
    fulfilled, or by the share of all orders that stays unfilled: where no licence is ever granted nobody quotes, and buyers
    see what others ask, but what those bid who get nothing is scarcity.
    `delivered_price` by lane entry (USD/t); payment USD and received and ordered t by (product, destination).
    """
    nations = state.spot.shape[1]
    asked, value, cheapest, missing = room(nations), room(nations), room(nations), room(nations)
    for p in range(lanes.starts.size - 1):
        asked[:] = value[:] = 0.0
        cheapest[:] = np.inf
        for d in range(nations):
            missing[d] = 1.0 - min(1.0, received[p, d] / max(ordered[p, d], SMALL))
        for k in range(lanes.starts[p], lanes.starts[p + 1]):
            o, d = lanes.origin[k], lanes.destination[k]
            q = requested[p, o, d] * max(chance[p, o, d], missing[d])
            asked[d] += q
            value[d] += q * delivered_price[k]
            cheapest[d] = min(cheapest[d], delivered_price[k])
        for d in range(nations):
            if cheapest[d] == np.inf:
                continue  # nobody here buys it
            new = value[d] / asked[d] if asked[d] > 1e-6 else cheapest[d]
            change = np.log(new / state.spot[p, d])
            state.momentum[p, d] += mem_momentum * (change - state.momentum[p, d])
            state.spot[p, d] = new
            average = payment[p, d] / received[p, d] if received[p, d] > 1e-6 else state.spot[p, d]
            state.paid[p, d] += memory * (average - state.paid[p, d])
            state.worth[p, d] = user_price(state.paid[p, d], state.spot[p, d], spot_weight)


@inlined
def update_index(state, controller, tax, lag_months):
    """Contract index inside (domestic quote) and outside (with export tax and quota rent), with a lag in months.

    tax (products,) on exports wherever they go; so is the rent, and more for some destinations is not in the index.
    """
    for p in range(state.index_in.size):
        home, rent = state.quote[p, controller], np.inf
        for d in range(state.rent.shape[2]):
            if d != controller:
                rent = min(rent, state.rent[p, controller, d])
        state.index_in[p] = lag(state.index_in[p], home, lag_months)
        state.index_out[p] = lag(state.index_out[p], home * (1.0 + tax[p]) + rent, lag_months)
