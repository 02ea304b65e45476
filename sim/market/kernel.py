"""Trade: one compiled call clears one month of any number of products.

Contracts come first, then at most two spot rounds. In each of them

1. buyers ask,
   by contract  request_ij = contract_share x order_j x habit_ij            where attraction is not 0,
   on the spot  request_ij = order_left_j x w_ij / sum over sellers of w_ij
                w_ij = attraction[o, d] x (curiosity + habit_ij) x trust_i x supply_left_i;
2. lanes limit: the requests from origin o to destination d shrink alike to what is left of the lane's cap;
3. sellers serve: each fills its requests alike, by min(1, supply_left_i / sum over buyers of request_ij).

A lane that is full is not asked on the spot, and a seller that is sold out not again, so what they leave
unmet goes to the others. `sim.market.oracle` says the same link by link.
"""

import numpy as np

from sim.jit import compiled_fast
from sim.market import rows
from sim.market.lanes import (
    close_full_lanes,
    limit,
    list_caps,
    list_nations,
    measure_caps,
    spread,
)
from sim.market.rounds import (
    QUEUE,
    add_permitted,
    add_pull,
    ask_contracts,
    ask_spot,
    clear_sums,
    copy,
    find_fresh,
    receive,
    serve,
    skip,
    weigh_stock,
)
from sim.market.settle import find_learning, settle_lanes, settle_sellers, write_flows
from sim.stack import room

#: Origins times buyers of one product; the room for so many pairs, 2 MB, fits on the stack of any thread.
MOST_PAIRS = 30_000
#: Rows of buyers have room for a multiple of so many, the rest with no order: loops over them leave nothing to do singly.
EVEN = 8


@compiled_fast
def clear_all(products, spot_rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes):
    """Clear one month of the listed products, in place.

    products (any,) int64, in any order; spot_rounds 0 to 2; all others as in `sim.market.rows`:
    terms (TERM_ROWS, P), offsets (3, P + 1) int64, seller_nation (S,) and buyer_nation (B,) int64, sorted
    within each product; sellers (SELLER_ROWS + K, S) and buyers (BUYER_ROWS + K, B) with K tracers, links
    (LINK_ROWS or 1, L), lanes (LANE_ROWS, P, N, N), float64 and C-contiguous.

    The caller fills in: supply, trust >= 0 (0: no trade at all), the tracers' shares; order; habit >= 0,
    summing over a product's sellers to at most 1 for each buyer; attraction >= 0 (0: no trade), cap (inf:
    none), contract and spot price that reach the seller, fee that the buyer pays on top. All finite but cap.

    The kernel fills in: sold, received and received by contract, tonnes by lane and, where `links` has room
    for them, by link, contract and spot; revenue and payment; tracers received (t); the next month's habit;
    and what was asked:
    seller requested    by contract and in the first spot round, after caps; its sum by lane: lane permitted;
    seller redirected   in the second spot round, of tonnes that others could not deliver;
    lane requested      if no lane were capped; a tonne asked for in vain by contract counts once.

    Lanes of a product between nations without a seller or a buyer of it are left as they are.
    """
    if spot_rounds >= rows.MOST_ROUNDS:
        raise ValueError("a month of trade has at most two spot rounds")
    nations = lanes.shape[2]
    for p in products:
        if nations * (offsets[rows.BUYERS_FROM, p + 1] - offsets[rows.BUYERS_FROM, p]) > MOST_PAIRS:
            raise ValueError("too many buyers of one product for the room that a month of trade has to work in")
    runs = room(rows.RUN_ROWS, nations + 1).view(np.uint64)
    place, caps = room(nations * nations, 3).view(np.uint64), room(2, nations * nations)
    for p in products:
        clear(
            p, spot_rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes,
            runs, place, caps,
        )  # fmt: skip


