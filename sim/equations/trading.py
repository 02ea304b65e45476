"""Traders: speculation on stock, and what crosses a border that should not."""

from __future__ import annotations

import numpy as np

from sim.equations.production import logistic
from sim.jit import compiled, inlined


@compiled
def wanted_stock(base: float, gain: float, sensitivity: float, limit: float) -> float:
    """Tonnes a trader wants to hold: `base exp(sensitivity gain)`, between base/limit and base limit.

    gain: expected relative price change a month less the carry.  At rest the gain is not positive and the trader
    holds its base stock: a small negative gain moves nothing (a dead band of the carry), so that no cycle starts.
    Source: speculative storage (Deaton & Laroque 1992), with stock exponential in the expected gain.
    """
    return base * min(limit, max(1.0 / limit, np.exp(sensitivity * gain)))


@compiled
def expected_gain(momentum: float, carry: float) -> float:
    """Momentum beyond the carry, in either direction; zero inside the band of +-carry.

    Source: extrapolative traders (Frankel & Froot 1990) who pay for carry.
    """
    if momentum > carry:
        return momentum - carry
    if momentum < -carry:
        return momentum + carry
    return 0.0


@compiled
def evasion(gap: float, chance: float, fine: float, threshold: float, width: float) -> float:
    """Share of a route's capacity that is used: `logistic((gap - chance (1 + fine) - threshold) / width)`.

    gap: relative gain of the crossing; chance of being found; fine in values of the goods.
    Source: expected-utility model of Becker (1968).
    """
    return logistic((gap - chance * (1.0 + fine) - threshold) / width)


@inlined
def order_desks(desks, product, nation, momentum, s_stock, s_expected, order, supply, prm):
    """Set orders of desks and what they let go: while prices rise they hold back, when they fall they dump."""
    for d in range(desks.seller.size):
        s, b = desks.seller[d], desks.buyer[d]
        p, n = product[s], nation[s]
        gain = expected_gain(momentum[p, n], prm.trader_carry)
        want = wanted_stock(prm.trader_scale * desks.base[d], gain, prm.trader_sensitivity, prm.trader_limit)
        handling = prm.trader_scale * desks.handling[d]
        turnover = min(handling, s_expected[s])
        missing = prm.order_adjustment * (want - s_stock[s])
        order[b] = min(handling, max(0.0, turnover + missing))
        supply[s] = min(s_stock[s], max(0.0, turnover - missing))


@inlined
def run_routes(
    routes, product, nation, state, access, cap, tax, pooled, certified, inspection, fine, prm, flow, seized
):
    """Move goods along routes whose lane is restricted; found goods are seized; `flow`, `seized` t by route.

    A smuggling route runs where the lane has a cap, a duty or a quota, a re-export route where a certificate
    (`certified` (products, origins, destinations), 0..1) forbids that share of the lane's goods.  `inspection` and `fine` by route.
    """
    for r in range(routes.source.size):
        flow[r], seized[r] = 0.0, 0.0
        a, b = routes.source[r], routes.target[r]
        p, o, d = product[a], nation[a], nation[b]
        covered = certified[p, o, d]
        closed = covered > 0.0
        if routes.reexport[r] == 0:
            covered = 1.0
            closed = cap[p, o, d] < np.inf or access[p, o, d] < 0.5 or tax[p, o, d] > 0.02 or pooled[p, o, d]
        if not closed:
            continue
        gap = state.spot[p, d] / max(state.quote[p, o], 1.0) - 1.0
        share = evasion(gap, inspection[r], fine[r], prm.smuggling_gap, prm.smuggling_width)
        q = min(0.8 * state.s_stock[a], share * covered * routes.capacity[r])
        found = q * inspection[r]
        arrives = q - found
        state.s_stock[a] -= q
        state.s_expected[a] += 0.25 * q
        stock = state.s_stock[b] + arrives
        if stock > 0.0:
            for k in range(2):
                state.s_mix[b, k] = (state.s_mix[b, k] * state.s_stock[b] + state.s_mix[a, k] * arrives) / stock
        state.s_stock[b] = stock
        flow[r], seized[r] = arrives, found


@inlined
def receive(slots, state, received, mix, sold, desk_seller):
    """Move what was traded: out of sellers' stock, into buyers' stock; desks put it straight into what they sell.

    received (buyers,) t; mix (tracers, buyers) t of tracer; sold (sellers,) t.
    """
    for s in range(sold.size):
        state.s_stock[s] = max(0.0, state.s_stock[s] - sold[s])
    for b in range(received.size):
        q = received[b]
        if q <= 0.0:
            continue
        d = slots.b_desk[b]
        if d >= 0:
            s = desk_seller[d]
            stock = state.s_stock[s] + q
            for k in range(2):
                state.s_mix[s, k] = (state.s_mix[s, k] * state.s_stock[s] + mix[k, b]) / stock
            state.s_stock[s] = stock
        else:
            stock = state.b_stock[b] + q
            for k in range(2):
                state.b_mix[b, k] = (state.b_mix[b, k] * state.b_stock[b] + mix[k, b]) / stock
            state.b_stock[b] = stock


@inlined
def expect(expected, asked, memory):
    """Expected sales follow what is asked for."""
    for s in range(expected.size):
        expected[s] += memory * (asked[s] - expected[s])


@inlined
def sum_by_nation(product, nation, values, out):
    """Sum `values` by slot into `out` (products, nations)."""
    out[:] = 0.0
    for i in range(values.size):
        out[product[i], nation[i]] += values[i]
