"""Capacity over time: dated projects, new building where it pays, relocation, learning and technology."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.equations import building, relocating
from sim.equations.investing import learn
from sim.fields import months_between
from sim.jit import compiled, lent
from sim.model.idle import Idle
from sim.model.layout import build_layout
from sim.model.observe import cost_paths
from sim.model.openers import open_goods, open_lines, open_plants, open_slots, open_state
from sim.model.row import STAGES
from sim.model.structure import RECYCLING, F, I
from sim.model.support import Support

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Months after the end of a run that projects may be dated; later ones never matter.
BEYOND = 400


class Ground(NamedTuple):
    """What a nation offers to who builds there."""

    own: F  # (nations, stages) technology of its own, 0..1
    factor: F  # (nations,) capital cost, 1 for the controller
    strict: F  # (nations,) stringency of environmental rules, 0..1
    prospects: F  # (nations,) t/yr of mine capacity that is explored and not taken up
    usual: F  # (products, nations) price outside over the controller's home price in free times
    rent_trust: F  # (nations,) 0..1 how far investors count on what controls add to prices


class Pipeline(NamedTuple):
    """Capacity that has been decided on."""

    ready: F  # (plants, months) t of activity a month that starts
    last: I  # (plants,) last month in which anything starts


class Capacity:
    """The pipeline of capacity, own technology and cumulative output (nations, stages)."""

    def __init__(self, model: RareEarthModel) -> None:
        lay, world = model.layout, model.world
        plants, cells = lay.plants.nation.size, (len(world.nations), len(STAGES))
        self.pipeline = Pipeline(np.zeros((plants, model.config.months + BEYOND)), np.zeros(plants, dtype=np.int64))
        self.own = np.stack([world.nation[f"tech_{stage}"] for stage in STAGES], axis=1)
        self.factor = world.nation["capex_factor"]
        self.prospects = np.zeros(len(world.nations))
        self.made, self.base_made = np.zeros(cells), np.zeros(cells)
        self.expected, self.moved = np.zeros(plants), np.zeros(plants)
        self.taken = np.zeros(len(world.nations))  # t/month that has come from abroad
        self.bad_months = np.zeros(plants, dtype=np.int64)
        self.spent = np.zeros(len(world.nations))  # public money of the quarter, USD
        self.start = model.state.capacity.copy()
        self.base_line_cost = model.state.line_cost.copy()
        self.prices = cost_paths(model)  # (months, nations, stages) of labour, energy and reagents over the base year's
        self.magnet = world.product_index["magnet_heavy"]
        self._floor = np.zeros(lay.shape)
        self.idle = Idle(model)
        if not {"projects", "openings"} & set(model.config.freeze):  # openings: announced ones only
            config, months = model.config, self.pipeline.ready.shape[1]
            plant, month, amount = dated_projects(config.base_year, config.firm_parts, config.start, months)
            np.add.at(self.pipeline.ready, (plant, month), amount)
            np.maximum.at(self.pipeline.last, plant, month)

    def arrive(self, model: RareEarthModel) -> None:
        """Capacity that is ready this month starts."""
        start_ready(*model.packs, self.pipeline.ready, model.month, self.own, model.ruled.support.technology)

    def ground(self, model: RareEarthModel) -> Ground:
        """What nations offer to builders this month."""
        ruled = model.ruled
        return Ground(
            self.own, self.factor, ruled.strict, self.prospects, model.outlook.usual, model.outlook.rent_trust
        )

    def floor(self, model: RareEarthModel) -> F:
        """Price floors (products, nations) that a newcomer can still get."""
        support = model.ruled.support
        if not model.ruled.floors.size:
            return support.floor
        find_open_floors(*model.packs, model.month, support.floor, support.floor_t, self.pipeline, self._floor)
        return self._floor

    def decide(self, model: RareEarthModel) -> None:
        """Every quarter: expected margins, new building on candidate plants, expansion, shutting down."""
        self.spent[:] = 0.0
        decide_quarter(
            *model.packs, model.controller, model.month, model.recycling.support(model.ruled), self.ground(model), self.floor(model),
            self.expected, self.pipeline, self.spent, self.bad_months,
        )  # fmt: skip
        self.idle.decide(model)

    def relocate(self, model: RareEarthModel) -> None:
        """Every quarter: magnet makers with exposure above the threshold move a share of capacity to the best host."""
        if model.rules.relocation_share > 0.0 and model.prm.relocation_speed > 0.0:
            relocate_quarter(
                *model.packs, model.controller, self.magnet, model.month, model.ruled.support, self.ground(model),
                model.trust, model.exposure, self.start, self.moved, self.taken, self.pipeline, self.spent,
            )  # fmt: skip

    def learn(self, model: RareEarthModel) -> None:
        """Every quarter: cumulative output lowers conversion cost and raises own technology."""
        learn_quarter(
            *model.packs, self.base_line_cost, self.prices[model.month], int(model.month < 12), model.rules.research, self.own, self.made,
            self.base_made,
        )  # fmt: skip


@lru_cache(maxsize=16)
def dated_projects(base_year: int, parts: int, start: str, months: int) -> tuple[I, I, F]:
    """Plants of dated projects, the months of a run from `start` in which a part of each starts, and t a month of activity."""
    steps: list[tuple[int, int, float]] = []
    for i, holder in enumerate(build_layout(base_year, parts).holders):
        row = holder.source
        if holder.stage <= RECYCLING and row is not None and row.status == "planned" and row.start:
            first, ramp = months_between(start, row.start), max(1, int(row.ramp_months))
            due = [min(months - 1, max(0, first + k)) for k in range(ramp)]
            steps += [(i, month, row.capacity / 12.0 / ramp) for month in due]
    plant, month, amount = (np.array(column) for column in zip(*steps, strict=True)) if steps else np.zeros((3, 0))
    return plant.astype(np.int64), month.astype(np.int64), amount


@compiled
def start_ready(
    table: I, ints: I, reals: F, moving: F, prm: Any, ready: F, month: int, own: F, access: F
) -> None:  # fmt: skip
    """Add the month's column of `ready` (plants, months), t of activity a month, to capacity; own and lent technology."""
    plants, st = open_plants(table, ints, reals), open_state(table, moving)
    building.arrive(plants, st, ready[:, month], own, access, prm[0].technology_loss)


