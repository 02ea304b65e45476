"""Conservation: every tonne of every element and every dollar, every month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.market import rows
from sim.model.structure import MINE

if TYPE_CHECKING:
    from sim.model import RareEarthModel

TOLERANCE = 1e-9


class BalanceError(ArithmeticError):
    """A balance does not close; the message names month, item and residual."""


class Balance:
    """Stocks by element at the end of last month, and the worst residual so far."""

    def __init__(self, model: RareEarthModel) -> None:
        self.elements = model.world.elements
        self.stock = self.held(model)
        self.worst = 0.0
        lay = model.layout
        self.is_mine = lay.plants.stage[lay.lines.plant] == MINE
        self.mined_content = np.einsum("lk,lke->le", lay.lines.out_coef, model.contents_or_zero(lay.lines.out_product))
        self.input_content = np.einsum("lk,lke->le", lay.lines.in_coef, model.contents_or_zero(lay.lines.in_product))

    def held(self, model: RareEarthModel) -> np.ndarray:
        """t REO of each element in all stocks."""
        lay, st, products = model.layout, model.state, model.layout.shape[0]
        total = np.bincount(lay.slots.s_product, weights=st.s_stock, minlength=products)
        total += np.bincount(lay.slots.b_product, weights=st.b_stock, minlength=products)
        return total @ model.world.contents

    def check(self, model: RareEarthModel) -> float:
        """mined + returned = used + losses + rejected + seized + change of stocks; payments = receipts + duties.

        Returns the month's worst relative residual; above 1e-9 raises BalanceError.
        """
        lay, st, world = model.layout, model.state, model.world
        activity = st.activity
        mined = (activity * self.is_mine) @ self.mined_content
        waste = st.waste[lay.lines.plant] - 1.0
        lost = activity @ lay.lines.loss + (activity * waste) @ self.input_content
        products = lay.shape[0]
        out = np.bincount(lay.uses.product, weights=st.used, minlength=products) + st.rejected
        if lay.routes.source.size:
            out += np.bincount(lay.slots.s_product[lay.routes.source], weights=model.route_seized, minlength=products)
        came = np.zeros(products)
        for m, p in enumerate(model.scrap_products):
            came[p] += model.returned[lay.collector[:, m] >= 0, m].sum()
        now = self.held(model)
        inflow = mined + came @ world.contents
        residual = (inflow - lost - out @ world.contents - (now - self.stock)) / np.maximum(inflow + self.stock, 1.0)
        self.stock = now
        worst = int(np.argmax(np.abs(residual)))
        money = self._money(model)
        value = max(float(np.abs(residual[worst])), money)
        self.worst = max(self.worst, value)
        if not value <= TOLERANCE:
            what = f"{self.elements[worst]} by {residual[worst]:.3e}" if value > money else f"money by {money:.3e}"
            raise BalanceError(f"month {model.dates[model.month]}: balance of {what} of the total does not close")
        return value

    @staticmethod
    def _money(model: RareEarthModel) -> float:
        """Relative gap between what buyers paid and what sellers, treasuries and carriers received."""
        market = model.market
        paid = float(market.buyers[rows.PAYMENT].sum())
        received = float(market.sellers[rows.REVENUE].sum()) + float((market.lanes[rows.FEE] * model.delivered).sum())
        return abs(paid - received) / max(paid, 1.0)
