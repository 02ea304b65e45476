"""One compiled call for each phase of plants and markets: opens the packs and runs the loops of `sim.equations` in turn.

The first five arguments are those of `sim.model.packs.Packs`; arrays (P, N, N) are products, origins, destinations.
"""

from __future__ import annotations

from typing import Any

from sim.equations.choice import prepare_lanes, standing_shares, weigh_trust
from sim.equations.demand import add_cohort, consume, update_need
from sim.equations.licensing import note_trade
from sim.equations.offtakes import reserve
from sim.equations.ordering import place_orders, sum_lack
from sim.equations.paying import update_averages, update_index, update_premiums
from sim.equations.planning import hold_back, plan_inputs, plan_lines
from sim.equations.pricing import price_by_cost, price_by_netback, price_by_tension, sum_offers
from sim.equations.production import collect, produce, update_finished
from sim.equations.stockpiling import dissolve, run_stockpiles, store
from sim.equations.trading import expect, order_desks, receive, sum_by_nation
from sim.jit import compiled, lent
from sim.market import rows
from sim.model.openers import (
    open_desks,
    open_goods,
    open_lanes,
    open_lines,
    open_plants,
    open_slots,
    open_state,
    open_uses,
    open_weights,
)
from sim.model.structure import B, F, I
from sim.stack import room

MEMORY_OF_SALES = 0.25
MEMORY_OF_PRICES = 0.6


@compiled
def plan_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, available: F, factor: F, base_paid: F,
    mine_cap: F, separation_cap: F, counts_imports: Any, tolerated: F, crackdown: F, floor: F, incentive: F, order: F,
) -> None:  # fmt: skip
    """Rates of plants within production ceilings, need of end users, and everybody's orders (buyers,)."""
    plants, lines, slots = open_plants(table, ints, reals), open_lines(table, ints, reals), open_slots(table, ints)
    uses, weights = open_uses(table, ints, reals), open_weights(table, ints, reals)
    st, p = open_state(table, moving), prm[0]
    update_finished(st.quote, st.finish_cost, p.finishing_width, st.finished)
    plan_lines(lines, plants, st, p.supply_slope, p.stock_brake_months, p.order_adjustment, available, floor, incentive)
    hold_back(lines, plants, weights.out_reo, st, mine_cap, separation_cap, counts_imports, tolerated, crackdown)
    st.b_need[:] = 0.0
    plan_inputs(lines, st.plan, st.waste, st.b_need)
    update_need(uses, st, factor, base_paid, p)
    place_orders(
        slots.b_product, slots.b_nation, st.b_need, st.b_stock, st.cover, st.fear, p.panic, p.order_adjustment, order
    )


@compiled
def make_month(table: I, ints: I, reals: F, moving: F, prm: Any, controller: int, returned: F) -> None:
    """Plants run at their plans; what comes back of magnets goes to collectors, t (nations, magnets)."""
    plants, lines = open_plants(table, ints, reals), open_lines(table, ints, reals)
    goods, st = open_goods(table, ints, reals), open_state(table, moving)
    st.rejected[:] = 0.0
    st.s_output[:] = 0.0
    produce(lines, plants, st, goods.reo, controller)
    collect(goods.collector, returned, controller, st)


@compiled
def offer_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, access: F, tax: F, tariff: F, trust: F, controller: int, index_tax: F,
    weighed: F, standing: F, sellers: F, buyers: F, links: F, lanes: F, at_door: F,
) -> None:  # fmt: skip
    """Before trade: prices and attraction of lanes, what desks want and let go, habits; the rows of `sim.market.rows`."""
    slots, desks, ways = open_slots(table, ints), open_desks(table, ints, reals), open_lanes(table, ints)
    goods, st, p = open_goods(table, ints, reals), open_state(table, moving), prm[0]
    weigh_trust(trust, p.trust_power, weighed)
    prepare_lanes(
        ways, st, access, tax, tariff, weighed[1], controller, index_tax, goods.indexed, p, at_door,
        lanes[rows.ATTRACTION], lanes[rows.CONTRACT_PRICE], lanes[rows.SPOT_PRICE], lanes[rows.FEE],
    )  # fmt: skip
    for s in range(sellers.shape[1]):
        sellers[rows.SUPPLY, s] = st.s_stock[s]
    order_desks(
        desks, slots.s_product, slots.s_nation, st.momentum, st.s_stock, st.s_expected, buyers[rows.ORDER],
        sellers[rows.SUPPLY], p,
    )  # fmt: skip
    for s in range(sellers.shape[1]):
        # In the kernel a seller's weight is this times what it has left: the part of its stock that is unsold.
        sellers[rows.TRUST, s] = 1.0 / max(sellers[rows.SUPPLY, s], 1e-9)
        for k in range(st.s_mix.shape[1]):
            sellers[rows.SELLER_ROWS + k, s] = st.s_mix[s, k]
    standing_shares(
        slots.offsets, slots.s_nation, slots.b_nation, standing, lanes[rows.ATTRACTION], p.standing_speed,
        links[rows.HABIT],
    )  # fmt: skip


