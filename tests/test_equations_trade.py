"""Laws of the equations of trade: choice of supplier, orders and fear, quotes, rents and traders."""

from __future__ import annotations

from math import exp, log
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations.choice import delivered_price, prepare_lanes, pull, trusted
from sim.equations.ordering import next_fear, order
from sim.equations.paying import lag, next_premium, user_price
from sim.equations.pricing import next_markup, next_quote, next_rent, tension
from sim.equations.trading import evasion, expected_gain, wanted_stock

SHARE = st.floats(0.0, 1.0)
PRICE = st.floats(1.0, 1e6)
TONNES = st.floats(0.0, 1e5)
SMALL = st.floats(0.0, 0.5)


@given(PRICE, st.floats(0, 1e4), SHARE, SHARE, st.floats(0, 500), st.floats(0.001, 1.0))
def test_every_burden_on_a_lane_makes_it_dearer(spot, rent, tax, tariff, freight, more) -> None:
    now = delivered_price(spot, rent, tax, tariff, freight)
    assert now >= spot
    assert delivered_price(spot * exp(more), rent, tax, tariff, freight) > now
    assert delivered_price(spot, rent + 100 * more, tax, tariff, freight) > now
    assert delivered_price(spot, rent, tax + more, tariff, freight) > now
    assert delivered_price(spot, rent, tax, tariff + more, freight) > now


def test_a_lane_without_any_burden_costs_its_quote() -> None:
    assert delivered_price(70_000.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(70_000.0)


@given(st.floats(0.05, 1.0), st.floats(0, 3), st.floats(1.0, 5.0), st.floats(2, 6))
def test_a_lane_attracts_more_with_trust_and_less_when_it_is_dear(trust, g, dearer, theta) -> None:
    now = pull(trusted(trust, g), 100.0, 100.0 * dearer, theta)
    assert 0.0 < now <= 1 + 1e-12
    assert pull(trusted(trust / 2, g), 100.0, 100.0 * dearer, theta) <= now
    assert pull(trusted(trust, g), 100.0, 110.0 * dearer, theta) < now


class Market(NamedTuple):
    """What a buyer in nation 2 sees of one product, by nation of the seller (0, 1)."""

    delivered: np.ndarray
    attraction: np.ndarray
    spot: np.ndarray


def two_lanes(access: float = 1.0, premium: float = 0.0, rent: float = 0.0, quote: float = 100.0) -> Market:
    """Lanes from two nations to a third; access, premium, quota rent and quote are those of the first."""
    lanes = SimpleNamespace(
        starts=np.array([0, 2]), product=np.zeros(2, int), origin=np.array([0, 1]), destination=np.array([2, 2])
    )
    cells = np.zeros((1, 3, 3))
    premiums, shares = cells.copy(), cells + 1.0
    premiums[0, 0, 2], shares[0, 0, 2] = premium, access
    state = SimpleNamespace(
        rent=cells.copy(), quote=np.array([[quote, 100.0, 100.0]]), premium=premiums,
        index_in=np.array([100.0]), index_out=np.array([100.0]),
    )  # fmt: skip
    state.rent[0, 0, 2] = rent
    prm = SimpleNamespace(trust_power=1.0, freight_usd_per_t=5.0, contract_share=0.5, price_power=4.0)
    delivered, attraction, spot = np.zeros(2), cells.copy(), cells.copy()
    getattr(prepare_lanes, "py_func", prepare_lanes)(
        lanes, state, shares, cells, cells, np.ones((3, 3)), 1, np.zeros(1), np.zeros(1, int), prm,
        delivered, attraction, cells.copy(), spot, cells.copy(),
    )  # fmt: skip
    return Market(delivered, attraction[0, :2, 2], spot[0, :2, 2])


def test_a_premium_and_the_rent_of_a_quota_make_a_lane_dearer_and_less_attractive() -> None:
    free = two_lanes()
    np.testing.assert_allclose(free.delivered, 105.0)
    np.testing.assert_allclose(free.attraction, 1.0)
    for burdened, price in ((two_lanes(premium=log(2)), 200.0), (two_lanes(rent=30.0), 130.0)):
        assert burdened.delivered == pytest.approx([price + 5.0, 105.0])
        assert burdened.spot == pytest.approx([price, 100.0])
        assert burdened.attraction[0] < free.attraction[0]


def test_a_banned_lane_attracts_nobody_however_cheap() -> None:
    assert two_lanes(access=0.0, quote=1.0).attraction[0] == 0.0
    assert two_lanes(access=1.0, quote=1.0).attraction[0] == 1.0


def test_partial_access_does_not_make_a_lane_less_attractive_as_it_caps_it() -> None:
    np.testing.assert_array_equal(two_lanes(access=0.1).attraction, two_lanes().attraction)


@given(TONNES, TONNES, st.floats(0, 6), st.floats(0, 4), SHARE, SHARE)
def test_an_order_is_never_negative_and_fear_only_swells_it(need, stock, cover, panic, fear, adjustment) -> None:
    calm = order(need, stock, cover, panic, 0.0, adjustment)
    assert 0.0 <= calm <= order(need, stock, cover, panic, fear, adjustment)


@given(st.floats(0.1, 1e5), st.floats(0, 6), st.floats(0, 4), SHARE, SHARE)
def test_with_the_wanted_stock_in_hand_an_order_is_the_need(need, cover, panic, fear, adjustment) -> None:
    wanted = need * cover * (1 + panic * fear)
    assert order(need, wanted, cover, panic, fear, adjustment) == pytest.approx(need)


@given(SHARE, SHARE, SHARE, st.floats(0.2, 0.9), st.floats(0.1, 0.8), st.floats(0.05, 0.3))
def test_fear_stays_between_none_and_all_and_rises_with_bad_news(fear, unfilled, announced, u, a, decay) -> None:
    later = next_fear(fear, unfilled, announced, u, a, decay)
    assert 0.0 <= later <= 1.0
    assert later >= next_fear(fear, 0.0, announced, u, a, decay)
    assert later >= next_fear(fear, unfilled, 0.0, u, a, decay)
    assert next_fear(fear, 0.0, 0.0, u, a, decay) == pytest.approx(fear * (1 - decay))


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6), st.floats(0.1, 2.0))
def test_tension_is_bounded_and_turns_its_sign_when_the_sides_change_places(asked, offered, limit) -> None:
    assert -limit <= tension(asked, offered, limit) <= limit
    assert tension(asked, offered, limit) == pytest.approx(-tension(offered, asked, limit), abs=1e-5)


