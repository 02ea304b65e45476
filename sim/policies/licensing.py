"""Licensing: how an origin decides on the licences that an export control asks for.

Instrument: a desk of officers with a queue, a regime towards each destination, odds within each regime,
general licences, and screening of goods that share a customs code with controlled ones. Approvals start
slow and speed up because officers and applicants learn, not because a date says so.
History: the licences of April 2025: 45 working days of review, valid for a year at most (Regulations on the Export
Control of Dual-Use Items, in force from 1 December 2024) and for six months where they went to suppliers of United
States car makers, defence refused, and every neodymium magnet held for testing under the one customs code; the
first general licences in December 2025.
Place in the month: `license` (queue, odds), `trade` (screening).
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.fields import Nation, Positive, Sector, Share, Strict
from sim.policies.base import Policy
from sim.policies.select import Destinations, Products, Regime, block, lanes, nations_of, products_of
from sim.rules import REGIMES, LicenceDesk, Rules, View


class Odds(Strict):
    """Chance that a complete file is approved, by regime. A nation chooses the regime; sweeps vary these."""

    open: Share = Field(1.0, description="no licence needed in practice")
    general: Share = Field(0.95, description="general licences for known customers")
    case_by_case: Share = Field(0.55, description="each file on its merits")
    tight: Share = Field(0.15, description="approval is the exception")
    ban: Share = Field(0.0, description="nothing is approved")


class GeneralShare(Strict):
    """Share of a lane's volume that moves under general licences or validated end users, by regime."""

    open: Share = Field(1.0, description="all of it")
    general: Share = Field(0.6, description="most of it")
    case_by_case: Share = Field(0.0, description="none")
    tight: Share = Field(0.0, description="none")
    ban: Share = Field(0.0, description="none")


class Screening(Strict):
    """Goods under the same customs code as controlled ones, held until a laboratory has tested them."""

    products: Products = ("magnets",)
    share: Share = Field(0.0, description="share of the lane's goods that is held")
    months: float = Field(1.5, ge=0, le=12, description="months that a held lot waits")
    t_per_month: float = Field(200.0, gt=0, le=1e6, description="t tested in the first month")
    t_per_month_max: float = Field(8000.0, gt=0, le=1e6, description="t tested a month with full experience")


class Licensing(Policy):
    """See the module docstring."""

    kind: Literal["licensing"]
    origin: Nation = Field("CHN", description="nation that licenses")
    products: Products = ("heavy",)
    destinations: Destinations = ("ALL",)
    default_regime: Regime = Field("case_by_case", description="regime where no other is named or decided")
    regimes: dict[Nation, Regime] = Field({}, description="regime by destination; a nation's own decision goes first")
    odds: Odds = Field(Odds(), description="chance that a complete file is approved, by regime")
    general: GeneralShare = Field(GeneralShare(), description="share under general licences, by regime")
    relation_effect: Share = Field(0.2, description="rise of the odds with relations of 1, and fall with -1")
    refused_end_uses: dict[Sector, Share] = Field(
        {}, description="share of files that name an end use which is always refused, such as defence: 0.05"
    )
    files_per_month: Positive = Field(60.0, description="files that the officers decide in the first month")
    files_per_month_max: Positive = Field(1500.0, description="the same with full experience")
    experience_gain: Share = Field(0.45, description="share of that gap (in logs) closed with each month in office")
    completeness: Share = Field(0.4, description="share of files complete at first")
    completeness_gain: Share = Field(0.3, description="share of that gap (in logs) closed with each month of filing")
    tonnes_per_file: Positive = Field(5.0, description="t of product in a file")
    review_months: float = Field(2.1, ge=0, le=24, description="months of review: 45 working days")
    validity_months: int = Field(
        12, ge=1, le=120, description="months for which a licence is valid: in China at most a year"
    )
    screening: Screening = Field(Screening(), description="testing of goods under the same customs code")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Open the desk and set the regime towards each destination."""
        origin, destinations = self._ends(view)
        regimes = tuple([REGIMES.index(word) for word in self._regimes(view)])
        rules = rules.raise_("regime", block(origin, destinations), regimes)
        desk = LicenceDesk(
            origin[0],
            self.files_per_month,
            max(self.files_per_month, self.files_per_month_max),
            self.experience_gain,
            self.completeness,
            self.completeness_gain,
            self.tonnes_per_file,
            self.review_months,
            self.validity_months,
        )
        return rules.with_(desks=(*rules.desks, desk))

    def settle(self, rules: Rules, view: View) -> Rules:
        """Turn each regime, after assurances and truces, into odds, general licences and screening."""
        origin, destinations = self._ends(view)
        here = lanes(products_of(self.products, view.world), origin, destinations)
        with_all = rules.regime[origin[0]].tolist()
        towards = [with_all[i] for i in destinations]
        accepted, effect = max(0.0, 1.0 - sum(self.refused_end_uses.values())), self.relation_effect
        chance = [accepted * getattr(self.odds, regime) for regime in REGIMES]
        odds = [
            min(1.0, chance[k] * (1.0 + effect * liked / 4.0))
            for k, liked in zip(towards, self._relations(view), strict=True)
        ]
        rules = rules.lower("odds", here, tuple(odds))
        general = [getattr(self.general, regime) for regime in REGIMES]
        rules = rules.raise_("general", here, tuple([general[k] for k in towards]))
        if self.screening.share == 0:
            return rules
        held = lanes(products_of(self.screening.products, view.world), origin, destinations)
        share = tuple([self.screening.share if k else 0.0 for k in towards])  # open: none
        return rules.raise_("screening", held, share).with_(
            screening_months=max(rules.screening_months, self.screening.months),
            screening_t_per_month=min(rules.screening_t_per_month, self.screening.t_per_month),
            screening_t_per_month_max=max(rules.screening_t_per_month_max, self.screening.t_per_month_max),
        )

    def reads(self, view: View) -> Hashable:
        """The regimes decided and, to a quarter, the relations that move the odds."""
        return self._decided(view), self._relations(view)

    def _ends(self, view: View) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Index of the origin, in a tuple, and indices of the destinations."""
        world = view.world
        return nations_of((self.origin,), world), nations_of(self.destinations, world, but=self.origin)

    def _regimes(self, view: View) -> list[str]:
        """By destination: as decided, else as named here."""
        decided, at = dict(self._decided(view)), _slots(self.destinations, view.world, self.origin)
        return [decided.get(slot) or self.regimes.get(code, self.default_regime) for slot, code in at.items()]

    def _decided(self, view: View) -> tuple[tuple[str, str], ...]:
        """The regimes towards destinations that the origin has decided, by slot."""
        at = _slots(self.destinations, view.world, self.origin)
        return tuple([(slot, regime) for slot, regime in view.decisions(self.origin).items() if regime and slot in at])

    def _relations(self, view: View) -> tuple[float, ...]:
        """By destination in whole quarters, so that a slow drift does not fold the rules every month."""
        towards = view.relations(self.origin)[_places(self.destinations, view.world, self.origin)]
        return tuple(np.rint(4.0 * towards).tolist())


@lru_cache(maxsize=64)
def _places(destinations: tuple[str, ...], world: Any, origin: str) -> NDArray[np.int64]:
    """Where the destinations stand among the nations."""
    return np.array(nations_of(destinations, world, but=origin), dtype=np.int64)


@lru_cache(maxsize=64)
def _slots(destinations: tuple[str, ...], world: Any, origin: str) -> dict[str, str]:
    """Slot in which the regime towards each destination is decided, and the destination."""
    return {f"regime:{world.nations[i]}": world.nations[i] for i in nations_of(destinations, world, but=origin)}
