"""Conservation: every tonne of every element and every dollar, every month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.jit import compiled, compiled_with_room
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
from sim.model.structure import F, I

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
        self.worst = 0.0

    def check(self, model: RareEarthModel) -> float:
        """mined + returned = used + losses + rejected + seized + change of stocks; payments = receipts + duties.

        Returns the month's worst relative residual; above 1e-9 raises BalanceError.
        """
        market = model.market
        value, money = close_month(
            *model.packs, model.returned, model.route_seized, market.sellers, market.buyers, market.lanes, model.delivered,
            self.stock, self.residual,
        )  # fmt: skip
        self.worst = max(self.worst, value)
        if not value <= TOLERANCE:
            worst = int(np.argmax(np.abs(self.residual)))
            item = "money" if money >= value else self.elements[worst]
            size = money if money >= value else self.residual[worst]
            month = model.dates[model.month]
            raise BalanceError(f"month {month}: balance of {item} by {size:.3e} of the total does not close")
        return float(value)


@compiled_with_room
def held(table: I, ints: I, reals: F, moving: F, prm: Any) -> Any:
    """t REO of each element in all stocks."""
    slots, goods, st = open_slots(table, ints), open_goods(table, ints, reals), open_state(table, moving)
    tonnes = np.zeros(goods.reo.size)
    for p in range(tonnes.size):
        for n in range(st.public.shape[1]):
            tonnes[p] += st.public[p, n]
    for s in range(st.s_stock.size):
        tonnes[slots.s_product[s]] += st.s_stock[s]
    for b in range(st.b_stock.size):
        tonnes[slots.b_product[b]] += st.b_stock[b]
    return contained(tonnes, goods.contents)


@compiled_with_room
def contained(tonnes: F, contents: F) -> Any:
    """t REO of each element in tonnes by product."""
    total = np.zeros(contents.shape[1])
    for p in range(tonnes.size):
        for e in range(total.size):
            total[e] += tonnes[p] * contents[p, e]
    return total


@compiled_with_room
def left_products(uses: Any, slots: Any, routes: Any, state: Any, seized: F) -> Any:
    """Tonnes by product that left the chain this month: used, rejected, seized."""
    out = state.rejected.copy()
    for k in range(uses.slot.size):
        out[uses.product[k]] += state.used[k]
    for r in range(routes.source.size):
        out[slots.s_product[routes.source[r]]] += seized[r]
    return out


@compiled_with_room
def returned_scrap(slots: Any, goods: Any, returned: F) -> Any:
    """Tonnes by product that came back from use this month."""
    came = np.zeros(goods.reo.size)
    for n in range(returned.shape[0]):
        for m in range(returned.shape[1]):
            s = goods.collector[n, m]
            if s >= 0:
                came[slots.s_product[s]] += returned[n, m]
    return came


@compiled
def money_gap(ways: Any, sellers: F, buyers: F, lanes: F, delivered: F) -> float:
    """Relative gap between what buyers paid and what sellers, treasuries and carriers received."""
    paid = buyers[rows.PAYMENT].sum()
    got = sellers[rows.REVENUE].sum()
    for k in range(ways.product.size):
        p, o, d = ways.product[k], ways.origin[k], ways.destination[k]
        got += lanes[rows.FEE, p, o, d] * delivered[p, o, d]
    gap: float = abs(paid - got) / max(paid, 1.0)
    return gap


@compiled
def close_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, returned: F, seized: F, sellers: F, buyers: F, lanes: F, delivered: F,
    stock: F, residual: F,
) -> tuple[float, float]:  # fmt: skip
    """Fill `residual` (elements,), move `stock` on; the worst relative residual of all and that of money."""
    lines, slots, routes = open_lines(table, ints, reals), open_slots(table, ints), open_routes(table, ints, reals)
    uses, goods, weights = (
        open_uses(table, ints, reals),
        open_goods(table, ints, reals),
        open_weights(table, ints, reals),
    )
    st, ways = open_state(table, moving), open_lanes(table, ints)
    inflow = contained(returned_scrap(slots, goods, returned), goods.contents)
    out = contained(left_products(uses, slots, routes, st, seized), goods.contents)
    for l in range(st.activity.size):
        spilt = st.activity[l] * (st.waste[lines.plant[l]] - 1.0)
        for e in range(stock.size):
            inflow[e] += st.activity[l] * weights.mined[l, e]
            out[e] += st.activity[l] * lines.loss[l, e] + spilt * weights.taken[l, e]
    now = held(table, ints, reals, moving, prm)
    money = money_gap(ways, sellers, buyers, lanes, delivered)
    worst = money
    for e in range(stock.size):
        residual[e] = (inflow[e] - out[e] - (now[e] - stock[e])) / max(inflow[e] + stock[e], 1.0)
        # A residual that is no number must not pass for a small one.
        worst = max(worst, abs(residual[e])) if residual[e] == residual[e] else np.inf
        stock[e] = now[e]
    return worst, money