@compiled
def find_open_floors(
    table: I, ints: I, reals: F, moving: F, prm: Any, month: int, floor: F, volume: F, pipeline: Pipeline, left: F
) -> None:
    """Set `left` (products, nations) to the floors that are not taken up yet."""
    lines, slots, st = open_lines(table, ints, reals), open_slots(table, ints), open_state(table, moving)
    building.open_floors(lines, slots, st, pipeline, month, floor, volume, left)


@compiled
def decide_quarter(
    table: I, ints: I, reals: F, moving: F, prm: Any, controller: int, month: int, rules: Support, ground: Ground,
    floor: F, expected: F, pipeline: Pipeline, spent: F, bad_months: I,
) -> None:  # fmt: skip
    """Build, expand, shut down and restart."""
    plants, lines = open_plants(table, ints, reals), open_lines(table, ints, reals)
    goods, st, p = open_goods(table, ints, reals), open_state(table, moving), prm[0]
    net, rules, ground = goods.is_netback, lent(rules), lent(ground)
    building.build(plants, lines, net, st, controller, month, rules, floor, ground, expected, pipeline, spent, p)
    building.expand(plants, lines, net, st, controller, month, rules, floor, ground, pipeline, spent, p)
    building.update_running(plants, st, p.supply_slope, bad_months)


@compiled
def relocate_quarter(
    table: I, ints: I, reals: F, moving: F, prm: Any, controller: int, product: int, month: int, rules: Support, ground: Ground,
    trust: F, exposure: F, start: F, moved: F, taken: F, pipeline: Pipeline, spent: F,
) -> None:  # fmt: skip
    """Move magnet making; `product` is the magnet whose home quotes are compared."""
    plants, st = open_plants(table, ints, reals), open_state(table, moving)
    rules, ground = lent(rules), lent(ground)
    relocating.relocate(
        plants, st, controller, product, month, rules, ground, trust, exposure, start, moved, taken, pipeline, spent, prm[0],
    )  # fmt: skip


@compiled
def learn_quarter(
    table: I,
    ints: I,
    reals: F,
    moving: F,
    prm: Any,
    base_cost: F,
    prices: F,
    early: int,
    research: F,
    own: F,
    made: F,
    base_made: F,
) -> None:
    """Learn from three months of output."""
    plants, lines, st = open_plants(table, ints, reals), open_lines(table, ints, reals), open_state(table, moving)
    learn(plants, lines, st, base_cost, prices, 3.0, early, research, own, made, base_made, prm[0])
