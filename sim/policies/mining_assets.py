"""Mining assets: stakes in foreign capacity, the first claim on what it makes, and exploration.

Instrument: an investor pays for capacity at a stage in a host (a plant that runs grows, or a possible site is opened);
an offtake gives its users the first claim on a share of what the host's sellers have; exploration finds prospects
that the host's firms may take up, sooner than without.
History: JOGMEC and Sojitz in Lynas (2011: 250 million USD for 8,500 t a year over ten years; 2023: up to 65 % of its Dy
and Tb); KABIL's blocks and India's exploration since 2024; the US stake in MP Materials (2025).
Place in the month: `trade` (offtakes, as contracts), `invest` (stakes, exploration).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, Positive, Product, Share, Strict
from sim.policies.base import Policy
from sim.policies.select import Products, RuleStage, products_of
from sim.rules import STAGES, Offtake, Rules, Stake, View


class StakeTerms(Strict):
    """Capacity that is added abroad."""

    host: Nation = Field(description="nation in which it stands")
    stage: RuleStage = Field("mine", description="stage of the plant")
    product: Product | None = Field(None, description="product that the plant must make; any if left out")
    t_per_year: Positive = Field(description="t of activity a year that are added")
    paid_share: Share = Field(1.0, description="share of the capital cost that the investor pays")
    lead_months: float | None = Field(None, ge=0, le=240, description="months to first output, for a project under way")


class OfftakeTerms(Strict):
    """A first claim."""

    host: Nation = Field(description="nation of the sellers")
    products: Products
    share: Share = Field(description="share of what they have that the investor's users may take first")


class ExplorationTerms(Strict):
    """Money for finding deposits."""

    host: Nation = Field(description="nation that is explored")
    usd_per_month: Positive = Field(description="USD a month")


class MiningAssets(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["mining_assets"]
    investor: Nation = Field(description="nation that pays and has the claims")
    stakes: tuple[StakeTerms, ...] = Field((), description="capacity that is paid for")
    offtakes: tuple[OfftakeTerms, ...] = Field((), description="first claims on goods")
    exploration: tuple[ExplorationTerms, ...] = Field((), description="money for finding deposits")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Add stakes, claims and spending."""
        nations, products = view.world.nations, view.world.products
        payer = nations.index(self.investor)
        stakes = tuple(
            Stake(
                f"{self.name} {k}",
                payer,
                nations.index(s.host),
                STAGES.index(s.stage),
                products.index(s.product) if s.product else -1,
                s.t_per_year,
                s.paid_share,
                -1.0 if s.lead_months is None else s.lead_months,
            )
            for k, s in enumerate(self.stakes)
        )
        claims = tuple(
            Offtake(payer, nations.index(o.host), product, o.share)
            for o in self.offtakes
            for product in products_of(o.products, view.world)
        )
        for entry in self.exploration:
            rules = rules.raise_("exploration", (payer, nations.index(entry.host)), entry.usd_per_month)
        return rules.with_(stakes=rules.stakes + stakes, offtakes=rules.offtakes + claims)

    def kept(self) -> frozenset[str]:
        """Which stakes were taken."""
        return frozenset(str(k) for k in range(len(self.stakes)))
