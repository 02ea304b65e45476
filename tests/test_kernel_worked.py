"""The market: numbers worked out by hand, in the order in which trade is settled."""

from dataclasses import replace

import numpy as np
import pytest
from market_tables import clear, flow, pack, simple
from numpy.testing import assert_allclose, assert_array_equal

from sim.market.kernel import MOST_PAIRS, clear_all


def test_two_sellers_and_two_buyers_come_out_as_worked_by_hand():
    # Contracts ask half of every order by habit: seller 0 is asked 4 + 1 = 5 of its 8, seller 1 1 + 4 = 5 of 5.
    # On the spot, 5 + 5 are still wanted and only seller 0 has stock, 3 t: it fills 0.3 of each.
    market = simple([8, 5], [10, 10], [[0.8, 0.2], [0.2, 0.8]], contract_share=0.5)
    trade = clear(market, spot_rounds=1)
    assert_allclose(trade.flow_contract, [[4.0, 1.0], [1.0, 4.0]])
    assert_allclose(trade.flow_spot, [[1.5, 1.5], [0.0, 0.0]], atol=1e-12)
    assert_allclose(trade.requested, [15.0, 5.0])
    assert_allclose(trade.received, [6.5, 6.5])
    assert_allclose(trade.received_contract, [5.0, 5.0])


def test_spot_orders_split_by_attraction_habit_trust_and_stock():
    market = simple(
        [30, 10], [4], [[0.15], [0.85]], contract_share=0.0, curiosity=0.05, trust=np.array([1.0, 0.5]),
        attraction=np.array([[0.5, 1.0], [1.0, 1.0]]),
    )  # fmt: skip
    weights = np.array([0.5 * 0.2 * 30, 1.0 * 0.9 * 0.5 * 10])
    assert_allclose(clear(market, 1).flow_spot[:, 0], 4 * weights / weights.sum())


def test_money_and_tracers_come_out_as_worked_by_hand():
    market = simple(
        [6, 4], [10], [[0.5], [0.5]], contract_share=0.4, tracer=np.array([[1.0, 0.0], [0.5, 0.25]]),
        contract_price=np.array([[10.0, 0.0], [20.0, 0.0]]), spot_price=np.array([[30.0, 0.0], [40.0, 0.0]]),
        fee=np.array([[0.0, 0.0], [5.0, 0.0]]),
    )  # fmt: skip
    trade = clear(market, 2)
    assert_allclose(trade.sold, [6, 4])
    assert_allclose(trade.revenue, [2 * 10 + 4 * 30, 2 * 20 + 2 * 40])
    assert_allclose(trade.payment, [trade.revenue.sum() + 4 * 5])
    assert_allclose(trade.received_tracer[:, 0], [6.0, 6 * 0.5 + 4 * 0.25])


def test_habits_move_by_their_speed_towards_what_was_delivered():
    market = simple([3, 100], [10, 0], [[0.8, 0.5], [0.2, 0.5]], habit_speed=0.25)
    trade = clear(market, 2)
    share = flow(trade)[:, 0] / trade.received[0]
    assert_allclose(trade.habit[:, 0], 0.75 * np.array([0.8, 0.2]) + 0.25 * share)
    assert_allclose(trade.habit[:, 1], [0.5, 0.5])  # who received nothing keeps its habits


def test_contracts_are_served_before_the_spot_market():
    # Seller 0's whole stock is under contract to buyer 0, so that buyer 1 gets none of it.
    market = simple([7.5, 0], [10, 10], [[1.0, 0.0], [0.0, 1.0]])
    trade = clear(market)
    assert_allclose(flow(trade)[0], [7.5, 0.0], atol=1e-12)


def test_a_sold_out_seller_leaves_demand_to_the_others():
    trade = clear(simple([2, 100], [10], [[1.0], [0.0]]))
    assert_allclose(flow(trade)[:, 0], [2.0, 8.0])


def test_a_full_lane_leaves_demand_to_other_lanes():
    cap = np.array([[3.0, np.inf], [np.inf, np.inf]])
    market = simple([100, 100], [10], [[1.0], [0.0]], cap=cap)
    trade = clear(market, 1)
    assert_allclose(flow(trade)[:, 0], [3.0, 7.0])
    assert trade.lane_requested[0, 0] > 9.0  # what buyers wanted from the lane is still told
    assert_allclose(trade.lane_permitted[:, 0], [3.0, 7.0])


def test_the_spot_market_gets_what_contracts_leave_of_a_cap_even_where_it_asks_less_than_the_whole_cap():
    # Contracts take 4 of the 7 t that may pass; of the 6 t still wanted, 3 may follow.
    trade = clear(simple([100], [10], [[1.0]], contract_share=0.4, cap=np.array([[7.0]])), 2)
    assert_allclose((trade.flow_contract[0, 0], trade.flow_spot[0, 0]), (4.0, 3.0))


