"""Solve the resting state of a base year and store it with the data: `python -m sim.model.rest 2024`.

The world runs with growth, shocks, projects, learning and ageing frozen.  At first oxide prices are held at the base
year's while four things that no table gives are calibrated until the base year's flows come out: the margin at which a plant
runs as it did (`midpoint`), the standing of each supplier with buyers, the finishing cost of oxides in surplus, and
what end users need (by a few per cent).
Then prices are set free; for a time needs are still nudged until quotes rest at the base year's level, and at last
nothing is nudged.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass

import numpy as np

from sim.market import rows
from sim.model import RareEarthModel
from sim.model.balance import held
from sim.model.start import STORED, state_path
from sim.model.structure import MINE, RECYCLING, SEPARATION
from sim.policies.base import Policy
from sim.policies.export_control import ExportControl
from sim.scenario import Scenario, load
from sim.scenario.library import find_scenario

PINNED_MONTHS, GUIDED_MONTHS, FREE_MONTHS = 480, 480, 60
STEP = 0.1
#: Speeds at which the world is solved. A resting state does not depend on them, but a calm world
#: finds it, and the stored state stays the same while the defaults are tuned.
CALM = {
    "spot_speed": 0.35, "anchor_pull": 0.089, "rent_speed": 0.61, "trader_scale": 3.6, "trader_sensitivity": 1.8,
    "panic": 1.9, "fear_rise_unfilled": 0.37, "fear_rise_announced": 0.33, "fear_decay": 0.14, "thrift_speed": 3.5,
    "demand_elasticity": 0.21, "oxide_elasticity": 0.46, "grade_substitution": 0.96, "premium_speed": 1.1,
    "premium_decay": 0.68, "order_adjustment": 0.33, "release_rate": 0.061, "anchor_memory": 0.034,
    "spot_weight": 0.68, "grade_speed": 0.2, "contract_share": 0.87,
}  # fmt: skip
FROZEN = ("growth", "shocks", "projects", "learning", "cohorts")
#: The need that closes the balance of an oxide that goes into magnets; the others are closed by their direct uses.
CLOSED_BY = {"oxide_NdPr": "magnet_standard", "oxide_Dy": "magnet_heavy"}
#: The scenario whose standing policies hold in the base year.
STORY = {2008: "crisis_2010", 2024: "baseline"}


@dataclass(frozen=True)
class Target:
    """Base-year flows, t/month: activity of lines, sales of sellers."""

    activity: np.ndarray
    sales: np.ndarray


def resting_scenario(base_year: int, months: int) -> Scenario:
    """The base year's story with everything frozen and without quota pools, which are events of their own."""
    story = load(find_scenario(STORY[base_year]))
    policies: list[Policy] = [
        p.model_copy(update={"quotas": ()}) if isinstance(p, ExportControl) else p
        for p in story.policies
        if p.start is None or p.start <= story.start
    ]
    return story.model_copy(
        update={
            "name": f"rest_{base_year}",
            "months": months,
            "freeze": FROZEN,
            "policies": tuple(policies),
            "events": (),
            "nations": {},
            "parameters": dict(CALM),
        }
    )


def targets(model: RareEarthModel) -> Target:
    """What the tables say that plants make and sellers sell in a month."""
    lay, st = model.layout, model.state
    operating = np.where(lay.plants.utilisation > 0.0, lay.plants.utilisation, 0.85)
    activity = st.capacity[lay.lines.plant] * operating[lay.lines.plant] * lay.line_mix
    return Target(activity, st.s_expected.copy())


def calibrate(model: RareEarthModel, aim: Target, pinned: np.ndarray) -> None:
    """One step of the calibration after a month; `pinned` (products, nations) are the base year's quotes."""
    lay, st = model.layout, model.state
    for p in model.fixed.by_tension:
        made = st.s_output[lay.slots.s_product == p].sum()
        gap = np.log((st.requested[p].sum() + 1e-9) / (made + 1e-9))
        if st.finish_cost[p] > 0.3 * pinned[p, model.controller]:
            st.finish_cost[p] *= np.exp(-0.05 * np.clip(gap, -0.5, 0.5))
        else:
            own = closing_need(model, p)
            speed = 0.01 if model.world.products[p] in CLOSED_BY else 0.05
            st.u_scale[own] = np.clip(st.u_scale[own] * np.exp(-speed * np.clip(gap, -0.5, 0.5)), 0.5, 2.0)
        st.quote[p] = pinned[p]
        st.anchor[p] = np.maximum(pinned[p], 1.0)
    st.momentum[:] = 0.0
    model.base_paid += 0.05 * (st.worth[lay.uses.product, lay.uses.nation] - model.base_paid)
    match_flows(model, aim, STEP)


