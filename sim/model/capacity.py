"""Capacity over time: dated projects, new building where it pays, relocation, learning and technology."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.investing import (
    build_intensity,
    capital_cost,
    input_waste,
    lead_time,
    learning_factor,
    next_technology,
    technology,
    update_running,
)
from sim.fields import months_between
from sim.model.structure import MAGNET, METAL, MINE, RECYCLING, SEPARATION

if TYPE_CHECKING:
    from sim.model import RareEarthModel

STAGES = (MINE, SEPARATION, METAL, MAGNET)
NAMES = ("mine", "separation", "metal", "magnet")


class Capacity:
    """The pipeline of capacity (plants, months), own technology and cumulative output (nations, stages)."""

    def __init__(self, model: RareEarthModel) -> None:
        lay, world = model.layout, model.world
        months = model.config.months
        self.pipeline = np.zeros((lay.plants.nation.size, months + 400))
        self.own = np.stack([world.nation[f"tech_{s}"] for s in NAMES], axis=1)
        self.factor = world.nation["capex_factor"]
        self.strict = world.nation["environment_stringency"]
        self.made = np.zeros((len(world.nations), 4))
        self.base_made = np.zeros((len(world.nations), 4))
        self.expected = np.zeros(lay.plants.nation.size)
        self.candidates = np.flatnonzero((lay.plants.candidate == 1) & (lay.plants.stage <= MAGNET))
        self.spent = np.zeros(len(world.nations))
        self.main_line = lay.plants.line_start[:-1]
        if "projects" not in model.config.freeze:
            self._dated(model)

    def _dated(self, model: RareEarthModel) -> None:
        for i, holder in enumerate(model.layout.holders):
            row = holder.source
            if holder.stage <= RECYCLING and row is not None and row.status == "planned" and row.start:
                first = months_between(model.config.start, row.start)
                ramp = max(1, int(row.ramp_months))
                for k in range(ramp):
                    month = max(0, first + k)
                    if month < self.pipeline.shape[1]:
                        self.pipeline[i, month] += row.capacity / 12.0 / ramp

    def arrive(self, model: RareEarthModel) -> None:
        """Capacity that is ready this month starts, at the yield that the nation's technology allows."""
        new = self.pipeline[:, model.month]
        st, lay = model.state, model.layout
        for i in np.flatnonzero(new):
            stage = lay.plants.stage[i]
            if stage <= MAGNET:
                tech = self.tech(model, lay.plants.nation[i], stage)
                fresh = input_waste(tech, model.prm.technology_loss)
                total = st.capacity[i] + new[i]
                st.waste[i] = (st.waste[i] * max(st.capacity[i], 0.0) + fresh * new[i]) / total if total > 0 else fresh
            st.capacity[i] = max(0.0, st.capacity[i] + new[i])

    def tech(self, model: RareEarthModel, nation: int, stage: int) -> float:
        """Effective technology of a nation in a stage, 0..1."""
        return technology(self.own[nation, stage], model.rules.technology[nation, stage])

    def decide(self, model: RareEarthModel) -> None:
        """Every quarter: expected margins, new building on candidate plants, recyclers that follow their feed."""
        lay, st, prm, rules = model.layout, model.state, model.prm, model.rules
        world_capacity = np.bincount(lay.plants.stage, weights=st.capacity, minlength=8)
        self.spent[:] = 0.0
        for i in self.candidates:
            n, stage = lay.plants.nation[i], lay.plants.stage[i]
            margin = model.plant_margin(i)
            self.expected[i] += 3.0 * prm.price_memory * (margin - self.expected[i])
            tech = self.tech(model, n, stage)
            full = capital_cost(self.base_capital(prm)[stage], self.factor[n], tech, prm.technology_cost, 0.0)
            grant = min(0.9, rules.capex_grant[n, stage])
            gain = self.expected[i] + rules.operating_incentive[n, stage]
            pace = build_intensity(gain, full * (1.0 - grant), prm.hurdle_rate)
            waiting = self.pipeline[i, model.month + 1 :].sum()
            most = prm.build_share / 4.0 * world_capacity[stage]
            start = pace * most * np.exp(-waiting / (4.0 * most + 1e-9))
            if start < 0.02 * most:
                continue
            base = (prm.lead_mine_months, prm.lead_separation_months, prm.lead_metal_months, prm.lead_magnet_months)[stage]
            months = lead_time(base, tech, prm.technology_delay, rules.permit_speed[n, stage], self.strict[n])
            self.pipeline[i, min(self.pipeline.shape[1] - 1, model.month + int(round(months)))] += start
            self.spent[n] += grant * full * start * 12.0
        self._expand(model)
        update_running(model.plant_ratio(), model.bad_quarters, st.running, st.capacity)

    def _expand(self, model: RareEarthModel) -> None:
        """Running plants that are nearly full and earn their capital expand on their site, sooner than a new one is built."""
        lay, st, prm, rules = model.layout, model.state, model.prm, model.rules
        busy = np.bincount(lay.lines.plant, weights=st.activity, minlength=lay.plants.nation.size)
        full = (lay.plants.stage <= RECYCLING) & (st.capacity > 0.0) & (busy > 0.8 * st.capacity)
        capital = (*self.base_capital(prm), prm.capex_separation_usd_per_t)
        month = model.month + int(prm.lead_expansion_months)
        for i in np.flatnonzero(full):
            n, stage = lay.plants.nation[i], lay.plants.stage[i]
            cost = capital[stage] * self.factor[n]
            grant = min(0.9, rules.capex_grant[n, stage]) if stage <= MAGNET else 0.0
            pace = build_intensity(model.plant_margin(i), cost * (1.0 - grant), prm.hurdle_rate)
            added = pace * prm.expansion_share / 4.0 * st.capacity[i]
            self.pipeline[i, month] += added
            self.spent[n] += grant * cost * added * 12.0

    @staticmethod
    def base_capital(prm: object) -> tuple[float, float, float, float]:
        """USD per t/yr at the controller's cost, by stage."""
        return (prm.capex_mine_usd_per_t, prm.capex_separation_usd_per_t, prm.capex_metal_usd_per_t, prm.capex_magnet_usd_per_t)  # type: ignore[attr-defined]  # fmt: skip

    def relocate(self, model: RareEarthModel) -> None:
        """Every quarter: magnet makers with exposure above the threshold move a share of capacity to the best host."""
        lay, st, prm, rules = model.layout, model.state, model.prm, model.rules
        if rules.relocation_share <= 0.0 or prm.relocation_speed <= 0.0:
            return
        hosts = [i for i in self.candidates if lay.plants.stage[i] == MAGNET]
        product = model.world.product_index["magnet_heavy"]
        for i in np.flatnonzero((lay.plants.stage == MAGNET) & (st.capacity > 0.0) & (lay.plants.candidate == 0)):
            home = lay.plants.nation[i]
            exposure = model.exposure[home]
            if exposure <= rules.exposure_threshold:
                continue
            best, score = -1, 0.0
            for h in hosts:
                n = lay.plants.nation[h]
                room = rules.host_absorption[n] / 12.0 - st.capacity[h] - self.pipeline[h, model.month :].sum()
                if n == home or rules.host_open[home, n] <= 0.0 or room <= 0.0:
                    continue
                cost = self.factor[n] * (1.0 - rules.host_incentive[n]) * st.quote[product, home] / st.quote[product, n]
                value = model.trust[home, n] * (1.0 - model.exposure[n]) * (0.3 + self.tech(model, n, MAGNET)) / cost
                if value > score:
                    best, score = h, value
            if best < 0:
                continue
            moved = min(3.0 * prm.relocation_speed, 1.0) * st.capacity[i]
            if model.moved[i] + moved > rules.relocation_share * model.start_capacity[i]:
                continue
            model.moved[i] += moved
            n = lay.plants.nation[best]
            months = lead_time(prm.lead_magnet_months, self.tech(model, n, MAGNET), prm.technology_delay, rules.permit_speed[n, MAGNET], self.strict[n]) + 12.0  # fmt: skip
            month = min(self.pipeline.shape[1] - 1, model.month + int(round(months)))
            self.pipeline[best, month] += moved
            self.pipeline[i, month] -= moved
            self.spent[n] += rules.host_incentive[n] * moved * 12.0 * prm.capex_magnet_usd_per_t * self.factor[n]

    def learn(self, model: RareEarthModel) -> None:
        """Every quarter: cumulative output lowers conversion cost and raises own technology."""
        lay, st, prm, rules = model.layout, model.state, model.prm, model.rules
        plant = lay.lines.plant
        stage, nation = lay.plants.stage[plant], lay.plants.nation[plant]
        now = np.zeros_like(self.made)
        keep = stage <= MAGNET
        np.add.at(now, (nation[keep], stage[keep]), 3.0 * st.activity[keep])
        if model.month < 12:
            self.base_made += 5.0 * now  # about five years of the base year's output lie behind each nation
            return
        self.made += now
        for n in range(self.made.shape[0]):
            for s in range(4):
                world = self.base_made[:, s].sum()
                research = min(0.02, 3.0 * rules.research[n, s] / 5e8)
                base = max(self.base_made[n, s], 0.01 * world)
                self.own[n, s] = next_technology(self.own[n, s], now[n, s], base + self.made[n, s], prm.technology_learning, research)
        factor = np.array([[learning_factor(b + m, b, prm.learning_rate) for b, m in zip(x, y, strict=True)] for x, y in zip(self.base_made, self.made, strict=True)])  # fmt: skip
        st.line_cost[keep] = model.base_line_cost[keep] * factor[nation[keep], stage[keep]]
