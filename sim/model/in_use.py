"""Magnets in use and the ones that come back: cohorts with Weibull lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.demand import weibull_increments
from sim.model.structure import TRACERS

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Growth of use before the base year and how far back it reaches (estimated): about 8 % a year for 25 years.
PAST_GROWTH, PAST_MONTHS = 0.08, 300


class StockInUse:
    """Monthly cohorts of magnets by nation; `retired(month)` is what reaches the end of its life."""

    def __init__(self, model: RareEarthModel) -> None:
        lay, prm = model.layout, model.prm
        nations, months = lay.shape[1], model.config.months
        self.life = weibull_increments(prm.eol_shape, prm.eol_scale_years * 12.0, PAST_MONTHS + months)
        self.which = np.full(lay.shape[0], -1)
        self.which[lay.magnets] = np.arange(lay.magnets.size)
        self.slot_magnet = self.which[lay.uses.product]
        self.inflow = np.zeros((months + 1, nations, lay.magnets.size))
        self.mix = np.full((nations, lay.magnets.size, TRACERS), 0.9)
        base = np.zeros((nations, lay.magnets.size))
        held = self.slot_magnet >= 0
        uses = lay.uses
        np.add.at(base, (uses.nation[held], self.slot_magnet[held]), uses.activity[uses.row[held]] * uses.intensity[held] / 12.0)
        age = np.arange(PAST_MONTHS)
        past = (1.0 + PAST_GROWTH) ** (-age / 12.0)
        # retired in month t by cohorts older than the run: base use x sum over age of past[age] x life[age + t]
        self.old = np.array([past @ self.life[t : t + PAST_MONTHS] for t in range(months + 1)])[:, None, None] * base

    def add(self, model: RareEarthModel) -> None:
        """Put this month's use of magnets into the newest cohort."""
        uses, st = model.layout.uses, model.state
        held = self.slot_magnet >= 0
        np.add.at(
            self.inflow, (model.month, uses.nation[held], self.slot_magnet[held]), st.used[held]
        )

    def retired(self, month: int) -> np.ndarray:
        """Magnets that reach the end of their life, t (nations, magnets)."""
        young = np.tensordot(self.life[:month][::-1], self.inflow[:month], axes=(0, 0)) if month else 0.0
        return self.old[month] + young
