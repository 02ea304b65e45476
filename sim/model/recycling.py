"""The duty to use recovered rare earths: what a tonne of scrap is worth to those who must show recycled content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.investing import next_obligation
from sim.model.structure import RECYCLING, F

if TYPE_CHECKING:
    from sim.model import RareEarthModel
    from sim.model.ruled import Ruled
    from sim.model.support import Support


class Obligation:
    """Price of the duty in each nation, USD per t of scrap processed there: what end users would pay recyclers.

    It counts where recyclers plan and build. No cash is moved for it: nothing is decided by cash, and no table records it.
    """

    def __init__(self, model: RareEarthModel) -> None:
        self.price = np.zeros(len(model.world.nations))

    def move(self, model: RareEarthModel) -> None:
        """Every quarter: the price rises while too little is recovered, up to the buy-out, and falls when enough is."""
        rules = model.rules
        if not model.ruled.is_duty:
            self.price[:] = 0.0
            return
        share = recovered_share(model)
        for n in range(self.price.size):
            target, most = float(rules.recycled_content[n]), float(rules.recycled_buyout[n])
            self.price[n] = next_obligation(float(self.price[n]), float(share[n]), target, most)

    def support(self, ruled: Ruled) -> Support:
        """What the rules pay, with the price of the duty in the recyclers' income.

        The rules are shared by all months in which they hold, so the price, which moves, is not written into them. It is
        never above the buy-out in force, and nothing where the duty has ended.
        """
        if not ruled.is_duty:
            return ruled.support
        income = ruled.support.income.copy()
        income[:, RECYCLING] += np.minimum(self.price, ruled.rules.recycled_buyout)
        return ruled.support._replace(income=income)


def recovered_share(model: RareEarthModel) -> F:
    """Rare earths recovered in a nation over those that its end users took this month, by oxide, (nations,)."""
    lay, st = model.layout, model.state
    made = st.activity * lay.weights.recycled.sum(axis=1)
    nations = model.layout.shape[1]
    recovered = np.bincount(lay.plants.nation[lay.lines.plant], weights=made, minlength=nations)
    used = np.bincount(lay.uses.nation, weights=st.used * lay.goods.reo[lay.uses.product], minlength=nations)
    share: F = recovered / np.maximum(used, 1e-9)
    return share
