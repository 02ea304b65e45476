"""Stakes and exploration abroad: capacity that a nation pays for elsewhere, and prospects that firms may take up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.investing import capital_base, capital_cost, lead_base, lead_time, technology
from sim.model.capacity import BEYOND
from sim.model.result import Event
from sim.rules import Stake

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Months over which the capacity of a stake starts up, and from spending on exploration to a prospect (estimated).
RAMP_MONTHS, EXPLORATION_MONTHS = 12, 24


class Assets:
    """Stakes that were taken, what is still to be paid for them, and prospects that are on their way."""

    def __init__(self, model: RareEarthModel) -> None:
        months, nations = model.config.months + BEYOND, len(model.world.nations)
        self.taken: set[str] = set()
        self.due: np.ndarray | None = None  # (months, nations) USD
        self.found: np.ndarray | None = None  # (months, nations) t/yr of mine capacity
        self._shape = months, nations

    def move(self, model: RareEarthModel) -> None:
        """New stakes enter the pipeline, instalments are paid, exploration is paid for and finds."""
        for stake in model.rules.stakes:
            if stake.name not in self.taken:
                self.taken.add(stake.name)
                self._take(model, stake)
        if self.due is not None:
            model.ledger += self.due[model.month]
        spent = model.rules.exploration
        if model.ruled.is_exploring:
            self.found = np.zeros(self._shape) if self.found is None else self.found
            model.ledger += spent.sum(axis=1)
            self.found[model.month + EXPLORATION_MONTHS] += spent.sum(axis=0) / model.prm.discovery_usd_per_t
        if self.found is not None:
            model.capacity.prospects += self.found[model.month]

    def _take(self, model: RareEarthModel, stake: Stake) -> None:
        plant = site(model, stake)
        names, date = model.world.nation_names, model.dates[model.month]
        payer = model.world.nations[stake.payer]
        if plant < 0:
            text = f"{names[stake.payer]} finds nothing in {names[stake.host]} to take a stake in."
            model.events.append(Event(date, payer, text))
            return
        cost, lead = terms(model, stake)
        pipeline, month = model.capacity.pipeline, model.month
        for k in range(RAMP_MONTHS):
            t = min(pipeline.ready.shape[1] - 1, month + lead + k)
            pipeline.ready[plant, t] += stake.t_per_year / 12.0 / RAMP_MONTHS
            pipeline.last[plant] = max(pipeline.last[plant], t)
        self.due = np.zeros(self._shape) if self.due is None else self.due
        span = max(1, lead)
        self.due[month : month + span, stake.payer] += stake.paid_share * cost * stake.t_per_year / span
        name = model.layout.holders[plant].name
        text = f"{names[stake.payer]} takes a stake in {name}: {stake.t_per_year:,.0f} t a year, due in {lead} months."
        model.events.append(Event(date, payer, text))


def site(model: RareEarthModel, stake: Stake) -> int:
    """The plant that a stake adds to: of those that make the product, the largest that runs, else a possible site; or -1."""
    plants, lines = model.layout.plants, model.layout.lines
    fits = (plants.nation == stake.host) & (plants.stage == stake.stage)
    if stake.product >= 0:
        makes = np.zeros(fits.size, dtype=np.bool_)
        makes[lines.plant[(lines.out_product == stake.product).any(axis=1)]] = True
        fits &= makes
    if not fits.any():
        return -1
    return int(np.argmax(np.where(fits, model.state.capacity, -1.0)))


def terms(model: RareEarthModel, stake: Stake) -> tuple[float, int]:
    """Capital cost, USD per t/yr, and months to the first output."""
    prm, support, n, s = model.prm, model.ruled.support, stake.host, stake.stage
    tech = technology(model.capacity.own[n, s], support.technology[n, s])
    cost = capital_cost(capital_base(s, prm), model.capacity.factor[n], tech, prm.technology_cost, 0.0)
    if stake.lead_months >= 0.0:
        return float(cost), int(stake.lead_months)
    strict = model.ruled.strict[n]
    lead = lead_time(lead_base(s, prm), tech, prm.technology_delay, support.permit_speed[n, s], strict)
    return float(cost), int(np.rint(lead + support.permit_months[n, s]))
