"""Loops of prices, on small tables worked out by hand: offers, and quotes by tension, by cost and by netback."""

from math import exp, log

import numpy as np
import pytest
from loop_tables import lines, near, plain, some

from sim.equations import pricing


def test_offers_are_what_is_made_and_a_part_of_the_stock_beyond_its_cover_and_of_desks_what_they_let_go():
    # Two makers in nation 0: 10 + 0.5 x (30 - 2 x 5) = 20, and 4 + 0.5 x (1 - 2 x 10) = -5.5, which is nothing; a desk in 1.
    slots = some(s_product=[0, 0, 0], s_nation=[0, 0, 1], s_desk=[-1, -1, 0], s_plant=[0, 1, -1])
    state = some(
        requested=[[99.0, 99.0]], offered=[[99.0, 99.0]], s_output=[10.0, 4.0, 77.0], s_stock=[30.0, 1.0, 500.0],
        cover=[2.0], s_expected=[5.0, 10.0, 1.0], capacity=[8.0, 9.0],
    )  # fmt: skip
    standing = np.full((1, 2), 99.0)
    asked, redirected, supply = np.array([3.0, 5.0, 7.0]), np.array([1.0, 0.0, 2.0]), np.array([70.0, 80.0, 6.0])
    plain(pricing.sum_offers)(slots, state, asked, redirected, supply, 0.5, standing)
    near(state.requested, [[9.0, 9.0]])
    near(state.offered, [[20.0, 6.0]])
    near(standing, [[17.0, 0.0]])


def quoted(**changes):
    """The quote and anchor of an oxide in one nation after a month, from 100 at rest; its base year's price is 50."""
    state = some(**{
        "quote": [[100.0]], "anchor": [[100.0]], "spot": [[160.0]], "index_out": [90.0], "requested": [[20.0]],
        "offered": [[10.0]],
    } | {k: v for k, v in changes.items() if k not in ("sellers", "standing", "ceiling")})  # fmt: skip
    plain(pricing.price_by_tension)(
        [0], np.array([[changes.get("sellers", 1)]]), np.array([[changes.get("standing", 5.0)]]), np.array([50.0]), state,
        0.5, 1.0, changes.get("ceiling", 100.0), 0.1, 0.25,
    )  # fmt: skip
    return state.quote[0, 0], state.anchor[0, 0]


def test_an_oxide_quote_moves_with_tension_and_its_anchor_follows():
    # Twice as much is asked as offered: by the root of two, and the anchor by the fourth root of that.
    quote, anchor = quoted()
    assert quote == pytest.approx(100 * 2**0.5)
    assert anchor == pytest.approx(100 * 2**0.125)
    assert quoted(anchor=[[200.0]])[0] == pytest.approx(100 * 2**0.6)


def test_an_oxide_quote_has_a_ceiling_in_multiples_of_the_base_year():
    assert quoted(ceiling=2.2)[0] == pytest.approx(110.0)


def test_where_no_plant_stands_or_nothing_is_on_offer_the_landed_price_pulls_the_quote():
    # Three tenths of the log gap from 100 x 2^0.5 to 160; without an offer there is no tension either.
    assert quoted(standing=0.0)[0] == pytest.approx((100 * 2**0.5) ** 0.7 * 160**0.3)
    assert quoted(offered=[[0.9e-4]])[0] == pytest.approx(100**0.7 * 160**0.3)
    assert quoted(offered=[[1.1e-4]])[0] == pytest.approx(100 * exp(0.5))
    # Where nobody asks here, the price outside is what it would land at.
    assert quoted(standing=0.0, spot=[[0.0]])[0] == pytest.approx((100 * 2**0.5) ** 0.7 * 90**0.3)


def test_where_nobody_sells_the_spot_price_is_the_quote():
    assert quoted(sellers=0) == (160.0, 100.0)


