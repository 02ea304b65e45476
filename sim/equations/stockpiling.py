"""Public stockpiles: bought in the market beside the nation's own users, and released against their orders."""

from __future__ import annotations

from sim.jit import compiled, inlined
from sim.stack import room


@compiled
def purchase(use: float, stock: float, months: float, tonnes: float, fill_months: float) -> float:
    """Tonnes that a stockpile orders this month: a part `1 / fill_months` of its target, at most what is missing.

    target = max(months use, tonnes); use in t/month.  Source: annual purchase plans of JOGMEC and the US National Defense
    Stockpile.
    """
    target = max(months * use, tonnes)
    return max(0.0, min(target - stock, target / max(fill_months, 1.0)))


@compiled
def scarce(price: float, base: float, multiple: float, ordered: float, received: float, gap: float) -> bool:
    """Whether a price above `multiple` of the base year's, or a share of unfilled orders above `gap`, opens a stockpile."""
    unfilled = 1.0 - received / ordered if ordered > 0.0 else 0.0
    return price > multiple * base or unfilled > gap


@inlined
def orders_of(slots, p, n, order):
    """Tonnes ordered of product p by plants and end users of nation n."""
    total = 0.0
    for b in range(slots.offsets[1, p], slots.offsets[1, p + 1]):
        if slots.b_nation[b] == n and slots.b_desk[b] < 0:
            total += order[b]
    return total


@inlined
def hand_over(slots, p, n, share, holder, state, order, cost, cash):
    """Fill `share` of the orders of nation n from the stock of `holder`; users pay what they pay in the market."""
    stock = state.public[p, holder]
    for b in range(slots.offsets[1, p], slots.offsets[1, p + 1]):
        if slots.b_nation[b] != n or slots.b_desk[b] >= 0 or order[b] <= 0.0:
            continue
        q = min(share * order[b], stock)
        held = state.b_stock[b] + q
        if held > 0.0:
            for k in range(2):
                state.b_mix[b, k] += (state.public_mix[p, holder, k] - state.b_mix[b, k]) * q / held
        state.b_stock[b] = held
        order[b] -= q
        stock -= q
        value = q * state.paid[p, n]
        cost[holder] -= value
        cash[slots.b_plant[b]] -= value
    state.public[p, holder] = max(0.0, stock)


@inlined
def release(slots, p, holder, most, members, access, state, order, cost, cash):
    """Let at most `most` tonnes go to the nations marked in `members`, in proportion to their orders and access.

    access (origins, destinations) 0..1 of the product; within the nation it is open.
    """
    total = 0.0
    for n in range(members.size):
        if members[n] > 0.0:
            total += orders_of(slots, p, n, order) * (1.0 if n == holder else access[holder, n])
    if total <= 0.0:
        return
    share = min(1.0, most / total)
    for n in range(members.size):
        if members[n] > 0.0:
            way = 1.0 if n == holder else access[holder, n]
            hand_over(slots, p, n, share * way, holder, state, order, cost, cash)


@inlined
def run_stockpiles(orders, slots, base, ordered, received, access, state, order, public_order, cost, cash):
    """Buy for, or release from, each stockpile of the table `orders` (see `sim.model.stockpiles.Orders`).

    `ordered` and `received` are last month's (products, nations); purchases are added to `order` and noted in
    `public_order` (buyers,).
    """
    open_to = room(access.shape[1])
    for k in range(orders.product.size):
        p, n = orders.product[k], orders.nation[k]
        any_open = False
        for m in range(open_to.size):
            open_to[m] = 0.0
            if orders.members[k, m] > 0.0:
                short = scarce(
                    state.spot[p, m],
                    base[p],
                    orders.price_multiple[k],
                    ordered[p, m],
                    received[p, m],
                    orders.gap_share[k],
                )
                if short or orders.is_open[k] == 1:
                    open_to[m] = 1.0
                    any_open = True
        if any_open:
            most = orders.release_share[k] * state.public[p, n]
            release(slots, p, n, most, open_to, access[p], state, order, cost, cash)
        if any_open or state.spot[p, n] > orders.buy_below[k] * base[p]:
            continue
        use = 0.0
        for b in range(slots.offsets[1, p], slots.offsets[1, p + 1]):
            if slots.b_nation[b] == n and slots.b_desk[b] < 0:
                use += state.b_need[b]
        q = purchase(use, state.public[p, n], orders.months[k], orders.tonnes[k], orders.fill_months[k])
        if q <= 0.0 or use <= 0.0:
            continue
        for b in range(slots.offsets[1, p], slots.offsets[1, p + 1]):
            if slots.b_nation[b] == n and slots.b_desk[b] < 0:
                part = q * state.b_need[b] / use
                order[b] += part
                public_order[b] += part


@inlined
def dissolve(slots, planned, pace, access, state, order, cost, cash):
    """Sell stock for which no plan stands (`planned` (products, nations) 0) to the nation's users, `pace` of it a month."""
    home = room(access.shape[1])
    for p in range(planned.shape[0]):
        for n in range(planned.shape[1]):
            if planned[p, n] == 0 and state.public[p, n] > 0.0:
                home[:] = 0.0
                home[n] = 1.0
                release(slots, p, n, pace * state.public[p, n], home, access[p], state, order, cost, cash)


@inlined
def store(slots, ordered, received, payment, state, public_order, cost, cash):
    """After trade: the state takes, and pays for, its part of what its nation's buyers received; (buyers,) each."""
    for b in range(public_order.size):
        if public_order[b] <= 0.0:
            continue
        p, n = slots.b_product[b], slots.b_nation[b]
        share = min(1.0, public_order[b] / ordered[b]) if ordered[b] > 0.0 else 0.0
        q = min(share * received[b], state.b_stock[b])
        held = state.public[p, n] + q
        if held > 0.0:
            for k in range(2):
                state.public_mix[p, n, k] += (state.b_mix[b, k] - state.public_mix[p, n, k]) * q / held
        state.b_stock[b] -= q
        state.public[p, n] = held
        cost[n] += share * payment[b]
        cash[slots.b_plant[b]] += share * payment[b]
        public_order[b] = 0.0
