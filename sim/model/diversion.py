"""Certificates and what goes round them: which lanes an assurance closes, and the risk on every route."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.model.result import Event
from sim.streams import stream

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Months that a firm found diverting gets no goods of the controller (entity list, estimated).
BLACKLIST_MONTHS = 12


def certify(model: RareEarthModel) -> None:
    """Close lanes from certifier to target for the share of goods that is covered and of the controller's making."""
    rules = model.rules
    model.access[:] = rules.access
    model.certified[:] = 0.0
    model.concession[:] = 0.0
    slots, st = model.layout.slots, model.state
    for a in rules.assurances:
        model.concession[a.via] = max(model.concession[a.via], a.scope)
        if a.scope <= 0.0:
            continue
        for p in a.products:
            mine = (slots.s_product == p) & (slots.s_nation == a.via)
            stock = st.s_stock[mine]
            content = float((stock * st.s_mix[mine, 0]).sum() / max(stock.sum(), 1e-9)) if mine.any() else 0.0
            model.certified[p, a.via, a.target] = a.scope
            model.access[p, a.via, a.target] = min(rules.access[p, a.via, a.target], 1.0 - a.scope * min(1.0, content))


def divert_limits(model: RareEarthModel) -> None:
    """Chance of being found and fine (in values of the goods) of every route; blacklisted firms do not run."""
    lay, prm, st = model.layout, model.prm, model.state
    routes, slots = lay.routes, lay.slots
    if routes.source.size == 0:
        return
    origin, product = slots.s_nation[routes.source], slots.s_product[routes.source]
    target = slots.s_nation[routes.target]
    enforcement = model.world.nation["border_enforcement"][origin]
    model.inspection[:] = prm.inspection * enforcement / 0.5
    model.fine[:] = prm.smuggling_fine
    for a in model.rules.assurances:
        mine = (routes.reexport == 1) & (origin == a.via) & (target == a.target) & np.isin(product, a.products)
        model.inspection[mine] = a.verification
        model.fine[mine] = a.penalty_usd_per_t / np.maximum(st.quote[product[mine], a.via], 1.0)
    model.inspection[model.blacklisted > model.month] = 1.0
    np.clip(model.inspection, 0.0, 1.0, out=model.inspection)
    _catch(model)


def _catch(model: RareEarthModel) -> None:
    """Who was found last month with a certificate in hand is blacklisted."""
    routes = model.layout.routes
    if not hasattr(model, "inspectors"):
        model.inspectors = stream(model.seed_value, "inspectors")
    draw = model.inspectors.random(routes.source.size)
    running = (routes.reexport == 1) & (model.route_flow > 0.0) & (model.blacklisted <= model.month)
    for r in np.flatnonzero(running & (draw < model.inspection)):
        model.blacklisted[r] = model.month + BLACKLIST_MONTHS
        firm = model.layout.holders[model.layout.slots.s_plant[routes.source[r]]].firm
        text = f"{firm} is found re-exporting against a certificate and is blacklisted for {BLACKLIST_MONTHS} months"
        model.events.append(Event(model.dates[model.month], model.world.nations[model.controller], text))
