"""The world as tables say it: nations, elements, products, recipes, plants, traders, buyers.

`load_world(base_year)` reads `sim/data/*.csv` once, checks it (`sim/world/checks.py`) and returns a frozen `World`.
"""

from functools import cache
from pathlib import Path

from sim.world.build import build_world
from sim.world.checks import check_world
from sim.world.tables import DATA, WorldError
from sim.world.types import (
    BASE_YEARS,
    COMPONENTS,
    MAGNET_ELEMENTS,
    MARKETS,
    PRICING,
    STATUSES,
    Desk,
    Plant,
    Route,
    Use,
    World,
)

__all__ = [
    "BASE_YEARS",
    "COMPONENTS",
    "DATA",
    "MAGNET_ELEMENTS",
    "MARKETS",
    "PRICING",
    "STATUSES",
    "Desk",
    "Plant",
    "Route",
    "Use",
    "World",
    "WorldError",
    "load_world",
]


@cache
def load_world(base_year: int = 2024, folder: Path = DATA) -> World:
    """Return the checked world of `base_year`. Raises WorldError with file and line."""
    world = build_world(base_year, folder)
    check_world(world)
    return world
