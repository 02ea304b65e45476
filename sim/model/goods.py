"""Fixed arrays by product, and what sums over lines and uses weigh by."""

from __future__ import annotations

import numpy as np

from sim.model.structure import MAGNET, MINE, RECYCLING, F, Goods, I, Lines, Plants, Slots, Uses, Weights
from sim.world import World


def flags(found: object) -> I:
    """1 where true."""
    return np.asarray(found).astype(np.int64)


def goods_of(world: World, slots: Slots, lines: Lines, collector: I, magnets: I) -> Goods:
    """Products: content, how they are priced, who sells them."""
    shape = (len(world.products), len(world.nations))
    count = np.zeros(shape, dtype=np.int64)
    np.add.at(count, (slots.s_product, slots.s_nation), 1)
    feed_line = np.full(shape[0], -1, dtype=np.int64)
    for l in range(lines.plant.size - 1, -1, -1):
        p = lines.in_product[l, 0]
        if p >= 0 and world.pricing[p] == "netback":
            feed_line[p] = l
    pricing, group = np.array(world.pricing), np.array(world.group)
    return Goods(
        reo=world.contents.sum(axis=1),
        contents=world.contents,
        heavy=flags(world.heavy),
        feed_line=feed_line,
        by_tension=np.flatnonzero(pricing == "tension"),
        is_cost_plus=flags(pricing == "cost_plus"),
        is_netback=flags(pricing == "netback"),
        indexed=flags(np.isin(group, ("oxide", "metal"))),
        priced=np.flatnonzero(np.isin(group, ("oxide", "metal", "magnet"))),
        sellers=count,
        collector=collector,
        magnets=magnets,
    )


def weights_of(world: World, plants: Plants, lines: Lines, uses: Uses, magnets: I) -> Weights:
    """Tonnes by line and use, by content."""
    stage = plants.stage[lines.plant]
    out = contents_of(world, lines.out_product) * lines.out_coef[:, :, None]
    main = np.where((stage <= MAGNET)[:, None, None], out, 0.0)
    main[(stage == MAGNET)[:, None] & (np.arange(out.shape[1]) > 0)] = 0.0  # swarf is no magnet
    ree = [world.element_index[e] for e in ("Nd", "Pr", "Dy", "Tb")]
    by_element = out.sum(axis=1)
    which = np.full(len(world.products), -1, dtype=np.int64)
    which[magnets] = np.arange(magnets.size)
    oxide = world.product_index["oxide_NdPr"]
    return Weights(
        out_reo=out.sum(axis=(1, 2)),
        main_reo=main.sum(axis=(1, 2)),
        main_ree=main[:, :, ree].sum(axis=(1, 2)),
        ndpr=np.where(lines.out_product == oxide, lines.out_coef, 0.0).sum(axis=1),
        recycled=np.where((stage == RECYCLING)[:, None], by_element, 0.0),
        mined=np.where((stage == MINE)[:, None], by_element, 0.0),
        taken=(contents_of(world, lines.in_product) * lines.in_coef[:, :, None]).sum(axis=1),
        product_ndpr=world.contents[:, ree[:2]].sum(axis=1),
        magnet=which[uses.product],
        green=flags(np.isin(uses.row_sector, [world.sector_index[s] for s in ("ev", "wind")])),
    )


def contents_of(world: World, products: I) -> F:
    """Contents by product position, zeros where the position is -1; shape products.shape + (elements,)."""
    table: F = np.vstack([world.contents, np.zeros(len(world.elements))])
    return table[products]