@compiled_fast
def clear(
    p, spot_rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes, runs, place, caps
):
    """Clear one month of product p; arguments as in `clear_all`, then room for its lanes."""
    a, b = offsets[rows.SELLERS_FROM, p], offsets[rows.SELLERS_FROM, p + 1]
    c, d = offsets[rows.BUYERS_FROM, p], offsets[rows.BUYERS_FROM, p + 1]
    e, f = offsets[rows.LINKS_FROM, p], offsets[rows.LINKS_FROM, p + 1]
    habit = links[rows.HABIT, e:f].reshape(b - a, d - c)

    starts, buyers_start = runs[rows.SELLERS_START], runs[rows.BUYERS_START]
    origins = runs[rows.ORIGINS, : list_nations(seller_nation[a:b], runs[rows.ORIGINS], starts)]
    where = list_nations(buyer_nation[c:d], runs[rows.DESTINATIONS], buyers_start)
    destinations = runs[rows.DESTINATIONS, :where]
    place = place[: list_caps(lanes[rows.CAP, p], origins, destinations, buyers_start, place, caps)]
    stock = room(rows.STOCK_ROWS, b - a)
    width = (d - c + EVEN - 1) // EVEN * EVEN
    need = room(rows.NEED_ROWS, width)
    wide = room(rows.WIDE_ROWS, origins.size, width)
    clear_sums(wide)
    need[rows.ORDER] = 0.0
    copy(buyers[rows.ORDER, c:d], need[rows.ORDER])
    spread(lanes[rows.ATTRACTION, p], origins, destinations, buyers_start, wide[rows.ATTRACTED])

    requested, redirected = sellers[rows.SELLER_REQUESTED, a:b], sellers[rows.SELLER_REDIRECTED, a:b]
    for i in range(b - a):
        stock[rows.LEFT, i] = sellers[rows.SUPPLY, a + i]
        stock[rows.WEIGHT, i] = 1.0 if sellers[rows.TRUST, a + i] > 0.0 else 0.0
        requested[i] = 0.0
        redirected[i] = 0.0
    share, curiosity, speed = terms[rows.CONTRACT_SHARE, p], terms[rows.CURIOSITY, p], terms[rows.HABIT_SPEED, p]
    missing = trade_by_contract(share, habit, starts, stock, requested, place, caps, need, wide)
    for turn in range(1, rows.MOST_ROUNDS):
        if turn > spot_rounds or not missing > 0.0:
            skip(turn, stock, wide)
            continue
        asked = requested if turn == 1 else redirected
        weigh_stock(sellers, a, QUEUE if turn == 1 else 0.0, stock)
        missing = trade_on_spot(turn, curiosity, habit, starts, stock, asked, place, caps, need, wide)
    settle_lanes(p, origins, destinations, buyers_start, wide, need, lanes)
    for row in range(rows.RECEIVED, rows.BUYER_ROWS):
        copy(need[row], buyers[row, c:d])
    if links.shape[0] == rows.LINK_ROWS:
        contract = links[rows.FLOW_CONTRACT, e:f].reshape(b - a, d - c)
        spot = links[rows.FLOW_SPOT, e:f].reshape(b - a, d - c)
        write_flows(starts, curiosity, stock, wide, habit, contract, spot)
    learning, received = room(2, width), buyers[rows.BUYER_ROWS :, c:d]
    find_learning(speed, need, learning)
    settle_sellers(starts, curiosity, a, stock, wide, learning, room(width), habit, sellers, received)


@compiled_fast
def trade_by_contract(share, habit, starts, stock, requested, place, caps, need, wide):
    """The round of contracts: habit alone decides whom a buyer asks. Return what buyers still miss (t)."""
    given, ask = stock[rows.GIVEN], wide[rows.ASK]
    measure_caps(place, caps, wide)
    add_pull(habit, starts, stock, 0.0, wide)
    ask_contracts(share, need, ask, wide)
    limit(place, caps, ask, wide)
    add_permitted(ask, wide)
    serve(habit, starts, 0.0, stock, given, requested, ask, rows.CONTRACT, wide, need[rows.SPLIT])
    need[rows.SPLIT] = 0.0
    missing = receive(rows.CONTRACT, wide, rows.SPLIT, rows.RECEIVED_CONTRACT, need)
    copy(need[rows.RECEIVED_CONTRACT], need[rows.RECEIVED])
    return missing


@compiled_fast
def trade_on_spot(turn, curiosity, habit, starts, stock, requested, place, caps, need, wide):
    """One spot round: what is missing is split over all who have stock. Return what buyers still miss (t)."""
    given, ask = stock[rows.GIVEN + turn], wide[rows.ASK + turn]
    first = turn == 1
    measure_caps(place, caps, wide)
    add_pull(habit, starts, stock, curiosity, wide)
    if first:  # before full lanes close, to know what buyers wish
        find_fresh(need)
        ask_spot(need, ask, wide)
        need[rows.FRESH] = 0.0
    if place.shape[0] > 0 or not first:
        close_full_lanes(place, caps, wide)
        ask_spot(need, ask, wide)
        limit(place, caps, ask, wide)
    if first:
        add_permitted(ask, wide)
    serve(habit, starts, curiosity, stock, given, requested, ask, rows.SPOT, wide, need[rows.SPLIT])
    return receive(rows.SPOT, wide, rows.RECEIVED_CONTRACT, rows.RECEIVED, need)
