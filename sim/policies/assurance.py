"""Assurance: a demand that one nation keeps the controller's goods from another.

Instrument: the controller asks `via` for end-user certificates and a promise that goods do not go on to
`target`. `via` complies, finds a middle ground (part of the goods, fewer audits, a sunset) or refuses.
Where the controller does not itself choose its regime towards `via`, the answer moves it: at least
`on_refusal` after a refusal or after too much was found diverted, at most `on_compliance` or
`on_middle_ground` after an assurance.
History: China's demand on India of October 2025; licences with the clause "no defence use, no re-export to
the United States"; liability of third-country transfer in 2026.
Place in the month: `govern` (regime), `divert` (certificates, audits, fines).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Literal

from pydantic import Field

from sim.fields import Nation, Share, Strict, months_between
from sim.policies.base import Policy
from sim.policies.select import Products, Regime, nations_of, products_of
from sim.rules import REGIMES, Assurance, Rules, View

SLOT = "assurance_response"


class Scope(Strict):
    """Share of the goods that an answer covers."""

    comply: Share = Field(1.0, description="all of the goods")
    middle_ground: Share = Field(0.5, description="part of the goods")
    refuse: Share = Field(0.0, description="none")


class AssuranceDemand(Policy):
    """See the module docstring."""

    kind: Literal["assurance"]
    controller: Nation = Field("CHN", description="nation that asks")
    via: Nation = Field("IND", description="nation that is asked")
    target: Nation = Field("USA", description="nation that the goods must not reach")
    products: Products = ("heavy",)
    response: Literal["comply", "middle_ground", "refuse"] | None = Field(
        None, description="the answer, where the nation itself has not decided; unanswered if left out"
    )
    scope: Scope = Field(Scope(), description="share of the goods covered, by answer")
    verification: Share = Field(0.3, description="chance that a diverted tonne is found under full compliance")
    limited_audits: Share = Field(0.5, description="that chance under a middle ground, as a share of the full one")
    penalty_usd_per_t: float = Field(50_000.0, ge=0, le=1e7, description="fine on a found tonne")
    compliance_cost_usd_per_t: float = Field(500.0, ge=0, le=1e5, description="cost of certificates and audits")
    sunset_months: int = Field(0, ge=0, le=600, description="months after which a middle ground lapses; 0: never")
    on_refusal: Regime = Field("tight", description="regime towards via, at least, after a refusal")
    on_middle_ground: Regime = Field("case_by_case", description="regime towards via, at most")
    on_compliance: Regime = Field("general", description="regime towards via, at most")
    revocation_t_per_month: float = Field(
        0.0, ge=0, le=1e5, description="t found diverted in a month from which on_refusal applies; 0: never"
    )

    def apply(self, rules: Rules, view: View) -> Rules:
        """Record the certificate and harden the regime after a refusal or a breach."""
        answer, world = self._answer(view), view.world
        controller, via, target = (world.nations.index(n) for n in (self.controller, self.via, self.target))
        entry = Assurance(
            controller,
            via,
            target,
            products_of(self.products, world),
            getattr(self.scope, answer) if answer else 0.0,
            self._chance(answer),
            self.penalty_usd_per_t,
            self.compliance_cost_usd_per_t,
        )
        rules = rules.with_(assurances=(*rules.assurances, entry))
        if self._moves_regime(view) and (answer == "refuse" or self._breached(view)):
            rules = rules.raise_("regime", (controller, via), REGIMES.index(self.on_refusal))
        return rules

    def relax(self, rules: Rules, view: View) -> Rules:
        """Ease the regime after an assurance that is kept."""
        regime = {"comply": self.on_compliance, "middle_ground": self.on_middle_ground}.get(self._answer(view))
        if regime is None or not self._moves_regime(view) or self._breached(view):
            return rules
        here = tuple(i for n in (self.controller, self.via) for i in nations_of((n,), view.world))
        return rules.lower("regime", here, REGIMES.index(regime))

    def reads(self, view: View) -> Hashable:
        """The answer, whether it was breached, and whether the controller chooses for itself."""
        return self._answer(view), self._breached(view), self._moves_regime(view)

    def _answer(self, view: View) -> str:
        answer = view.decision(self.via, SLOT) or self.response or ""
        if answer != "middle_ground" or self.sunset_months == 0 or self.start is None:
            return answer
        return "" if months_between(self.start, view.date) >= self.sunset_months else answer

    def _breached(self, view: View) -> bool:
        if self.revocation_t_per_month == 0:
            return False
        found = self._chance(self._answer(view)) * view.measure("diverted_t", self.via)
        return found > self.revocation_t_per_month

    def _chance(self, answer: str) -> float:
        """Chance that a diverted tonne is found under an answer."""
        return self.verification * (self.limited_audits if answer == "middle_ground" else 1.0)

    def _moves_regime(self, view: View) -> bool:
        return not view.decision(self.controller, f"regime:{self.via}")
