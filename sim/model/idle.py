"""Idle projects: mothballed works and half-built ones, where no opening is known by date.

With dates (`planned` in the tables) such a plant opens in its month. Where a scenario takes the dates away
(`freeze: [openings]`), its owner asks every quarter whether the expected margin of all its idle plants together, mine and
separation, pays for what is still to be spent on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.equations import building
from sim.equations.restarting import idle_margin, is_taken_up
from sim.fields import months_between
from sim.jit import compiled, lent
from sim.model.openers import open_goods, open_lines, open_plants, open_state
from sim.model.result import Event

if TYPE_CHECKING:
    from sim.model import RareEarthModel
    from sim.model.capacity import Ground
    from sim.model.structure import F, I
    from sim.model.support import Support


class Idle:
    """The projects of each firm that still wait, and what they are expected to earn."""

    def __init__(self, model: RareEarthModel) -> None:
        self.projects: dict[str, list[int]] = {}
        self.expected: dict[int, float] = {}  # USD per t of activity, by plant
        if "openings" not in model.config.freeze:
            return
        for i, holder in enumerate(model.layout.holders):
            if getattr(holder.source, "idle", None) is not None:
                self.projects.setdefault(holder.firm, []).append(i)

    def decide(self, model: RareEarthModel) -> None:
        """Every quarter: expectations move, and the projects that pay are taken up."""
        if not self.projects:
            return
        rows = np.array([i for project in self.projects.values() for i in project])
        capacity, support = model.capacity, model.recycling.support(model.ruled)
        margins = np.empty(rows.size)
        idle_margins(
            *model.packs, model.controller, support, capacity.ground(model), capacity.floor(model), rows, margins
        )
        for i, margin in zip(rows.tolist(), margins.tolist(), strict=True):
            # An owner has watched the prices of what it would make; the first look is no surprise.
            before = self.expected.get(i, margin)
            self.expected[i] = before + 3.0 * model.prm.price_memory * (margin - before)
        for firm, project in list(self.projects.items()):
            if self._pays(model, project):
                del self.projects[firm]
                for i in project:
                    self._take_up(model, i)

    def _pays(self, model: RareEarthModel, project: list[int]) -> bool:
        margin = capital = 0.0
        for i in project:
            idle = model.layout.holders[i].source.idle
            if months_between(idle.since, model.dates[model.month]) < 0:
                return False
            margin += idle.capacity * self.expected[i]
            capital += idle.capacity * idle.capital_left * (1.0 - self._grant(model, i))
        return is_taken_up(margin, capital, model.prm.hurdle_rate)

    def _grant(self, model: RareEarthModel, i: int) -> float:
        """Share of what is left to spend that the nation pays; nothing beyond the tonnes that it supports."""
        holder, support = model.layout.holders[i], model.ruled.support
        n, stage = holder.nation, holder.stage
        same = (model.layout.plants.nation == n) & (model.layout.plants.stage == stage)
        coming = model.capacity.pipeline.ready[same, model.month + 1 :].sum()
        standing = model.state.capacity[same].sum() + coming
        room = building.room_left(support.support_limit[n, stage], standing)
        fits = room >= holder.source.idle.capacity / 12.0
        return min(0.9, float(support.capex_grant[n, stage])) if fits else 0.0

    def _take_up(self, model: RareEarthModel, i: int) -> None:
        holder, support = model.layout.holders[i], model.ruled.support
        row, idle, n, stage = holder.source, holder.source.idle, holder.nation, holder.stage
        model.capacity.spent[n] += self._grant(model, i) * idle.capital_left * idle.capacity
        months = idle.months / support.permit_speed[n, stage] + support.permit_months[n, stage]
        ramp = max(1, int(row.ramp_months))
        for k in range(ramp):
            building.enqueue(model.capacity.pipeline, i, model.month + round(months) + k, idle.capacity / 12.0 / ramp)
        work = "restarts" if idle.kind == "mothballed" else "goes on building"
        text = f"{holder.firm} {work} {holder.name}: what is still to be spent pays."
        model.events.append(Event(model.dates[model.month], row.nation, text))


@compiled
def idle_margins(
    table: I, ints: I, reals: F, moving: F, prm: Any, controller: int, rules: Support, ground: Ground, floor: F,
    rows: I, margins: F,
) -> None:  # fmt: skip
    """Set `margins` to what each of the plants `rows` would earn now, USD per t of activity."""
    plants, lines = open_plants(table, ints, reals), open_lines(table, ints, reals)
    goods, st = open_goods(table, ints, reals), open_state(table, moving)
    rules, ground = lent(rules), lent(ground)
    for k in range(rows.size):
        margins[k] = idle_margin(rows[k], plants, lines, goods.is_netback, st, controller, rules, floor, ground)
