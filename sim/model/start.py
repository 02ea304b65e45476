"""The state at the start: a first guess from the tables, or the resting state that was solved and stored."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from sim.equations.planning import margins_at_rest
from sim.equations.production import update_finished
from sim.model.layout import Layout, build_layout
from sim.model.packs import empty_state, view_state
from sim.model.parts import origin_of, parted, parted_habit
from sim.model.structure import MAGNET, METAL, RECYCLING, F, State
from sim.parameters import TABLE, values
from sim.world import World
from sim.world.tables import year_rows

DATA = Path(__file__).parent.parent / "data"
#: Rates at which metal and magnet makers accept orders at the margin of the base year.
OPEN = 0.97
#: What is stored of a resting state, by name of the field of `State`.
STORED = (
    "s_stock", "s_mix", "s_expected", "b_stock", "b_mix", "b_need", "quote", "markup", "payable", "paid", "spot", "worth",
    "midpoint", "ratio", "finish_cost", "reach", "index_in", "index_out", "l_share", "requested", "offered", "u_scale",
)  # fmt: skip


def logit(share: np.ndarray) -> np.ndarray:
    """ln(share / (1 - share)), share kept within 0.02..0.98."""
    x = np.clip(share, 0.02, 0.98)
    return np.asarray(np.log(x / (1.0 - x)))


def _base_quotes(layout: Layout, controller: int) -> np.ndarray:
    """USD/t by product and nation: table prices inside and outside, 0 where the table has none."""
    table = layout.world.prices_base * 1000.0
    quote = np.repeat(table[:, 1:2], layout.shape[1], axis=1)
    quote[:, controller] = table[:, 0]
    return np.nan_to_num(quote)


def _fill_prices(layout: Layout, a: State, markup: float) -> None:
    """Quotes of what the price table leaves out: magnets by unit cost, concentrate and scrap by payable share."""
    lines, world = layout.lines, layout.world
    for group, net in (("cost_plus", False), ("netback", True)):
        for p in [p for p, how in enumerate(world.pricing) if how == group]:
            if a.quote[p].max() > 0.0:
                continue
            if net:
                l = layout.goods.feed_line[p]
                value = _basket(layout, a, l)
                spent = np.median(
                    [layout.plants.cost[lines.plant[k]] for k in range(lines.plant.size) if p in lines.in_product[k]]
                )
                a.payable[p] = np.clip(0.9 - 1.1 * spent / max(value.max(), 1.0), 0.25, 0.85)
                a.quote[p] = a.payable[p] * value
            else:
                l = next(k for k in range(lines.plant.size) if lines.out_product[k, 0] == p)
                inputs = sum(
                    lines.in_coef[l, k] * a.quote[lines.in_product[l, k]]
                    for k in range(3)
                    if lines.in_product[l, k] >= 0
                )
                own = [layout.plants.cost[i] for i in lines.plant[lines.out_product[:, 0] == p]]
                a.quote[p] = (inputs + np.median(own)) * np.exp(markup)


def _basket(layout: Layout, a: State, l: int) -> np.ndarray:
    total = np.zeros(layout.shape[1])
    for k in range(layout.lines.out_product.shape[1]):
        p = layout.lines.out_product[l, k]
        if p >= 0:
            net = np.maximum(0.0, a.quote[p] - a.finish_cost[p])
            total += layout.lines.out_coef[l, k] * net
    return total


def product_finishing(world: World) -> np.ndarray:
    """Finishing cost of oxides, USD/t (products,); 0 for the rest."""
    names = ["Nd" if e == "NdPr" else e for e in world.product_element]
    return np.array([
        world.finishing_cost[world.element_index[e]] * 1000.0 if g == "oxide" else 0.0
        for e, g in zip(names, world.group, strict=True)
    ])  # fmt: skip


def first_guess(base_year: int, controller: int, parts: int = 1) -> F:
    """Stocks, flows and prices of the base year straight from the tables, as one buffer; it nearly rests."""
    layout = build_layout(base_year, parts)
    prm = values()
    moving = empty_state(layout.table)
    a = view_state(layout.table, moving)
    world, plants, lines, slots = layout.world, layout.plants, layout.lines, layout.slots
    for i, holder in enumerate(layout.holders):
        if holder.source is not None and plants.stage[i] <= RECYCLING:
            row = holder.source
            if row.status == "operating":
                a.capacity[i] = row.capacity / 12.0
    a.running[:] = 1.0
    a.waste[:] = 1.0
    a.cover[:] = world.target_cover
    a.finish_cost[:] = product_finishing(world)
    a.thrift[:] = 1.0
    a.u_scale[:] = a.u_design[:] = a.u_floor[:] = 1.0
    a.l_share[:] = layout.line_mix
    a.line_cost[:] = plants.cost[lines.plant]
    a.quote[:] = _base_quotes(layout, controller)
    _fill_prices(layout, a, prm.normal_markup)
    a.spot[:] = a.quote
    a.worth[:] = a.quote
    a.anchor[:] = np.maximum(a.quote, 1.0)
    a.paid[:] = a.quote
    a.index_in[:] = a.quote[:, controller]
    outside = 0 if controller != 0 else 1
    a.index_out[:] = a.quote[:, outside]
    stage = plants.stage[lines.plant]
    operating = np.where(plants.utilisation > 0.0, plants.utilisation, 0.85)[lines.plant]
    aim = np.where((stage == METAL) | (stage == MAGNET), OPEN, operating)
    activity = a.capacity[lines.plant] * operating * layout.line_mix
    update_finished(a.quote, a.finish_cost, prm.finishing_width, a.finished)
    no_floor = np.zeros_like(a.quote)
    margins_at_rest(lines, plants.nation, a.quote, no_floor, a.paid, a.finish_cost, a.finished, a.line_cost, a.ratio)
    for l in range(lines.plant.size):
        for k in range(lines.in_slot.shape[1]):
            if lines.in_slot[l, k] >= 0:
                a.b_need[lines.in_slot[l, k]] += activity[l] * lines.in_coef[l, k]
        for k in range(lines.out_slot.shape[1]):
            if lines.out_slot[l, k] >= 0:
                a.s_expected[lines.out_slot[l, k]] += activity[l] * lines.out_coef[l, k]
    a.midpoint[:] = a.ratio - logit(aim) / prm.supply_slope
    new = a.capacity[lines.plant] <= 0.0
    for code in range(RECYCLING + 1):
        known = a.midpoint[(stage == code) & ~new]
        a.midpoint[(stage == code) & new] = np.median(known) if known.size else 0.0
    uses = layout.uses
    a.b_need[uses.slot] = uses.activity[uses.row] * uses.intensity / 12.0
    a.s_stock[:] = a.cover[slots.s_product] * a.s_expected
    a.b_stock[:] = a.cover[slots.b_product] * a.b_need
    a.s_stock[layout.desks.seller] = layout.desks.base
    a.s_expected[layout.desks.seller] = 0.25 * layout.desks.handling
    a.s_mix[:, 0] = a.s_mix[:, 1] = slots.s_nation == controller
    a.b_mix[:] = 0.7
    a.reach[:, :, controller] = 1.0
    return moving


def first_habit(layout: Layout, state: State, home: float = 3.0) -> np.ndarray:
    """Shares of suppliers before any trade: by expected sales, `home` times as much within a nation; (links,)."""
    slots = layout.slots
    blocks = []
    for p in range(layout.shape[0]):
        s = slice(slots.offsets[0, p], slots.offsets[0, p + 1])
        b = slice(slots.offsets[1, p], slots.offsets[1, p + 1])
        same = slots.s_nation[s][:, None] == slots.b_nation[b][None, :]
        weight = (state.s_expected[s][:, None] + 1e-9) * np.where(same, home, 1.0)
        blocks.append((weight / np.maximum(weight.sum(axis=0, keepdims=True), 1e-12)).ravel())
    return np.concatenate(blocks) if blocks else np.zeros(0)


@cache
def border_costs(base_year: int) -> F:
    """What leaves a nation carries this share of its price in taxes that are not refunded, (P, N, N)."""
    world = build_layout(base_year).world
    cost = np.zeros((len(world.products), len(world.nations), len(world.nations)))
    for row in year_rows("border_costs.csv", world.base_year):
        n = row.member("nation", world.nation_index)
        for p, group in enumerate(world.group):
            if group == row.text("group"):
                cost[p, n, :] = row.number("value")
                cost[p, n, n] = 0.0
    return cost


def state_path(base_year: int) -> Path:
    """Where the resting state of a base year is stored."""
    return DATA / f"state_{base_year}.csv"


@cache
def _stored(base_year: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Positions and values by array."""
    found: dict[str, tuple[list[int], list[float]]] = {}
    with state_path(base_year).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for name, index, value in reader:
            at, numbers = found.setdefault(name, ([], []))
            at.append(int(index))
            numbers.append(float(value))
    return {name: (np.array(at), np.array(numbers)) for name, (at, numbers) in found.items()}