def test_a_market_too_large_for_the_room_is_refused_and_the_largest_is_not():
    nations = 100
    most = MOST_PAIRS // nations
    for buyers in (most, most + 1):
        who = {"seller_nation": np.zeros(1), "buyer_nation": np.sort(np.arange(buyers) % nations)}
        market = simple([5.0], np.ones(buyers), np.ones((1, buyers)), nations=nations, **who)
        if buyers == most:
            assert_allclose(clear(market).sold, [5.0])
        else:
            with pytest.raises(ValueError, match="too many buyers"):
                clear(market)


def test_a_shortage_shows_in_full_even_when_contracts_take_all_stock():
    just_enough_for_contracts = clear(simple([7.5], [10], [[1.0]]))
    a_little_more = clear(simple([7.6], [10], [[1.0]]))
    assert_allclose(just_enough_for_contracts.requested, [10.0])
    assert_allclose(a_little_more.requested, [10.0])


@pytest.mark.parametrize("contract_share", [0.0, 0.75, 1.0])
def test_a_tighter_cap_never_means_more_over_that_lane(contract_share):
    rng = np.random.default_rng(5)
    for _ in range(50):
        habit = rng.random((4, 6))
        market = simple(rng.random(4) * 5, rng.random(6) * 5, habit / habit.sum(0), contract_share=contract_share)
        over_lane = []
        for tonnes in (np.inf, 4.0, 2.0, 1.0, 0.5, 0.0):
            cap = market.cap.copy()
            cap[1, 2] = tonnes
            trade = clear(replace(market, cap=cap))
            over_lane.append((trade.lane_contract + trade.lane_spot)[1, 2])
        assert (np.diff(over_lane) <= 1e-9).all()
        assert over_lane[-1] == 0.0


def test_who_is_sold_out_by_contract_gives_exactly_nothing_on_the_spot():
    market = simple(
        [1.0, 0.3, 0.7], [4.0, 9.0], np.full((3, 2), 1 / 3), contract_share=1.0, seller_nation=np.zeros(3, int)
    )
    trade = clear(market)
    assert_array_equal(trade.flow_spot, 0.0)
    assert_array_equal(trade.lane_spot, 0.0)
    assert_array_equal(trade.received, trade.received_contract)


def test_an_order_in_full_counts_what_each_seller_gives():
    # Contracts ask 3 t of each of two sellers of one nation: seller 0 has 1, so that 4 t come; 2 more come on the spot.
    market = simple([1, 9], [6], [[0.5], [0.5]], contract_share=1.0, seller_nation=np.zeros(2, int), nations=2)
    trade = clear(market)
    assert_allclose(trade.flow_contract[:, 0], [1.0, 3.0])
    assert_allclose(trade.flow_spot[:, 0], [0.0, 2.0])
    assert_allclose(trade.received, [6.0])


def test_more_than_two_spot_rounds_are_refused():
    with pytest.raises(ValueError, match="at most two spot rounds"):
        clear(simple([1], [1], [[1.0]]), 3)


def test_without_room_for_tonnes_by_link_all_else_is_the_same():
    rng = np.random.default_rng(3)
    habit = rng.random((5, 9))
    with_links = pack([simple(rng.random(5), rng.random(9), habit / habit.sum(0), seller_nation=np.arange(5) // 2)])
    without = {name: array.copy() for name, array in with_links.items()}
    without["links"] = without["links"][:1].copy()
    for packed in (with_links, without):
        clear_all(np.arange(1), 2, **packed)
    for name in ("sellers", "buyers", "lanes"):
        assert_array_equal(without[name], with_links[name])
    assert_array_equal(without["links"][0], with_links["links"][0])


def test_equal_inputs_give_equal_bytes():
    rng = np.random.default_rng(1)
    habit = rng.random((13, 29))
    market = simple(rng.random(13), rng.random(29), habit / habit.sum(0), nations=7, seller_nation=np.arange(13) // 2,
                    buyer_nation=np.arange(29) // 5)  # fmt: skip
    for first, second in zip(clear(market), clear(market), strict=True):
        assert first.tobytes() == second.tobytes()


def test_nobody_to_trade_gives_zeros():
    for sellers, buyers in ((0, 0), (0, 3), (3, 0)):
        trade = clear(simple([1.0] * sellers, [1.0] * buyers, np.zeros((sellers, buyers)), nations=3))
        assert not any(np.any(getattr(trade, name)) for name in ("sold", "received", "payment", "lane_spot"))
