"""The trade of one product in plain NumPy, link by link: slow, and what the kernel is tested against.

It follows the words of `sim.market.kernel`: every request, cap and delivery is a matrix (sellers, buyers).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.market.lanes import ROUNDING
from sim.market.rounds import NOTHING, QUEUE

Floats = NDArray[np.float64]


class Trade(NamedTuple):
    """A month of trade in one product: tonnes, and USD for revenue and payment."""

    flow_contract: Floats  # (sellers, buyers)
    flow_spot: Floats  # (sellers, buyers)
    sold: Floats  # (sellers,)
    requested: Floats  # (sellers,) asked of each seller by contract and in the first spot round, after caps
    redirected: Floats  # (sellers,) asked in later spot rounds
    revenue: Floats  # (sellers,)
    received: Floats  # (buyers,)
    received_contract: Floats  # (buyers,)
    payment: Floats  # (buyers,)
    received_tracer: Floats  # (tracers, buyers)
    lane_requested: Floats  # (origins, destinations) asked if there were no caps
    lane_permitted: Floats  # (origins, destinations) `requested` by lane
    lane_contract: Floats  # (origins, destinations)
    lane_spot: Floats  # (origins, destinations)
    habit: Floats  # (sellers, buyers) next month's


def divide(a: ArrayLike, b: ArrayLike, least: float = 0.0) -> Floats:
    """a / b, and 0 where b is not above `least`."""
    a, b = np.broadcast_arrays(np.asarray(a, float), np.asarray(b, float))
    return np.divide(a, b, out=np.zeros(b.shape), where=b > least)


def shrink(requests: Floats, left: Floats, origin: Any, destination: Any) -> Floats:
    """Scale the requests over each lane (origins, destinations) down to what is `left` of its cap."""
    total = by_lane(requests, len(left), origin, destination)
    share = np.where(total > left, divide(left, total), 1.0)
    return requests * share[np.ix_(origin, destination)]


def by_lane(links: Floats, nations: int, origin: Any, destination: Any) -> Floats:
    """Sum (sellers, buyers) by (origins, destinations)."""
    total = np.zeros((nations, nations))
    np.add.at(total, np.ix_(origin, destination), links)
    return total


def clear(
    supply: Floats,
    trust: Floats,
    seller_nation: Any,
    order: Floats,
    buyer_nation: Any,
    habit: Floats,
    attraction: Floats,
    cap: Floats,
    contract_price: Floats,
    spot_price: Floats,
    fee: Floats,
    tracer: Floats,
    contract_share: float,
    curiosity: float,
    habit_speed: float,
    spot_rounds: int,
) -> Trade:
    """Clear one month of one product; see `sim.market.kernel.clear_all` for the arguments."""
    places = (seller_nation, buyer_nation)
    nations = len(attraction)
    pull = attraction[np.ix_(*places)]
    open_lane = pull > 0.0
    supply_left, order_left, lane_left = supply.copy(), order.copy(), cap.copy()
    requested, redirected = np.zeros(len(supply)), np.zeros(len(supply))
    contract, spot = np.zeros(habit.shape), np.zeros(habit.shape)
    wished, permitted = np.zeros(habit.shape), np.zeros(habit.shape)

    def serve(requests: Floats) -> Floats:
        asked = requests.sum(axis=1)
        return requests * np.where(asked > supply_left, divide(supply_left, asked, NOTHING), 1.0)[:, None]

    for turn in range(spot_rounds + 1):
        if turn == 0:
            requests = contract_share * order * habit * open_lane * (trust > 0.0)[:, None]
            wished += requests
        else:
            weight = trust * np.where(supply_left > 0.0, supply_left, QUEUE * supply * (turn == 1))
            link = weight[:, None] * (curiosity + habit)
            if turn == 1:
                requests = order_left * divide(pull * link, (pull * link).sum(axis=0), NOTHING)
                not_wished = np.maximum(order - wished.sum(axis=0), 0.0)
                wished += requests * divide(not_wished, order_left)
            pull = np.where(lane_left[np.ix_(*places)] > 0.0, pull, 0.0)
            requests = order_left * divide(pull * link, (pull * link).sum(axis=0), NOTHING)
        requests = shrink(requests, lane_left, *places)
        if turn <= 1:
            permitted += requests
            requested += requests.sum(axis=1)
        else:
            redirected += requests.sum(axis=1)
        flow = serve(requests)
        contract, spot = (contract + flow, spot) if turn == 0 else (contract, spot + flow)
        done = contract + spot
        supply_left = rest(supply, done.sum(axis=1))
        order_left = rest(order, done.sum(axis=0))
        lane_left = rest(cap, by_lane(done, nations, *places))

    done = contract + spot
    received = done.sum(axis=0)
    lane_contract, lane_spot = by_lane(contract, nations, *places), by_lane(spot, nations, *places)
    index, quote, extra = (table[np.ix_(*places)] for table in (contract_price, spot_price, fee))
    learned = (1.0 - habit_speed) * habit + habit_speed * divide(done, received, NOTHING)
    return Trade(
        flow_contract=contract,
        flow_spot=spot,
        sold=done.sum(axis=1),
        requested=requested,
        redirected=redirected,
        revenue=(contract * index + spot * quote).sum(axis=1),
        received=received,
        received_contract=contract.sum(axis=0),
        payment=(contract * (index + extra) + spot * (quote + extra)).sum(axis=0),
        received_tracer=tracer @ done,
        lane_requested=by_lane(wished, nations, *places),
        lane_permitted=by_lane(permitted, nations, *places),
        lane_contract=lane_contract,
        lane_spot=lane_spot,
        habit=np.where(received > NOTHING, learned, habit),
    )


def rest(whole: Floats, taken: Floats) -> Floats:
    """What is left of `whole`, without the rounding errors of an exact fit."""
    left = whole - taken
    return np.where(left > ROUNDING * np.where(np.isinf(whole), 0.0, whole), left, 0.0)
