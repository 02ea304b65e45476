"""From the world's tables to the fixed structure of the arrays; built once per base year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.model.goods import goods_of, weights_of
from sim.model.holders import SCRAP_OF, Holder, holders_of, slots_of
from sim.model.packs import pack, state_shapes
from sim.model.structure import (
    COLLECTION,
    RECYCLING,
    TRADE,
    USE,
    Desks,
    F,
    Goods,
    I,
    Lanes,
    Lines,
    Plants,
    Routes,
    Slots,
    Uses,
    Weights,
)
from sim.world import World, load_world
from sim.world.checks import check_world
from sim.world.split import split_firms

MAX_IN, MAX_OUT = 3, 8
#: Slot by product and holder.
Places = dict[tuple[int, int], int]


@dataclass(frozen=True)
class Layout:
    """Structure shared by all runs of a base year; nothing in it changes."""

    world: World
    parts: int  # equal parts of every plant and trader of the tables
    holders: tuple[Holder, ...]
    plants: Plants
    lines: Lines
    slots: Slots
    desks: Desks
    routes: Routes
    uses: Uses
    lanes: Lanes
    goods: Goods
    weights: Weights
    line_mix: F  # (lines,) share of the plant's capacity in the base year
    table: I  # where each array lies in the packs, see sim.model.packs
    ints: I
    reals: F

    @property
    def shape(self) -> tuple[int, int]:
        """Products and nations."""
        return self.goods.sellers.shape[0], self.goods.sellers.shape[1]


def _offsets(products: int, buyers: np.ndarray, sellers: np.ndarray) -> np.ndarray:
    edges = np.arange(products + 1)
    s, b = np.searchsorted(sellers, edges), np.searchsorted(buyers, edges)
    links = np.concatenate([[0], np.cumsum(np.diff(s) * np.diff(b))])
    return np.stack([s, b, links]).astype(np.int64)


def _lines(world: World, holders: list[Holder], buyer: Places, seller: Places) -> tuple[Lines, I, F]:
    rows: list[tuple[int, int, float]] = []
    start = [0]
    for i, row in enumerate(holders):
        if row.source is not None and row.stage <= RECYCLING:
            rows += [(i, world.recipe_index[r], m) for r, m in zip(row.source.recipes, row.source.mix, strict=True)]
        start.append(len(rows))
    count = len(rows)
    slot_in, product_in = (np.full((count, MAX_IN), -1, dtype=np.int64) for _ in range(2))
    slot_out, product_out = (np.full((count, MAX_OUT), -1, dtype=np.int64) for _ in range(2))
    in_coef, out_coef = np.zeros((count, MAX_IN)), np.zeros((count, MAX_OUT))
    for l, (i, r, _) in enumerate(rows):
        for k, p in enumerate(np.flatnonzero(world.inputs[r]).tolist()):
            slot_in[l, k], product_in[l, k], in_coef[l, k] = buyer[p, i], p, world.inputs[r, p]
        for k, p in enumerate(np.flatnonzero(world.outputs[r]).tolist()):
            slot_out[l, k], product_out[l, k], out_coef[l, k] = seller[p, i], p, world.outputs[r, p]
    recipe = np.array([r for _, r, _ in rows], dtype=np.int64)
    lines = Lines(
        np.array([i for i, _, _ in rows], dtype=np.int64), recipe,
        slot_in, product_in, in_coef, slot_out, product_out, out_coef, world.recipe_loss[recipe],
    )  # fmt: skip
    return lines, np.array(start, dtype=np.int64), np.array([m for _, _, m in rows])


def _uses(world: World, holders: list[Holder], buyer: Places) -> Uses:
    rows = [(i, h) for i, h in enumerate(holders) if h.stage == USE]
    sector = [world.sector_index[h.source.sector] for _, h in rows]
    slots = [
        (buyer[p, i], u, p, h.nation, world.intensity[x, p], world.floor_share[x, p], world.thrift[x, p])
        for u, ((i, h), x) in enumerate(zip(rows, sector, strict=True))
        for p in np.flatnonzero(world.intensity[x]).tolist()
    ]
    whole = lambda k: np.array([s[k] for s in slots], dtype=np.int64)  # noqa: E731
    real = lambda k: np.array([s[k] for s in slots], dtype=float)  # noqa: E731
    source = [h.source for _, h in rows]
    at = {(s[1], s[2]): k for k, s in enumerate(slots)}
    heavy, standard = (world.product_index[p] for p in ("magnet_heavy", "magnet_standard"))
    twin = [at.get((s[1], standard), -1) if s[2] == heavy else -1 for s in slots]
    oxide = [int(world.group[s[2]] == "oxide") for s in slots]
    return Uses(
        whole(0), whole(1), whole(2), whole(3), real(4), real(5), real(6),
        np.array(oxide, dtype=np.int64), np.array(twin, dtype=np.int64),
        np.array([s.activity for s in source]), np.array([s.growth for s in source]),
        np.array([s.output_usd for s in source]), np.array([h.nation for _, h in rows], dtype=np.int64),
        np.array(sector, dtype=np.int64), np.array([i for i, _ in rows], dtype=np.int64),
    )  # fmt: skip


def _lanes(products: int, nations: int, slots: Slots) -> Lanes:
    sells = np.zeros((products, nations), dtype=bool)
    buys = np.zeros((products, nations), dtype=bool)
    sells[slots.s_product, slots.s_nation] = True
    buys[slots.b_product, slots.b_nation] = True
    lanes: list[tuple[int, int, int]] = []
    starts: list[int] = []
    for p in range(products):
        starts.append(len(lanes))
        lanes += [(p, o, d) for o in np.flatnonzero(sells[p]).tolist() for d in np.flatnonzero(buys[p]).tolist()]
    starts.append(len(lanes))
    table = np.array(lanes, dtype=np.int64)
    return Lanes(table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy(), np.array(starts, dtype=np.int64))


def _collectors(world: World, holders: list[Holder], seller: Places) -> tuple[np.ndarray, np.ndarray]:
    magnets = np.array([world.product_index[p] for p in SCRAP_OF], dtype=np.int64)
    slots = np.full((len(world.nations), magnets.size), -1, dtype=np.int64)
    for i, row in enumerate(holders):
        if row.stage == COLLECTION:
            slots[row.nation] = [seller[world.product_index[p], i] for p in SCRAP_OF.values()]
    return magnets, slots


def _plants(holders: list[Holder], line_start: I) -> Plants:
    production = [h.source if h.source is not None and h.stage <= RECYCLING else None for h in holders]
    return Plants(
        np.array([h.nation for h in holders], dtype=np.int64),
        np.array([h.stage for h in holders], dtype=np.int64),
        line_start,
        np.array([1.0 if r is None else float(r.licensed) for r in production]),
        np.array([0.0 if r is None else r.cost for r in production]),
        np.array([1.0 if r is None else r.utilisation for r in production]),
        np.array([0 if r is None else int(r.status == "candidate") for r in production], dtype=np.int64),
    )


def _desks(world: World, holders: list[Holder], rows: list[int], buyer: Places, seller: Places) -> Desks:
    products = [world.product_index[holders[i].source.product] for i in rows]
    return Desks(
        np.array([seller[p, i] for p, i in zip(products, rows, strict=True)], dtype=np.int64),
        np.array([buyer[p, i] for p, i in zip(products, rows, strict=True)], dtype=np.int64),
        np.array([holders[i].source.base_stock for i in rows]),
        np.array([holders[i].source.handling for i in rows]),
    )


def _routes(world: World, holders: list[Holder], desks: list[int], seller: Places) -> Routes:
    """Routes from the desk of a firm in one nation to its desk in another."""
    product = {i: world.product_index[holders[i].source.product] for i in desks}
    at = {(holders[i].firm, holders[i].nation, p): i for i, p in product.items()}
    ends = []
    for r in world.routes:
        p = world.product_index[r.product]
        ends.append([seller[p, at[r.firm, world.nation_index[n], p]] for n in (r.origin, r.destination)])
    return Routes(
        np.array([e[0] for e in ends], dtype=np.int64),
        np.array([e[1] for e in ends], dtype=np.int64),
        np.array([r.capacity for r in world.routes]),
        np.array([int(r.kind == "reexport") for r in world.routes], dtype=np.int64),
    )


def build_layout(base_year: int, parts: int = 1) -> Layout:
    """The structure of the world of `base_year` (2008 or 2024), each plant and trader of the tables in `parts` parts."""
    return _build_layout(base_year, parts)


@cache
def _build_layout(base_year: int, parts: int) -> Layout:
    world = split_firms(load_world(base_year), parts)
    check_world(world)
    holders = holders_of(world)
    products, nations = len(world.products), len(world.nations)
    buyers, sellers = slots_of(world, holders)
    b, s = np.array(buyers, dtype=np.int64), np.array(sellers, dtype=np.int64)
    buyer = {(p, i): k for k, (p, _, i) in enumerate(buyers)}
    seller = {(p, i): k for k, (p, _, i) in enumerate(sellers)}
    desk_rows = [i for i, h in enumerate(holders) if h.stage == TRADE]
    desk_of = {i: d for d, i in enumerate(desk_rows)}
    slots = Slots(
        s[:, 0].copy(), s[:, 1].copy(), s[:, 2].copy(), np.array([desk_of.get(i, -1) for i in s[:, 2]]),
        b[:, 0].copy(), b[:, 1].copy(), b[:, 2].copy(), np.array([desk_of.get(i, -1) for i in b[:, 2]]),
        _offsets(products, b[:, 0], s[:, 0]),
    )  # fmt: skip
    lines, start, mix = _lines(world, holders, buyer, seller)
    desks, routes = _desks(world, holders, desk_rows, buyer, seller), _routes(world, holders, desk_rows, seller)
    plants = _plants(holders, start)
    magnets, collector = _collectors(world, holders, seller)
    uses, lanes = _uses(world, holders, buyer), _lanes(products, nations, slots)
    goods, weights = goods_of(world, slots, lines, collector, magnets), weights_of(world, plants, lines, uses, magnets)
    groups = (plants, lines, slots, desks, routes, uses, lanes, goods, weights)
    packed = pack(groups, state_shapes(groups, nations))
    return Layout(world, parts, tuple(holders), *groups, mix, *packed)


@cache
def plants_by_firm(base_year: int, parts: int = 1) -> dict[str, np.ndarray]:
    """Rows of plants, desks and end uses by the firm that owns them."""
    rows: dict[str, list[int]] = {}
    for i, holder in enumerate(build_layout(base_year, parts).holders):
        rows.setdefault(holder.firm, []).append(i)
    return {name: np.array(owned) for name, owned in rows.items()}
