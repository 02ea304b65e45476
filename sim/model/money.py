"""Money: cash of firms, and what the state pays and takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.jit import compiled
from sim.market import rows
from sim.model.openers import open_lanes, open_lines, open_plants, open_slots, open_state
from sim.model.structure import RECYCLING, F, I
from sim.rules import PriceFloor, SharedFinance

if TYPE_CHECKING:
    from sim.model import RareEarthModel


def settle_public(model: RareEarthModel) -> None:
    """Cash of firms and public cost by nation for the month, USD.

    Public cost: capital grants as they are committed, operating incentives, payments under price floors, audits of
    certificates, public research, stakes, exploration, purchases for stockpiles; less sales from these, export taxes (to
    the origin) and tariffs (to the destination).
    """
    rules, market, cost = model.rules, model.market, model.public_cost
    settle_cash(*model.packs, market.sellers, market.buyers, model.cash)
    cost[:] = 0.0
    if model.month % 3 == 2:
        cost += model.capacity.spent
        for pool in rules.pools:
            share_out(pool, model.world.nation["gdp_weight"], model.capacity.spent, cost)
    if model.ruled.is_supported:
        pay_support(*model.packs, model.ruled.incentive, rules.research, cost)
    cost += model.ledger
    model.ledger[:] = 0.0
    for floor in rules.floors:
        cost[floor.payer] += floor_payment(model, floor)
    for a in rules.assurances:
        covered = model.delivered[list(a.products), a.controller, a.via].sum()
        cost[a.via] += a.scope * a.compliance_cost_usd_per_t * covered
    if model.ruled.is_taxed:
        take_duties(*model.packs, market.lanes, model.delivered, rules.export_tax, rules.tariff, cost)


def share_out(pool: SharedFinance, size: F, spent: F, cost: F) -> None:
    """Members of a coalition pay a share of all members' grants by their `size`; the sum stays the same."""
    members = list(pool.members)
    weights = size[members] / size[members].sum()
    common = pool.share * spent[members]
    cost[members] += weights * common.sum() - common


def floor_payment(model: RareEarthModel, floor: PriceFloor) -> float:
    """Contract for difference: what the payer gives this month (negative: takes), USD."""
    slots, st = model.layout.slots, model.state
    mine = (slots.s_product == floor.product) & (slots.s_nation == floor.nation)
    tonnes = min(floor.tonnes_per_month, float(st.s_output[mine].sum()))
    gap = floor.floor_usd_per_t - float(st.quote[floor.product, floor.nation])
    return tonnes * (gap if gap > 0.0 else floor.upside_share * gap)


@compiled
def settle_cash(table: I, ints: I, reals: F, moving: F, prm: Any, sellers: F, buyers: F, cash: F) -> None:
    """Add the month's revenue to `cash` (plants,), less purchases and conversion, USD."""
    lines, slots, st = open_lines(table, ints, reals), open_slots(table, ints), open_state(table, moving)
    for s in range(slots.s_plant.size):
        cash[slots.s_plant[s]] += sellers[rows.REVENUE, s]
    for b in range(slots.b_plant.size):
        cash[slots.b_plant[b]] -= buyers[rows.PAYMENT, b]
    for l in range(st.activity.size):
        cash[lines.plant[l]] -= st.activity[l] * st.line_cost[l]


@compiled
def pay_support(table: I, ints: I, reals: F, moving: F, prm: Any, incentive: F, research: F, cost: F) -> None:
    """Add operating incentives (nations, stages and recycling) USD per tonne of activity, and research, USD, to `cost` (nations,)."""
    plants, lines, st = open_plants(table, ints, reals), open_lines(table, ints, reals), open_state(table, moving)
    for l in range(st.activity.size):
        n, stage = plants.nation[lines.plant[l]], plants.stage[lines.plant[l]]
        if stage <= RECYCLING:
            cost[n] += incentive[n, stage] * st.activity[l]
    for n in range(cost.size):
        cost[n] += research[n].sum()


@compiled
def take_duties(
    table: I, ints: I, reals: F, moving: F, prm: Any, lanes: F, delivered: F, export_tax: F, tariff: F, cost: F
) -> None:
    """Take export taxes off the origin's `cost` and tariffs off the destination's, USD."""
    ways = open_lanes(table, ints)
    for k in range(ways.product.size):
        p, o, d = ways.product[k], ways.origin[k], ways.destination[k]
        value = lanes[rows.SPOT_PRICE, p, o, d] * delivered[p, o, d]
        cost[o] -= value * export_tax[p, o, d]
        cost[d] -= value * tariff[p, o, d]
