"""Certificates and what goes round them: which lanes an assurance closes, the risk on every route, and what goes along it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.equations.trading import run_routes
from sim.jit import compiled, inlined
from sim.model.openers import open_routes, open_slots, open_state
from sim.model.result import Event
from sim.model.structure import B, F, I
from sim.stack import room
from sim.streams import stream

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Months that a firm found diverting gets no goods of the controller (entity list, estimated).
BLACKLIST_MONTHS = 12


class Inspectors:
    """Luck of inspectors for the whole run, (months, routes), and who is on the list until when."""

    def __init__(self, model: RareEarthModel) -> None:
        routes = model.layout.routes.source.size
        self.draws = stream(model.seed_value, "inspectors").random((model.config.months, routes))
        self.caught = 0  # routes whose firms were found this month
        self.blacklisted = np.zeros(routes, dtype=np.int64)


def certify(model: RareEarthModel) -> None:
    """Close lanes from certifier to target for the share of goods that is covered and of the controller's making."""
    ruled = model.ruled
    for c in ruled.certificates:
        close_lanes(*model.packs, c.products, c.via, c.target, c.scope, ruled.rules.access, ruled.access)


def tell_caught(model: RareEarthModel) -> None:
    """Tell whose firms were found this month."""
    month = model.month
    found = model.layout.routes.source[model.inspectors.blacklisted == month + BLACKLIST_MONTHS]
    for firm in dict.fromkeys(model.layout.holders[i].firm for i in model.layout.slots.s_plant[found]):
        text = f"{firm} is found re-exporting against a certificate and is blacklisted for {BLACKLIST_MONTHS} months."
        model.events.append(Event(model.dates[month], model.world.nations[model.controller], text))


def caught(model: RareEarthModel) -> dict[int, float]:
    """Tonnes that went along the routes of firms found this month, by nation that had certified them."""
    if not model.inspectors.caught:
        return {}
    routes, found = model.layout.routes, model.inspectors.blacklisted == model.month + BLACKLIST_MONTHS
    tonnes: dict[int, float] = {}
    for r in np.flatnonzero(found):
        nation = int(model.layout.slots.s_nation[routes.source[r]])
        tonnes[nation] = tonnes.get(nation, 0.0) + float(model.route_flow[r] + model.route_seized[r])
    return tonnes


@compiled
def close_lanes(
    table: I,
    ints: I,
    reals: F,
    moving: F,
    prm: Any,
    products: I,
    via: int,
    target: int,
    scope: float,
    before: F,
    access: F,
) -> None:
    """Lower `access` (P, N, N) by the share of the stock at `via` that is of the controller's making, times the scope."""
    slots, st = open_slots(table, ints), open_state(table, moving)
    for p in products:
        stock, made = 0.0, 0.0
        for s in range(slots.offsets[0, p], slots.offsets[0, p + 1]):
            if slots.s_nation[s] == via:
                stock += st.s_stock[s]
                made += st.s_stock[s] * st.s_mix[s, 0]
        content = min(1.0, made / max(stock, 1e-9))
        access[p, via, target] = min(before[p, via, target], 1.0 - scope * content)


@compiled
def divert_month(
    table: I, ints: I, reals: F, moving: F, prm: Any, access: F, cap: F, tax: F, pooled: B, certified: F, month: int, draw: F,
    chance: F, penalty: F, blacklisted: I, flow: F, seized: F,
) -> int:  # fmt: skip
    """Smuggling and re-export along routes (routes,) after a look at what went along them last month; returns how many were caught."""
    slots, routes, st = open_slots(table, ints), open_routes(table, ints, reals), open_state(table, moving)
    inspection, fine = room(flow.size), room(flow.size)
    caught = inspect_routes(
        routes, slots, st, month, draw, chance, penalty, prm[0].smuggling_fine, flow, blacklisted, inspection, fine
    )
    run_routes(
        routes, slots.s_product, slots.s_nation, st, access, cap, tax, pooled, certified, inspection, fine, prm[0], flow, seized
    )  # fmt: skip
    return caught


@inlined
def inspect_routes(
    routes: Any, slots: Any, st: Any, month: int, draw: F, chance: F, penalty: F, usual_fine: float, flow: F, blacklisted: I,
    inspection: F, fine: F,
) -> int:  # fmt: skip
    """Set `inspection` (chance, 0..1) and `fine` (values of the goods) by route; returns how many were caught.

    `blacklisted` holds the month until which a route's firm is on the list; its goods are found for certain.
    """
    caught = 0
    for r in range(flow.size):
        p, o = slots.s_product[routes.source[r]], slots.s_nation[routes.source[r]]
        fine[r] = usual_fine if penalty[r] < 0.0 else penalty[r] / max(st.quote[p, o], 1.0)
        inspection[r] = 1.0 if blacklisted[r] > month else min(1.0, max(0.0, chance[r]))
        running = routes.reexport[r] == 1 and flow[r] > 0.0 and blacklisted[r] <= month
        if running and draw[r] < inspection[r]:
            blacklisted[r] = month + BLACKLIST_MONTHS
            caught += 1
    return caught
