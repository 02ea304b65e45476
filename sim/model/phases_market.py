"""The monthly phases of plants and markets: plan, produce, trade, divert, use, price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.demand import consume, update_need
from sim.equations.ordering import place_orders
from sim.equations.pricing import (
    price_by_cost,
    price_by_netback,
    price_by_tension,
    sum_offers,
    update_averages,
    update_index,
    update_premiums,
)
from sim.equations.production import plan_inputs, plan_lines, produce
from sim.equations.trading import order_desks, run_routes
from sim.market import rows
from sim.model.market import expect, receive, standing_shares, sums_by_nation
from sim.model.structure import MINE, SEPARATION

if TYPE_CHECKING:
    from sim.model import RareEarthModel

MEMORY_OF_SALES = 0.25
MEMORY_OF_PRICES = 0.6


def plan(model: RareEarthModel) -> None:
    """Need of end users, rates of plants within production ceilings, and everybody's orders."""
    lay, st, prm = model.layout, model.state, model.prm
    st.b_need[:] = 0.0
    plan_lines(lay.lines, lay.plants, st, prm.supply_slope, prm.stock_brake_months, prm.order_adjustment, prm.finishing_width, model.available)
    _apply_ceilings(model)
    plan_inputs(lay.lines, st.plan, st.waste, st.b_need)
    update_need(lay.uses, st, model.activity[model.month], model.base_paid, prm)
    buyers = model.market.buyers
    place_orders(
        lay.slots.b_product, lay.slots.b_nation, st.b_need, st.b_stock, st.cover, st.fear, prm.panic,
        prm.order_adjustment, buyers[rows.ORDER],
    )  # fmt: skip


def _apply_ceilings(model: RareEarthModel) -> None:
    """Licensed mines and separators of a nation together stay under its ceiling; a crackdown shuts the others."""
    lay, st, rules = model.layout, model.state, model.rules
    plant = lay.lines.plant
    nation, stage = lay.plants.nation[plant], lay.plants.stage[plant]
    licensed = lay.plants.licensed[plant] > 0.5
    if rules.crackdown.any():
        st.plan[~licensed] *= 1.0 - rules.crackdown[nation[~licensed]]
    mined = np.where(licensed & (stage == MINE), st.plan, 0.0)
    _scale_down(mined, nation, rules.mine_cap, rules.tolerated, st.plan, licensed & (stage == MINE))
    separating = licensed & (stage == SEPARATION)
    if separating.any() and np.isfinite(rules.separation_cap).any():
        home = st.b_mix[np.maximum(lay.lines.in_slot[:, 0], 0), 1]  # share of ore mined by the controller
        counted = np.where(rules.cap_counts_imports[nation], 1.0, home) * model.out_reo * st.plan
        _scale_down(np.where(separating, counted, 0.0), nation, rules.separation_cap, rules.tolerated, st.plan, separating)


def _scale_down(
    counted: np.ndarray, nation: np.ndarray, caps: np.ndarray, tolerated: np.ndarray, plan: np.ndarray, bound: np.ndarray
) -> None:
    """Shrink the plans of `bound` lines of a nation alike, so that what counts stays under its cap but for what is tolerated."""
    for n in np.flatnonzero(np.isfinite(caps)):
        here = nation == n
        total = float(counted[here].sum())
        if total > caps[n]:
            plan[bound & here] *= (caps[n] + tolerated[n] * (total - caps[n])) / total


def make(model: RareEarthModel) -> None:
    """Run the plants (phase `produce`)."""
    lay, st = model.layout, model.state
    st.rejected[:] = 0.0
    st.s_output[:] = 0.0
    produce(lay.lines, lay.plants, st, lay.reo, model.prm.finishing_width, model.controller)
    magnets = lay.magnets
    for m in range(magnets.size):
        slots = lay.collector[:, m]
        held = slots >= 0
        model.add_stock(slots[held], model.returned[held, m], model.returned_mix[held])


