"""A month's record: one short loop for each subject, written straight into the row."""

from __future__ import annotations

from typing import Any

from sim.equations.environment import load
from sim.jit import inlined
from sim.market import rows
from sim.model.row import (
    CAPACITY,
    CO2,
    CONTRACT,
    DEAR_SHARE,
    DIVERTED,
    EXPORTS,
    GAP,
    HEAVY_SUPPLY,
    IMPORTS,
    MAGNET_OUTPUT,
    METAL_OUTPUT,
    MINE_OUTPUT,
    OUTSIDE_CAPACITY,
    PAID,
    PAID_BY_ALL,
    PAID_OUTSIDE,
    PUBLIC_STOCK,
    RECYCLED,
    RECYCLED_SHARE,
    REJECTED,
    SEIZED,
    SEPARATION_OUTPUT,
    SHADOW_PRICE,
    SHARE_ALL,
    SHARE_REE,
    SMUGGLED,
    SPOT,
    SPOT_INSIDE,
    SPOT_OUTSIDE,
    STOCK_COVER,
    SUPPLIER_HHI,
    TECH_SOVEREIGNTY,
    VIA,
    VIA_SHARE,
    WASTE,
    WATER,
)
from sim.model.structure import SEPARATION, F
from sim.stack import room

#: USD/kg per USD/t.
KG = 1e-3


@inlined
def add_up(values: F) -> float:
    """The sum, from the first value on."""
    total: float = 0.0
    for k in range(values.size):
        total += values[k]
    return total


@inlined
def record_prices(row: Any, goods: Any, state: Any, payment: F, received: F, controller: int) -> None:
    """Spot and price paid by nation, price paid in the world and outside the controller, contract index, shadow price."""
    dearest = 0.0
    for p in range(state.rent.shape[0]):
        for n in range(state.rent.shape[2]):
            dearest = max(dearest, state.rent[p, controller, n])
    for q in range(goods.priced.size):
        p = goods.priced[q]
        total = value = outside = value_outside = 0.0
        for n in range(received.shape[1]):
            paid = payment[p, n] / received[p, n] if received[p, n] > 1e-6 else state.spot[p, n]
            row.prices[SPOT, q, n] = state.spot[p, n] * KG
            row.prices[PAID, q, n] = paid * KG
            weight = received[p, n] + 1e-9
            total += weight
            value += paid * weight
            if n != controller:
                outside += weight
                value_outside += paid * weight
        row.quotes[PAID_BY_ALL, q] = value / total * KG
        row.quotes[PAID_OUTSIDE, q] = value_outside / outside * KG
        row.quotes[CONTRACT, q] = state.index_out[p] * KG
        row.quotes[SPOT_INSIDE, q] = state.quote[p, controller] * KG
    row.single[SHADOW_PRICE] = dearest * KG


