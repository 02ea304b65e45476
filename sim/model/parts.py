"""Which whole each part of a split world comes from, and the resting state of the parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.model.layout import Layout
from sim.model.structure import RECYCLING, TRADE, F, I
from sim.world.split import is_split

#: Stored arrays by what they count; all others are of products and nations, which have no parts.
OF_SELLERS = {"s_stock", "s_mix", "s_expected", "standing"}
OF_BUYERS = {"b_stock", "b_mix", "b_need"}
OF_LINES = {"midpoint", "ratio", "l_share"}
#: Tonnes, and a supplier's weight, are divided among the parts; rates, prices and shares are the same for each.
DIVIDED = {"s_stock", "s_expected", "standing", "b_stock", "b_need"}


class Origin(NamedTuple):
    """For each seller, buyer and line of a split layout: the whole one's number; for the first two its share of it."""

    seller: I
    buyer: I
    line: I
    seller_share: F
    buyer_share: F


def origin_of(layout: Layout, whole: Layout) -> Origin:
    """Where the parts of `layout` come from in the layout of the same base year without parts."""
    split = [h.stage == TRADE or (h.stage <= RECYCLING and is_split(h.source)) for h in whole.holders]
    count = np.where(split, layout.parts, 1)
    holder = np.repeat(np.arange(count.size), count)
    share = 1.0 / count[holder]
    slots, old = layout.slots, whole.slots
    sellers = {pair: k for k, pair in enumerate(zip(old.s_product.tolist(), old.s_plant.tolist(), strict=True))}
    buyers = {pair: k for k, pair in enumerate(zip(old.b_product.tolist(), old.b_plant.tolist(), strict=True))}
    seller = [sellers[p, i] for p, i in zip(slots.s_product.tolist(), holder[slots.s_plant].tolist(), strict=True)]
    buyer = [buyers[p, i] for p, i in zip(slots.b_product.tolist(), holder[slots.b_plant].tolist(), strict=True)]
    plant = layout.lines.plant
    number = np.arange(plant.size) - layout.plants.line_start[plant]  # of the line within its plant
    line = whole.plants.line_start[holder[plant]] + number
    return Origin(np.array(seller), np.array(buyer), line, share[slots.s_plant], share[slots.b_plant])


def parted(name: str, array: F, origin: Origin) -> F:
    """A stored array of the whole world for its parts."""
    if name in OF_LINES:
        return array[origin.line]
    if name not in OF_SELLERS | OF_BUYERS:
        return array
    of_sellers = name in OF_SELLERS
    taken = array[origin.seller if of_sellers else origin.buyer]
    if name not in DIVIDED:
        return taken
    return taken * (origin.seller_share if of_sellers else origin.buyer_share)


def parted_habit(habit: F, layout: Layout, whole: Layout, origin: Origin) -> F:
    """Habits (links,) towards the parts of each seller: its share of what the whole one had, alike for a buyer's parts."""
    blocks = []
    for p in range(layout.shape[0]):
        (a, c, _), (b, d, _) = layout.slots.offsets[:, p], layout.slots.offsets[:, p + 1]
        (first, start, e), (last, stop, f) = whole.slots.offsets[:, p], whole.slots.offsets[:, p + 1]
        block = habit[e:f].reshape(last - first, stop - start)
        kept = block[np.ix_(origin.seller[a:b] - first, origin.buyer[c:d] - start)]
        blocks.append((kept * origin.seller_share[a:b, None]).ravel())
    return np.concatenate(blocks)
