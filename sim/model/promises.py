"""Promises of supply: kept or broken by chance, and a belief that learns from what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.equations.relations import belief
from sim.model.result import Event
from sim.model.structure import F, I
from sim.policies.select import block
from sim.rules import Guarantee
from sim.streams import stream

if TYPE_CHECKING:
    from sim.model import RareEarthModel


@dataclass
class Record:
    """What was seen of one promise: spells kept and broken, with the prior; and the luck of the run, (months,)."""

    draws: F
    kept: float
    broken: float
    spell: int = -1  # number of the spell that was last seen
    first: int = 0  # month in which the promise was made

    def holds(self, promise: Guarantee, month: int) -> bool:
        """Whether the promise is kept in a month."""
        return bool(self.draws[self.number(promise, month)] < promise.kept)

    def number(self, promise: Guarantee, month: int) -> int:
        """Number of the spell that a month falls in."""
        return min((month - self.first) // promise.spell_months, self.draws.size - 1)


class Promises:
    """Beliefs by promise, and what follows for each nation; `credibility` and `calm` (nations,), 0..1."""

    def __init__(self, model: RareEarthModel) -> None:
        nations = len(model.world.nations)
        self.records: dict[str, Record] = {}
        self.open: list[tuple[Guarantee, bool, bool]] = []  # promise, kept this month, break announced
        self.credibility, self.calm = np.zeros(nations), np.zeros(nations)

    def move(self, model: RareEarthModel) -> None:
        """Each promise is kept or not this month; others learn once a spell."""
        if not model.rules.guarantees and not self.open:
            return
        self.open = []
        self.credibility[:] = self.calm[:] = 0.0
        for promise in model.rules.guarantees:
            record = self._record(model, promise)
            holds = record.holds(promise, model.month)
            spell = record.number(promise, model.month)
            if spell != record.spell:
                record.spell = spell
                record.kept += holds
                record.broken += not holds
                if not holds:
                    self._tell(model, promise)
            ahead = not record.holds(promise, model.month + promise.notice_months)
            self.open.append((promise, holds, ahead and promise.notice_months > 0))
            credit, d = belief(record.kept, record.broken), promise.destination
            self.credibility[d] = max(self.credibility[d], credit)
            self.calm[d] = max(self.calm[d], credit * promise.share)

    def _record(self, model: RareEarthModel, promise: Guarantee) -> Record:
        key = f"{promise.name} {promise.destination}"
        if key not in self.records:
            code = model.world.nations[promise.destination]
            draws = stream(model.seed_value, f"promise {promise.name} {code}").random(model.config.months)
            self.records[key] = Record(draws, *promise.prior, first=model.month)
        return self.records[key]

    def _tell(self, model: RareEarthModel, promise: Guarantee) -> None:
        names = model.world.nation_names
        text = f"{names[promise.origin]} does not keep its promise of supply to {names[promise.destination]}."
        model.events.append(Event(model.dates[model.month], model.world.nations[promise.origin], text))

    def bound(self, normal: F, cap: F, restricted: I) -> None:
        """A promise that is kept is a floor under the caps of its lanes, one that is broken a cap; (P, N, N), t/month."""
        for promise, holds, _ in self.open:
            here = block(promise.products, (promise.origin,), (promise.destination,))
            if holds:
                cap[here] = np.maximum(cap[here], promise.share * normal[here])
            else:
                cap[here] = np.minimum(cap[here], promise.broken_share * normal[here])
                restricted[promise.origin] = 1

    def believed(self, announced: F) -> F:
        """Announced controls (products, nations) as far as a promise does not take the fear of them; notices count as news."""
        if not self.open:
            return announced
        feared = announced.copy()
        for promise, _, noticed in self.open:
            here = block(promise.products, (promise.destination,))
            feared[here] *= 1.0 - self.calm[promise.destination]
            if noticed:
                feared[here] = np.maximum(feared[here], 1.0 - promise.broken_share)
        return feared
