"""Conservation: every tonne of every element and every dollar, every month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.equations.choice import dutiable_price
from sim.jit import compiled, inlined
from sim.market import rows
from sim.model.openers import (
    open_goods,
    open_lanes,
    open_lines,
    open_routes,
    open_slots,
    open_state,
    open_uses,
    open_weights,
)
from sim.model.packs import GOODS
from sim.model.structure import F, I
from sim.stack import room

if TYPE_CHECKING:
    from sim.model import RareEarthModel

TOLERANCE = 1e-9


class BalanceError(ArithmeticError):
    """A balance does not close; the message names month, item and residual."""


class Balance:
    """Stocks by element at the end of last month, and the worst residual so far."""

    def __init__(self, model: RareEarthModel) -> None:
        self.elements = model.world.elements
        self.stock = held(*model.packs)
        self.residual = np.zeros(len(self.elements))
        self._room = np.zeros((3, model.layout.shape[0])), np.zeros((3, len(self.elements)))
        self.worst = 0.0

    def check(self, model: RareEarthModel) -> float:
        """mined + returned = used + losses + rejected + seized + change of stocks; payments = sellers' revenue + duties
        of treasuries + freight and border costs.

        Returns the month's worst relative residual; above 1e-9 raises BalanceError.
        """
        market = model.market
        value, money = close_month(
            *model.packs, model.returned, model.route_seized, market.sellers, market.buyers, market.lanes, model.delivered,
            model.border_cost, model.duties, self.stock, self.residual, *self._room,
        )  # fmt: skip
        self.worst = max(self.worst, value)
        if not value <= TOLERANCE:
            worst = int(np.argmax(np.abs(self.residual)))
            item = "money" if money >= value else self.elements[worst]
            size = money if money >= value else self.residual[worst]
            month = model.dates[model.month]
            raise BalanceError(f"month {month}: balance of {item} by {size:.3e} of the total does not close")
        return float(value)


def held(table: I, ints: I, reals: F, moving: F, prm: Any) -> F:
    """t REO of each element in all stocks, (elements,)."""
    total = np.zeros(table[GOODS + 1, 2])
    hold(table, ints, reals, moving, prm, total)
    return total


@compiled
def hold(table: I, ints: I, reals: F, moving: F, prm: Any, total: F) -> None:
    """Add t REO of each element in all stocks to `total` (elements,)."""
    goods = open_goods(table, ints, reals)
    tonnes = room(goods.reo.size)
    tonnes[:] = 0.0
    add_stocks(open_slots(table, ints), open_state(table, moving), tonnes)
    add_contents(tonnes, goods.contents, total)


@inlined
def add_stocks(slots: Any, state: Any, tonnes: F) -> None:
    """Add all stocks to `tonnes` (products,)."""
    for p in range(tonnes.size):
        for n in range(state.public.shape[1]):
            tonnes[p] += state.public[p, n]
    for s in range(state.s_stock.size):
        tonnes[slots.s_product[s]] += state.s_stock[s]
    for b in range(state.b_stock.size):
        tonnes[slots.b_product[b]] += state.b_stock[b]


@inlined
def add_contents(tonnes: F, contents: F, total: F) -> None:
    """Add what `tonnes` by product hold to `total` (elements,), t REO."""
    for p in range(tonnes.size):
        for e in range(total.size):
            total[e] += tonnes[p] * contents[p, e]


@inlined
def add_left(uses: Any, slots: Any, routes: Any, state: Any, seized: F, tonnes: F) -> None:
    """Add what left the chain this month to `tonnes` (products,): used, rejected, seized."""
    for p in range(tonnes.size):
        tonnes[p] += state.rejected[p]
    for k in range(uses.slot.size):
        tonnes[uses.product[k]] += state.used[k]
    for r in range(routes.source.size):
        tonnes[slots.s_product[routes.source[r]]] += seized[r]


@inlined
def add_returned(slots: Any, goods: Any, returned: F, tonnes: F) -> None:
    """Add what came back from use this month to `tonnes` (products,)."""
    for n in range(returned.shape[0]):
        for m in range(returned.shape[1]):
            s = goods.collector[n, m]
            if s >= 0:
                tonnes[slots.s_product[s]] += returned[n, m]


@inlined
def money_gap(ways: Any, prm: Any, sellers: F, buyers: F, lanes: F, delivered: F, border_cost: F, duties: F) -> float:
    """Relative gap between what buyers paid and what sellers, treasuries, the border and carriers received.

    `duties` (nations,), the border and carriers are reckoned from prices, what buyers paid from fees.
    """
    paid = buyers[rows.PAYMENT].sum()
    got = sellers[rows.REVENUE].sum() + duties.sum()
    for k in range(ways.product.size):
        p, o, d = ways.product[k], ways.origin[k], ways.destination[k]
        if o != d and delivered[p, o, d] != 0.0:
            agreed, spot = lanes[rows.CONTRACT_PRICE, p, o, d], lanes[rows.SPOT_PRICE, p, o, d]
            price = dutiable_price(agreed, spot, prm.contract_share)
            got += (price * border_cost[p, o, d] + prm.freight_usd_per_t) * delivered[p, o, d]
    gap: float = abs(paid - got) / max(paid, 1.0)
    return gap


@compiled
def close_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, returned: F, seized: F, sellers: F, buyers: F, lanes: F, delivered: F,
    border_cost: F, duties: F, stock: F, residual: F, by_product: F, by_element: F,
) -> tuple[float, float]:  # fmt: skip
    """Fill `residual` (elements,), move `stock` on; the worst relative residual of all and that of money.

    by_product (3, products) and by_element (3, elements) are room to work in.
    """
    lines, slots, routes = open_lines(table, ints, reals), open_slots(table, ints), open_routes(table, ints, reals)
    uses, goods, weights = (
        open_uses(table, ints, reals),
        open_goods(table, ints, reals),
        open_weights(table, ints, reals),
    )
    st, ways = open_state(table, moving), open_lanes(table, ints)
    by_product[:] = 0.0
    by_element[:] = 0.0
    add_returned(slots, goods, returned, by_product[0])
    add_left(uses, slots, routes, st, seized, by_product[1])
    add_stocks(slots, st, by_product[2])
    for row in range(3):
        add_contents(by_product[row], goods.contents, by_element[row])
    inflow, out, now = by_element[0], by_element[1], by_element[2]
    for l in range(st.activity.size):
        if st.activity[l] == 0.0:
            continue
        spilt = st.activity[l] * (st.waste[lines.plant[l]] - 1.0)
        for e in range(stock.size):
            inflow[e] += st.activity[l] * weights.mined[l, e]
            out[e] += st.activity[l] * lines.loss[l, e] + spilt * weights.taken[l, e]
    money = money_gap(ways, prm[0], sellers, buyers, lanes, delivered, border_cost, duties)
    worst = money
    for e in range(stock.size):
        residual[e] = (inflow[e] - out[e] - (now[e] - stock[e])) / max(inflow[e] + stock[e], 1.0)
        # A residual that is no number must not pass for a small one.
        worst = max(worst, abs(residual[e])) if residual[e] == residual[e] else np.inf
        stock[e] = now[e]
    return worst, money
