"""Predictability: a negotiated promise that supply goes on.

Instrument: an origin promises that a share of normal trade goes through whatever it controls. The promise is kept with
a probability in each spell; where it is not, lanes are held down, with or without notice. Others do not know the
probability: they start from a belief and learn from what they see (the mean of a Beta distribution). The more they
believe, the less announced controls frighten them, the less their firms move away, and the less scarcity draws
investment outside. What a kept promise lets through counts against a quota, and goes through where the quota is used
up. With a low probability this is ambiguous cooperation: it calms for a time and keeps the leverage.
History: India's request for stable supply (2025); China's general licences and promises to India, the EU and Japan.
Place in the month: `govern` (kept or not, belief), `license` (floor under caps), `adapt` and `invest` (fear, exposure).
"""

from __future__ import annotations

import math
from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, NationOrAll, Positive, Share
from sim.names import NATIONS
from sim.policies.base import Policy
from sim.policies.select import Products, lanes, nations_of, products_of
from sim.rules import Guarantee, Rules, View

#: Access of one is no limit at all, also to more than is normal.
ALMOST_ALL = math.nextafter(1.0, 0.0)


class Predictability(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["predictability"]
    origin: Nation = Field("CHN", description="nation that promises")
    beneficiaries: tuple[NationOrAll, ...] = Field(("IND",), min_length=1, description="nations that it promises to")
    products: Products = ("heavy", "magnets")
    minimum_share: Share = Field(0.8, description="share of normal trade that goes through whatever is controlled")
    kept_probability: Share = Field(1.0, description="chance that the promise is kept in a spell; others must learn it")
    spell_months: int = Field(
        3, ge=1, le=24, description="months for which it is kept or not before that is open again"
    )
    broken_share: Share = Field(0.5, description="share of normal trade that goes through in a spell that is not kept")
    notice_months: int = Field(0, ge=0, le=12, description="months before such a spell in which it is announced")
    prior_kept: Positive = Field(1.0, description="belief at the start, as spells seen that were kept")
    prior_broken: Positive = Field(1.0, description="belief at the start, as spells seen that were not")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Record the promise to each beneficiary."""
        (origin,) = nations_of((self.origin,), view.world)
        promises = tuple(
            Guarantee(
                self.name,
                origin,
                destination,
                products_of(self.products, view.world),
                self.minimum_share,
                self.kept_probability,
                self.spell_months,
                self.broken_share,
                self.notice_months,
                (self.prior_kept, self.prior_broken),
            )
            for destination in nations_of(self.beneficiaries, view.world, but=self.origin)
        )
        return rules.with_(guarantees=rules.guarantees + promises)

    def relax(self, rules: Rules, view: View) -> Rules:
        """What is promised passes a ban as well; all of what is normal, and yet no more where a control limits it."""
        origin, there = (
            nations_of((self.origin,), view.world),
            nations_of(self.beneficiaries, view.world, but=self.origin),
        )
        share = min(self.minimum_share, ALMOST_ALL)
        return rules.raise_("access", lanes(products_of(self.products, view.world), origin, there), share)

    def kept(self) -> frozenset[str]:
        """To whom the promise was kept and how often."""
        return frozenset(NATIONS if "ALL" in self.beneficiaries else self.beneficiaries)
