"""Public stockpiles and offtakes: from entries in the rules to tables that compiled loops read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.market import rows
from sim.model import loops
from sim.model.structure import F, I
from sim.rules import Offtake, PublicStock

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Share of a stockpile that nobody plans for any more and that is sold in a month (estimated: the US sold its cold-war
#: stocks over a decade, most of it in the first years).
DISSOLVED = 0.04


class Orders(NamedTuple):
    """One entry per product and nation with a plan, (entries,) but for members (entries, nations)."""

    product: I
    nation: I
    months: F
    tonnes: F
    fill_months: F
    buy_below: F
    price_multiple: F
    gap_share: F
    release_share: F
    is_open: I
    members: F  # 1 where goods may go


class Claims(NamedTuple):
    """One entry per offtake, (entries,)."""

    buyer: I
    host: I
    product: I
    share: F


@lru_cache(maxsize=64)
def orders_of(plans_made: tuple[PublicStock, ...], shape: tuple[int, int]) -> Orders:
    """The table of stockpiles; plans of several policies for one stock become one: the most cover, the first trigger."""
    by_stock: dict[tuple[int, int], list[PublicStock]] = {}
    for entry in plans_made:
        by_stock.setdefault((entry.product, entry.nation), []).append(entry)
    stocks = sorted(by_stock.items())
    plans = [same for _, same in stocks]

    def column(name: str, choose: Callable[..., Any]) -> F:
        return np.array([choose(getattr(s, name) for s in same) for same in plans], dtype=np.float64)

    members = np.zeros((len(plans), shape[1]))
    for k, same in enumerate(plans):
        for entry in same:
            members[k, list(entry.members)] = 1.0
    return Orders(
        np.array([key[0] for key, _ in stocks], dtype=np.int64), np.array([key[1] for key, _ in stocks], dtype=np.int64),
        column("months", max), column("tonnes", max), column("fill_months", min), column("buy_below", min),
        column("price_multiple", min), column("gap_share", min), column("release_share", max),
        column("is_open", max).astype(np.int64), members,
    )  # fmt: skip


@lru_cache(maxsize=64)
def claims_of(offtakes: tuple[Offtake, ...]) -> Claims:
    """The table of offtakes; of two on the same goods for the same buyer the larger counts."""
    share: dict[tuple[int, int, int], float] = {}
    for entry in offtakes:
        key = entry.product, entry.host, entry.buyer
        share[key] = max(entry.share, share.get(key, 0.0))
    keys = sorted(share)
    whole = lambda values: np.array(list(values), dtype=np.int64)  # noqa: E731
    return Claims(
        whole(k[2] for k in keys), whole(k[1] for k in keys), whole(k[0] for k in keys), np.array([share[k] for k in keys])
    )  # fmt: skip


def planned(orders: Iterable[I], shape: tuple[int, int]) -> I:
    """1 for each product and nation with a plan."""
    table = np.zeros(shape, dtype=np.int64)
    product, nation = orders
    table[product, nation] = 1
    return table


class Stockpiles:
    """What public buyers have ordered this month, t (buyers,)."""

    def __init__(self, model: RareEarthModel) -> None:
        self.ordered = np.zeros(model.layout.slots.b_product.size)
        self.exists = False  # whether anybody has ever held a public stock

    def run(self, model: RareEarthModel) -> None:
        """Buy or release; call it when everybody's orders are known, before trade."""
        orders = model.ruled.orders
        if not orders.product.size and not self.exists:
            return
        self.exists = True
        plan = planned((orders.product, orders.nation), model.layout.shape)
        loops.stockpile_month(
            *model.packs, orders, plan, DISSOLVED, model.fixed.base_price, model.ordered, model.received, model.ruled.access,
            model.market.buyers[rows.ORDER], self.ordered, model.ledger, model.cash,
        )  # fmt: skip

    def store(self, model: RareEarthModel) -> None:
        """Take what was bought; call it after trade."""
        if self.exists:
            loops.store_month(*model.packs, model.market.buyers, self.ordered, model.ledger, model.cash)
