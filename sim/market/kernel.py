"""Trade: one compiled call clears one month of any number of products."""

import numpy as np

from sim.jit import compiled_fast
from sim.market import rows
from sim.market.lanes import Lanes, close_full_lanes, limit, list_caps, list_runs, measure_caps, spread
from sim.market.rounds import (
    QUEUE,
    add_pull,
    add_requests,
    add_wishes,
    ask_contracts,
    ask_spot,
    serve,
    sum_orders_left,
    weigh,
)
from sim.market.settle import learn_habits, pass_tracer, settle_lanes, settle_sellers

WIDE_ROWS = 9


@compiled_fast
def clear_all(products, spot_rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes):
    """Clear one month of the listed products, in place."""
    most_sellers, most_buyers, nations = 0, 0, lanes.shape[2]
    for p in products:
        most_sellers = max(most_sellers, offsets[rows.SELLERS_FROM, p + 1] - offsets[rows.SELLERS_FROM, p])
        most_buyers = max(most_buyers, offsets[rows.BUYERS_FROM, p + 1] - offsets[rows.BUYERS_FROM, p])
    floats = np.empty((6, max(most_sellers, most_buyers, nations * nations)))
    indices = np.empty((6, max(most_sellers, most_buyers, nations) + 1), np.uint64)
    place = np.empty((nations * nations, 4), np.uint64)
    wide = np.empty(WIDE_ROWS * min(nations, most_sellers) * most_buyers)
    for p in products:
        clear(
            p, spot_rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes,
            floats, indices, place, wide,
        )  # fmt: skip


@compiled_fast
def clear(
    p,
    spot_rounds,
    terms,
    offsets,
    seller_nation,
    buyer_nation,
    sellers,
    buyers,
    links,
    table,
    floats,
    indices,
    place,
    wide,
):
    a, b = offsets[rows.SELLERS_FROM, p], offsets[rows.SELLERS_FROM, p + 1]
    c, d = offsets[rows.BUYERS_FROM, p], offsets[rows.BUYERS_FROM, p + 1]
    e, f = offsets[rows.LINKS_FROM, p], offsets[rows.LINKS_FROM, p + 1]
    supply, trust = sellers[rows.SUPPLY, a:b], sellers[rows.TRUST, a:b]
    sold, requested, redirected = (
        sellers[rows.SOLD, a:b],
        sellers[rows.SELLER_REQUESTED, a:b],
        sellers[rows.SELLER_REDIRECTED, a:b],
    )
    order, received, received_contract = (
        buyers[rows.ORDER, c:d],
        buyers[rows.RECEIVED, c:d],
        buyers[rows.RECEIVED_CONTRACT, c:d],
    )
    shape = (b - a, d - c)
    links[rows.FLOW_CONTRACT, e:f] = 0.0
    links[rows.FLOW_SPOT, e:f] = 0.0
    habit = links[rows.HABIT, e:f].reshape(shape)
    flow_contract = links[rows.FLOW_CONTRACT, e:f].reshape(shape)
    flow_spot = links[rows.FLOW_SPOT, e:f].reshape(shape)

    origin, destination = indices[0, : b - a], indices[1, : d - c]
    count_o = list_runs(seller_nation[a:b], indices[2], indices[3], origin)
    count_d = list_runs(buyer_nation[c:d], indices[4], indices[5], destination)
    for j in range(d - c):
        destination[j] = buyer_nation[c + j]
    origins, destinations, starts = indices[2, :count_o], indices[4, :count_d], indices[5, : count_d + 1]
    capped = list_caps(table[rows.CAP, p], origins, destinations, starts, place, floats[0])
    lanes = Lanes(origins, destinations, starts, place[:capped], floats[0, :capped], floats[1, :capped])

    size = count_o * (d - c)
    by_origin = wide[: WIDE_ROWS * size].reshape(WIDE_ROWS, count_o, d - c)
    wide[: 4 * size] = 0.0
    contract, spot, wanted, permitted = by_origin[0], by_origin[1], by_origin[2], by_origin[3]
    attraction, pull, ask = by_origin[4], by_origin[5], by_origin[6]
    supply_left, weight = floats[2, : b - a], floats[3, : b - a]
    order_left, scratch = floats[4, : d - c], floats[5, : d - c]

    spread(table[rows.ATTRACTION, p], origins, destination, attraction)
    for i in range(b - a):
        supply_left[i] = supply[i]
        weight[i] = 1.0 if trust[i] > 0.0 else 0.0
        requested[i] = 0.0
        redirected[i] = 0.0
    measure_caps(lanes, contract, spot)
    add_pull(habit, origin, weight, 0.0, pull)
    ask_contracts(terms[rows.CONTRACT_SHARE, p], order, attraction, ask)
    add_requests(pull, ask, wanted)
    limit(lanes, pull, ask)
    add_requests(pull, ask, permitted)
    serve(habit, origin, weight, 0.0, ask, supply_left, requested, flow_contract, contract)
    scratch[:] = 0.0
    missing = sum_orders_left(order, scratch, contract, received_contract, order_left)
    received[:] = received_contract
    curiosity = terms[rows.CURIOSITY, p]
    for r in range(spot_rounds):
        if not missing > 0.0:
            break
        measure_caps(lanes, contract, spot)
        weigh(trust, supply, supply_left, QUEUE if r == 0 else 0.0, weight)
        add_pull(habit, origin, weight, curiosity, pull)
        if r == 0:
            ask_spot(attraction, pull, order_left, scratch, ask)
            add_wishes(pull, ask, order, order_left, scratch, wanted)
        if lanes.cap.size > 0:
            close_full_lanes(lanes, attraction)
        if r > 0 or lanes.cap.size > 0:
            ask_spot(attraction, pull, order_left, scratch, ask)
        limit(lanes, pull, ask)
        if r == 0:
            add_requests(pull, ask, permitted)
        serve(habit, origin, weight, curiosity, ask, supply_left, requested if r == 0 else redirected, flow_spot, spot)
        missing = sum_orders_left(order, received_contract, spot, received, order_left)
    for i in range(b - a):
        sold[i] = supply[i] - supply_left[i]
    settle_lanes(
        p, lanes, wanted, permitted, contract, spot, by_origin[7], by_origin[8], buyers[rows.PAYMENT, c:d], table
    )
    settle_sellers(origin, flow_contract, flow_spot, by_origin[7], by_origin[8], sellers[rows.REVENUE, a:b])
    for k in range(sellers.shape[0] - rows.SELLER_ROWS):
        share, mixed = sellers[rows.SELLER_ROWS + k, a:b], buyers[rows.BUYER_ROWS + k, c:d]
        pass_tracer(flow_contract, flow_spot, sold, share, mixed)
    if terms[rows.HABIT_SPEED, p] > 0.0:
        learn_habits(flow_contract, flow_spot, received, terms[rows.HABIT_SPEED, p], order_left, scratch, habit)
