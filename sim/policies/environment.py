"""Environment: how strict a nation's rules for mining and separation are, and how long permits take.

Instrument: stringency between 0 and 1, by year, at least or at most; months that permits take longer, by stage. Strict
rules raise the cost of mining and separation and the time until a plant stands, and lower what it emits and dumps.
History: China's emission standard of 2011 and its clean-up bill in Ganzhou; the EU's and US permits of many years; Lynas'
conditions in Malaysia (cracking and leaching by 2023); Myanmar, where there are next to none.
Place in the month: `plan` (cost in the margin), `invest` (cost, lead time), `record` (footprint).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.fields import NationOrAll, Share
from sim.policies.base import Policy
from sim.policies.production_quota import Year
from sim.policies.select import RuleStage, block, nations_of
from sim.rules import STAGES, Rules, View

ByYear = dict[Year, Share]
Months = Annotated[float, Field(ge=0, le=240)]


class Environment(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["environment"]
    nations: tuple[NationOrAll, ...] = Field(min_length=1, description="nations whose rules these are")
    stringency: ByYear = Field({}, description="stringency at least, by year; a year not listed takes the one before")
    stringency_at_most: ByYear = Field(
        {}, description="stringency at most, listed in the same way; at least goes first"
    )
    permit_months: dict[RuleStage, Months] = Field({}, description="months that permits take longer, by stage")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Bound the stringency and lengthen permits."""
        nations = nations_of(self.nations, view.world)
        least, most = self._levels(view)
        rules = rules.raise_("strict_least", block(nations), least).lower("strict_most", block(nations), most)
        if self.permit_months:
            stages = tuple(STAGES.index(stage) for stage in self.permit_months)
            rules = rules.raise_("permit_months", block(nations, stages), tuple(self.permit_months.values()))
        return rules

    def reads(self, view: View) -> Hashable:
        """The levels of the year."""
        return self._levels(view)

    def _levels(self, view: View) -> tuple[float, float]:
        year = int(view.date[:4])
        least, most = (
            next((levels[y] for y in sorted(levels, reverse=True) if y <= year), none)
            for levels, none in ((self.stringency, 0.0), (self.stringency_at_most, 1.0))
        )
        return least, most
