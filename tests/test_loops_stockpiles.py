"""Loops of public stockpiles, on small tables worked out by hand: who buys, who gets what, who pays."""

import numpy as np
import pytest
from loop_tables import near, plain, some

from sim.equations import stockpiling

#: Three buyers of product 0: two plants of nation 0, one of 1, and a desk in nation 0.
SLOTS = some(
    offsets=[[0, 3], [0, 4], [0, 12]], b_nation=[0, 0, 1, 0], b_desk=[-1, -1, -1, 0], b_plant=[0, 1, 2, 3],
    b_product=[0, 0, 0, 0],
)  # fmt: skip


def test_orders_of_a_nation_are_those_of_its_plants():
    order = np.array([3.0, 4.0, 5.0, 100.0])
    assert [plain(stockpiling.orders_of)(SLOTS, 0, n, order) for n in (0, 1)] == [7.0, 5.0]


def stock(public=12.0, held=(0.0, 6.0, 0.0, 0.0)):
    return some(
        public=[[public, 1.0]], public_mix=[[[0.5, 0.25], [0.0, 0.0]]], paid=[[10.0, 20.0]], b_stock=list(held),
        b_mix=[[0.2, 0.2], [0.1, 0.05], [0.0, 0.0], [0.0, 0.0]], spot=[[100.0, 100.0]], b_need=[6.0, 2.0, 4.0, 50.0],
    )  # fmt: skip


def test_a_stockpile_hands_over_a_share_of_orders_and_is_paid_what_the_market_pays():
    state, order = stock(), np.array([4.0, 12.0, 8.0, 9.0])
    cost, cash = np.zeros(2), np.zeros(4)
    plain(stockpiling.hand_over)(SLOTS, 0, 0, 0.5, 0, state, order, cost, cash)
    near(order, [2.0, 6.0, 8.0, 9.0])
    near(state.public, [[4.0, 1.0]])
    near(state.b_stock, [2.0, 12.0, 0.0, 0.0])
    # The first had nothing and takes over the mix; half of what the second has is new.
    near(state.b_mix[:2], [[0.5, 0.25], [0.3, 0.15]])
    near(cost, [-80.0, 0.0])
    near(cash, [-20.0, -60.0, 0.0, 0.0])


def test_a_stockpile_that_runs_out_gives_what_it_has_in_turn():
    state, order = stock(public=3.0), np.array([4.0, 12.0, 8.0, 9.0])
    plain(stockpiling.hand_over)(SLOTS, 0, 0, 0.5, 0, state, order, np.zeros(2), np.zeros(4))
    near(order, [2.0, 11.0, 8.0, 9.0])
    near(state.public, [[0.0, 1.0]])


@pytest.mark.parametrize(
    ("most", "members", "open_share", "order"),
    [
        # Orders of 16 at home and 8 x 0.5 abroad: 10 of 20 are a half, abroad with half of the way open a quarter.
        (10.0, [1.0, 1.0], 0.5, [2.0, 6.0, 6.0, 9.0]), (8.0, [1.0, 0.0], 0.5, [2.0, 6.0, 8.0, 9.0]),
        (2.0, [0.0, 1.0], 0.5, [4.0, 12.0, 6.0, 9.0]), (90.0, [0.0, 1.0], 0.5, [4.0, 12.0, 4.0, 9.0]),
        (10.0, [0.0, 1.0], 0.0, [4.0, 12.0, 8.0, 9.0]), (10.0, [0.0, 0.0], 1.0, [4.0, 12.0, 8.0, 9.0]),
    ],
)  # fmt: skip
def test_a_release_goes_to_members_by_their_orders_and_as_far_as_the_way_is_open(most, members, open_share, order):
    state, found = stock(), np.array([4.0, 12.0, 8.0, 9.0])
    access = np.array([[0.1, open_share], [0.1, 0.1]])
    plain(stockpiling.release)(SLOTS, 0, 0, most, np.array(members), access, state, found, np.zeros(2), np.zeros(4))
    near(found, order)


def run(ordered=(10.0, 10.0), received=(10.0, 10.0), is_open=0, public=12.0, **changes):
    """A stockpile of nation 0, also open to 1: twice 8 t of use and 40 t at least, in 4 months; half of it at a release."""
    orders = some(**{
        "product": [0], "nation": [0], "members": [[1.0, 1.0]], "price_multiple": [2.0], "gap_share": [0.2],
        "is_open": [is_open], "release_share": [0.5], "buy_below": [1.5], "months": [2.0], "tonnes": [40.0],
        "fill_months": [4.0],
    } | {k: v for k, v in changes.items() if k != "spot"})  # fmt: skip
    state, order, public_order = stock(public), np.array([4.0, 12.0, 8.0, 9.0]), np.zeros(4)
    state.spot[:] = changes.get("spot", 100.0)
    plain(stockpiling.run_stockpiles)(
        orders, SLOTS, np.array([80.0]), np.array([ordered]), np.array([received]), np.ones((1, 2, 2)), state, order,
        public_order, np.zeros(2), np.zeros(4),
    )  # fmt: skip
    return order.tolist(), public_order.tolist()


