"""The trade month of `sim.market.kernel` once more, as agents of Mesa: readable, and what the kernel is timed against.

Every buyer asks, every seller serves, through an `AgentSet`; lanes are plain objects. Words as in the kernel.
"""

from __future__ import annotations

from math import inf
from typing import Any

import mesa

from sim.market.lanes import ROUNDING
from sim.market.rounds import NOTHING, QUEUE


class Lane:
    """The way from an origin to a destination for one product: its terms, and what is asked and traded over it."""

    def __init__(self) -> None:
        self.attraction = self.cap = self.contract_price = self.spot_price = self.fee = 0.0
        self.wished = self.permitted = self.contract = self.spot = 0.0
        self.left, self.asked, self.share = 0.0, 0.0, 1.0

    def open(self) -> None:
        """Begin a month."""
        self.wished = self.permitted = self.contract = self.spot = self.asked = 0.0
        self.left, self.share = self.cap, 1.0

    def measure(self) -> None:
        """Find what is left of the cap."""
        left = self.cap - self.contract - self.spot
        used_up = self.cap < inf and left <= ROUNDING * self.cap
        self.left, self.asked, self.share = (0.0 if used_up else left), 0.0, 1.0

    def limit(self) -> None:
        """Scale the requests of this round down to what is left of the cap."""
        if self.asked > self.left:
            self.share = self.left / self.asked


class Seller(mesa.Agent):
    """Has tonnes of a product and serves those who ask for them."""

    def __init__(self, model: TradeModel, nation: int) -> None:
        super().__init__(model)
        self.nation = nation
        self.supply = self.trust = 0.0
        self.tracers = (0.0, 0.0)
        self.requests: dict[Buyer, float] = {}

    def open(self) -> None:
        """Begin a month: who trades at all is asked by contract."""
        self.left, self.weight = self.supply, 1.0 if self.trust > 0.0 else 0.0
        self.requested = self.redirected = self.revenue = 0.0

    def weigh(self) -> None:
        """Weigh by trust and by what is left; who is sold out counts in the first spot round only, for next to nothing."""
        queue = QUEUE if self.model.turn == 1 else 0.0
        self.weight = self.trust * (self.left if self.left > ROUNDING * self.supply else queue * self.supply)

    def serve(self) -> None:
        """Fill all requests, after caps, in the same proportion as far as the stock goes."""
        if not self.requests:
            return
        requests = {}
        for buyer, tonnes in self.requests.items():
            lane = buyer.lanes[self]
            requests[buyer] = tonnes * lane.share
            if self.model.turn <= 1:
                lane.permitted += requests[buyer]
        self.requests = {}
        asked = sum(requests.values())
        if self.model.turn <= 1:
            self.requested += asked
        else:
            self.redirected += asked
        if asked <= NOTHING or self.left <= 0.0:
            return
        share = min(1.0, self.left / asked)
        self.left = self.left - asked if asked < self.left else 0.0
        for buyer, tonnes in requests.items():
            self.revenue += buyer.receive(self, share * tonnes)


