"""Coalition: nations that pay, buy, store and trade together.

Instrument: members give each other capital grants and share their cost by size; they trust each other's sellers more
and drop tariffs among themselves; each has a first claim on part of what the others make; they hold a joint stock and
give their producers a common floor price. Any of these may be left out. It is put together from what other
instruments set, so two coalitions, or a coalition and a member's own policy, compose as these do.
History: the Minerals Security Partnership (2022) and its forum; FORGE (February 2026, 54 nations, price floors and a
preferential trade zone); the Quad's critical minerals initiative (July 2025).
Place in the month: as for `domestic_capability`, `mining_assets`, `stockpile`, `price_support` and `tariff`.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, Positive, Share, Strict
from sim.policies.base import Policy
from sim.policies.select import Products, RuleStage, block, lanes, nations_of, products_of
from sim.policies.stockpile import Stockpile
from sim.rules import STAGES, Offtake, PriceFloor, Rules, SharedFinance, View


class JointFloor(Strict):
    """A floor price for all members' producers."""

    products: Products = ("oxide_NdPr",)
    floor_usd_per_kg: float = Field(110.0, gt=0, le=1e4, description="floor price, without VAT")
    upside_share: Share = Field(0.3, description="share of the price above the floor that goes to the payer")
    t_per_month: Positive = Field(500.0, description="t of product a month that are covered in each member")


class Coalition(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["coalition"]
    members: tuple[Nation, ...] = Field(min_length=2, description="nations that belong to it")
    grants: dict[RuleStage, Share] = Field({}, description="share of capital cost that is paid, by stage")
    shared_finance: Share = Field(0.0, description="share of members' grants that all pay together, by size")
    offtake_share: Share = Field(
        0.0, description="share of a member's goods on which the other members have the first claim"
    )
    offtake_products: Products = ("oxides", "metals", "magnets")
    stock_months: float = Field(0.0, ge=0, le=36, description="months of use that each member holds for all")
    stock_products: Products = ("heavy",)
    preference: Share = Field(0.0, description="what members trust each other's sellers more, on a scale of 0-1")
    is_tariff_free: bool = Field(False, description="whether members drop tariffs among themselves")
    floor: JointFloor | None = Field(None, description="floor price for members' producers; each pays its own")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Add grants, claims, stocks, trust and floors."""
        world, members = view.world, nations_of(self.members, view.world)
        for stage, share in self.grants.items():
            rules = rules.raise_("capex_grant", block(members, (STAGES.index(stage),)), share)
            rules = rules.raise_("support_limit", block(members, (STAGES.index(stage),)), float("inf"))
        if self.shared_finance > 0:
            rules = rules.with_(pools=(*rules.pools, SharedFinance(members, self.shared_finance)))
        if self.preference > 0:
            rules = rules.raise_("preference", block(members, members), self.preference)
        if self.offtake_share > 0:
            each = self.offtake_share / (len(members) - 1)
            products = products_of(self.offtake_products, world)
            pairs = [(buyer, host) for host in members for buyer in members if buyer != host]
            claims = tuple(Offtake(buyer, host, product, each) for buyer, host in pairs for product in products)
            rules = rules.with_(offtakes=rules.offtakes + claims)
        if self.stock_months > 0:
            plan = Stockpile(
                kind="stockpile",
                nations=self.members,
                products=self.stock_products,
                cover_months=self.stock_months,
                joint=True,
            )
            rules = plan.apply(rules, view)
        return rules.with_(floors=rules.floors + self._floors(view))

    def relax(self, rules: Rules, view: View) -> Rules:
        """Members drop tariffs among themselves."""
        if not self.is_tariff_free:
            return rules
        members = nations_of(self.members, view.world)
        return rules.lower("tariff", lanes(products_of(("all",), view.world), members, members), 0.0)

    def _floors(self, view: View) -> tuple[PriceFloor, ...]:
        if self.floor is None:
            return ()
        terms = 1000 * self.floor.floor_usd_per_kg, self.floor.upside_share, self.floor.t_per_month
        products = products_of(self.floor.products, view.world)
        return tuple(PriceFloor(n, n, p, *terms) for n in nations_of(self.members, view.world) for p in products)