def match_flows(model: RareEarthModel, aim: Target, step: float) -> None:
    """Nudge the margins at which plants run, and suppliers' standing, towards the base year's flows."""
    lay, st, market = model.layout, model.state, model.market
    stage = lay.plants.stage[lay.lines.plant]
    driven = np.isin(stage, (MINE, SEPARATION, RECYCLING)) & (aim.activity > 0.0)
    capacity = np.maximum(st.capacity[lay.lines.plant], 1e-9)
    st.midpoint[driven] += step * ((st.plan - aim.activity) / capacity)[driven]
    asked = market.sellers[rows.SELLER_REQUESTED]
    known = aim.sales > 1e-6
    ratio = np.clip((aim.sales[known] + 1e-6) / (asked[known] + 1e-6), 0.5, 2.0)
    market.standing[known] *= ratio**step


def closing_need(model: RareEarthModel, p: int) -> np.ndarray:
    """Use slots whose need closes the balance of oxide `p`, bool (use slots,)."""
    world = model.world
    product = world.product_index[CLOSED_BY.get(world.products[p], world.products[p])]
    return np.asarray(model.layout.uses.product == product)


def guide(model: RareEarthModel, pinned: np.ndarray) -> None:
    """With prices free: what is needed (or, for oxides in surplus, rejected) moves until quotes rest at the base year's."""
    st, c = model.state, model.controller
    for p in model.fixed.by_tension:
        gap = np.clip(np.log(st.quote[p, c] / pinned[p, c]), -0.5, 0.5)
        if st.finish_cost[p] > 0.3 * pinned[p, c]:
            st.finish_cost[p] *= np.exp(-0.01 * gap)
        else:
            own = closing_need(model, p)
            st.u_scale[own] = np.clip(st.u_scale[own] * np.exp(-0.004 * gap), 0.5, 2.0)


def level_stocks(model: RareEarthModel) -> None:
    """Put sellers' stocks at their targets: what piled up or ran out while prices were held is no part of the rest."""
    st, slots = model.state, model.layout.slots
    maker = slots.s_desk < 0
    st.s_stock[maker] = (st.cover[slots.s_product] * st.s_expected)[maker]
    model.balance.stock = held(*model.packs)


def solve(base_year: int) -> tuple[RareEarthModel, float]:
    """The model at rest, and the largest relative move of an oxide quote over its last three years."""
    model = RareEarthModel(resting_scenario(base_year, PINNED_MONTHS + GUIDED_MONTHS + FREE_MONTHS), 1, from_rest=False)
    aim, pinned = targets(model), model.state.quote.copy()
    for _ in range(PINNED_MONTHS):
        model.step()
        calibrate(model, aim, pinned)
    level_stocks(model)
    for _ in range(GUIDED_MONTHS):
        model.step()
        guide(model, pinned)
        match_flows(model, aim, 0.2 * STEP)
    free: list[np.ndarray] = []
    for _ in range(FREE_MONTHS):
        model.step()
        free.append(model.state.quote[model.fixed.by_tension, model.controller].copy())
    tail = np.array(free[-36:])
    return model, float((tail.max(axis=0) / tail.min(axis=0) - 1.0).max())


def store(model: RareEarthModel, base_year: int) -> None:
    """Write the resting state as a long table: array, index, value (9 digits, zeros left out)."""
    arrays = {name: getattr(model.state, name) for name in STORED}
    arrays |= {"habit": model.market.links[rows.HABIT], "standing": model.market.standing}
    with state_path(base_year).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["array", "index", "value"])
        for name, array in arrays.items():
            flat = array.ravel()
            writer.writerows([name, i, f"{flat[i]:.9g}"] for i in np.flatnonzero(flat))


if __name__ == "__main__":
    for year in [int(a) for a in sys.argv[1:]] or [2008, 2024]:
        solved, drift = solve(year)
        store(solved, year)
        print(f"{year}: at rest, largest move of an oxide quote in the last 36 months {drift:.2%}")
