"""Technology control: who may use the controller's know-how and equipment, by stage.

Instrument: an origin stops exports of technology for mining, separation, metal or magnet making.
History: China's list of 21 December 2023 (extraction, separation, metal, alloy and some magnet technology);
the extension to equipment and services of 9 October 2025, suspended in November 2025.
Place in the month: `invest` (capital cost, lead time) and `produce` (losses of new plants).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, Share
from sim.policies.base import Policy
from sim.policies.select import Destinations, RuleStage, block, nations_of
from sim.rules import STAGES, Rules, View


class TechnologyControl(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["technology_control"]
    origin: Nation = Field("CHN", description="nation that holds the technology")
    destinations: Destinations = ("ALL",)
    access: dict[RuleStage, Share] = Field(description="share of the technology left open, by stage; 1 free, 0 none")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Lower access to technology, stage by stage."""
        nations = nations_of(self.destinations, view.world, but=self.origin)
        stages = tuple(STAGES.index(stage) for stage in self.access)
        return rules.lower("technology", block(nations, stages), tuple(self.access.values()))
