"""Money: cash of firms, and what the state pays and takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.market import rows
from sim.model.structure import MAGNET

if TYPE_CHECKING:
    from sim.model import RareEarthModel


def settle_public(model: RareEarthModel) -> None:
    """Cash of firms and public cost by nation for the month, USD.

    Public cost: capital grants as they are committed, operating incentives, payments under price floors, audits of
    certificates, public research; less export taxes (to the origin) and tariffs (to the destination).
    """
    lay, st, rules, market = model.layout, model.state, model.rules, model.market
    slots = lay.slots
    plants = lay.plants.nation.size
    model.cash += np.bincount(slots.s_plant, weights=market.sellers[rows.REVENUE], minlength=plants)
    model.cash -= np.bincount(slots.b_plant, weights=market.buyers[rows.PAYMENT], minlength=plants)
    model.cash -= np.bincount(lay.lines.plant, weights=st.activity * st.line_cost, minlength=plants)
    cost = model.public_cost
    cost[:] = 0.0
    if model.month % 3 == 2:
        cost += model.capacity.spent
    if rules.operating_incentive.any():
        cost += incentives(model)
    cost += rules.research.sum(axis=1)
    for floor in rules.floors:
        cost[floor.payer] += floor_payment(model, floor)
    for a in rules.assurances:
        covered = model.delivered[list(a.products), a.controller, a.via].sum()
        cost[a.via] += a.scope * a.compliance_cost_usd_per_t * covered
    if rules.export_tax.any() or rules.tariff.any():
        price = market.lanes[rows.SPOT_PRICE] * model.delivered
        cost -= (price * rules.export_tax).sum(axis=(0, 2))
        cost -= (price * rules.tariff).sum(axis=(0, 1))


def incentives(model: RareEarthModel) -> np.ndarray:
    """Operating incentives paid this month by nation, USD."""
    lay, rules = model.layout, model.rules
    plant = lay.lines.plant
    stage, nation = lay.plants.stage[plant], lay.plants.nation[plant]
    paid = lay.plants.stage[plant] <= MAGNET
    amount = rules.operating_incentive[nation[paid], stage[paid]] * model.state.activity[paid]
    return np.bincount(nation[paid], weights=amount, minlength=lay.shape[1])


def floor_payment(model: RareEarthModel, floor) -> float:  # type: ignore[no-untyped-def]
    """Contract for difference: what the payer gives this month (negative: takes), USD."""
    slots, st = model.layout.slots, model.state
    mine = (slots.s_product == floor.product) & (slots.s_nation == floor.nation)
    tonnes = min(floor.tonnes_per_month, float(st.s_output[mine].sum()))
    gap = floor.floor_usd_per_t - st.quote[floor.product, floor.nation]
    return tonnes * (gap if gap > 0.0 else floor.upside_share * gap)
