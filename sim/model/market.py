"""The market's packed arrays of one model, and the month of trade."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.equations.choice import prepare_lanes
from sim.jit import compiled
from sim.market import rows
from sim.market.kernel import clear_all
from sim.model.layout import Layout
from sim.model.structure import TRACERS

SPOT_ROUNDS = 2


class Market:
    """Packed arrays for `clear_all`; rows as in sim.market.rows."""

    def __init__(self, layout: Layout, habit: np.ndarray, standing: np.ndarray) -> None:
        products, nations = layout.shape
        sellers, buyers = layout.slots.s_product.size, layout.slots.b_product.size
        self.sellers = np.zeros((rows.SELLER_ROWS + TRACERS, sellers))
        self.buyers = np.zeros((rows.BUYER_ROWS + TRACERS, buyers))
        self.links = np.zeros((rows.LINK_ROWS, int(layout.slots.offsets[2, -1])))
        self.lanes = np.zeros((rows.LANE_ROWS, products, nations, nations))
        self.terms = np.zeros((rows.TERM_ROWS, products))
        self.products = np.arange(products)
        self.delivered = np.zeros(layout.lanes.product.size)
        self.links[rows.HABIT] = habit
        self.standing = standing
        self.lanes[rows.CAP] = np.inf

    def set_terms(self, parameters: Any) -> None:
        """Contract share, curiosity about new suppliers and speed of habit, equal for all products."""
        self.terms[rows.CONTRACT_SHARE] = parameters.contract_share
        self.terms[rows.CURIOSITY] = parameters.habit_floor
        self.terms[rows.HABIT_SPEED] = parameters.habit_speed

    def clear(self, layout: Layout) -> None:
        """Trade of all products for one month, in place."""
        slots = layout.slots
        clear_all(
            self.products, SPOT_ROUNDS, self.terms, slots.offsets, slots.s_nation, slots.b_nation,
            self.sellers, self.buyers, self.links, self.lanes,
        )  # fmt: skip

    def quote_lanes(self, layout: Layout, state: Any, access: np.ndarray, tax: np.ndarray, tariff: np.ndarray,
                    trust: np.ndarray, fixed: Any, prm: Any) -> None:  # fmt: skip
        """Prices, fees and attraction of every lane under this month's rules."""
        prepare_lanes(
            layout.lanes, state, access, tax, tariff, trust, fixed.controller, fixed.indexed, fixed.pooled, prm,
            self.lanes, self.delivered,
        )  # fmt: skip


@compiled
def receive(slots, state, received, mix, sold, desk_seller):
    """Move what was traded: out of sellers' stock, into buyers' stock; desks put it straight into what they sell.

    received (buyers,) t; mix (TRACERS, buyers) t of tracer; sold (sellers,) t.
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


@compiled
def standing_shares(offsets, s_nation, b_nation, standing, attraction, speed, habit):
    """Pull habits towards suppliers' standing, weighed by this month's attraction of their lanes.

    Without this, whoever sells a little more than its share would end with the whole market: habit feeds on itself.
    standing (sellers,) is calibrated so that the base year's sales come out; habit (links,) is changed in place.
    """
    for p in range(offsets.shape[1] - 1):
        a, b = offsets[0, p], offsets[0, p + 1]
        c, d = offsets[1, p], offsets[1, p + 1]
        start, width = offsets[2, p], d - c
        for j in range(width):
            n = b_nation[c + j]
            total = 0.0
            for i in range(b - a):
                total += standing[a + i] * attraction[p, s_nation[a + i], n]
            if total <= 0.0:
                continue
            for i in range(b - a):
                target = standing[a + i] * attraction[p, s_nation[a + i], n] / total
                k = start + i * width + j
                habit[k] += speed * (target - habit[k])


@compiled
def sums_by_nation(product, nation, values, out):
    """Add `values` by slot into `out` (products, nations)."""
    out[:] = 0.0
    for i in range(values.size):
        out[product[i], nation[i]] += values[i]


@compiled
def expect(expected, asked, memory):
    """Expected sales follow what is asked for."""
    for s in range(expected.size):
        expected[s] += memory * (asked[s] - expected[s])