def trade(model: RareEarthModel) -> None:
    """Contracts and spot of every product, under this month's rules."""
    lay, st, prm, market = model.layout, model.state, model.prm, model.market
    market.quote_lanes(lay, st, model.access, model.combined_tax(), model.rules.tariff, model.trust, model.fixed, prm)
    market.sellers[rows.SUPPLY] = st.s_stock
    order_desks(
        lay.desks, lay.slots.s_product, lay.slots.s_nation, st.momentum, st.s_stock, st.s_expected,
        market.buyers[rows.ORDER], market.sellers[rows.SUPPLY], prm,
    )  # fmt: skip
    # In the kernel a seller's weight is this times what it has left: the part of its stock that is unsold.
    np.divide(1.0, np.maximum(market.sellers[rows.SUPPLY], 1e-9), out=market.sellers[rows.TRUST])
    standing_shares(
        lay.slots.offsets, lay.slots.s_nation, lay.slots.b_nation, market.standing, market.lanes[rows.ATTRACTION], prm.standing_speed,
        market.links[rows.HABIT],
    )  # fmt: skip
    for k in range(2):
        market.sellers[rows.SELLER_ROWS + k] = st.s_mix[:, k]
    market.clear(lay)
    receive(
        lay.slots, st, market.buyers[rows.RECEIVED], market.buyers[rows.BUYER_ROWS :], market.sellers[rows.SOLD],
        lay.desks.seller,
    )  # fmt: skip
    expect(st.s_expected, market.sellers[rows.SELLER_REQUESTED], MEMORY_OF_SALES)
    model.border.settle(model)


def divert(model: RareEarthModel) -> None:
    """Smuggling and re-export along routes, where a lane is closed and the gap beats the risk."""
    lay, st, prm = model.layout, model.state, model.prm
    if lay.routes.source.size == 0:
        return
    run_routes(
        lay.routes, lay.slots.s_product, lay.slots.s_nation, st, model.rules.access, model.market.lanes[rows.CAP],
        model.combined_tax(), model.fixed.pooled, model.certified, model.inspection, model.fine, prm,
        model.route_flow, model.route_seized,
    )  # fmt: skip


def use(model: RareEarthModel) -> None:
    """End users consume; what they miss is output lost; magnets enter the stock in use."""
    lay, st = model.layout, model.state
    consume(lay.uses, st, st.lost_share, st.used)
    model.in_use.add(model)


def price(model: RareEarthModel) -> None:
    """Quotes, markups, premiums and the contract index after this month's trade."""
    lay, st, prm, market, fixed = model.layout, model.state, model.prm, model.market, model.fixed
    lanes = market.lanes
    sum_offers(
        lay.slots, st, market.sellers[rows.SELLER_REQUESTED], market.sellers[rows.SELLER_REDIRECTED],
        market.sellers[rows.SOLD], prm.release_rate,
    )  # fmt: skip
    price_by_tension(
        fixed.by_tension, lay.sellers, lay.producers, fixed.base_price, st, prm.spot_speed, prm.tension_limit, prm.price_ceiling,
        prm.anchor_pull, prm.anchor_memory,
    )  # fmt: skip
    update_premiums(
        lay.lanes, model.border.restricted, fixed.pooled, lanes[rows.LANE_REQUESTED], lanes[rows.LANE_PERMITTED], lanes[rows.CAP], st, prm.premium_speed,
        prm.premium_decay, prm.tension_limit,
    )  # fmt: skip
    sums_by_nation(lay.slots.b_product, lay.slots.b_nation, market.buyers[rows.PAYMENT], model.payment)
    sums_by_nation(lay.slots.b_product, lay.slots.b_nation, market.buyers[rows.RECEIVED], model.received)
    sums_by_nation(lay.slots.b_product, lay.slots.b_nation, market.buyers[rows.ORDER], model.ordered)
    update_averages(
        lay.lanes, st, lanes[rows.LANE_REQUESTED], market.delivered, model.payment, model.received, MEMORY_OF_PRICES,
        prm.trader_memory, prm.spot_weight,
    )  # fmt: skip
    price_by_cost(
        lay.lines, lay.plants, lay.sellers, fixed.is_cost_plus, fixed.base_price, st, prm.markup_speed, prm.markup_decay,
        prm.normal_markup, prm.tension_limit, prm.price_ceiling, model.scratch[0], model.scratch[1],
    )  # fmt: skip
    np.add(lanes[rows.LANE_CONTRACT], lanes[rows.LANE_SPOT], out=model.delivered)
    price_by_netback(
        lay.feed_line, lay.lines, lay.sellers, st, prm.markup_speed, prm.markup_decay, prm.tension_limit, prm.finishing_width, model.delivered,
    )  # fmt: skip
    update_index(st, model.controller, model.index_tax(), prm.contract_lag_months)
