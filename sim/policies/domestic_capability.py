"""Domestic capability: public money and faster permits for a nation's own stages.

Instrument: grants on capital cost, incentives per tonne, research money and shorter permits, by stage.
History: India's scheme of November 2025 for 6,000 t of magnets a year (Rs 750 crore of capital subsidy,
about 14,000 USD per t/yr, and Rs 6,450 crore on sales over five years, about 24,400 USD per t); the EU's
Critical Raw Materials Act with its shorter permits; US grants.
Place in the month: `invest` (grant, permits, research), `plan` (incentive per tonne enters the margin).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal

from pydantic import Field

from sim.fields import Nation, Share, Strict
from sim.policies.base import Policy
from sim.policies.select import RuleStage
from sim.rules import STAGES, Rules, View


class Effort(Strict):
    """How strongly support is used, by the nation's decision on diversification."""

    none: Share = Field(0.0, description="not at all")
    modest: Share = Field(0.5, description="half of it")
    strong: Share = Field(1.0, description="in full")


def effort_of(effort: Effort, view: View, nation: str) -> float:
    """Strength of support: in full where the nation has decided nothing."""
    return float(getattr(effort, view.decision(nation, "diversification") or "strong"))


class StageSupport(Strict):
    """Support for one stage."""

    capex_grant_share: Share = Field(0.0, description="share of capital cost paid by the state")
    incentive_usd_per_t: float = Field(0.0, ge=0, le=1e6, description="USD per t of activity")
    permit_speed: float = Field(1.0, ge=1, le=5, description="1 normal lead time, 2 half of it")
    research_usd_per_month: float = Field(
        0.0, ge=0, le=1e9, description="public R&D, USD a month; none draws more than 3,333,333"
    )
    limit_t_per_year: float = Field(0.0, ge=0, le=1e7, description="capacity that is supported; 0: without limit")


class DomesticCapability(Policy):
    """See the module docstring."""

    kind: Literal["domestic_capability"]
    nation: Nation = Field(description="nation that pays")
    stages: dict[RuleStage, StageSupport] = Field(min_length=1, description="support by stage")
    effort: Effort = Field(Effort(), description="strength by the nation's decision on diversification")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Raise grants, incentives, research and the speed of permits."""
        nation, effort = view.world.nations.index(self.nation), effort_of(self.effort, view, self.nation)
        for stage, support in self.stages.items():
            here, room = (nation, STAGES.index(stage)), self._covered(view, stage)
            rules = rules.raise_("support_limit", here, support.limit_t_per_year or float("inf"))
            grant = support.capex_grant_share if room == 1.0 else 0.0
            if grant > 0:
                rules = rules.raise_("capex_grant", here, effort * grant)
            if support.incentive_usd_per_t > 0:
                rules = rules.raise_("operating_incentive", here, effort * room * support.incentive_usd_per_t)
            if support.permit_speed > 1:
                rules = rules.raise_("permit_speed", here, 1.0 + effort * (support.permit_speed - 1.0))
            if support.research_usd_per_month > 0:
                rules = rules.raise_("research", here, effort * support.research_usd_per_month)
        return rules

    def reads(self, view: View) -> Hashable:
        """The effort decided and the share of capacity within the limit."""
        covered = tuple([self._covered(view, stage) for stage, s in self.stages.items() if s.limit_t_per_year])
        return effort_of(self.effort, view, self.nation), covered

    def _covered(self, view: View, stage: str) -> float:
        """Share of the stage's capacity within the limit, to a hundredth."""
        limit = self.stages[stage].limit_t_per_year
        if limit == 0:
            return 1.0
        capacity = 12 * view.measure("capacity_t", self.nation, stage)
        return 1.0 if capacity <= limit else round(limit / capacity, 2)
