"""Loops of trade, on small tables worked out by hand: offtakes, desks of traders, routes and what was traded."""

from math import log

import numpy as np
import pytest
from loop_tables import near, plain, some

from sim.equations import offtakes, trading


def reserved(
    share, host=1, buyer=0, habits=((0.5, 0.5, 0.5), (0.0, 0.0, 0.0), (0.5, 0.5, 0.5)), order=(30.0, 10.0, 40.0)
):
    """Habits, by seller and buyer, after a claim of nation 0 on 20 t of nation 1; half of trade is by contract."""
    slots = some(
        offsets=[[0, 3], [0, 3], [2, 11]], b_nation=[0, 0, 1], b_desk=[-1, -1, -1], s_nation=[0, 0, 1], s_desk=[-1, 0, -1],
    )  # fmt: skip
    habit = np.concatenate([[9.0, 9.0], np.ravel(habits)])  # two links of another product come first
    claims = some(product=[0], buyer=[buyer], host=[host], share=[share])
    plain(offtakes.reserve)(claims, slots, 0.5, np.array([50.0, 9.0, 20.0]), np.array(order), habit)
    assert habit[:2].tolist() == [9.0, 9.0]
    return habit[2:].reshape(3, 3)


def test_a_claim_bounds_what_others_may_ask_for_by_contract():
    # 40 t of orders, of which half by contract and by habit: the claimant asks for 10 t already, as 0.5 of 20 t; the other
    # buyer, for 0.5 x 40 x 0.5 = 10 t, may ask for the rest of 10 t.
    near(reserved(0.5), [[0.5, 0.5, 0.5], [0, 0, 0], [0.5, 0.5, 0.5]])
    # Of a claim on 0.75 a quarter of 20 t is left to the other.
    near(reserved(0.75)[2, 2], 0.25)


def test_a_claimant_asks_its_host_for_its_share_and_others_for_less():
    # 0.75 x 20 = 15 t are 0.75 of half of 40 t: habits of 0.75 there, and what is left of 0.5 elsewhere halves.
    near(reserved(0.75)[:, :2], [[0.25, 0.25], [0, 0], [0.75, 0.75]])
    # Where the claimant orders less than it may claim, it asks for all of it there, and leaves the rest to others.
    small = reserved(0.75, order=(4.0, 0.0, 400.0))
    near(small[:, :2], [[0.0, 0.0], [0, 0], [1.0, 1.0]])
    near(small[2, 2], 0.5 * (1 - 0.2) * 20 / 100)


def test_a_claim_of_nobody_or_on_nothing_changes_nothing():
    same = np.array([[0.5] * 3, [0.0] * 3, [0.5] * 3])
    near(reserved(0.75, order=(0.0, 0.0, 40.0)), same)
    near(reserved(0.75, host=2), same)


def desk(momentum, stock, expected=5.0):
    """Order and supply of a desk with a base stock of 100 (of which it holds twice, at a scale of 2) and 8 t of handling."""
    order, supply = np.zeros(1), np.zeros(1)
    prm = some(trader_scale=2.0, trader_carry=0.01, trader_sensitivity=8.0, trader_limit=4.0, order_adjustment=0.5)
    desks = some(seller=[0], buyer=[0], base=[100.0], handling=[8.0])
    plain(trading.order_desks)(
        desks, np.array([0]), np.array([0]), np.array([[momentum]]), np.array([stock]), np.array([expected]), order,
        supply, prm,
    )  # fmt: skip
    return order[0], supply[0]


def test_a_desk_at_rest_passes_on_what_it_expects_to_sell():
    assert desk(0.0, 200.0) == (5.0, 5.0)
    assert desk(0.01, 200.0, expected=50.0) == (16.0, 16.0)


def test_a_desk_holds_back_while_prices_rise_and_lets_go_when_they_fall():
    # It misses 6 t: half of them more in its orders and less in what it lets go.
    assert desk(0.0, 194.0) == (8.0, 2.0)
    assert desk(0.0, 206.0) == (2.0, 8.0)
    # A gain of ln 2 / 8 doubles what it wants: 16 t is all that it can handle, and it lets nothing go.
    assert desk(0.01 + log(2) / 8, 200.0) == (16.0, 0.0)
    assert desk(-0.01 - log(2) / 8, 200.0) == (0.0, 55.0)
    assert desk(0.0, 3.0) == (16.0, 0.0)
    assert desk(-9.0, 60.0, expected=70.0) == (11.0, 21.0)
    assert desk(0.0, 300.0, expected=300.0)[1] == 66.0


