"""Loops of users, on small tables worked out by hand: need, grades, use, orders, fear, exposure and relations."""

from math import exp, log

import numpy as np
import pytest
from loop_tables import near, plain, some

from sim.equations import demand, ordering, relations

PRM = some(
    thrift_memory=0.5, thrift_speed=2.0, thrift_return=0.12, oxide_elasticity=0.5, demand_elasticity=0.25,
    grade_speed=0.5, grade_substitution=1.0,
)  # fmt: skip


def needed(worth=(16.0, 1.0), fear=0.0, oxide=0, twin=-1, **changes):
    """1,200 a year of a use, 0.002 t each, at a price at rest of 1: in slot 0, and in slot 1 the other grade."""
    uses = some(
        slot=[0, 1], row=[0, 0], product=[0, 1], nation=[0, 0], floor=[0.5, 0.5], limit=[0.12, 0.12],
        is_oxide=[oxide, 0], activity=[1200.0], intensity=[0.002, 0.001], twin=[twin, -1],
    )  # fmt: skip
    state = some(**{
        "worth": [[worth[0]], [worth[1]]], "u_expected": [0.0, 0.0], "fear": [[fear], [0.0]], "thrift": [1.0, 1.0],
        "u_floor": [1.0, 1.0], "u_scale": [1.0, 1.0], "u_design": [1.0, 1.0], "u_shift": [0.0, 0.0], "grade": [0.0, 0.0],
        "b_need": [0.0, 0.0],
    } | changes)  # fmt: skip
    plain(demand.update_need)(uses, state, np.array([1.5]), np.ones(2), PRM)
    return state


def test_need_is_activity_times_intensity_thrifted_and_lowered_by_the_price():
    # 1,200 x 1.5 / 12 = 150 a month. Expected: half of ln 16. Thrift of 1 %: 0.12 / 12, at full speed; 16^-0.25 = 0.5.
    state = needed()
    assert state.u_expected[0] == pytest.approx(0.5 * log(16))
    assert state.thrift[0] == pytest.approx(0.99)
    near(state.b_need, [150 * 0.002 * 0.99 * 0.5, 150 * 0.001])
    assert needed(oxide=1).b_need[0] == pytest.approx(150 * 0.002 * 0.99 * 0.25)


def test_what_designs_and_scale_change_changes_need():
    assert needed(worth=(1.0, 1.0), u_scale=[0.5, 1.0], u_design=[0.8, 1.0]).b_need[0] == pytest.approx(0.3 * 0.4)


def test_prices_a_little_above_rest_and_a_little_fear_press_nobody():
    # Expected 0.2 is 0.05 beyond 0.15, twice of which is a tenth of the limit; fear 0.2 is half of 0.1, as much.
    assert needed(worth=(exp(0.4), 1.0)).thrift[0] == pytest.approx(1 - 0.1 * 0.01)
    assert needed(worth=(exp(0.3), 1.0)).thrift[0] == pytest.approx(1.0)
    assert needed(worth=(1.0, 1.0), fear=0.2).thrift[0] == pytest.approx(1 - 0.1 * 0.01)
    assert needed(worth=(1.0, 1.0), fear=0.1).thrift[0] == 1.0
    assert needed(worth=(1.0, 1.0), thrift=[0.8, 1.0]).thrift[0] == pytest.approx(0.802)


def test_thrifting_goes_as_far_as_the_price_asks_and_no_further():
    # Expected ln 2 is 0.5431 beyond 0.15: exp(-3 x 0.25 x 0.5431) = 0.6654 for magnets, with 0.5 for oxides 0.4428: the floor.
    known = {"u_expected": [log(2.0), 0.0], "worth": (2.0, 1.0)}
    wanted = exp(-3 * 0.25 * (log(2) - 0.15))
    assert needed(**known, thrift=[0.67, 1.0]).thrift[0] == pytest.approx(wanted, rel=1e-12)
    assert needed(**known, oxide=1, thrift=[0.503, 1.0]).thrift[0] == pytest.approx(0.5)
    # Who has saved more than this price asks for comes back at 12 % of the gap a year.
    assert needed(**known, thrift=[0.6, 1.0]).thrift[0] == pytest.approx(0.6 + (wanted - 0.6) * 0.01)


