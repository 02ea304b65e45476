"""Who holds goods: plants, trading desks, end uses and collectors of scrap, and what each of them buys and sells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.model.structure import COLLECTION, STAGE_NAMES, TRADE, USE
from sim.world import World

STAGE_CODE = {name: code for code, name in enumerate(STAGE_NAMES)}
#: What a magnet becomes when it is collected at the end of its life.
SCRAP_OF = {"magnet_standard": "scrap_standard", "magnet_heavy": "scrap_heavy"}


@dataclass(frozen=True)
class Holder:
    """A plant as the tables name it, whatever it does: production, trade, use or collection of scrap."""

    name: str
    firm: str
    nation: int
    stage: int
    source: Any  # the row of the world's table that it stands for, or None


def holders_of(world: World) -> list[Holder]:
    """All holders of the world: plants, trading desks, end uses, and who collects scrap in each nation with end uses."""
    at = world.nation_index
    rows = [Holder(p.name, p.firm, at[p.nation], STAGE_CODE[p.stage], p) for p in world.plants]
    rows += [Holder(f"{t.firm} {t.product}", t.firm, at[t.nation], TRADE, t) for t in world.desks]
    rows += [Holder(u.firm, u.firm, at[u.nation], USE, u) for u in world.uses]
    for n in sorted({at[u.nation] for u in world.uses}):
        name = f"{world.nation_names[n]} scrap collection"
        rows.append(Holder(name, name, n, COLLECTION, None))
    return rows


def _takes_and_gives(world: World, row: Holder) -> tuple[list[int], list[int]]:
    """Products that a holder buys and sells."""
    if row.stage == TRADE:
        product = world.product_index[row.source.product]
        return [product], [product]
    if row.stage == USE:
        return list(np.flatnonzero(world.intensity[world.sector_index[row.source.sector]])), []
    if row.stage == COLLECTION:
        return [], [world.product_index[p] for p in SCRAP_OF.values()]
    recipes = [world.recipe_index[r] for r in row.source.recipes]
    return list(np.flatnonzero(world.inputs[recipes].any(axis=0))), list(
        np.flatnonzero(world.outputs[recipes].any(axis=0))
    )


def slots_of(world: World, holders: list[Holder]) -> tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]]:
    """Return (product, nation, holder) of buyers and of sellers, sorted."""
    buyers, sellers = [], []
    for i, row in enumerate(holders):
        takes, gives = _takes_and_gives(world, row)
        buyers += [(p, row.nation, i) for p in takes]
        sellers += [(p, row.nation, i) for p in gives]
    return sorted(buyers), sorted(sellers)
