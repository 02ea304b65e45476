"""Standing of suppliers over time: capacity that is built earns orders once buyers have qualified it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.jit import compiled
from sim.model.structure import F, I

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
        slots = model.layout.slots
        follow_capacity(
            slots.s_product, slots.s_plant, self.share, self.base, self.per_tonne, self.capacity, model.state.capacity,
            min(1.0, 3.0 / model.prm.qualification_months), model.market.standing,
        )  # fmt: skip


@compiled
def follow_capacity(
    product: I, plant: I, share: F, base: F, per_tonne: F, before: F, now: F, speed: float, standing: F
) -> None:
    """Move `standing` (sellers,) by `speed` towards what the capacity of its plant is worth `now`; plants (plants,)."""
    for s in range(standing.size):
        if share[s] <= 0.0:
            continue
        old, new = before[plant[s]], now[plant[s]]
        worth = base[s] * (new / max(old, 1e-9)) if old > 0.0 else per_tonne[product[s]] * share[s] * new
        standing[s] += speed * (worth - standing[s])