def test_thrift_has_a_floor_that_policies_can_lower():
    assert needed(thrift=[0.5, 1.0]).thrift[0] == 0.5
    assert needed(thrift=[0.5, 1.0], u_floor=[0.8, 1.0]).thrift[0] == pytest.approx(0.495)


def test_a_price_below_one_dollar_counts_as_one():
    assert needed(worth=(0.25, 1.0)).u_expected[0] == 0.0


def test_a_grade_that_gets_dearer_passes_need_on_to_the_other():
    # ln 4 dearer, half of it in a month: exp(-0.5 ln 4) = a half of what is needed at 4^-0.25, in either grade.
    state = needed(worth=(4.0, 1.0), twin=1, thrift=[1.0, 1.0], u_expected=[-log(4), 0.0])
    heavy = 150 * 0.002 * 4**-0.25
    assert state.grade[0] == pytest.approx(log(2))
    near(state.b_need, [heavy / 2, 0.15 + heavy / 2])


def test_a_redesign_moves_need_before_grades_do():
    state = needed(worth=(4.0, 1.0), twin=1, u_expected=[-log(4), 0.0], u_shift=[0.25, 0.0])
    heavy = 150 * 0.002 * 4**-0.25
    near(state.b_need, [heavy * 0.75 / 2, 0.15 + heavy * (0.25 + 0.75 / 2)])


def test_a_grade_that_gets_cheaper_takes_need_from_the_other_but_no_more_than_half_of_it():
    # exp(0.5 ln 1.21) = 1.1 of 0.3; from a slot of 0.15 x 1.21^-0.25. At twice: 1.2 at most, of 0.3, is 0.06.
    light = 0.15 * 1.21**-0.25
    near(needed(worth=(1.0, 1.21), twin=1, u_expected=[0.0, -log(1.21)]).b_need, [0.33, light - 0.03])
    much = needed(worth=(1.0, 16.0), twin=1, u_expected=[0.0, -log(16)], u_scale=[1.0, 0.1])
    near(much.b_need, [0.3 + 0.5 * 0.015 / 2, 0.5 * 0.015 / 2])


def test_what_is_used_is_what_is_needed_as_far_as_there_is_stock_and_the_scarcest_part_loses_output():
    uses = some(slot=[0, 1, 2, 3], row=[0, 0, 1, 1])
    state = some(b_need=[10.0, 10.0, 4.0, 0.0], b_stock=[9.0, 4.0, 5.0, 3.0])
    lost, used = np.full(2, 9.0), np.zeros(4)
    plain(demand.consume)(uses, state, lost, used)
    near(used, [9.0, 4.0, 4.0, 0.0])
    near(state.b_stock, [0.0, 0.0, 1.0, 3.0])
    near(lost, [0.6, 0.0])


def test_magnets_in_use_come_back_by_age_as_far_as_they_are_collected():
    newest = np.array([[1.0, 0.0], [0.0, 0.0]])
    plain(demand.add_cohort)(some(nation=[0, 1, 1]), np.array([0, 1, -1]), np.array([2.0, 3.0, 50.0]), newest)
    assert newest.tolist() == [[3.0, 0.0], [0.0, 3.0]]
    # Two cohorts of 10 and 20 t: the first retires by 0.2 in its second month, the second by 0.1 in its first.
    cohorts, out = np.array([[[10.0]], [[20.0]], [[500.0]]]), np.full((1, 1), 9.0)
    plain(demand.retire)(np.array([0.1, 0.2, 0.7]), cohorts, 2, np.array([[1.0]]), np.array([0.5]), out)
    assert out[0, 0] == pytest.approx(0.5 * (1 + 0.2 * 10 + 0.1 * 20))


