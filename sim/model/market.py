"""The market's packed arrays of one model, and the month of trade."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.market import rows
from sim.market.kernel import clear_all
from sim.model.layout import Layout
from sim.model.structure import TRACERS, F

SPOT_ROUNDS = 2


class Market:
    """Packed arrays for `clear_all`; rows as in sim.market.rows."""

    def __init__(self, layout: Layout, habit: F, standing: F) -> None:
        products, nations = layout.shape
        sellers, buyers = layout.slots.s_product.size, layout.slots.b_product.size
        self.sellers = np.zeros((rows.SELLER_ROWS + TRACERS, sellers))
        self.buyers = np.zeros((rows.BUYER_ROWS + TRACERS, buyers))
        self.links = habit[None].copy()  # flows by link are not kept: nobody asks who bought from whom
        self.lanes = np.zeros((rows.LANE_ROWS, products, nations, nations))
        self.terms = np.zeros((rows.TERM_ROWS, products))
        self.products = np.arange(products)
        self.at_door = np.zeros(layout.lanes.product.size)  # by lane entry, USD/t delivered
        #: Trust of each pair as last month, and the weight that it gives a seller; none is known yet.
        self.weighed = np.full((2, nations, nations), np.nan)
        self.standing = standing
        self.lanes[rows.CAP] = np.inf

    def set_terms(self, parameters: Any, parts: int) -> None:
        """Contract share, curiosity about new suppliers and speed of habit, equal for all products.

        parts: how many sellers one of the tables is split into; together they make as curious as it alone.
        """
        self.terms[rows.CONTRACT_SHARE] = parameters.contract_share
        self.terms[rows.CURIOSITY] = parameters.habit_floor / parts
        self.terms[rows.HABIT_SPEED] = parameters.habit_speed

    def clear(self, layout: Layout) -> None:
        """Trade of all products for one month, in place."""
        slots = layout.slots
        clear_all(
            self.products, SPOT_ROUNDS, self.terms, slots.offsets, slots.s_nation, slots.b_nation,
            self.sellers, self.buyers, self.links, self.lanes,
        )  # fmt: skip
