"""What the outside world does to the model: growth of activity, noise, outages; all drawn before the first month."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.fields import months_between
from sim.model.structure import RECYCLING
from sim.rules import STAGES
from sim.streams import stream

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Share of a large site that an outage stops; a site above this share of its stage's capacity fails in part only.
SEVERITY = 0.5
LARGE = 0.1
#: Seeds whose luck is kept: the cases of a sweep share their seeds.
SEEDS = 32


def activity_paths(model: RareEarthModel) -> np.ndarray:
    """Activity of every use row over the base year's, (months, rows): trend, declared index, noise.

    Growth starts at the row's rate and fades to the long-run rate: log A(t) = sum of monthly rates.
    """
    scenario, prm, uses = model.config, model.prm, model.layout.uses
    months, rows, late = scenario.months, uses.activity.size, lateness(model)
    path = np.ones((months, rows))
    if "growth" not in scenario.freeze:
        age = np.arange(max(late + months, 12))[:, None]
        fade = np.exp(-age / prm.growth_fade_months)
        rate = prm.growth_scale * (prm.growth_long_run + (uses.growth - prm.growth_long_run) * fade)
        log = np.cumsum(np.log1p(rate) / 12.0, axis=0)
        # The tables give the mean of the base year, so the trend passes through it in the middle of that year.
        trend = np.exp(log)
        path *= (trend / trend[:12].mean(axis=0))[late : late + months]
        path *= declared(model)
    if "shocks" not in scenario.freeze and prm.demand_noise > 0.0:
        path *= _demand_noise(model.seed_value, (months, rows), prm.demand_noise)
    return path


def lateness(model: RareEarthModel) -> int:
    """Months from January of the base year to the first month."""
    return months_between(f"{model.config.base_year}-01", model.config.start)


@lru_cache(maxsize=SEEDS)
def _demand_noise(seed: int, shape: tuple[int, int], size: float) -> np.ndarray:
    """Factor on activity by month and use row, an autoregression of order one in logs; not to be written to."""
    noise = stream(seed, "demand").standard_normal(shape) * size * np.sqrt(1.0 - 0.8**2)
    for before, now in pairwise(noise):
        now += 0.8 * before
    return np.asarray(np.exp(noise))


def declared(model: RareEarthModel) -> np.ndarray:
    """The scenario's declared index by month and use row; each entry holds until the next of its sector and nation."""
    scenario, uses, world = model.config, model.layout.uses, model.world
    index = np.ones((scenario.months, uses.activity.size))
    for entry in sorted(scenario.demand_index, key=lambda e: e.month):
        first = max(0, months_between(scenario.start, entry.month))
        rows = np.ones(uses.activity.size, dtype=bool)
        if entry.sector != "ALL":
            rows &= uses.row_sector == world.sector_index[entry.sector]
        if entry.nation != "ALL":
            rows &= uses.row_nation == world.nation_index[entry.nation]
        index[first:, rows] = entry.index
    return index


def cost_paths(model: RareEarthModel) -> np.ndarray:
    """Declared prices of labour, energy and reagents over the base year's, (months, nations, stages of `STAGES`).

    From the middle of the base year to each entry they grow at a steady rate, or at once where an entry comes before it; an
    entry for a nation goes before ALL.
    """
    scenario, world = model.config, model.world
    paths = np.ones((scenario.months, len(world.nations), len(STAGES)))
    ordered = sorted(scenario.cost_index, key=lambda e: (e.nation != "ALL", e.nation, e.stage, e.month))
    for (nation, stage), entries in groupby(ordered, key=lambda e: (e.nation, e.stage)):
        reached = [(months_between(scenario.start, e.month), e.index) for e in entries]
        points = np.array([(min(6 - lateness(model), reached[0][0] - 1), 1.0), *reached])
        path = np.exp(np.interp(np.arange(scenario.months), points[:, 0], np.log(points[:, 1])))
        rows = slice(None) if nation == "ALL" else world.nation_index[nation]
        paths[:, rows, STAGES.index(stage)] = path if nation != "ALL" else path[:, None]
    return paths


def outage_paths(model: RareEarthModel) -> np.ndarray:
    """Share of each plant's capacity that is not out of order, (months, plants)."""
    scenario, prm, lay = model.config, model.prm, model.layout
    months, plants = scenario.months, lay.plants.nation.size
    path = np.ones((months, plants))
    if "shocks" in scenario.freeze or prm.outage_rate <= 0.0:
        return path
    stage_total = np.bincount(lay.plants.stage, weights=model.state.capacity, minlength=8)
    share = model.state.capacity / np.maximum(stage_total[lay.plants.stage], 1e-9)
    for t, i, length in _outages(model.seed_value, path.shape, prm.outage_rate, prm.outage_months):
        if lay.holders[i].stage <= RECYCLING and not lay.holders[i].name.startswith("Other "):
            loss = SEVERITY if share[i] < LARGE else SEVERITY * LARGE / share[i]
            path[t : t + length, i] = 1.0 - loss
    return path


@lru_cache(maxsize=SEEDS)
def _outages(seed: int, shape: tuple[int, int], rate: float, months: float) -> list[tuple[int, int, int]]:
    """Month, plant and length in months of each outage, whatever the plant."""
    begins = np.argwhere(stream(seed, "outages").random(shape) < rate)
    length = stream(seed, "outage lengths").geometric(1.0 / max(months, 1.0), shape)
    return [(t, i, length.item(t, i)) for t, i in begins.tolist()]
