"""Loops of capacity, on small tables worked out by hand: what newcomers expect, what is built, shut, started and moved."""

from math import exp, log

import numpy as np
import pytest
from loop_tables import lines, near, plain, some

from sim.equations import building, expecting, investing, restarting


def prices(**changes):
    """Three nations, of which 0 is the controller: 60 inside, 100 outside, 140 asked in nation 1, nobody asked in 2."""
    usual = {
        "index_in": [60.0], "index_out": [100.0], "quote": [[70.0, 80.0, 90.0]], "spot": [[1.0, 140.0, 0.0]],
        "paid": [[5.0, 5.0, 0.0]], "line_cost": [10.0], "finish_cost": [20.0], "waste": [1.25],
    }  # fmt: skip
    return some(**usual | changes)


def price(n, netback=0, trust=1.0, floor=0.0):
    ground = some(rent_trust=[trust] * 3, usual=[[1.5] * 3])
    return plain(expecting.newcomer_price)(0, n, 0, np.array([netback]), prices(), np.full((1, 3), floor), ground)


@pytest.mark.parametrize(("n", "expected"), [(0, 60.0), (1, 120.0), (2, 100.0)])
def test_a_newcomer_counts_on_the_price_inside_or_on_that_outside_and_what_is_asked_at_home(n, expected):
    assert price(n) == expected


@pytest.mark.parametrize(("n", "expected"), [(0, 70.0), (1, 80.0), (2, 90.0)])
def test_a_newcomer_in_concentrate_counts_on_the_quote_at_home(n, expected):
    assert price(n, netback=1) == price(n, netback=1, trust=0.0) == expected


def test_what_a_control_adds_is_half_lost_to_whoever_does_not_trust_it_but_not_to_the_controller():
    # In free times the price outside is 1.5 x 60 = 90: of the 30 above it, trusted by half, 7.5 are lost.
    assert price(1, trust=0.5) == pytest.approx(112.5)
    assert price(2, trust=0.0) == pytest.approx(95.0)
    assert price(0, trust=0.0) == 60.0


def test_a_price_floor_holds_for_newcomers():
    assert price(1, floor=130.0) == 130.0
    assert price(1, floor=110.0) == 120.0
    assert price(0, netback=1, floor=75.0) == 75.0


def basket(**changes):
    """A line that makes 0.5 t of a product, 0.2 t of another that is not worth finishing, and takes 2 t of a third."""
    line = lines(
        out_product=[[0, 1, -1]], out_coef=[[0.5, 0.2, 9.0]], in_product=[[2, -1]], in_coef=[[2.0, 9.0]],
    )  # fmt: skip
    usual = {
        "index_in": [0.0] * 3, "index_out": [0.0] * 3, "quote": [[0.0, 100.0], [0.0, 30.0], [0.0, 7.0]],
        "spot": [[0.0, 0.0]] * 3, "paid": [[0.0, 0.0], [0.0, 0.0], [0.0, 4.0]], "line_cost": [10.0],
        "finish_cost": [20.0, 50.0, 0.0], "waste": [1.25],
    }  # fmt: skip
    state = some(**usual | changes)
    ground = some(rent_trust=[1.0, 1.0], usual=[[1.0, 1.0]] * 3)
    return plain(expecting.line_profit)(0, line, 1, 0, np.ones(3, int), state, np.zeros((3, 2)), ground)


def test_a_line_earns_its_basket_less_inputs_and_conversion():
    # 0.5 x (100 - 20) = 40, nothing for what costs more to finish, less 2 x 4 x 1.25 = 10 and 10.
    assert basket() == pytest.approx(20.0)
    # Where nobody has paid for the input yet, its quote of 7 counts.
    assert basket(paid=[[0.0, 0.0]] * 3) == pytest.approx(40 - 17.5 - 10)


def test_a_plant_earns_what_its_best_line_earns_with_support_where_it_is_restarted():
    line = lines(
        plant=[0, 1, 1], out_product=[[0]] * 3, out_coef=[[9.0], [1.0], [2.0]], in_product=[[-1]] * 3,
        in_coef=[[0.0]] * 3,
    )  # fmt: skip
    state = some(quote=[[50.0]], index_out=[0.0], line_cost=[0.0, 10.0, 30.0], finish_cost=[0.0])
    plants, ground = some(nation=[0, 0], line_start=[0, 1, 3], stage=[1, 2]), some(rent_trust=[1.0])
    given = (plants, line, 0, np.ones(1, int), state, np.zeros((1, 1)), ground)
    assert plain(expecting.plant_margin)(1, *given) == 70.0
    rules = some(income=[[0.0, 1.0, 5.0]])
    line_first = (plants, line, np.ones(1, int), state, 0, rules, np.zeros((1, 1)), ground)
    assert plain(restarting.idle_margin)(1, *line_first) == 75.0


def pipeline(ready, last):
    return some(ready=ready, last=last)


def test_capacity_on_its_way_is_counted_from_a_month_on():
    line = pipeline([[1.0, 2.0, 4.0, 8.0]], [2])
    assert [plain(building.queued)(line, 0, month) for month in range(4)] == [7.0, 6.0, 4.0, 0.0]