class Buyer(mesa.Agent):
    """Orders tonnes of a product and asks sellers for them."""

    def __init__(self, model: TradeModel, nation: int, lanes: dict[Seller, Lane]) -> None:
        super().__init__(model)
        self.nation, self.lanes = nation, lanes
        self.order = self.share = self.curiosity = self.speed = 0.0
        self.habit: dict[Seller, float] = {}

    def open(self) -> None:
        """Begin a month with nothing received."""
        self.missing, self.wished, self.payment = self.order, 0.0, 0.0
        self.contract, self.spot = dict.fromkeys(self.lanes, 0.0), dict.fromkeys(self.lanes, 0.0)
        self.tracers = [0.0, 0.0]

    def ask_by_contract(self) -> None:
        """Ask suppliers by habit, wherever there is any attraction."""
        for seller, lane in self.lanes.items():
            if lane.attraction > 0.0 and seller.weight > 0.0:
                tonnes = self.share * self.order * self.habit[seller]
                self.wished += tonnes
                lane.wished += tonnes
                self.request(seller, lane, tonnes)

    def ask_on_spot(self) -> None:
        """Split what is missing over all who have stock; a lane that is full is wished for, but not asked."""
        if self.missing == 0.0:
            return
        pull = {s: lane.attraction * s.weight * (self.curiosity + self.habit[s]) for s, lane in self.lanes.items()}
        if self.model.turn == 1:
            fresh, total = max(0.0, self.order - self.wished), sum(pull.values())
            if total > NOTHING:
                for seller, lane in self.lanes.items():
                    lane.wished += fresh * pull[seller] / total
        pull = {seller: weight for seller, weight in pull.items() if self.lanes[seller].left > 0.0}
        total = sum(pull.values())
        if total > NOTHING:
            for seller, weight in pull.items():
                self.request(seller, self.lanes[seller], self.missing * weight / total)

    def request(self, seller: Seller, lane: Lane, tonnes: float) -> None:
        """Put a request to a seller."""
        if seller.weight > 0.0:
            lane.asked += tonnes
            seller.requests[self] = tonnes

    def receive(self, seller: Seller, tonnes: float) -> float:
        """Take and pay for a delivery; return what the seller earns, USD."""
        lane = self.lanes[seller]
        if self.model.turn == 0:
            self.contract[seller] += tonnes
            lane.contract += tonnes
            price = lane.contract_price
        else:
            self.spot[seller] += tonnes
            lane.spot += tonnes
            price = lane.spot_price
        self.payment += tonnes * (price + lane.fee)
        for k, share in enumerate(seller.tracers):
            self.tracers[k] += share * tonnes
        return tonnes * price

    def count(self) -> None:
        """Find what is still missing."""
        left = self.order - sum(self.contract.values()) - sum(self.spot.values())
        self.missing = left if left > ROUNDING * self.order else 0.0

    def learn(self) -> None:
        """Move habits towards the shares of this month's deliveries."""
        received = sum(self.contract.values()) + sum(self.spot.values())
        if received > NOTHING:
            for seller, habit in self.habit.items():
                share = (self.contract[seller] + self.spot[seller]) / received
                self.habit[seller] = (1.0 - self.speed) * habit + self.speed * share


class TradeModel(mesa.Model):
    """Sellers and buyers of all products, and the lanes between them; `step()` is a month of trade."""

    def __init__(self, offsets: Any, seller_nation: Any, buyer_nation: Any, spot_rounds: int) -> None:
        super().__init__()
        self.offsets, self.spot_rounds, self.turn = offsets, spot_rounds, 0
        self.lanes: dict[tuple[int, int, int], Lane] = {}
        self.sellers = [Seller(self, n) for n in seller_nation.tolist()]
        self.buyers: list[Buyer] = []
        for p in range(offsets.shape[1] - 1):
            sellers = self.sellers[offsets[0, p] : offsets[0, p + 1]]
            for d in buyer_nation[offsets[1, p] : offsets[1, p + 1]].tolist():
                lanes = {s: self.lanes.setdefault((p, s.nation, d), Lane()) for s in sellers}
                self.buyers.append(Buyer(self, d, lanes))

    def step(self) -> None:
        """Contracts, then the spot rounds, then what everybody learns of it."""
        sellers, buyers = self.agents_by_type[Seller], self.agents_by_type[Buyer]
        for turn in range(1 + self.spot_rounds):
            self.turn = turn
            for lane in self.lanes.values():
                if self.turn == 0:
                    lane.open()
                else:
                    lane.measure()
            if self.turn == 0:
                sellers.do("open")
                buyers.do("open").do("ask_by_contract")
            else:
                sellers.do("weigh")
                buyers.do("ask_on_spot")
            for lane in self.lanes.values():
                lane.limit()
            sellers.do("serve")
            buyers.do("count")
        buyers.do("learn")