def test_unit_cost_is_inputs_and_conversion_less_by_products_which_never_pay_for_more_than_the_inputs():
    line = lines(
        out_product=[[0, 1, -1]], out_coef=[[0.5, 0.25, 9.0]], in_product=[[2, -1]], in_coef=[[2.0, 9.0]],
    )  # fmt: skip
    paid = np.array([[0.0, 0.0], [0.0, 0.0], [0.0, 30.0]])
    for by_product, cost in ((40.0, (60 + 20 - 10) / 0.5), (1000.0, 20 / 0.5)):
        quote = np.array([[0.0, 0.0], [0.0, by_product], [0.0, 0.0]])
        assert plain(pricing.unit_cost)(0, line, paid, quote, 20.0, 1, 0) == pytest.approx(cost)
    free = np.zeros((3, 2))
    assert plain(pricing.unit_cost)(0, line, free, free, 20.0, 1, 1) == pytest.approx(80.0)


def makers(**changes):
    """Two makers of a metal in nation 0, 30 t at 100 USD and 10 t at 200; only a trader in nation 1. Product 1 is an oxide."""
    line = lines(
        plant=[0, 1, 2], out_product=[[0], [0], [1]], out_coef=[[1.0]] * 3, in_product=[[-1]] * 3, in_coef=[[0.0]] * 3
    )
    state = some(**{
        "quote": [[1.0, 1.0], [7.0, 7.0]], "worth": [[0.0] * 2] * 2, "line_cost": [100.0, 200.0, 5.0],
        "capacity": [30.0, 10.0, 10.0], "markup": [[0.2, 0.2], [0.3, 0.3]], "spot": [[300.0, 300.0]] * 2,
        "requested": [[20.0, 0.0]] * 2, "offered": [[10.0, 0.0]] * 2,
        "running": [1.0] * 3, "l_share": [1.0] * 3, "activity": [30.0, 10.0, 10.0],
    } | {k: v for k, v in changes.items() if k != "ceiling"})  # fmt: skip
    plain(pricing.price_by_cost)(
        line, some(nation=[0, 0, 0]), np.array([1, 0]), np.array([50.0, 50.0]), state, 0.1, 0.25, 0.05, 1.0,
        changes.get("ceiling", 100.0),
    )  # fmt: skip
    return state


def test_metal_is_quoted_at_its_makers_mean_cost_times_a_markup_that_moves_with_tension():
    # (30 x 100 + 10 x 200) / 40 = 125; markup 0.2 + 0.1 ln 2 - 0.25 x 0.2 = 0.15 + 0.1 ln 2.
    state = makers()
    near(state.markup[0], [0.15 + 0.1 * log(2), 0.15])
    assert state.quote[0, 0] == pytest.approx(125 * exp(0.05 + 0.15 + 0.1 * log(2)))
    # Where only traders sell, it is the landed price with what is left of the markup.
    assert state.quote[0, 1] == pytest.approx(300 * exp(0.15))
    # An oxide is not priced by cost.
    assert state.quote[1].tolist() == [7.0, 7.0]
    assert state.markup[1].tolist() == [0.3, 0.3]


def test_makers_with_idle_capacity_do_not_raise_their_markup():
    # 20 t are asked for and 10 t offered; of half of 30 t and 10 t, all but 12 + 2 t stands idle.
    near(makers(activity=[12.0, 2.0, 0.0]).markup[0, 0], 0.15 + 0.1 * log(20 / (10 + 3 + 3)))
    near(makers(activity=[0.0, 0.0, 0.0]).markup[0, 0], 0.15)
    # What is shut or makes something else offers nothing, and a markup falls as before.
    near(makers(activity=[0.0] * 3, running=[0.5] * 3, l_share=[0.5] * 3).markup[0, 0], 0.15 + 0.1 * log(20 / (10 + 5)))
    near(makers(activity=[0.0] * 3, requested=[[5.0, 0.0]] * 2).markup[0, 0], 0.15 - 0.1 * log(2))


def test_where_no_maker_stands_nobody_is_tight():
    near(makers(capacity=[0.0, 0.0, 10.0]).markup[0], [0.15, 0.15])


