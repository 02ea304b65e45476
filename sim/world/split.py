"""The same world with more and smaller firms: every plant and every trader in equal parts.

Capacities, stocks and routes add up to what they were, so all balances hold; nations, sectors and what they buy stay.
"""

from __future__ import annotations

from dataclasses import replace

from sim.world.types import Plant, World


def is_split(plant: Plant) -> bool:
    """Whether a plant has parts; a candidate is a place that has nothing yet."""
    return plant.status != "candidate"


def split_firms(world: World, parts: int) -> World:
    """Return the world with `parts` parts of each plant, desk and route, in the order of the whole ones."""
    if parts == 1:
        return world

    def named(name: str, k: int) -> str:
        return f"{name} {k}/{parts}"

    numbers = range(1, parts + 1)

    def part(p: Plant, k: int) -> Plant:
        idle = p.idle and replace(p.idle, capacity=p.idle.capacity / parts)
        return replace(p, name=named(p.name, k), firm=named(p.firm, k), capacity=p.capacity / parts, idle=idle)

    plants = tuple(part(p, k) if is_split(p) else p for p in world.plants for k in (numbers if is_split(p) else (1,)))
    desks = tuple(
        replace(d, firm=named(d.firm, k), handling=d.handling / parts, base_stock=d.base_stock / parts)
        for d in world.desks
        for k in numbers
    )
    routes = tuple(
        replace(r, name=named(r.name, k), firm=named(r.firm, k), capacity=r.capacity / parts)
        for r in world.routes
        for k in numbers
    )
    firms = [p.firm for p in plants] + [d.firm for d in desks] + [u.firm for u in world.uses]
    return replace(world, plants=plants, desks=desks, routes=routes, firms=tuple(dict.fromkeys(firms)))
