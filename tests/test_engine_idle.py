"""Mothballed and half-built projects: taken up when what is still to be spent pays, left alone when it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import named, rule, stepped

from sim.equations.restarting import is_taken_up
from sim.model import RareEarthModel
from sim.scenario import Scenario
from sim.world import load_world
from sim.world.split import split_firms

IDLE = {"Mountain Pass restart", "Mountain Pass separation", "Lynas Mt Weld", "Lynas LAMP"}
SPOKEN = "what is still to be spent"


def growth(months: int, **changes: Any) -> Scenario:
    """The world of 2008 in which nothing opens by date."""
    return Scenario.model_validate(named("growth_2008").plain() | {"months": months, "events": [], **changes})


def taken_up(model: RareEarthModel) -> dict[str, str]:
    """Month by plant in which each project was taken up."""
    return {name: e.month for e in model.events if SPOKEN in e.text for name in IDLE if f" {name}:" in e.text}


def capacity(model: RareEarthModel) -> dict[str, float]:
    """Capacity by plant of the idle ones, t of activity a year."""
    holders = model.layout.holders
    return {h.name: 12.0 * model.state.capacity[i] for i, h in enumerate(holders) if h.name in IDLE}


@pytest.fixture(scope="module")
def crisis() -> RareEarthModel:
    """The policies of the crisis until the end of 2011."""
    return stepped(growth(48))


@pytest.fixture(scope="module")
def calm() -> RareEarthModel:
    """The same world without policies: the slump, and no crisis."""
    return stepped(growth(48, policies=[]))


def test_idle_projects_are_taken_up_when_prices_rise_and_not_before(crisis: RareEarthModel) -> None:
    months = taken_up(crisis)
    assert set(months) == IDLE
    assert min(months.values()) >= "2010-07"


def test_a_project_stays_idle_where_prices_do_not_rise(calm: RareEarthModel) -> None:
    still = {"Mountain Pass restart", "Mountain Pass separation"}
    assert still.isdisjoint(taken_up(calm))
    now = capacity(calm)
    assert all(now[name] == 0.0 for name in still)


def test_mine_and_separation_of_a_firm_are_decided_together(crisis: RareEarthModel) -> None:
    months = taken_up(crisis)
    for mine, separation in (("Mountain Pass restart", "Mountain Pass separation"), ("Lynas Mt Weld", "Lynas LAMP")):
        assert months[mine] == months[separation]


def test_nothing_of_the_tables_opens_by_date_under_the_freeze() -> None:
    model = stepped(growth(72, parameters={"hurdle_rate": 0.3}, policies=[]))
    assert taken_up(model) == {}
    planned = [
        i for i, h in enumerate(model.layout.holders)
        if h.stage <= 4 and h.source is not None and h.source.status == "planned"
    ]  # fmt: skip
    assert len(planned) >= len(IDLE)
    assert np.all(model.state.capacity[planned] == 0.0)
    assert np.all(model.capacity.pipeline.ready[planned] == 0.0)


def test_output_comes_after_the_months_of_the_table_and_reaches_what_the_owner_planned(crisis: RareEarthModel) -> None:
    decided = taken_up(crisis)
    ready = crisis.capacity.pipeline.ready
    for i, holder in enumerate(crisis.layout.holders):
        if holder.name in IDLE:
            idle = holder.source.idle
            first = int(np.flatnonzero(ready[i])[0])
            assert first - crisis.dates.index(decided[holder.name]) == idle.months
            assert 12.0 * ready[i].sum() == pytest.approx(idle.capacity)


def test_dates_decide_where_they_are_not_frozen() -> None:
    model = stepped(named("crisis_2010"), 1)
    assert model.capacity.idle.projects == {}
    assert {
        h.name for i, h in enumerate(model.layout.holders) if h.name in IDLE and model.capacity.pipeline.last[i]
    } == IDLE


def test_a_half_built_project_waits_for_the_month_of_its_halt() -> None:
    months = taken_up(stepped(growth(30, parameters={"hurdle_rate": 0.1})))
    assert months["Mountain Pass restart"] < months["Lynas Mt Weld"] == "2009-03"


def test_a_grant_for_what_is_left_brings_a_project_forward_and_costs_public_money() -> None:
    stages = {stage: {"capex_grant_share": 0.6} for stage in ("mine", "separation")}
    model = stepped(growth(3, policies=[rule("domestic_capability", nation="USA", stages=stages)]))
    assert taken_up(model)["Mountain Pass restart"] == "2008-03"
    left = sum(p.idle.capacity * p.idle.capital_left for p in load_world(2008).plants if p.idle and p.nation == "USA")
    assert model.capacity.spent[model.world.nation_index["USA"]] == pytest.approx(0.6 * left, rel=0.01)


def test_what_is_sunk_counts_for_nothing() -> None:
    assert is_taken_up(20.0, 100.0, 0.18)
    assert not is_taken_up(20.0, 200.0, 0.18)
    assert not is_taken_up(-1.0, 1.0, 0.18)


def test_parts_of_an_idle_plant_add_up_to_it() -> None:
    whole, split = load_world(2008), split_firms(load_world(2008), 4)
    for name in IDLE:
        total = sum(p.idle.capacity for p in split.plants if p.idle and p.name.startswith(name))
        assert total == pytest.approx(next(p.idle.capacity for p in whole.plants if p.idle and p.name == name))