def test_a_stockpile_buys_through_its_users_in_proportion_to_their_need():
    # A quarter of the target of 40 t: 10 t, by need of 6 and 2.
    order, public = run()
    assert public == [7.5, 2.5, 0.0, 0.0]
    assert order == [11.5, 14.5, 8.0, 9.0]
    # What is missing is less; months of use count where they are more: 10 x 8 = 80.
    assert sum(run(public=36.0)[1]) == 4.0
    assert sum(run(months=[10.0])[1]) == 20.0


def test_a_stockpile_does_not_buy_dear_or_when_it_is_full():
    assert run(spot=121.0)[1] == [0.0] * 4
    assert sum(run(spot=120.0)[1]) == 10.0
    assert run(public=40.0)[1] == [0.0] * 4


def test_a_stockpile_opens_where_goods_are_scarce_to_those_who_lack_them():
    # Half of 12 t: to nation 1, which got 7 of 10 t, or to both where both pay more than twice the base price of 80.
    order, public = run(received=(10.0, 7.0))
    assert (order, public) == ([4.0, 12.0, 2.0, 9.0], [0.0] * 4)
    assert run(received=(10.0, 8.5))[1] != [0.0] * 4
    assert run(spot=161.0)[0] == pytest.approx([3.0, 9.0, 6.0, 9.0])
    assert run(is_open=1)[0] == pytest.approx([3.0, 9.0, 6.0, 9.0])
    assert run(is_open=1, members=[[0.0, 1.0]])[0] == [4.0, 12.0, 2.0, 9.0]


def test_stock_without_a_plan_is_sold_at_home_by_and_by():
    state, order = stock(), np.array([4.0, 12.0, 8.0, 9.0])
    plain(stockpiling.dissolve)(
        SLOTS, np.array([[0, 1]]), 0.5, np.ones((1, 2, 2)), state, order, np.zeros(2), np.zeros(4)
    )
    near(order, [2.5, 7.5, 8.0, 9.0])
    near(state.public, [[6.0, 1.0]])
    kept, still = stock(), np.array([4.0, 12.0, 8.0, 9.0])
    plain(stockpiling.dissolve)(
        SLOTS, np.array([[1, 1]]), 0.5, np.ones((1, 2, 2)), kept, still, np.zeros(2), np.zeros(4)
    )
    near(still, [4.0, 12.0, 8.0, 9.0])


def test_the_state_takes_and_pays_for_its_part_of_what_its_users_received():
    # Half of what the first ordered was for the state: 4 of 8 t and 200 of 400 USD; the second received nothing.
    state, public = stock(held=(9.0, 1.0, 0.0, 0.0)), np.array([5.0, 3.0, 0.0, 0.0])
    cost, cash = np.array([1.0, 0.0]), np.zeros(4)
    plain(stockpiling.store)(
        SLOTS, np.array([10.0, 3.0, 8.0, 0.0]), np.array([8.0, 0.0, 5.0, 0.0]), np.array([400.0, 0.0, 90.0, 0.0]), state,
        public, cost, cash,
    )  # fmt: skip
    near(state.public, [[16.0, 1.0]])
    near(state.b_stock, [5.0, 1.0, 0.0, 0.0])
    near(state.public_mix[0, 0], [0.5 + (0.2 - 0.5) * 0.25, 0.25 + (0.2 - 0.25) * 0.25])
    near(cost, [201.0, 0.0])
    near(cash, [200.0, 0.0, 0.0, 0.0])
    assert public.tolist() == [0.0] * 4


def test_the_state_takes_no_more_than_is_there():
    state, public = stock(held=(3.0, 0.0, 0.0, 0.0)), np.array([20.0, 5.0, 0.0, 0.0])
    cost = np.zeros(2)
    plain(stockpiling.store)(
        SLOTS, np.array([10.0, 0.0, 0.0, 0.0]), np.array([8.0, 9.0, 0.0, 0.0]), np.array([400.0, 70.0, 0.0, 0.0]), state,
        public, cost, np.zeros(4),
    )  # fmt: skip
    near(state.public, [[15.0, 1.0]])
    near(cost, [400.0, 0.0])