@compiled
def reserve_month(
    table: I,
    ints: I,
    reals: F,
    moving: F,
    prm: Any,
    claims: Any,
    contract_share: float,
    sellers: F,
    buyers: F,
    links: F,
) -> None:
    """Offtakes set who is asked for by contract before trade."""
    slots = open_slots(table, ints)
    reserve(claims, slots, contract_share, sellers[rows.SUPPLY], buyers[rows.ORDER], links[rows.HABIT])


@compiled
def stockpile_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, orders: Any, planned: I, pace: float, base_price: F, ordered: F,
    received: F, access: F, order: F, public_order: F, cost: F, cash: F,
) -> None:  # fmt: skip
    """Public stockpiles buy or release, before trade."""
    slots, st = open_slots(table, ints), open_state(table, moving)
    orders = lent(orders)
    run_stockpiles(orders, slots, base_price, ordered, received, access, st, order, public_order, cost, cash)
    dissolve(slots, planned, pace, access, st, order, cost, cash)


@compiled
def store_month(table: I, ints: I, reals: F, moving: F, prm: Any, buyers: F, public_order: F, cost: F, cash: F) -> None:
    """Public stockpiles take their part of what was bought."""
    slots, st = open_slots(table, ints), open_state(table, moving)
    store(slots, buyers[rows.ORDER], buyers[rows.RECEIVED], buyers[rows.PAYMENT], st, public_order, cost, cash)


@compiled
def deliver_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, sellers: F, buyers: F, lanes: F, free: F, memory: float,
    wanted: F, normal: F, delivered: F,
) -> None:  # fmt: skip
    """After trade: goods change hands, sellers learn what to expect, the border notes what lanes asked for and carried."""
    slots, desks, ways = open_slots(table, ints), open_desks(table, ints, reals), open_lanes(table, ints)
    st = open_state(table, moving)
    receive(slots, st, buyers[rows.RECEIVED], buyers[rows.BUYER_ROWS :], sellers[rows.SOLD], desks.seller)
    expect(st.s_expected, sellers[rows.SELLER_REQUESTED], MEMORY_OF_SALES)
    contract, spot = lanes[rows.LANE_CONTRACT], lanes[rows.LANE_SPOT]
    note_trade(ways, lanes[rows.LANE_REQUESTED], contract, spot, free, memory, wanted, normal, delivered)


@compiled
def use_month(table: I, ints: I, reals: F, moving: F, prm: Any, newest: F) -> None:
    """End users consume; `newest` is this month's cohort of magnets, t (nations, magnets)."""
    uses, weights, st = open_uses(table, ints, reals), open_weights(table, ints, reals), open_state(table, moving)
    consume(uses, st, st.lost_share, st.used)
    add_cohort(uses, weights.magnet, st.used, newest)


@compiled
def price_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, controller: int, base_price: F, pooled: B, index_tax: F,
    restricted: I, chance: F, sellers: F, buyers: F, lanes: F, at_door: F, delivered: F, payment: F, received: F, ordered: F,
    lack: F,
) -> None:  # fmt: skip
    """Quotes, markups, premiums and the contract index; sums of buyers by product and nation on the way."""
    plants, lines, slots = open_plants(table, ints, reals), open_lines(table, ints, reals), open_slots(table, ints)
    ways, goods = open_lanes(table, ints), open_goods(table, ints, reals)
    st, p = open_state(table, moving), prm[0]
    asked, standing = lanes[rows.LANE_REQUESTED], room(payment.shape[0], payment.shape[1])
    sum_offers(
        slots,
        st,
        sellers[rows.SELLER_REQUESTED],
        sellers[rows.SELLER_REDIRECTED],
        sellers[rows.SUPPLY],
        p.release_rate,
        standing,
    )
    price_by_tension(
        goods.by_tension, goods.sellers, standing, base_price, st, p.spot_speed, p.tension_limit, p.price_ceiling,
        p.anchor_pull, p.anchor_memory,
    )  # fmt: skip
    update_premiums(
        ways, restricted, pooled, asked, lanes[rows.LANE_PERMITTED], lanes[rows.CAP], st, p.premium_speed, p.premium_decay,
        p.tension_limit,
    )  # fmt: skip
    sum_by_nation(slots.b_product, slots.b_nation, buyers[rows.PAYMENT], payment)
    sum_by_nation(slots.b_product, slots.b_nation, buyers[rows.RECEIVED], received)
    sum_by_nation(slots.b_product, slots.b_nation, buyers[rows.ORDER], ordered)
    sum_lack(slots.b_product, slots.b_nation, buyers[rows.ORDER], st.b_need, buyers[rows.RECEIVED], lack)
    update_averages(
        ways, st, asked, chance, at_door, payment, received, ordered, MEMORY_OF_PRICES, p.trader_memory, p.spot_weight
    )
    price_by_cost(
        lines, plants, goods.is_cost_plus, base_price, st, p.markup_speed, p.markup_decay, p.normal_markup,
        p.tension_limit, p.price_ceiling,
    )  # fmt: skip
    update_finished(st.quote, st.finish_cost, p.finishing_width, st.finished)
    price_by_netback(
        goods.feed_line, lines, goods.sellers, st, p.markup_speed, p.markup_decay, p.tension_limit, delivered
    )
    update_index(st, controller, index_tax, p.contract_lag_months)