def test_what_is_put_into_the_pipeline_adds_up_and_what_is_dated_after_its_end_waits_there():
    line = pipeline([[1.0, 0.0, 0.0, 0.0]], [0])
    for month, amount in ((2, 3.0), (1, 5.0), (2, 1.0), (9, 7.0)):
        plain(building.enqueue)(line, 0, month, amount)
    assert line.ready.tolist() == [[1.0, 5.0, 4.0, 7.0]]
    assert line.last[0] == 3


def test_committed_is_what_stands_and_what_comes_after_this_month_by_nation_and_stage():
    plants, state = some(nation=[0, 0, 1, 0], stage=[0, 0, 1, 2]), some(capacity=[10.0, 5.0, 7.0, 99.0])
    line = pipeline([[1.0, 2.0, 4.0]] * 4, [2, 2, 2, 2])
    total = np.full((2, 2), 50.0)
    plain(building.committed)(plants, state, line, 1, total)
    assert total.tolist() == [[10 + 4 + 5 + 4, 0], [0, 7 + 4]]


@pytest.mark.parametrize(("volume", "left"), [(9.0, 300.0), (8.0, 0.0), (7.0, 0.0)])
def test_a_floor_is_open_as_long_as_its_volume_is_not_made_or_on_its_way(volume, left):
    # 5 t are made (a desk's 50 do not count) and half of the 4 t on their way, at 1.5 t each, are 3 t.
    slots = some(s_product=[0, 0], s_nation=[0, 0], s_desk=[-1, 0])
    state = some(s_output=[5.0, 50.0], l_share=[0.5, 0.5])
    line = lines(
        plant=[0, 1], out_product=[[0, -1]] * 2, out_coef=[[1.5, 1.0]] * 2, out_slot=[[0, -1]] * 2,
    )  # fmt: skip
    found = np.full((1, 1), -1.0)
    way = pipeline([[0.0, 9.0, 4.0], [0.0, 9.0, 0.0]], [2, 2])
    floor, most = np.array([[300.0]]), np.array([[volume]])
    plain(building.open_floors)(line, slots, state, way, 1, floor, most, found)
    assert found.tolist() == [[left]]


@pytest.mark.parametrize(
    ("rate", "bad", "running", "then"),
    [
        # Shut after nine bad months in steps of a half; start again after the sixth good month.
        (0.1, 0, 1.0, (3, 1.0)), (0.1, 6, 1.0, (9, 0.5)), (0.1, 9, 0.5, (12, 0.0)), (0.1, 12, 0.0, (12, 0.0)),
        (0.1, 3, 0.5, (6, 1.0)), (0.2, 9, 1.0, (9, 0.5)), (0.2, 6, 0.5, (6, 1.0)), (0.2, 0, 1.0, (0, 1.0)),
        (0.3, 12, 0.5, (9, 0.0)), (0.3, 9, 0.0, (6, 0.5)), (0.3, 6, 0.5, (3, 1.0)), (0.3, 0, 0.75, (0, 1.0)),
        (0.126, 3, 1.0, (3, 1.0)), (0.124, 3, 1.0, (6, 1.0)), (0.249, 3, 1.0, (3, 1.0)), (0.251, 3, 1.0, (0, 1.0)),
        (0.1, 10, 0.25, (12, 0.0)), (0.3, 10, 0.25, (7, 0.25)), (0.3, 1, 0.25, (0, 0.75)),
    ],
)  # fmt: skip
def test_plants_shut_after_nine_bad_months_and_start_again_after_six_good_ones(rate, bad, running, then):
    plants = some(line_start=[0, 1, 2, 2])
    odds = log(rate / (1 - rate))
    state = some(
        capacity=[10.0, 0.0, 10.0], ratio=[odds + 0.5, odds], midpoint=[0.5, 0.0], running=[running] * 3,
    )  # fmt: skip
    months = np.array([bad] * 3)
    plain(building.update_running)(plants, state, 1.0, months)
    assert (months[0], state.running[0]) == then
    # Where nothing stands, or nothing can be made, nothing shuts.
    assert months[1:].tolist() == [bad] * 2
    assert state.running[1:].tolist() == [running] * 2


def test_what_is_ready_starts_at_the_yield_that_technology_allows_and_what_leaves_takes_none_along():
    # A half of the technology: inputs of 1 / (1 - 0.2 x 0.5) = 10/9; a quarter of the plant is new.
    plants = some(nation=[0] * 5, stage=[3, 3, 4, 1, 2])
    state = some(capacity=[3.0, 3.0, 3.0, 3.0, 2.0], waste=[1.0, 1.0, 1.0, 1.0, 1.5])
    own, lent = np.array([[0.0, 0.0, 0.0, 0.5]]), np.array([[0.0, 0.2, 0.4, 0.0]])
    plain(building.arrive)(plants, state, np.array([1.0, -1.0, 1.0, 0.0, -5.0]), own, lent, 0.2)
    near(state.capacity, [4.0, 2.0, 4.0, 3.0, 0.0])
    near(state.waste, [0.75 + 0.25 * 10 / 9, 1.0, 1.0, 1.0, 1.5])


