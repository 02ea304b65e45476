"""Money: cash of firms, and what the state pays and takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.equations.choice import dutiable_price
from sim.equations.investing import RESEARCH_MOST
from sim.jit import compiled, inlined
from sim.market import rows
from sim.model.openers import open_lanes, open_lines, open_plants, open_slots, open_state
from sim.model.structure import RECYCLING, F, I
from sim.rules import SharedFinance

if TYPE_CHECKING:
    from sim.model import RareEarthModel


def settle_public(model: RareEarthModel) -> None:
    """Cash of firms and public cost by nation for the month, USD.

    Public cost: capital grants as they are committed, operating incentives, payments under price floors, audits of
    certificates, public research, stakes, exploration, purchases for stockpiles; less sales from these, export taxes (to
    the origin) and tariffs (to the destination).
    """
    rules, ruled, market, cost = model.rules, model.ruled, model.market, model.public_cost
    cost[:] = 0.0
    if model.month % 3 == 2:
        cost += model.capacity.spent
        grants = sharable(rules.pools, model.capacity.spent)
        for pool in rules.pools:
            share_out(pool, model.world.nation["gdp_weight"], grants, cost)
    settle_month(
        *model.packs, market.sellers, market.buyers, ruled.incentive, rules.research, ruled.is_supported, model.ledger,
        ruled.floors, ruled.floor_terms, model.cash, cost,
    )  # fmt: skip
    for c in ruled.certificates:
        cost[c.via] += c.usd_per_t * np.add.reduce(model.delivered.take(c.lanes))
    model.duties[:] = 0.0
    if ruled.taxed.size:
        take_duties(
            *model.packs, ruled.taxed, rules.export_tax, ruled.tax, rules.tariff, market.lanes, model.delivered, model.duties
        )  # fmt: skip
        cost -= model.duties


def sharable(pools: tuple[SharedFinance, ...], spent: F) -> F:
    """What each nation spent, USD, scaled down where its coalitions' shares add up to more than all of it."""
    shares = np.zeros(spent.size)
    for pool in pools:
        shares[list(pool.members)] += pool.share
    return np.asarray(spent / np.maximum(1.0, shares))


def share_out(pool: SharedFinance, size: F, spent: F, cost: F) -> None:
    """Members of a coalition pay a share of what all of them have `spent` by their `size`; the sum stays the same."""
    members = list(pool.members)
    weights = size[members] / size[members].sum()
    common = pool.share * spent[members]
    cost[members] += weights * common.sum() - common


@compiled
def settle_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, sellers: F, buyers: F, incentive: F, research: F,
    is_supported: bool, ledger: F, floors: I, terms: F, cash: F, cost: F,
) -> None:  # fmt: skip
    """Cash of plants, and what support costs; empties `ledger` (nations,), what was bought and sold this month, USD.

    incentive (nations, stages and recycling) USD per tonne of activity; research (nations, stages) USD; floors (entries,
    3): product, nation and payer, with terms (entries, 3): USD/t, t/month, share of the upside.
    """
    plants, lines = open_plants(table, ints, reals), open_lines(table, ints, reals)
    slots, st = open_slots(table, ints), open_state(table, moving)
    move_cash(lines, slots, st, sellers, buyers, cash)
    if is_supported:
        pay_support(plants, lines, st, incentive, research, cash, cost)
    for n in range(cost.size):
        cost[n] += ledger[n]
        ledger[n] = 0.0
    for k in range(floors.shape[0]):
        cost[floors[k, 2]] += pay_floor(slots, st, floors, terms, k, cash)


@inlined
def move_cash(lines: Any, slots: Any, st: Any, sellers: F, buyers: F, cash: F) -> None:
    """Add the month's revenue to `cash` (plants,), less purchases and conversion, USD."""
    for s in range(slots.s_plant.size):
        cash[slots.s_plant[s]] += sellers[rows.REVENUE, s]
    for b in range(slots.b_plant.size):
        cash[slots.b_plant[b]] -= buyers[rows.PAYMENT, b]
    for l in range(st.activity.size):
        cash[lines.plant[l]] -= st.activity[l] * st.line_cost[l]


@inlined
def pay_support(plants: Any, lines: Any, st: Any, incentive: F, research: F, cash: F, cost: F) -> None:
    """Add operating incentives and research to `cost` (nations,), and the incentives to the `cash` of who earned them.

    Research draws no more than it can use.
    """
    for l in range(st.activity.size):
        n, stage = plants.nation[lines.plant[l]], plants.stage[lines.plant[l]]
        if stage <= RECYCLING:
            cost[n] += incentive[n, stage] * st.activity[l]
            cash[lines.plant[l]] += incentive[n, stage] * st.activity[l]
    for n in range(cost.size):
        for stage in range(research.shape[1]):
            cost[n] += min(research[n, stage], RESEARCH_MOST)


@inlined
def pay_floor(slots: Any, st: Any, floors: I, terms: F, k: int, cash: F) -> float:
    """Contract for difference: return what the payer of `k` gives this month (negative: takes), USD, and share it by output.

    Each tonne is paid for once: contracts for the same goods are served from the highest floor down, equal ones by volume.
    """
    product, nation = floors[k, 0], floors[k, 1]
    made, level = 0.0, 0.0
    for s in range(slots.offsets[0, product], slots.offsets[0, product + 1]):
        if slots.s_nation[s] == nation:
            made += st.s_output[s]
    left = made
    for j in range(floors.shape[0]):
        if floors[j, 0] == product and floors[j, 1] == nation:
            if terms[j, 0] > terms[k, 0]:
                left -= terms[j, 1]
            elif terms[j, 0] == terms[k, 0]:
                level += terms[j, 1]
    gap = terms[k, 0] - st.quote[product, nation]
    tonnes = min(terms[k, 1], max(0.0, left) * (terms[k, 1] / level))
    paid: float = tonnes * (gap if gap > 0.0 else terms[k, 2] * gap)
    for s in range(slots.offsets[0, product], slots.offsets[0, product + 1]):
        if slots.s_nation[s] == nation and made > 0.0:
            cash[slots.s_plant[s]] += paid * st.s_output[s] / made
    return paid


@compiled
def take_duties(
    table: I, ints: I, reals: F, moving: F, prm: Any, taxed: I, export_tax: F, tax: F, tariff: F, lanes: F, delivered: F,
    duties: F,
) -> None:  # fmt: skip
    """Add the duties on what moved over the lanes `taxed`, USD, to `duties` (nations,).

    Export taxes go to the origin, tariffs to the destination; freight and the cost of the border (`tax` holds it as well)
    are not the state's.
    """
    ways, under_contract = open_lanes(table, ints), prm[0].contract_share
    for k in taxed:
        p, o, d = ways.product[k], ways.origin[k], ways.destination[k]
        over, tax_rate, duty = 1.0 + tax[p, o, d], export_tax[p, o, d], tariff[p, o, d]
        price = dutiable_price(lanes[rows.CONTRACT_PRICE, p, o, d], lanes[rows.SPOT_PRICE, p, o, d], under_contract)
        value = price * delivered[p, o, d]
        duties[o] += value * over * tax_rate / (1.0 + tax_rate)
        duties[d] += value * over * duty
