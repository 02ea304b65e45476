"""The records of a run: a table (months, keys), filled once a month from the arrays."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.jit import compiled, inlined
from sim.model.layout import build_layout
from sim.model.openers import (
    open_goods,
    open_lanes,
    open_lines,
    open_plants,
    open_routes,
    open_slots,
    open_state,
    open_uses,
    open_weights,
)
from sim.model.row import (
    APPROVED,
    CONCESSION,
    CREDIBILITY,
    FILED,
    PENDING,
    PUBLIC_COST,
    REGIME,
    RESIDUAL,
    STRATEGIC_AUTONOMY,
    keys_of,
    open_row,
)
from sim.model.row_loops import (
    record_lanes,
    record_plants,
    record_prices,
    record_routes,
    record_sovereignty,
    record_stocks,
)
from sim.model.row_use import record_content, record_losses
from sim.model.structure import F, I
from sim.records import Key
from sim.stack import room

if TYPE_CHECKING:
    from sim.model import RareEarthModel


@cache
def addresses(base_year: int) -> tuple[tuple[Key, ...], dict[Key, int]]:
    """The keys of the worlds of a base year in the order of a row, and the position of each."""
    layout = build_layout(base_year)
    keys = tuple(keys_of(layout.world, layout.uses, layout.goods.priced.tolist()))
    return keys, {key: i for i, key in enumerate(keys)}


class Recorder:
    """Writes one row a month."""

    def __init__(self, model: RareEarthModel) -> None:
        self.keys, self.position = addresses(model.config.base_year)
        self.table = np.zeros((model.config.months, len(self.keys)))
        #: What is known before the first month: relations.
        self.start = np.zeros(len(self.keys))
        nations = model.world.nations
        first = self.position[Key("relations", f"{nations[0]}>{nations[0]}")]
        self.start[first : first + model.relations.size] = model.relations.ravel()

    def record(self, model: RareEarthModel) -> None:
        """Fill this month's row."""
        market, border = model.market, model.border
        record_month(
            *model.packs, self.table[model.month], model.controller, model.focal, model.rival,
            model.payment, model.received, model.fixed.base_price, market.lanes, model.delivered, model.route_flow,
            model.route_seized, model.activity[model.month], model.ruled.strict, model.relations,
            model.ruled.concession, model.rules.regime, border.papers, model.public_cost,
            model.promises.credibility, model.residual,
        )  # fmt: skip


@compiled
def record_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, month: F, controller: int, focal: int, rival: int,
    payment: F, received: F, base_price: F, lanes: F, delivered: F, flow: F, seized: F, factor: F, strict: F,
    relations: F, concession: F, regime: I, papers: F, public_cost: F, credibility: F,
    residual: float,
) -> None:  # fmt: skip
    """Everything that is measured, into the row `month`."""
    plants, lines, slots = open_plants(table, ints, reals), open_lines(table, ints, reals), open_slots(table, ints)
    uses, routes, ways = open_uses(table, ints, reals), open_routes(table, ints, reals), open_lanes(table, ints)
    goods, weights, st = open_goods(table, ints, reals), open_weights(table, ints, reals), open_state(table, moving)
    nations, elements = goods.sellers.shape[1], goods.contents.shape[1]
    heavy = room(nations, nations)
    row = open_row(month, nations, uses.activity.size, goods.priced.size, goods.reo.size, elements)
    record_prices(row, goods, st, payment, received, controller)
    record_lanes(row, ways, goods, st, lanes, delivered, controller, heavy)
    record_routes(row, routes, slots, goods, heavy, flow, seized, focal, rival)
    record_plants(row, plants, lines, weights, st, strict, prm[0])
    record_sovereignty(row, plants, lines, uses, weights, st, controller)
    record_stocks(row, slots, goods, st, base_price)
    record_content(row, uses, goods, st)
    record_losses(row, uses, weights, st, factor)
    record_politics(row, relations, concession, regime[controller], papers, public_cost, credibility)
    row.single[RESIDUAL] = residual


@inlined
def record_politics(
    row: Any, relations: F, concession: F, regime: I, papers: F, public_cost: F, credibility: F
) -> None:
    """What nations did and what it cost.

    `regime` (nations,) is the controller's towards each; `papers` (3, nations) t filed, approved and pending.
    """
    nations = relations.shape[0]
    for a in range(nations):
        for b in range(nations):
            row.relations[a, b] = relations[a, b]
    for n in range(nations):
        row.national[CONCESSION, n] = concession[n]
        row.national[STRATEGIC_AUTONOMY, n] = 1.0 - 0.5 * concession[n]
        row.national[REGIME, n] = regime[n]
        for k, measure in enumerate((FILED, APPROVED, PENDING)):
            row.national[measure, n] = papers[k, n]
        row.national[PUBLIC_COST, n] = public_cost[n]
        row.national[CREDIBILITY, n] = credibility[n]
