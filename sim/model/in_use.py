"""Magnets in use and the ones that come back: cohorts with Weibull lives."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.equations.demand import retire, weibull_increments
from sim.model.layout import build_layout
from sim.model.structure import F

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Growth of use before the base year and how far back it reaches (estimated): about 8 % a year for 25 years.
PAST_GROWTH, PAST_MONTHS = 0.08, 300


@cache
def base_use(base_year: int) -> F:
    """Magnets that end users take in the base year, t a month (nations, magnets)."""
    layout = build_layout(base_year)
    uses, magnet = layout.uses, layout.weights.magnet
    base = np.zeros((layout.shape[1], layout.goods.magnets.size))
    held = magnet >= 0
    np.add.at(base, (uses.nation[held], magnet[held]), (uses.activity[uses.row] * uses.intensity / 12.0)[held])
    return base


@lru_cache(maxsize=4)
def past(shape: float, scale_months: float, months: int) -> tuple[F, F]:
    """Share of a cohort that retires at each age, and what retires in each month of a run of all cohorts before it.

    The second in months of base-year use: in month t the sum over age of growth[age] life[age + t].
    """
    life = weibull_increments(shape, scale_months, PAST_MONTHS + months)
    growth = (1.0 + PAST_GROWTH) ** (-np.arange(PAST_MONTHS) / 12.0)
    return life, np.array([growth @ life[t : t + PAST_MONTHS] for t in range(months + 1)])


class StockInUse:
    """Monthly cohorts of magnets by nation, t (months, nations, magnets)."""

    def __init__(self, model: RareEarthModel) -> None:
        prm, months, base = model.prm, model.config.months, base_use(model.config.base_year)
        self.life, old = past(prm.eol_shape, prm.eol_scale_years * 12.0, months)
        self.cohorts = np.zeros((months, *base.shape))
        self.old = old[:, None, None] * base

    def retire(self, month: int, collected: F, out: F) -> None:
        """Set `out` (nations, magnets) to what is collected, by share (nations,), of magnets at the end of their life, t."""
        retire(self.life, self.cohorts, month, self.old[month], collected, out)
