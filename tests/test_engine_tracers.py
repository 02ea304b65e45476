"""Two tracers: what the controller has made is its content for good, and what it has mined is its ore for good."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import ALL, baseline, named, rule, simulate, stepped

from sim.model import RareEarthModel
from sim.scenario import library

CONTENT, ORE = 0, 1


@pytest.fixture(scope="module")
def traced() -> RareEarthModel:
    """The baseline after two years."""
    return stepped(baseline(months=24))


def mix(model: RareEarthModel, product: str, nation: str, makers: bool = True) -> np.ndarray:
    """Tracers of the seller slots of a product in a nation, makers' or traders', (slots, 2)."""
    slots, at = model.layout.slots, model.world.nation_index[nation]
    chosen = (slots.s_product == model.world.product_index[product]) & (slots.s_nation == at)
    chosen &= (slots.s_desk < 0) == makers
    return model.state.s_mix[chosen & (model.state.capacity[slots.s_plant] > 0.0 if makers else chosen)]


def test_ore_carries_its_origin(traced) -> None:
    assert mix(traced, "conc_bastnaesite", "USA").max() == 0.0
    assert mix(traced, "conc_weld", "AUS").max() == 0.0
    assert mix(traced, "conc_baotou", "CHN").min() == 1.0


def test_ore_from_america_that_china_separates_is_chinas_content_and_americas_ore(traced) -> None:
    oxides = mix(traced, "oxide_NdPr", "CHN")
    assert oxides[:, CONTENT].min() == pytest.approx(1.0)
    assert oxides[:, ORE].min() < 0.9
    feed = traced.layout.lines.in_product[:, 0] == traced.world.product_index["conc_bastnaesite"]
    home = traced.layout.plants.nation[traced.layout.lines.plant] == traced.controller
    taken = traced.state.b_mix[traced.layout.lines.in_slot[feed & home, 0]]
    assert taken[:, ORE].min() < 0.9


def test_magnets_that_japan_makes_of_chinese_metal_keep_chinas_content_in_part(traced) -> None:
    content = mix(traced, "magnet_standard", "JPN")[:, CONTENT]
    assert content.min() > 0.0
    assert content.max() < 1.0


def test_whatever_china_makes_is_wholly_its_content(traced) -> None:
    for product in ("oxide_NdPr", "metal_NdPr", "magnet_standard", "magnet_heavy"):
        np.testing.assert_allclose(mix(traced, product, "CHN")[:, CONTENT], 1.0)


def test_traders_mix_what_they_buy_and_make_nothing_theirs(traced) -> None:
    desks = mix(traced, "oxide_NdPr", "JPN", makers=False)
    assert desks.size
    assert np.all((desks >= -1e-12) & (desks <= 1.0 + 1e-9))


@pytest.mark.parametrize("name", [entry.name for entry in library()])
@pytest.mark.parametrize("measure", ["import_dependency", "heavy_dependency"])
def test_dependency_is_a_share(name: str, measure: str) -> None:
    result = simulate(named(name))
    for nation in ALL:
        series = result.get(measure, nation)
        assert series.min() >= -1e-12
        assert series.max() <= 1.0 + 1e-9


def test_china_depends_on_itself_almost_wholly_and_nobody_more_than_that() -> None:
    result = simulate(named("baseline"))
    own = result.get("import_dependency", "CHN")
    assert own.min() > 0.95
    for nation in ALL:
        assert np.all(result.get("import_dependency", nation)[12:] <= own[12:] + 0.02), nation


def test_a_ban_on_all_goods_wears_dependency_down() -> None:
    ban = rule("export_control", products=["all"], destinations=["JPN"], access=0, start="2024-07")
    banned, free = simulate(baseline(ban, months=48)), simulate(baseline(months=48))
    assert banned.get("import_dependency", "JPN")[-1] < 0.8 * free.get("import_dependency", "JPN")[-1]


def test_at_the_end_of_the_chain_the_tracers_add_up_to_what_use_records() -> None:
    """Dependency recomputed from the stocks of users is the record, as users take from their stock at its mean."""
    model = stepped(baseline(months=12))
    uses, state = model.layout.uses, model.state
    mass = state.used * model.layout.goods.reo[uses.product]
    for nation in ("IND", "USA", "JPN"):
        mine = uses.nation == model.world.nation_index[nation]
        share = (mass * state.b_mix[uses.slot, CONTENT])[mine].sum() / mass[mine].sum()
        assert model.result().get("import_dependency", nation)[-1] == pytest.approx(share)
