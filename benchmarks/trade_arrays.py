"""Between the kernel's packed arrays and the agents of `benchmarks.trade_agents`: the same inputs in, all results out."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.trade_agents import TradeModel
from sim.market import rows


def give(model: TradeModel, terms: Any, sellers: Any, buyers: Any, links: Any, lanes: Any) -> None:
    """Tell the agents what the kernel's caller tells the kernel: supply, orders, habits, lanes."""
    for i, seller in enumerate(model.sellers):
        seller.supply, seller.trust = sellers[rows.SUPPLY, i].item(), sellers[rows.TRUST, i].item()
        seller.tracers = tuple(sellers[rows.SELLER_ROWS :, i].tolist())
    for (p, o, d), lane in model.lanes.items():
        lane.attraction, lane.cap, lane.contract_price, lane.spot_price, lane.fee = lanes[:5, p, o, d].tolist()
    for p, number, buyer, link in _places(model, links.shape[1]):
        buyer.order = buyers[rows.ORDER, number].item()
        buyer.share, buyer.curiosity, buyer.speed = terms[:, p].tolist()
        buyer.habit = dict(zip(buyer.lanes, links[rows.HABIT, link].tolist(), strict=True))


def take(model: TradeModel, sellers: Any, buyers: Any, links: Any, lanes: Any) -> None:
    """Write what the kernel writes."""
    for i, seller in enumerate(model.sellers):
        sold = seller.supply - seller.left
        sellers[rows.SOLD : rows.REVENUE + 1, i] = sold, seller.requested, seller.redirected, seller.revenue
    for _, number, buyer, link in _places(model, links.shape[1]):
        contract, spot = (np.fromiter(flow.values(), float) for flow in (buyer.contract, buyer.spot))
        links[:, link] = (np.fromiter(buyer.habit.values(), float), contract, spot)[: len(links)]
        received = contract.sum() + spot.sum(), contract.sum()
        buyers[rows.RECEIVED :, number] = (*received, buyer.payment, *buyer.tracers)
    lanes[rows.LANE_REQUESTED :] = 0.0
    for (p, o, d), lane in model.lanes.items():
        lanes[rows.LANE_REQUESTED :, p, o, d] = lane.wished, lane.permitted, lane.contract, lane.spot


def _places(model: TradeModel, size: int) -> Any:
    """Product, number and agent of each buyer, and where its links lie."""
    offsets = model.offsets
    for p in range(offsets.shape[1] - 1):
        first, last = offsets[rows.BUYERS_FROM, p : p + 2]
        start, stop = offsets[rows.LINKS_FROM, p : p + 2]
        for number in range(first, last):
            yield p, number, model.buyers[number], slice(start + number - first, stop, last - first)