@cache
def _resting(base_year: int, controller: int) -> tuple[F, F, F]:
    """The stored state in the shapes of the layout."""
    layout = build_layout(base_year)
    moving = first_guess(base_year, controller)
    state = view_state(layout.table, moving)
    habit, standing = first_habit(layout, state), np.zeros_like(state.s_expected)
    arrays = {name: getattr(state, name) for name in STORED} | {"habit": habit, "standing": standing}
    stored = _stored(base_year)
    for name, array in arrays.items():
        at, numbers = stored.get(name, (np.zeros(0, dtype=np.int64), np.zeros(0)))
        flat = array.reshape(-1)
        flat[:] = 0.0
        flat[at] = numbers
    state.anchor[:] = np.maximum(state.quote, 1.0)
    return moving, habit, standing


@cache
def _resting_parts(base_year: int, controller: int, parts: int) -> tuple[F, F, F]:
    """The stored state, each plant's and trader's divided among its parts."""
    rest, habit, standing = _resting(base_year, controller)
    if parts == 1:
        return rest, habit, standing
    layout, whole = build_layout(base_year, parts), build_layout(base_year)
    origin = origin_of(layout, whole)
    moving = first_guess(base_year, controller, parts)
    state, old = view_state(layout.table, moving), view_state(whole.table, rest)
    for name in STORED:
        getattr(state, name)[:] = parted(name, getattr(old, name), origin)
    state.anchor[:] = old.anchor
    return moving, parted_habit(habit, layout, whole, origin), parted("standing", standing, origin)


def initial(base_year: int, controller: int, prm: Any, from_rest: bool = True, parts: int = 1) -> tuple[F, F, F]:
    """A fresh copy of the state at the start, the habits (links,) and the standing of suppliers (sellers,).

    from_rest: the stored resting state; otherwise the first guess that it is solved from.  Another steepness of
    supply than the default keeps the base year's rates: the midpoints move with it.
    """
    layout = build_layout(base_year, parts)
    if not from_rest:
        moving = first_guess(base_year, controller, parts)
        state = view_state(layout.table, moving)
        return moving, first_habit(layout, state), state.s_expected + 1e-3
    rest, habit, standing = _resting_parts(base_year, controller, parts)
    moving = rest.copy()
    usual = TABLE["supply_slope"].default
    if prm.supply_slope != usual:
        state = view_state(layout.table, moving)
        state.midpoint[:] = state.ratio - (state.ratio - state.midpoint) * usual / prm.supply_slope
    return moving, habit.copy(), standing.copy()