@inlined
def record_lanes(
    row: Any, ways: Any, goods: Any, state: Any, lanes: F, delivered: F, controller: int, heavy: F
) -> None:
    """Exports and imports, spot outside by what is asked for, dear purchases, concentration of suppliers.

    Fills `heavy` (origins, destinations) with t REO of heavy goods.
    """
    products, nations = state.quote.shape
    asked, asked_value, dear, moved = room(products), room(products), room(products), room(products)
    value = room(nations, nations)
    asked[:] = asked_value[:] = dear[:] = moved[:] = 0.0
    value[:] = heavy[:] = 0.0
    row.traded[EXPORTS] = 0.0
    row.traded[IMPORTS] = 0.0
    for k in range(ways.product.size):
        p, o, d = ways.product[k], ways.origin[k], ways.destination[k]
        tonnes = delivered[p, o, d]
        if d != controller:
            asked[p] += lanes[rows.LANE_REQUESTED, p, o, d]
            asked_value[p] += lanes[rows.LANE_REQUESTED, p, o, d] * state.spot[p, d]
        if lanes[rows.SPOT_PRICE, p, o, d] + lanes[rows.FEE, p, o, d] > 2.0 * state.index_out[p]:
            dear[p] += lanes[rows.LANE_SPOT, p, o, d]
        moved[p] += tonnes
        if o != d:
            row.traded[EXPORTS, p, o] += tonnes
            row.traded[IMPORTS, p, d] += tonnes
        value[o, d] += tonnes * state.paid[p, d]
        heavy[o, d] += tonnes * goods.reo[p] * goods.heavy[p]
    for q in range(goods.priced.size):
        p = goods.priced[q]
        for n in range(nations):
            if n != controller:  # so that a product that nobody asks for has a mean as well
                asked[p] += 1e-9
                asked_value[p] += 1e-9 * state.spot[p, n]
        row.quotes[SPOT_OUTSIDE, q] = asked_value[p] / asked[p] * KG
        row.quotes[DEAR_SHARE, q] = dear[p] / max(moved[p], 1e-9)
    for d in range(nations):
        total = max(add_up(value[:, d]), 1.0)
        row.national[SUPPLIER_HHI, d] = 0.0
        for o in range(nations):
            row.national[SUPPLIER_HHI, d] += (value[o, d] / total) ** 2
        row.national[HEAVY_SUPPLY, d] = heavy[controller, d]


@inlined
def record_routes(
    row: Any, routes: Any, slots: Any, goods: Any, heavy: F, flow: F, seized: F, focal: int, rival: int
) -> None:
    """Diversion, smuggling, and how much of the rival's heavy goods comes through the focal nation."""
    via = heavy[focal, rival]
    supply = add_up(heavy[:, rival]) - heavy[rival, rival]
    row.national[DIVERTED] = 0.0
    row.single[SMUGGLED] = 0.0
    row.single[SEIZED] = add_up(seized)
    for r in range(routes.source.size):
        origin, target = slots.s_nation[routes.source[r]], slots.s_nation[routes.target[r]]
        if routes.reexport[r] == 0:
            row.single[SMUGGLED] += flow[r]
            continue
        row.national[DIVERTED, origin] += flow[r]
        if origin == focal and target == rival:
            tonnes = flow[r] * goods.reo[slots.s_product[routes.source[r]]]
            via += tonnes
            supply += tonnes
    row.single[VIA] = via
    row.single[VIA_SHARE] = via / max(supply, 1e-9)


@inlined
def record_plants(row: Any, plants: Any, lines: Any, weights: Any, state: Any, strict: F, prm: Any) -> None:
    """Output and its shares, capacity, footprint, what is recycled; stages 0 to 3 in the order of STAGES."""
    nations, stages = row.staged.shape[1:]
    output, reo, ree, recovered = room(nations, stages), room(nations, stages), room(nations, stages), room(nations)
    output[:] = reo[:] = ree[:] = 0.0
    recovered[:] = 0.0
    row.elemental[RECYCLED] = 0.0
    for l in range(state.activity.size):
        n, stage, activity = plants.nation[lines.plant[l]], plants.stage[lines.plant[l]], state.activity[l]
        if activity == 0.0:
            continue
        if stage < stages:
            output[n, stage] += activity
            reo[n, stage] += activity * weights.main_reo[l]
            ree[n, stage] += activity * weights.main_ree[l]
        elif stage == stages:  # recyclers
            for e in range(weights.recycled.shape[1]):
                row.elemental[RECYCLED, e] += activity * weights.recycled[l, e]
                recovered[n] += activity * weights.recycled[l, e]
    row.staged[CAPACITY] = 0.0
    for i in range(state.capacity.size):
        if plants.stage[i] < stages:
            row.staged[CAPACITY, plants.nation[i], plants.stage[i]] += state.capacity[i]
    for s in range(stages):
        all_reo, all_ree = max(add_up(reo[:, s]), 1e-9), max(add_up(ree[:, s]), 1e-9)
        for n in range(nations):
            row.staged[SHARE_ALL, n, s] = reo[n, s] / all_reo
            row.staged[SHARE_REE, n, s] = ree[n, s] / all_ree
    for n in range(nations):
        mined, separated, metal, magnets = output[n, 0], output[n, 1], output[n, 2], output[n, 3]
        row.national[MINE_OUTPUT, n], row.national[SEPARATION_OUTPUT, n] = mined, separated
        row.national[METAL_OUTPUT, n], row.national[MAGNET_OUTPUT, n] = metal, magnets
        row.national[CO2, n] = load(0.5 * mined + separated + metal + magnets, prm.co2_t_per_t, strict[n])
        row.national[WASTE, n] = load(mined + separated, prm.waste_t_per_t, strict[n])
        row.national[WATER, n] = load(separated, prm.water_t_per_t, strict[n])
        row.national[RECYCLED_SHARE, n] = recovered[n]  # over use in `record_content`


