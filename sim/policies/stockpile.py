"""Stockpile: a state buys rare earths in the market and holds them against a shortage.

Instrument: nations hold so many months of use, or so many tonnes, of chosen products; they buy at the delivered price
while nothing is short and not too dear, and let go when the price or the share of unfilled orders passes a trigger, or
while a condition holds. Jointly held stock goes to the users of all members. A plan that ends is sold off slowly.
History: Japan holds 60 days of use of rare metals (JOGMEC; 180 days for some since 2020); the US National Defense
Stockpile; Project Vault (February 2026, 12 billion USD); Korea's 100 days.
Place in the month: `plan` (purchases and releases, before trade), `use` (what was bought is stored).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal

from pydantic import Field

from sim.fields import NationOrAll, Positive, Share
from sim.policies.base import Policy, When
from sim.policies.select import Products, nations_of, products_of
from sim.rules import PublicStock, Rules, View


class Stockpile(Policy):
    """See the module docstring."""

    kind: Literal["stockpile"]
    nations: tuple[NationOrAll, ...] = Field(min_length=1, description="nations that hold a stock")
    products: Products = ("heavy",)
    cover_months: float = Field(2.0, ge=0, le=36, description="months of the nation's use that are held")
    tonnes: float = Field(0.0, ge=0, le=1e6, description="t of each product that are held at least")
    fill_months: Positive = Field(24.0, description="months in which an empty stock is filled")
    buy_below: Positive = Field(2.0, description="price over the base year's above which nothing is bought")
    price_multiple: Positive | None = Field(
        None, description="price over the base year's above which goods are released"
    )
    gap_share: Share | None = Field(0.2, description="share of unfilled orders above which goods are released")
    release_when: When | None = Field(None, description="goods are released while this holds as well")
    release_share: Share = Field(0.25, description="share of the stock that may leave in a month")
    joint: bool = Field(False, description="whether each nation's stock serves the users of all")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Add a plan for each nation and product; plans for the same stock become one."""
        nations = nations_of(self.nations, view.world)
        entries = tuple(
            PublicStock(
                nation,
                product,
                self.cover_months,
                self.tonnes,
                self.fill_months,
                self.buy_below,
                self.price_multiple or float("inf"),
                2.0 if self.gap_share is None else self.gap_share,
                self.release_share,
                self._is_open(view),
                nations if self.joint else (nation,),
            )
            for nation in nations
            for product in products_of(self.products, view.world)
        )
        return rules.with_(stocks=rules.stocks + entries)

    def reads(self, view: View) -> Hashable:
        """Whether the condition for a release holds."""
        return self._is_open(view)

    def _is_open(self, view: View) -> bool:
        return self.release_when is not None and self.release_when.holds(view)
