"""Quotes of sellers, by tension, by cost and by netback; and the rent of a quota."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled, inlined
from sim.stack import room

SMALL = 1e-9
#: Offers below this many tonnes a month are none.
IDLE = 1e-4
#: Share of its capacity below which a maker to order has machines idle and takes an order at its price (estimated; makers
#: of metals and magnets used 71 to 81 % of theirs in 2024, less in slow months).
EMPLOYED = 0.5


@compiled
def tension(requested: float, offered: float, limit: float) -> float:
    """`ln(requested / offered)` within +-limit; both in t/month; 0 where nobody asks and nobody offers.

    Source: ours; log of demand over offer, the excess demand of a tatonnement.
    """
    if requested < SMALL and offered < SMALL:
        return 0.0
    ratio = (requested + SMALL) / (max(offered, 0.0) + SMALL)
    return min(limit, max(-limit, np.log(ratio)))


@compiled
def next_quote(quote: float, anchor: float, pressure: float, speed: float, pull: float, ceiling: float) -> float:
    """Quote of the next month: `quote exp(speed pressure) (anchor / quote)^pull`, at most `ceiling`.

    quote and anchor USD/t (anchor: the level held to be lasting), pressure = log tension, speed and pull 1/month;
    ceiling: what the user's lost output is worth.  Source: tatonnement with inventories (Deaton & Laroque 1992) and
    regressive expectations (Frankel & Froot 1990).
    """
    return min(ceiling, quote * np.exp(speed * pressure + pull * np.log(anchor / quote)))


@compiled
def next_rent(rent: float, pressure: float, speed: float, seed: float) -> float:
    """Shadow price of a quota (USD/t): grows or falls by `exp(speed pressure)` from at least `seed`.

    One rent for all products of a pool: a tonne of quota is worth the same whatever fills it.
    Source: Japan Metal Bulletin 2011 (licences changed hands at 15 USD/kg on lanthanum).
    """
    return (rent + seed) * np.exp(speed * pressure) - seed


@compiled
def next_markup(markup: float, pressure: float, speed: float, decay: float) -> float:
    """Log markup over unit cost of metal and magnets: moves with tension, returns to zero by competition.

    Source: ours; markups that move with capacity in use (Rotemberg & Woodford 1999).
    """
    return markup + speed * pressure - decay * markup


@inlined
def sum_offers(slots, state, asked, redirected, supply, release, standing):
    """Fill `state.requested` and `state.offered` (products, nations) from the sellers' month.

    requested: what was asked of a seller within the rules, with what came back to it from others who had run out;
    offered: output + release (stock - cover expected); a trading desk counts with what it lets go.
    `standing` (products, nations) is set to the capacity of the plants that make a product, whatever their unit.
    """
    state.requested[:] = 0.0
    state.offered[:] = 0.0
    standing[:] = 0.0
    for s in range(slots.s_product.size):
        p, n = slots.s_product[s], slots.s_nation[s]
        state.requested[p, n] += asked[s] + redirected[s]
        flow = supply[s] if slots.s_desk[s] >= 0 else state.s_output[s]
        excess = state.s_stock[s] - state.cover[p] * state.s_expected[s]
        if slots.s_desk[s] >= 0:
            excess = 0.0
        else:
            standing[p, n] += state.capacity[slots.s_plant[s]]
        state.offered[p, n] += max(0.0, flow + release * excess)


@inlined
def price_by_tension(products, sellers, standing, base, state, speed, limit, ceiling, pull, memory):
    """Quotes of oxides: next_quote by nation; where no plant stands and only traders sell, the landed price pulls the quote."""
    for p in products:
        for n in range(state.quote.shape[1]):
            if sellers[p, n] == 0:
                state.quote[p, n] = state.spot[p, n]
                continue
            # Where nothing is on offer there is no market to be tight: the landed price is the quote.
            idle = state.offered[p, n] < IDLE
            pressure = 0.0 if idle else tension(state.requested[p, n], state.offered[p, n], limit)
            new = next_quote(state.quote[p, n], state.anchor[p, n], pressure, speed, pull, base[p] * ceiling)
            landed = state.spot[p, n] if state.spot[p, n] > 0.0 else state.index_out[p]
            if idle or standing[p, n] <= 0.0:
                new *= (landed / new) ** 0.3
            state.quote[p, n] = new
            state.anchor[p, n] *= (new / state.anchor[p, n]) ** memory


@inlined
def unit_cost(l, lines, paid, quote, cost, nation, main):
    """USD per tonne of the line's product number `main`: inputs at prices paid, conversion, less by-products.

    What by-products bring never pays for more than the inputs: otherwise scrap that is dearer than metal makes magnets free.
    """
    total = cost
    for k in range(lines.in_product.shape[1]):
        p = lines.in_product[l, k]
        if p >= 0:
            total += lines.in_coef[l, k] * paid[p, nation]
    for k in range(1, lines.out_product.shape[1]):
        p = lines.out_product[l, k]
        if p >= 0:
            total -= lines.out_coef[l, k] * quote[p, nation]
    return max(total, cost) / lines.out_coef[l, main]


@inlined
def price_by_cost(lines, plants, is_cost_plus, base, state, speed, decay, normal, limit, ceiling):
    """Quotes of metal and magnets: capacity-weighted unit cost of a nation's makers times a markup.

    Where only traders sell, the landed price is the quote.  Makers to order raise their markup where more is asked for than
    they offer and could make on the part of their capacity that a trade should at least employ.
    """
    products, nations = state.quote.shape
    weight, cost, idle = room(products, nations), room(products, nations), room(products, nations)
    weight[:] = cost[:] = idle[:] = 0.0
    for l in range(lines.plant.size):
        p = lines.out_product[l, 0]
        i = lines.plant[l]
        if is_cost_plus[p] == 1 and state.capacity[i] > 0.0:
            n = plants.nation[i]
            w = state.capacity[i]
            weight[p, n] += w
            cost[p, n] += w * unit_cost(l, lines, state.worth, state.quote, state.line_cost[l], n, 0)
            idle[p, n] += max(0.0, EMPLOYED * w * state.running[i] * state.l_share[l] - state.activity[l])
    for p in range(products):
        if is_cost_plus[p] == 0:
            continue
        for n in range(nations):
            pressure, makes = 0.0, weight[p, n] > 0.0
            if makes:
                pressure = tension(state.requested[p, n], state.offered[p, n], limit)
                if pressure > 0.0:
                    pressure = max(0.0, tension(state.requested[p, n], state.offered[p, n] + idle[p, n], limit))
            state.markup[p, n] = next_markup(state.markup[p, n], pressure, speed, decay)
            anchor = cost[p, n] / weight[p, n] * np.exp(normal) if makes else state.spot[p, n]
            state.quote[p, n] = min(base[p] * ceiling, anchor * np.exp(state.markup[p, n]))


@inlined
def basket_value(coef, product, n, quote, finish_cost, finished):
    """USD per tonne of feed: sum of what separation gets out of it, net of finishing, at quotes of nation `n`."""
    value = 0.0
    for k in range(product.size):
        p = product[k]
        if p >= 0:
            value += coef[k] * finished[p, n] * max(0.0, quote[p, n] - finish_cost[p])
    return value


@inlined
def follow_reach(reach, delivered):
    """Smoothed shares of an origin's deliveries by destination, from this month's tonnes (nations,)."""
    total = 0.0
    for d in range(delivered.size):
        total += delivered[d]
    if total > 0.0:
        for d in range(delivered.size):
            reach[d] += 0.1 * (delivered[d] / total - reach[d])


@inlined
def price_by_netback(feed_line, lines, sellers, state, speed, decay, limit, delivered):
    """Quotes of concentrate and scrap: a payable share of the basket where it goes; the share moves with tension.

    `feed_line[p]` is a line that takes product p (or -1); `delivered` (products, origins, destinations) tonnes.
    """
    nations = state.quote.shape[1]
    basket = room(nations)
    for p in range(feed_line.size):
        l = feed_line[p]
        if l < 0:
            continue
        for d in range(nations):
            basket[d] = basket_value(
                lines.out_coef[l], lines.out_product[l], d, state.quote, state.finish_cost, state.finished
            )
        for n in range(nations):
            if sellers[p, n] == 0:
                continue
            follow_reach(state.reach[p, n], delivered[p, n])
            value, weight = 0.0, 0.0
            for d in range(nations):
                if state.reach[p, n, d] > 1e-6:
                    value += state.reach[p, n, d] * basket[d]
                    weight += state.reach[p, n, d]
            pressure = tension(state.requested[p, n], state.offered[p, n], limit)
            state.markup[p, n] = next_markup(state.markup[p, n], pressure, speed, decay)
            if weight > 0.0:
                share = min(0.95, state.payable[p] * np.exp(state.markup[p, n]))
                state.quote[p, n] = max(1.0, share * value / weight)