def test_a_market_without_buyers_and_sellers_has_no_tension() -> None:
    assert tension(0.0, 0.0, 1.0) == 0.0
    assert tension(50.0, 50.0, 1.0) == pytest.approx(0.0)
    assert tension(50.0, 0.0, 1.0) == 1.0
    assert tension(0.0, 50.0, 1.0) == -1.0


@given(PRICE, st.floats(-1, 1), st.floats(0.15, 0.5), st.floats(0.0, 0.12))
def test_a_quote_moves_with_tension_and_rests_without_it_at_its_anchor(quote, pressure, speed, pulled) -> None:
    assert next_quote(quote, quote, 0.0, speed, pulled, 1e12) == pytest.approx(quote)
    moved = next_quote(quote, quote, pressure, speed, pulled, 1e12)
    assert log(moved / quote) == pytest.approx(speed * pressure, abs=1e-9)


@given(PRICE, PRICE, st.floats(0.01, 0.12))
def test_a_quote_without_tension_comes_closer_to_its_anchor(quote, anchor, pulled) -> None:
    later = next_quote(quote, anchor, 0.0, 0.4, pulled, 1e12)
    assert abs(log(later / anchor)) <= abs(log(quote / anchor)) + 1e-12


def test_a_quote_never_passes_its_ceiling() -> None:
    assert next_quote(990.0, 990.0, 1.0, 0.5, 0.0, 1000.0) == 1000.0


@given(st.floats(0, 3), st.floats(0, 2), st.floats(0.5, 1.5), st.floats(0.2, 0.8))
def test_a_premium_is_never_negative_and_fades_without_pressure(premium, pressure, speed, decay) -> None:
    assert next_premium(premium, pressure, speed, decay) >= next_premium(premium, 0.0, speed, decay) >= 0.0
    assert next_premium(premium, 0.0, speed, decay) == pytest.approx(premium * (1 - decay))


@given(st.floats(0, 1e5), st.floats(0.01, 2), st.floats(0.2, 0.8), st.floats(1000, 15_000))
def test_the_rent_of_a_quota_rises_while_it_binds_and_falls_while_it_does_not(rent, pressure, speed, seed) -> None:
    assert next_rent(rent, pressure, speed, seed) > rent
    assert next_rent(rent, -pressure, speed, seed) < rent
    assert next_rent(rent, 0.0, speed, seed) == pytest.approx(rent)


@given(st.floats(-1, 1), st.floats(0.03, 0.3))
def test_competition_brings_a_markup_back_to_nothing(markup, decay) -> None:
    for _ in range(400):
        markup = next_markup(markup, 0.0, 0.15, decay)
    assert markup == pytest.approx(0.0, abs=1e-4)


@given(PRICE, PRICE, st.floats(1.0, 12.0))
def test_a_lagged_index_lies_between_where_it_was_and_what_it_follows(value, newest, months) -> None:
    later = lag(value, newest, months)
    assert min(value, newest) * (1 - 1e-12) <= later <= max(value, newest) * (1 + 1e-12)


@given(PRICE, PRICE, SHARE)
def test_the_price_that_users_act_on_lies_between_price_paid_and_spot(paid, spot, weight) -> None:
    assert min(paid, spot) * (1 - 1e-12) <= user_price(paid, spot, weight) <= max(paid, spot) * (1 + 1e-12)


@given(st.floats(-0.5, 0.5), st.floats(0.005, 0.02))
def test_a_gain_within_the_carry_is_no_gain_and_gains_and_losses_mirror_each_other(momentum, carry) -> None:
    gain = expected_gain(momentum, carry)
    assert abs(gain) == pytest.approx(max(0.0, abs(momentum) - carry))
    assert gain == -expected_gain(-momentum, carry)


@given(st.floats(0.1, 1e4), st.floats(-3, 3), st.floats(0, 16), st.floats(2, 12))
def test_a_trader_holds_its_base_stock_without_a_gain_and_never_leaves_its_limits(base, gain, power, limit) -> None:
    assert wanted_stock(base, 0.0, power, limit) == base
    held = wanted_stock(base, gain, power, limit)
    assert base / limit * (1 - 1e-12) <= held <= base * limit * (1 + 1e-12)
    assert held == pytest.approx(base * exp(power * gain)) or held in (
        pytest.approx(base / limit),
        pytest.approx(base * limit),
    )


@given(st.floats(0, 5), SHARE, st.floats(0, 4), st.floats(0.05, 0.3), st.floats(0.01, 0.5))
def test_less_is_smuggled_the_surer_and_dearer_it_is_to_be_found(gap, chance, fine, width, more) -> None:
    now = evasion(gap, chance, fine, 0.35, width)
    assert 0.0 <= now <= 1.0
    assert evasion(gap, min(1.0, chance + more), fine, 0.35, width) <= now
    assert evasion(gap, chance, fine + more, 0.35, width) <= now
    assert evasion(gap + more, chance, fine, 0.35, width) >= now
