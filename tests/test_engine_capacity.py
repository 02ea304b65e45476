"""Policies that build: technology, grants, floors and hosts change what stands where, after the time that it takes."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import OTHERS, baseline, frightened, named, relocating, rule, simulate, stepped, total

from sim.equations.investing import capital_cost, input_waste, lead_time, technology
from sim.model import RareEarthModel
from sim.model.structure import MAGNET, MINE, SEPARATION
from sim.world import load_world

STAGES = ("mine", "separation", "metal", "magnet")
IND = load_world(2024).nation_index["IND"]
CLOSED = rule("technology_control", id="closed", access=dict.fromkeys(STAGES, 0.0))


def know_how(model: RareEarthModel, nation: int, stage: int) -> float:
    """Effective technology of a nation in a stage, 0..1."""
    return technology(model.capacity.own[nation, stage], model.rules.technology[nation, stage])


@pytest.mark.parametrize("stage", range(4))
def test_technology_control_makes_new_capacity_later_dearer_and_more_wasteful(stage: int) -> None:
    models = [stepped(baseline(*more, months=3)) for more in ((), (CLOSED,))]
    before, after = (know_how(m, IND, stage) for m in models)
    prm = models[0].prm
    assert after < before
    late, dear, lossy = prm.technology_delay, prm.technology_cost, prm.technology_loss
    assert lead_time(28.0, after, late, 1.0, 0.5) > lead_time(28.0, before, late, 1.0, 0.5)
    assert capital_cost(1e4, 1.0, after, dear, 0.0) > capital_cost(1e4, 1.0, before, dear, 0.0)
    assert input_waste(after, lossy) > input_waste(before, lossy)


def test_technology_control_leaves_the_controller_its_own() -> None:
    model = stepped(baseline(CLOSED, months=3))
    assert [know_how(model, model.controller, s) for s in range(4)] == [1.0] * 4


def test_technology_control_leaves_less_separation_outside_the_controller() -> None:
    free, held = (simulate(baseline(*more, months=144)) for more in ((), (CLOSED,)))
    outside = [total(r, "capacity_t", OTHERS, ["separation"])[-1] for r in (free, held)]
    assert outside[1] < outside[0]


def test_grants_and_incentives_build_a_magnet_industry_after_its_lead_time_and_cost_public_money() -> None:
    support = {"magnet": {"capex_grant_share": 0.5, "incentive_usd_per_t": 24_400}}
    helped = simulate(baseline(rule("domestic_capability", nation="IND", stages=support), months=72))
    alone = simulate(baseline(months=72))
    gain = helped.get("capacity_t", "IND", "magnet") - alone.get("capacity_t", "IND", "magnet")
    assert np.abs(gain[:24]).max() < 1e-9  # nothing is built in less than 24 months
    assert gain[-1] > 50.0
    assert np.all(np.diff(gain) > -1e-6)
    assert helped.get("public_cost_usd", "IND").sum() > 1e6
    assert np.abs(alone.get("public_cost_usd", "IND")).sum() == 0.0


def test_faster_permits_bring_the_same_capacity_sooner() -> None:
    def first(speed: float) -> int:
        stages = {"magnet": {"capex_grant_share": 0.5, "incentive_usd_per_t": 24400, "permit_speed": speed}}
        run = simulate(baseline(rule("domestic_capability", nation="IND", stages=stages), months=96))
        gain = run.get("capacity_t", "IND", "magnet") - simulate(baseline(months=96)).get("capacity_t", "IND", "magnet")
        return int(np.argmax(gain > 0.05))

    assert 0 < first(2.0) < first(1.0)


@pytest.mark.parametrize("nation", ["USA", "MYS"])
def test_a_price_floor_builds_separation_and_shows_what_it_costs(nation: str) -> None:
    floor = rule("price_support", nation=nation, floor_usd_per_kg=150, t_per_month=500)
    held, alone = simulate(baseline(floor, months=96)), simulate(baseline(months=96))
    capacity = held.get("capacity_t", nation, "separation") - alone.get("capacity_t", nation, "separation")
    assert capacity[-1] > 10.0
    assert held.get("public_cost_usd", nation)[:24].sum() > 1e7


def test_a_floor_below_the_market_gives_the_payer_its_share_of_the_upside() -> None:
    floor = rule("price_support", nation="USA", floor_usd_per_kg=10, t_per_month=500, upside_share=0.3)
    cheap, alone = simulate(baseline(floor, months=24)), simulate(baseline(months=24))
    assert cheap.get("public_cost_usd", "USA").max() < 0.0
    keys = [i for i, key in enumerate(cheap.keys) if key.measure != "public_cost_usd"]
    assert np.array_equal(cheap.series[:, keys], alone.series[:, keys])


def test_china_plus_one_moves_magnet_capacity_to_the_host_after_its_lead_time() -> None:
    moving, staying = simulate(relocating(72)), simulate(frightened(72))
    gain, loss = (
        moving.get("capacity_t", n, "magnet") - staying.get("capacity_t", n, "magnet") for n in ("IND", "JPN")
    )
    first = int(np.argmax(gain > 1.0))
    assert first >= 24 + 12  # the shortest lead time and the year of qualification
    assert np.abs(gain[:first]).max() < 1e-6
    # What comes out there goes out here, but for what either would have built anyway.
    assert gain[first] == pytest.approx(-loss[first], rel=0.05)
    assert gain[-1] > 50.0
    assert moving.get("public_cost_usd", "IND").sum() > staying.get("public_cost_usd", "IND").sum()


def test_no_firm_moves_more_than_the_policy_allows() -> None:
    model = stepped(relocating(72))
    amount, start = model.capacity.moved, model.capacity.start
    moved = amount > 0.0
    assert moved.any()
    assert np.all(amount[moved] <= model.rules.relocation_share * start[moved] * (1 + 1e-9))
    assert set(model.layout.plants.stage[moved]) == {MAGNET}


def test_nobody_moves_without_exposure() -> None:
    offer = rule("china_plus_one", hosts=["IND"], homes=["JPN"], exposure_threshold=0.9)
    assert stepped(frightened(60, offer)).capacity.moved.sum() == 0.0


def test_announced_projects_arrive_in_full_at_their_dates() -> None:
    model = stepped(baseline(months=1))
    planned = [
        (i, h.source) for i, h in enumerate(model.layout.holders)
        if h.source is not None and h.stage <= 4 and h.source.status == "planned" and h.source.start
    ]  # fmt: skip
    assert len(planned) > 10
    for i, row in planned:
        assert model.capacity.pipeline.ready[i].sum() == pytest.approx(row.capacity / 12.0), row.name
        first = model.dates[0][:4], int(np.flatnonzero(model.capacity.pipeline.ready[i])[0])
        years, months = divmod(first[1], 12)
        assert f"{int(first[0]) + years}-{months + 1:02d}" == row.start, row.name


def test_frozen_projects_leave_capacity_as_it_is() -> None:
    frozen = simulate(baseline(months=36, freeze=("projects",)))
    for stage in STAGES:
        capacity = total(frozen, "capacity_t", frozen.nations, [stage])
        np.testing.assert_allclose(capacity, capacity[0])


def test_output_makes_a_nation_learn_and_its_costs_fall() -> None:
    model = stepped(named("baseline").with_value("months", 60), 0)
    own, cost = model.capacity.own.copy(), model.state.line_cost.copy()
    for _ in range(60):
        model.step()
    assert np.all(model.capacity.own >= own - 1e-12)
    assert np.all(model.state.line_cost <= cost * (1 + 1e-12))
    usa = model.world.nation_index["USA"]
    assert model.capacity.own[usa, SEPARATION] > own[usa, SEPARATION]
    china = (model.layout.plants.nation == model.controller) & (model.layout.plants.stage == MINE)
    assert (model.state.line_cost < 0.999 * cost)[china[model.layout.lines.plant]].all()
