"""A world of more and smaller firms: it holds what the whole one holds, and comes to about the same totals."""

import numpy as np
import pytest
from engine_runs import REST, baseline, simulate

from sim.model import RareEarthModel
from sim.model.layout import build_layout
from sim.model.parts import origin_of
from sim.scenario import ScenarioError, loads
from sim.world import BASE_YEARS, load_world
from sim.world.checks import balance, check_world
from sim.world.split import split_firms


@pytest.mark.parametrize("base_year", BASE_YEARS)
def test_the_parts_of_a_world_add_up_to_it_and_pass_its_checks(base_year):
    whole, split = load_world(base_year), split_firms(load_world(base_year), 7)
    check_world(split)
    for got, wanted in zip(vars(balance(split)).values(), vars(balance(whole)).values(), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12)
    assert sum(p.capacity for p in split.plants) == pytest.approx(sum(p.capacity for p in whole.plants), rel=1e-12)
    assert sum(d.base_stock for d in split.desks) == pytest.approx(sum(d.base_stock for d in whole.desks), rel=1e-12)
    assert sum(r.capacity for r in split.routes) == pytest.approx(sum(r.capacity for r in whole.routes), rel=1e-12)
    assert len({p.name for p in split.plants}) == len(split.plants)
    assert split_firms(whole, 1) is whole


def test_a_place_where_nothing_stands_yet_has_no_parts():
    whole, split = load_world(2024), split_firms(load_world(2024), 3)
    places = [[p for p in world.plants if p.status == "candidate"] for world in (whole, split)]
    assert places[0] == places[1]


def test_every_part_finds_the_whole_that_it_comes_from():
    layout, whole = build_layout(2024, 3), build_layout(2024)
    origin = origin_of(layout, whole)
    names = [h.name.rpartition(" ")[0] if h.name.endswith("/3") else h.name for h in layout.holders]
    for slots, old, of in (
        (layout.slots.s_plant, whole.slots.s_plant, origin.seller),
        (layout.slots.b_plant, whole.slots.b_plant, origin.buyer),
        (layout.lines.plant, whole.lines.plant, origin.line),
    ):
        found = [whole.holders[i].nation for i in old[of]]
        assert found == [layout.holders[i].nation for i in slots]
        made = {i for i, holder in enumerate(layout.holders) if holder.stage <= 4}
        assert all(whole.holders[old[k]].name == names[i] for k, i in zip(of, slots, strict=True) if i in made)
    assert (layout.lines.recipe == whole.lines.recipe[origin.line]).all()
    np.testing.assert_allclose(np.bincount(origin.seller, origin.seller_share), 1.0)
    np.testing.assert_allclose(np.bincount(origin.buyer, origin.buyer_share), 1.0)


def test_parts_hold_together_what_the_whole_held():
    whole, split = (RareEarthModel(baseline(months=1, firm_parts=k)) for k in (1, 4))
    assert len(split.firms) > 2 * len(whole.firms)
    for name in ("capacity", "s_stock", "b_stock", "s_expected", "b_need"):
        assert getattr(split.state, name).sum() == pytest.approx(getattr(whole.state, name).sum(), rel=1e-12)
    np.testing.assert_allclose(split.balance.stock, whole.balance.stock, rtol=1e-12)
    assert split.market.links[0].sum() == pytest.approx(
        sum(np.diff(split.layout.slots.offsets[1])[np.diff(split.layout.slots.offsets[0]) > 0]), rel=0.01
    )


def test_three_firms_in_place_of_one_come_to_about_the_same_world():
    # Not exactly: collectors of scrap have no parts, so that beside them parts of other sellers draw less curiosity.
    one, three = (simulate(baseline(months=24, freeze=REST, firm_parts=k)) for k in (1, 3))
    assert three.status == "ok"
    assert three.residual < 1e-12
    compared = 0
    for column, key in enumerate(one.keys):
        of_world = not key.nation and key.measure in ("price_paid", "spot_inside", "spot_outside", "contract_price")
        of_nation = key.measure in ("mine_output_t", "separation_output_t", "metal_output_t", "magnet_output_t")
        if of_world or of_nation:
            here, there = one.series[:, column], three.series[:, column]
            np.testing.assert_allclose(there, here, rtol=0.01, atol=1e-3 * here.max() + 1e-6, err_msg=str(key))
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("parts", [0, 26, 1.5, "many"])
def test_a_number_of_parts_out_of_range_is_refused_in_one_line(parts):
    with pytest.raises(ScenarioError, match="firm_parts") as told:
        loads(f"firm_parts: {parts}\n")
    assert "\n" not in str(told.value)


def test_a_world_without_parts_is_known_by_the_digest_it_had_before_there_were_any():
    one, same, three = (baseline(months=2, **more) for more in ({}, {"firm_parts": 1}, {"firm_parts": 3}))
    assert one.digest() == same.digest() != three.digest()
