"""Designs with less or no rare earths: research makes them possible after a delay, users adopt them when they pay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.equations.investing import adopted, wants_redesign
from sim.model.structure import F
from sim.rules import Programme

if TYPE_CHECKING:
    from sim.model import RareEarthModel


@dataclass
class Progress:
    """Of one programme: what is known by month (0..1), which use slots can adopt, and how far they have."""

    slots: np.ndarray
    adoption: F
    terms: Programme
    known: list[float] = field(default_factory=list)


class Redesign:
    """All programmes that were ever paid for; what is known and built stays when the money ends."""

    def __init__(self) -> None:
        self.programmes: dict[str, Progress] = {}

    def move(self, model: RareEarthModel) -> None:
        """Pay this month's research; every quarter move the designs of end users, for good."""
        paid = {programme.name: programme for programme in model.rules.programmes}
        for name, programme in paid.items():
            if name not in self.programmes:
                slots = affected(model, programme)
                self.programmes[name] = Progress(slots, np.zeros(slots.size), programme)
        for name, progress in self.programmes.items():
            before = progress.known[-1] if progress.known else 0.0
            entry = paid.get(name)
            gain = min(entry.usd_per_month / entry.full_cost_usd, 1.0 - before) if entry else 0.0
            progress.known.append(before + gain)
            if entry:
                model.ledger[entry.payer] += gain * entry.full_cost_usd
                progress.terms = entry
        if self.programmes and model.month % 3 == 2:
            self._adopt(model)

    def _adopt(self, model: RareEarthModel) -> None:
        st = model.state
        for array in (st.u_design, st.u_floor):
            array[:] = 1.0
        st.u_shift[:] = 0.0
        for _, progress in sorted(self.programmes.items()):
            terms, slots = progress.terms, progress.slots
            arrived = len(progress.known) - 1 - terms.delay_months
            known = progress.known[arrived] if arrived >= 0 else 0.0
            for k, slot in enumerate(slots):
                wanted = known * wants_redesign(float(st.u_expected[slot]), terms.break_even)
                progress.adoption[k] = adopted(float(progress.adoption[k]), wanted, 3.0 / terms.adoption_months)
            saved = terms.saving * progress.adoption
            if terms.to_standard:
                st.u_shift[slots] = 1.0 - (1.0 - st.u_shift[slots]) * (1.0 - saved)
            else:
                st.u_design[slots] *= 1.0 - saved
            st.u_floor[slots] *= 1.0 - terms.floor_cut * progress.adoption


def affected(model: RareEarthModel, entry: Programme) -> np.ndarray:
    """Use slots of the programme's sectors, products and nations; with `to_standard` those that have a standard grade."""
    uses = model.layout.uses
    mask = np.isin(uses.row_sector[uses.row], entry.sectors) & np.isin(uses.product, entry.products)
    mask &= np.isin(uses.nation, entry.nations)
    if entry.to_standard:
        mask &= uses.twin >= 0
    return np.flatnonzero(mask)
