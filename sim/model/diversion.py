"""Certificates and what goes round them: which lanes an assurance closes, and the risk on every route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.jit import compiled
from sim.model.openers import open_routes, open_slots, open_state
from sim.model.result import Event
from sim.model.structure import F, I
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
        self.inspection = np.zeros(routes)
        self.fine = np.zeros(routes)  # in values of the goods


def certify(model: RareEarthModel) -> None:
    """Close lanes from certifier to target for the share of goods that is covered and of the controller's making."""
    ruled = model.ruled
    for c in ruled.certificates:
        close_lanes(*model.packs, c.products, c.via, c.target, c.scope, ruled.rules.access, ruled.access)


def inspect(model: RareEarthModel) -> None:
    """Risk on every route; who was found last month with a certificate in hand is blacklisted."""
    routes, who, month = model.layout.routes, model.inspectors, model.month
    if routes.source.size == 0:
        return
    who.caught = inspect_routes(
        *model.packs, month, who.draws[month], model.ruled.inspection, model.ruled.penalty, model.prm.smuggling_fine,
        model.route_flow, who.blacklisted, who.inspection, who.fine,
    )  # fmt: skip
    if who.caught == 0:
        return
    plants = model.layout.slots.s_plant[routes.source[who.blacklisted == month + BLACKLIST_MONTHS]]
    for firm in dict.fromkeys(model.layout.holders[i].firm for i in plants):
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
def inspect_routes(
    table: I, ints: I, reals: F, moving: F, prm: Any, month: int, draw: F, chance: F, penalty: F, usual_fine: float,
    flow: F, blacklisted: I, inspection: F, fine: F,
) -> int:  # fmt: skip
    """Set `inspection` (chance, 0..1) and `fine` (values of the goods) by route; returns how many were caught.

    `blacklisted` holds the month until which a route's firm is on the list; its goods are found for certain.
    """
    routes, slots, st = open_routes(table, ints, reals), open_slots(table, ints), open_state(table, moving)
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