@inlined
def record_sovereignty(row: Any, plants: Any, lines: Any, uses: Any, weights: Any, state: Any, controller: int) -> None:
    """Own capacity over own need: half separation of NdPr, half magnets; and what separators outside do not make of it."""
    nations = row.national.shape[1]
    own, need, magnets, separated = room(nations), room(nations), room(nations), room(nations)
    own[:] = need[:] = magnets[:] = separated[:] = 0.0
    for l in range(state.activity.size):
        i = lines.plant[l]
        own[plants.nation[i]] += state.capacity[i] * state.l_share[l] * weights.ndpr[l]
        separated[plants.nation[i]] += state.activity[l] * weights.ndpr[l]
    for k in range(uses.slot.size):
        tonnes = state.b_need[uses.slot[k]]
        need[uses.nation[k]] += tonnes * weights.product_ndpr[uses.product[k]]
        if weights.magnet[k] >= 0:
            magnets[uses.nation[k]] += tonnes
    for n in range(nations):
        separation, making = own[n] / max(need[n], 1e-6), row.staged[CAPACITY, n, 3] / max(magnets[n], 1e-6)
        row.national[TECH_SOVEREIGNTY, n] = 0.5 * separation + 0.5 * making
    standing = row.staged[CAPACITY, :, SEPARATION]
    row.single[OUTSIDE_CAPACITY] = add_up(standing) - standing[controller]
    outside = max(add_up(need) - need[controller], 1e-6)
    row.single[GAP] = max(0.0, 1.0 - (add_up(separated) - separated[controller]) / outside)


@inlined
def record_stocks(row: Any, slots: Any, goods: Any, state: Any, base_price: F) -> None:
    """Stocks by product, cover of buyers by value at base prices, what was rejected."""
    nations = row.national.shape[1]
    held, need = room(nations), room(nations)
    held[:] = need[:] = 0.0
    row.stock[:] = 0.0
    for s in range(state.s_stock.size):
        row.stock[slots.s_product[s]] += state.s_stock[s]
    for b in range(state.b_stock.size):
        p, n = slots.b_product[b], slots.b_nation[b]
        row.stock[p] += state.b_stock[b]
        held[n] += state.b_stock[b] * base_price[p]
        need[n] += state.b_need[b] * base_price[p]
    for n in range(nations):
        row.national[PUBLIC_STOCK, n] = 0.0
        for p in range(row.stock.size):
            row.stock[p] += state.public[p, n]
            held[n] += state.public[p, n] * base_price[p]
            row.national[PUBLIC_STOCK, n] += state.public[p, n] * goods.reo[p]
        row.national[STOCK_COVER, n] = held[n] / max(need[n], 1.0)
    for e in range(goods.contents.shape[1]):
        row.elemental[REJECTED, e] = 0.0
        for p in range(row.stock.size):
            row.elemental[REJECTED, e] += state.rejected[p] * goods.contents[p, e]
