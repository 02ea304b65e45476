"""Standing of suppliers over time: capacity that is built earns orders once buyers have qualified it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.model import RareEarthModel


class Standing:
    """Follows capacity: at the start as calibrated, later in proportion to what was built or moved away.

    A newcomer is worth what the average seller of its product is worth per tonne of capacity, and reaches it with a
    lag of `qualification_months`.
    """

    def __init__(self, model: RareEarthModel) -> None:
        lay, st = model.layout, model.state
        self.base = model.market.standing.copy()
        self.capacity = st.capacity.copy()
        products = lay.shape[0]
        share = np.zeros(lay.slots.s_product.size)
        for k in range(lay.lines.out_slot.shape[1]):
            slot = lay.lines.out_slot[:, k]
            used = slot >= 0
            np.add.at(share, slot[used], (st.l_share * lay.lines.out_coef[:, k])[used])
        self.share = share  # t of product per t of the plant's capacity
        offered = np.bincount(lay.slots.s_product, weights=share * st.capacity[lay.slots.s_plant], minlength=products)
        worth = np.bincount(lay.slots.s_product, weights=self.base, minlength=products)
        self.per_tonne = worth / np.maximum(offered, 1e-9)

    def follow(self, model: RareEarthModel) -> None:
        """Move the standing of sellers whose plants have grown or shrunk since the start; call it every quarter."""
        lay, st = model.layout, model.state
        plant = lay.slots.s_plant
        before, now = self.capacity[plant], st.capacity[plant]
        made = self.share > 0.0
        grown = self.base * np.where(before > 0.0, now / np.maximum(before, 1e-9), 0.0)
        fresh = self.per_tonne[lay.slots.s_product] * self.share * now
        target = np.where(before > 0.0, grown, fresh)
        standing = model.market.standing
        speed = 3.0 / model.prm.qualification_months
        standing[made] += min(1.0, speed) * (target - standing)[made]