def test_orders_follow_need_and_stock_with_the_cover_of_the_product_and_the_fear_of_the_nation():
    out = np.zeros(2)
    fear = np.array([[0.9, 0.4], [0.9, 0.0]])
    given = np.array([0, 1]), np.array([1, 1]), np.array([10.0, 10.0]), np.array([12.0, 40.0])
    plain(ordering.place_orders)(*given, np.array([2.0, 1.0]), fear, 1.5, 0.5, out)
    near(out, [20.0, 0.0])


def test_shortfalls_of_more_than_a_twentieth_frighten():
    # 0.2 + 0.4 x (0.3 - 0.05) x 0.8 + 0.2 x 0.25 x 0.8 - 0.1 x 0.2; where nothing lacks only what was announced counts.
    fear = np.array([[0.2, 0.2, 0.2]])
    lack, announced = np.array([[0.3, 0.04, 0.0]]), np.array([[0.25, 0.0, 0.25]])
    plain(ordering.update_fear)(fear, lack, announced, 0.4, 0.2, 0.1)
    near(fear, [[0.2 + 0.08 + 0.04 - 0.02, 0.18, 0.22]])


def test_what_lacks_is_use_that_was_asked_for_and_not_what_fear_orders_on_top():
    # Two users of the first nation: one orders 30 for a use of 10 and gets 8, the other 5 of 10 (it has stock) and gets
    # 5: 2 of 15 lack, while 22 of 35 ordered did not come. In the second a desk, which uses nothing, gets nothing.
    lack = np.full((1, 3), 9.0)
    slots = np.zeros(3, dtype=int), np.array([0, 0, 1])
    order, need, received = np.array([30.0, 5.0, 40.0]), np.array([10.0, 10.0, 0.0]), np.array([8.0, 5.0, 0.0])
    plain(ordering.sum_lack)(*slots, order, need, received, lack)
    near(lack, [[2 / 15, 0.0, 0.0]])


@pytest.mark.parametrize(
    ("fear", "received", "calm", "exposure"),
    [
        # The mean fear of the two products, or the unfilled share of all orders, whichever is larger.
        ((0.6, 0.2), (30.0, 10.0), 0.0, 0.2 + 0.1 * (0.4 - 0.2)), ((0.6, 0.2), (5.0, 15.0), 0.0, 0.2 + 0.1 * (0.5 - 0.2)),
        ((0.6, 0.2), (30.0, 10.0), 0.75, 0.2 + 0.1 * (0.1 - 0.2)), ((0.0, 0.0), (30.0, 10.0), 0.0, 0.18),
    ],
)  # fmt: skip
def test_exposure_follows_fear_or_unfilled_orders_unless_a_promise_calms(fear, received, calm, exposure):
    found = np.array([0.2])
    ordered, got = np.array([[30.0], [10.0]]), np.array([[received[0]], [received[1]]])
    plain(ordering.expose)(np.array([[fear[0]], [fear[1]]]), ordered, got, np.array([calm]), found)
    near(found, [exposure])


def test_who_orders_nothing_is_wholly_unfilled():
    found = np.array([0.2])
    none = np.zeros((1, 1))
    plain(ordering.expose)(none, none, none, np.zeros(1), found)
    near(found, [0.2 + 0.1 * 0.8])


def test_relations_move_pair_by_pair_and_at_home_nothing_does():
    found, trust = np.array([[0.9, 0.2], [-0.4, 0.9]]), np.zeros((2, 2))
    rest, shock = np.array([[0.0, 0.4], [0.0, 0.0]]), np.array([[5.0, -0.1], [0.2, 5.0]])
    plain(relations.update_relations)(found, rest, shock, 0.05, 0.95, trust)
    near(found, [[0.9, 0.11], [-0.18, 0.9]])
    near(trust, [[0.95, 0.555], [0.41, 0.95]])
