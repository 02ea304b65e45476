"""Diplomacy: talks and truces that suspend other policies, and concessions in other fields.

Instrument: while a truce is in force the policies that it names are not, and regimes are at most what was
agreed. The part of a suspended announcement that is not believed (1 - credibility) still feeds fear. A
concession in another field (tariffs, investment screening, fertiliser, machinery) is goodwill of the giver
towards the taker.
History: Geneva (May 2025), London (June), Busan (October) and the suspension of 7 November 2025 until 10
November 2026; China's easing of fertiliser and tunnel borers for India in August 2025; the WTO case that
ended the quotas.
Place in the month: `govern` (before all other policies), `relate` (goodwill).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, NationOrAll, Share, Strict
from sim.policies.base import Policy
from sim.policies.select import Regime, RuleStage, block, nations_of
from sim.rules import REGIMES, STAGES, Rules, View


class Concession(Strict):
    """Something given in another field in return for relief or assurance."""

    giver: Nation = Field(description="nation that gives")
    taker: Nation = Field(description="nation that takes")
    field: Literal["tariff", "investment", "fertiliser", "machinery", "talks"] = Field(description="what it is about")
    value: Share = Field(description="what it is worth to the taker, 1 the most that was ever traded so")


class Diplomacy(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["diplomacy"]
    controller: Nation = Field("CHN", description="nation whose regimes and technology are eased")
    parties: tuple[NationOrAll, ...] = Field((), description="nations towards which they are eased")
    suspended: tuple[str, ...] = Field((), description="ids of policies that are out of force meanwhile")
    credibility: Share = Field(0.7, description="how far others believe that the suspension lasts")
    regime_at_most: Regime | None = Field(None, description="regime towards the parties, at most")
    technology_at_least: dict[RuleStage, Share] = Field({}, description="technology access of the parties, at least")
    concessions: tuple[Concession, ...] = Field((), description="given in other fields while this is in force")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Record concessions as goodwill."""
        for given in self.concessions:
            here = (view.world.nations.index(given.giver), view.world.nations.index(given.taker))
            rules = rules.raise_("goodwill", here, given.value)
        return rules

    def relax(self, rules: Rules, view: View) -> Rules:
        """Ease regimes and technology controls towards the parties."""
        origin = nations_of((self.controller,), view.world)
        parties = nations_of(self.parties, view.world, but=self.controller) if self.parties else ()
        if self.regime_at_most:
            rules = rules.lower("regime", block(origin, parties), REGIMES.index(self.regime_at_most))
        if self.technology_at_least:
            stages = tuple(STAGES.index(stage) for stage in self.technology_at_least)
            shares = tuple(self.technology_at_least.values())
            rules = rules.raise_("technology", block(parties, stages), shares)
        return rules

    def suspends(self) -> dict[str, float]:
        """The named policies, each with the credibility of the suspension."""
        return dict.fromkeys(self.suspended, self.credibility)
