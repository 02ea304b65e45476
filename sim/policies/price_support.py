"""Price support: a floor price or a contract for difference for producers.

Instrument: a payer makes up the difference to a floor on a volume and takes part of what prices are above
it.
History: the US Department of Defense and MP Materials, 110 USD/kg of NdPr for ten years from July 2025, 30
% of the upside; JARE and Lynas, the same floor on 5,000 t a year to 2038, 30 % above 150 USD/kg (March
2026).
Place in the month: `plan` (the floor enters the margin) and `invest` (the expected price).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, Share
from sim.policies.base import Policy
from sim.policies.select import Products, products_of
from sim.rules import PriceFloor, Rules, View


class PriceSupport(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["price_support"]
    nation: Nation = Field(description="nation whose producers are supported")
    payer: Nation | None = Field(None, description="nation that pays; the producers' own if left out")
    products: Products = ("oxide_NdPr",)
    floor_usd_per_kg: float = Field(110.0, gt=0, le=1e4, description="floor price, without VAT")
    upside_share: Share = Field(0.3, description="share of the price above the floor that goes to the payer")
    t_per_month: float = Field(gt=0, le=1e5, description="t of product a month that the contract covers")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Add a floor for each product; of contracts for the same goods the highest is served first."""
        nation = view.world.nations.index(self.nation)
        payer = view.world.nations.index(self.payer or self.nation)
        floors = tuple(
            PriceFloor(nation, payer, product, 1000 * self.floor_usd_per_kg, self.upside_share, self.t_per_month)
            for product in products_of(self.products, view.world)
        )
        return rules.with_(floors=rules.floors + floors)