def test_a_plant_that_starts_from_nothing_has_the_yield_of_its_nation():
    state = some(capacity=[-1e-9], waste=[9.0])
    own, lent = np.array([[0.0]]), np.array([[0.5]])
    plain(building.arrive)(some(nation=[0], stage=[0]), state, np.array([2.0]), own, lent, 0.2)
    assert state.waste[0] == pytest.approx(1 / 0.9, rel=1e-6)


PRM = some(
    capex_mine_usd_per_t=1.0, capex_separation_usd_per_t=2.0, capex_metal_usd_per_t=3.0, capex_magnet_usd_per_t=4.0,
    lead_mine_months=5.0, lead_separation_months=6.0, lead_metal_months=7.0, lead_magnet_months=8.0,
    technology_learning=0.5, learning_rate=0.2,
)  # fmt: skip


def test_recyclers_cost_and_take_as_long_as_separators():
    assert [plain(investing.capital_base)(stage, PRM) for stage in range(5)] == [1.0, 2.0, 3.0, 4.0, 2.0]
    assert [plain(investing.lead_base)(stage, PRM) for stage in range(5)] == [5.0, 6.0, 7.0, 8.0, 6.0]


def learnt(early, made=0.0, research=0.0, base=(100.0, 0.0), prices=1.0):
    """Two nations with one stage after a quarter in which the first makes 10 t a month on two lines, the second nothing."""
    plants, line = some(nation=[0, 0, 1, 0], stage=[0, 0, 0, 1]), lines(plant=[0, 1, 2, 3])
    state = some(activity=[6.0, 4.0, 0.0, 77.0], line_cost=[0.0] * 4)
    own, total, first = np.array([[0.2], [0.3]]), np.full((2, 1), made), np.array([[base[0]], [base[1]]])
    cost, spent = np.array([50.0, 60.0, 70.0, 80.0]), np.array([[research], [0.0]])
    index = np.array([[prices], [1.0]])
    plain(investing.learn)(plants, line, state, cost, index, 3.0, early, spent, own, total, first, PRM)
    return own, total, first, state.line_cost


def test_the_first_year_tells_what_lies_behind_about_five_years_of_it():
    own, made, base, cost = learnt(early=1)
    near(base, [[100.0 + 5 * 30], [0.0]])
    near(own, [[0.2], [0.3]])
    near(made, [[0.0], [0.0]])
    near(cost, [0, 0, 0, 0])


def test_output_lowers_cost_and_raises_technology():
    # 30 t more on 100 of the base and 20 of since: cost falls by a fifth for each doubling of 100. Half of the log growth would
    # close more than a twentieth of the gap, which is the most.
    own, made, base, cost = learnt(early=0, made=20.0)
    near(made, [[50.0], [20.0]])
    near(base, [[100.0], [0.0]])
    assert own[0, 0] == pytest.approx(0.2 + 0.8 * 0.05)
    near(cost[:2], np.array([50.0, 60.0]) * exp(log(0.8) * log(1.5) / log(2)))
    assert cost[3] == 0.0


def test_dearer_labour_and_energy_raise_costs_on_top_of_what_is_learned():
    cheap, dear = (learnt(early=0, made=20.0, prices=index)[3] for index in (1.0, 1.5))
    near(dear[:2], 1.5 * cheap[:2])
    assert dear[2] == cheap[2]


def test_who_makes_nothing_learns_nothing_but_from_research_which_has_its_limit():
    own, _, _, cost = learnt(early=0)
    assert own[1, 0] == 0.3
    assert cost[2] == 70.0
    few, many = (learnt(early=0, research=usd, base=(1e9, 0.0))[0][0, 0] for usd in (1e6, 1e12))
    # 3 months of 1 M over 500 M are 0.6 % of the gap; no money closes more than 2 % of it in a quarter.
    assert few == pytest.approx(0.2 + 0.8 * 0.006, rel=1e-6)
    assert many == pytest.approx(0.2 + 0.8 * 0.02, rel=1e-6)


def test_whoever_starts_from_nothing_learns_as_from_a_hundredth_of_the_world():
    # The base of the second nation is 0.01 x 1e6 = 10,000 t, of which the 30 t are 0.3 %.
    plants, line = some(nation=[0, 1], stage=[0, 0]), lines(plant=[0, 1])
    state, own = some(activity=[0.0, 10.0], line_cost=[0.0, 0.0]), np.array([[0.2], [0.3]])
    first, made, none = np.array([[1e6], [0.0]]), np.zeros((2, 1)), np.zeros((2, 1))
    plain(investing.learn)(plants, line, state, np.ones(2), np.ones((2, 1)), 3.0, 0, none, own, made, first, PRM)
    assert own[1, 0] == pytest.approx(0.3 + 0.7 * 0.5 * log(10_060 / 10_030))