def smuggled(reexport=0, cap=np.inf, access=1.0, tax=0.0, pooled=False, certified=0.0, **changes):
    """A route of 40 t from a desk in nation 0 to one in 1, where goods cost twice as much; one in four is found, fine 1."""
    given = {"stock": 100.0, "there": 5.0, "spot": 200.0, "quote": 100.0} | changes
    cells = np.zeros((1, 2, 2))
    state = some(
        spot=[[0.0, given["spot"]]], quote=[[given["quote"], 0.0]], s_stock=[given["stock"], given["there"]],
        s_expected=[1.0, 1.0], s_mix=[[0.8, 0.4], [0.0, 0.0]],
    )  # fmt: skip
    flow, seized = np.full(1, 9.0), np.full(1, 9.0)
    prm = some(smuggling_gap=0.5, smuggling_width=0.1)
    plain(trading.run_routes)(
        some(source=[0], target=[1], reexport=[reexport], capacity=[40.0]), np.array([0, 0]), np.array([0, 1]), state,
        cells + access, cells + cap, cells + tax, np.full(cells.shape, pooled), cells + certified, np.array([0.25]), np.array([1.0]),
        prm, flow, seized,
    )  # fmt: skip
    return flow[0], seized[0], state


@pytest.mark.parametrize("rule", [{"cap": 10.0}, {"access": 0.49}, {"tax": 0.021}, {"pooled": True}])
def test_goods_are_smuggled_where_a_lane_is_limited_or_taxed(rule):
    # A gap of 1 less 0.25 x 2 and a threshold of 0.5: indifferent, so half of 40 t; a quarter of it is found.
    flow, seized, state = smuggled(**rule)
    assert (flow, seized) == (pytest.approx(15.0), pytest.approx(5.0))
    near(state.s_stock, [80.0, 20.0])
    near(state.s_expected, [1.0 + 5.0, 1.0])
    near(state.s_mix[1], [0.6, 0.3])


@pytest.mark.parametrize("rule", [{}, {"access": 0.5}, {"tax": 0.02}, {"certified": 1.0}])
def test_nothing_is_smuggled_over_a_free_border(rule):
    flow, seized, state = smuggled(**rule)
    assert (flow, seized) == (0.0, 0.0)
    assert state.s_stock.tolist() == [100.0, 5.0]


def test_what_a_certificate_forbids_is_what_is_re_exported():
    assert smuggled(reexport=1, certified=0.5)[0] == pytest.approx(7.5)
    assert smuggled(reexport=1, cap=10.0)[0] == 0.0


def test_a_route_takes_no_more_than_most_of_the_stock_and_an_empty_desk_begins_with_what_arrives():
    flow, seized, state = smuggled(cap=1.0, stock=10.0, there=0.0)
    assert (flow, seized) == (pytest.approx(6.0), pytest.approx(2.0))
    near(state.s_mix[1], [0.8, 0.4])
    # A quote below one dollar counts as one.
    assert smuggled(cap=1.0, quote=0.5, spot=2.0)[0] == pytest.approx(15.0)
    assert smuggled(cap=1.0, stock=0.0, there=0.0)[2].s_mix.tolist() == [[0.8, 0.4], [0.0, 0.0]]


def test_what_was_traded_leaves_sellers_and_goes_to_buyers_and_desks_sell_it_on():
    # A plant had 2 t and gets 6; a desk, that sells as seller 1, had 9 less 5 t sold and gets 4; the third gets nothing.
    state = some(
        s_stock=[10.0, 9.0], s_mix=[[0.5, 0.5], [0.2, 0.2]], b_stock=[2.0, 0.0, 3.0], b_mix=[[0.1, 0.1]] + [[0.9, 0.9]] * 2,
    )  # fmt: skip
    slots = some(b_desk=[-1, 0, -1])
    mix = np.array([[3.0, 2.0, 0.0], [1.0, 0.0, 0.0]])
    plain(trading.receive)(slots, state, np.array([6.0, 4.0, 0.0]), mix, np.array([12.0, 5.0]), np.array([1]))
    near(state.s_stock, [0.0, 8.0])
    near(state.b_stock, [8.0, 0.0, 3.0])
    near(state.b_mix, [[3.2 / 8, 1.2 / 8], [0.9, 0.9], [0.9, 0.9]])
    near(state.s_mix, [[0.5, 0.5], [2.8 / 8, 0.8 / 8]])


def test_expected_sales_follow_what_is_asked_for():
    expected = np.array([10.0, 4.0])
    plain(trading.expect)(expected, np.array([14.0, 0.0]), 0.25)
    near(expected, [11.0, 3.0])


def test_slots_are_added_up_by_product_and_nation():
    out = np.full((2, 2), 9.0)
    plain(trading.sum_by_nation)(np.array([0, 1, 1]), np.array([1, 0, 0]), np.array([1.0, 2.0, 4.0]), out)
    assert out.tolist() == [[0.0, 1.0], [6.0, 0.0]]
