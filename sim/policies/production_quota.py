"""Production quota: yearly ceilings on mining and separation, and campaigns against output without a licence.

Instrument: a nation limits what its licensed plants may mine and separate in a year. Which plants have no licence
stands in the table of plants; a crackdown shuts a share of their output.
History: China's mining and separation quotas since 2006 (270,000 and 254,000 t in 2024); output above the quota was
tolerated (130,000 t mined in 2010 on a quota of 89,200 t) until the campaign of August-December 2011; imported ore
counts against the separation quota since August 2025.
Place in the month: `produce`.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from sim.fields import Month, Nation, Share, Strict
from sim.policies.base import Policy
from sim.rules import Rules, View

Year = Annotated[int, Field(ge=1990, le=2100)]
ByYear = dict[Year, Annotated[float, Field(ge=0)]]


class Crackdown(Strict):
    """A campaign against output without a licence or above the ceiling."""

    start: Month = Field(description="first month")
    end: Month = Field(description="last month")
    share: Share = Field(description="share of unlicensed output, and of what is tolerated, that is shut down")


class ProductionQuota(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["production_quota"]
    nation: Nation = Field("CHN", description="nation whose output is limited")
    mining_t_per_year: ByYear = Field({}, description="t REO mined a year; a year not listed takes the one before")
    separation_t_per_year: ByYear = Field(
        {}, description="t REO that come out of separating own ore in a year, listed in the same way"
    )
    growth_per_year: float = Field(0.0, ge=-0.5, le=0.5, description="growth of both after their last listed year")
    includes_imported_ore: bool = Field(False, description="whether imported ore counts against separation")
    tolerated: Share = Field(
        0.0, description="share of licensed output above the ceiling that is let pass in quiet times"
    )
    crackdowns: tuple[Crackdown, ...] = Field((), description="campaigns; the strongest counts")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Lower the monthly ceilings and raise the crackdown."""
        nation, share = view.world.nations.index(self.nation), self._crackdown(view.date)
        year = int(view.date[:4])
        if self.mining_t_per_year:
            rules = rules.lower("mine_cap", nation, self._ceiling(self.mining_t_per_year, year) / 12)
        if self.separation_t_per_year:
            rules = rules.lower("separation_cap", nation, self._ceiling(self.separation_t_per_year, year) / 12)
        if self.tolerated > 0:
            rules = rules.raise_("tolerated", nation, self.tolerated * (1 - share))
        if share > 0:
            rules = rules.raise_("crackdown", nation, share)
        return rules.raise_("cap_counts_imports", nation, True) if self.includes_imported_ore else rules

    def reads(self, view: View) -> Hashable:
        """The year and the strength of the campaign."""
        return view.date[:4], self._crackdown(view.date)

    def _crackdown(self, date: str) -> float:
        return max((c.share for c in self.crackdowns if c.start <= date <= c.end), default=0.0)

    def _ceiling(self, by_year: ByYear, year: int) -> float:
        """t in the year: as listed, the last one grown on, and none before the first."""
        years = [y for y in by_year if y <= year]
        if not years:
            return np.inf
        return float(by_year[max(years)] * (1 + self.growth_per_year) ** max(0, year - max(by_year)))