def test_makers_without_capacity_count_for_nothing_and_quotes_have_a_ceiling():
    assert makers(capacity=[30.0, 0.0, 10.0]).quote[0, 0] == pytest.approx(100 * exp(0.2 + 0.1 * log(2)))
    assert makers(capacity=[0.0, 0.0, 10.0]).quote[0, 0] == pytest.approx(300 * exp(0.15))
    near(makers(ceiling=2.0).quote[0], [100.0, 100.0])


def test_a_basket_is_worth_what_is_finished_of_it_net_of_finishing():
    # 0.5 x 0.8 x (100 - 20), and nothing for what costs more to finish than it brings.
    given = np.array([0.5, 0.2, 9.0]), np.array([0, 1, -1]), 1
    quote, finished = np.array([[0.0, 100.0], [0.0, 30.0]]), np.array([[1.0, 0.8], [1.0, 1.0]])
    assert plain(pricing.basket_value)(*given, quote, np.array([20.0, 50.0]), finished) == pytest.approx(32.0)


def test_reach_follows_deliveries_by_a_tenth_a_month():
    reach = np.array([0.5, 0.5])
    plain(pricing.follow_reach)(reach, np.array([3.0, 1.0]))
    near(reach, [0.525, 0.475])
    plain(pricing.follow_reach)(reach, np.zeros(2))
    near(reach, [0.525, 0.475])


def concentrate(**changes):
    """Concentrate (0) of nation 0 goes in equal parts to nations with baskets of 100 and 200; nation 1 sells none."""
    line = lines(out_product=[[1]], out_coef=[[2.0]])
    state = some(**{
        "quote": [[5.0, 5.0], [50.0, 100.0]], "finish_cost": [0.0, 0.0], "finished": [[1.0, 1.0]] * 2,
        "reach": [[[0.5, 0.5], [0.5, 0.5]]] * 2, "requested": [[20.0, 0.0]], "offered": [[10.0, 0.0]],
        "markup": [[0.2, 0.2]], "payable": [0.4, 9.0],
    } | {k: v for k, v in changes.items() if k != "delivered"})  # fmt: skip
    delivered = np.array(changes.get("delivered", [[[3.0, 3.0], [1.0, 0.0]]]))
    plain(pricing.price_by_netback)(np.array([0, -1]), line, np.array([[1, 0]]), state, 0.1, 0.25, 1.0, delivered)
    return state


def test_concentrate_is_quoted_at_a_payable_share_of_the_basket_where_it_goes():
    state = concentrate()
    markup = 0.15 + 0.1 * log(2)
    assert state.quote[0, 0] == pytest.approx(0.4 * exp(markup) * 150)
    assert state.markup[0].tolist() == [pytest.approx(markup), 0.2]
    assert state.quote[0, 1] == 5.0
    assert state.reach[0, 1].tolist() == [0.5, 0.5]
    # More goes to the richer buyer: its share is 0.5 + 0.1 x (1 - 0.5).
    near(concentrate(delivered=[[[0.0, 6.0], [0.0, 0.0]]]).quote[0, 0], 0.4 * exp(markup) * (0.45 * 100 + 0.55 * 200))


def test_concentrate_never_costs_nearly_all_of_its_basket_nor_less_than_a_dollar():
    assert concentrate(payable=[4.0, 9.0]).quote[0, 0] == pytest.approx(0.95 * 150)
    assert concentrate(quote=[[5.0, 5.0], [0.1, 0.1]]).quote[0, 0] == 1.0
    # It goes nowhere: the last quote stands, though the share moves.
    nowhere = concentrate(reach=[[[0.0, 0.0]] * 2] * 2, delivered=[[[0.0, 0.0]] * 2])
    assert nowhere.quote[0, 0] == 5.0
    assert nowhere.markup[0, 0] != 0.2
    # Whoever takes a millionth does not count, and the weights of the others need not add up to one.
    few = concentrate(reach=[[[0.9e-6, 0.5]] * 2] * 2, delivered=[[[0.0, 0.0]] * 2])
    assert few.quote[0, 0] == pytest.approx(0.4 * exp(0.15 + 0.1 * log(2)) * 200)
