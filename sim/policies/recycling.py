"""Recycling: collection of old magnets, a duty to use what is recovered, and money for those who recover it.

Instrument: a target for the share of end-of-life magnets that is collected, reached over a ramp; a subsidy per tonne of
scrap processed; a share of use that must be recovered in the nation, whose price end users pay up to a buy-out.
History: the EU's Critical Raw Materials Act (25 % of yearly use from recycling by 2030); India's incentive scheme of
September 2025 for recycling of critical minerals (Rs 1,500 crore); under 1 % of rare earths are recovered today.
Place in the month: `observe` (collection), `plan` (subsidy in the margin), `invest` (plants, price of the duty).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import NationOrAll, Share, months_between
from sim.policies.base import Policy
from sim.policies.select import block, nations_of
from sim.rules import Rules, View


class Recycling(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["recycling"]
    nations: tuple[NationOrAll, ...] = Field(min_length=1, description="nations that recycle")
    collection_share: Share = Field(
        0.0, description="share of end-of-life magnets that is collected, at the end of the ramp"
    )
    ramp_months: int = Field(
        60, ge=0, le=360, description="months from the start to the targets, in steps of a quarter"
    )
    subsidy_usd_per_t: float = Field(0.0, ge=0, le=1e6, description="USD per t of scrap processed")
    recycled_content_share: Share = Field(
        0.0, description="share of use that must be recovered, at the end of the ramp"
    )
    buyout_usd_per_t: float = Field(
        10_000.0, ge=0, le=1e6, description="most that the duty is worth, USD per t of scrap"
    )

    def apply(self, rules: Rules, view: View) -> Rules:
        """Raise collection, subsidy and recycled content."""
        nations, way = block(nations_of(self.nations, view.world)), self._way(view)
        rules = rules.raise_("collection", nations, way * self.collection_share)
        rules = rules.raise_("recycling_subsidy", nations, self.subsidy_usd_per_t)
        if self.recycled_content_share > 0:
            rules = rules.raise_("recycled_content", nations, way * self.recycled_content_share)
            rules = rules.raise_("recycled_buyout", nations, self.buyout_usd_per_t)
        return rules

    def reads(self, view: View) -> Hashable:
        """How far the ramp has come."""
        return self._way(view)

    def _way(self, view: View) -> float:
        """Share of the ramp that lies behind, by quarter; 1 without a start."""
        if self.start is None or self.ramp_months == 0:
            return 1.0
        quarters = 1 + months_between(self.start, view.date) // 3
        return min(1.0, 3.0 * quarters / self.ramp_months)
