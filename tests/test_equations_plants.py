"""Laws of the equations of plants and users: rates, building, learning, thrifting and environmental load."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations.demand import need, next_thrift, shift, weibull_increments
from sim.equations.environment import environmental_cost, load
from sim.equations.investing import (
    build_intensity,
    capital_cost,
    input_waste,
    lead_time,
    learning_factor,
    next_technology,
    technology,
)
from sim.equations.planning import margin_ratio, stock_brake, utilisation, wanted_output
from sim.equations.production import finishing_share, logistic

SHARE = st.floats(0.0, 1.0)
PRICE = st.floats(1.0, 1e6)
TONNES = st.floats(0.0, 1e5)


@given(st.floats(-1e6, 1e6), st.floats(0, 5))
def test_the_logistic_curve_rises_from_none_to_all_and_is_symmetric(x, more) -> None:
    assert 0.0 <= logistic(x) <= logistic(x + more) <= 1.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0)


@given(PRICE, PRICE, st.floats(0.05, 0.3), st.floats(1.0, 2.0))
def test_more_of_an_element_is_finished_the_dearer_it_is(price, cost, width, factor) -> None:
    assert 0.0 <= finishing_share(price, cost, width) <= finishing_share(price * factor, cost, width) <= 1.0


def test_all_is_finished_far_above_the_cost_and_nothing_far_below() -> None:
    assert finishing_share(10.0, 1.0, 0.15) == pytest.approx(1.0)
    assert finishing_share(0.1, 1.0, 0.15) < 0.01
    assert finishing_share(0.1, 0.0, 0.15) == 1.0


@given(PRICE, st.floats(0, 1e7))
def test_a_margin_is_at_most_the_whole_revenue_and_never_below_its_limit(revenue, cost) -> None:
    assert -3.0 <= margin_ratio(revenue, cost) <= 1.0
    assert margin_ratio(revenue, 0.0) == 1.0
    assert margin_ratio(revenue, revenue) == 0.0
    assert margin_ratio(0.0, cost) == -3.0


@given(st.floats(-3, 1), st.floats(-3, 1), st.floats(2, 8), st.floats(0, 1))
def test_a_plant_runs_more_the_better_it_earns_and_half_at_its_midpoint(ratio, midpoint, slope, more) -> None:
    assert utilisation(ratio, midpoint, slope) <= utilisation(ratio + more, midpoint, slope)
    assert utilisation(midpoint, midpoint, slope) == 0.5


@given(TONNES, st.floats(1, 1e5), st.floats(1.5, 6))
def test_unsold_stock_slows_a_plant_from_half_its_limit_to_one_and_a_half(stock, target, limit) -> None:
    assert 0.0 <= stock_brake(stock, target, limit) <= 1.0
    assert stock_brake(0.5 * target * limit, target, limit) == pytest.approx(1.0)
    assert stock_brake(1.5 * target * limit, target, limit) == pytest.approx(0.0, abs=1e-12)
    assert stock_brake(stock, 0.0, limit) == 1.0


@given(st.floats(0.1, 1e5), st.floats(0, 6), SHARE)
def test_with_the_wanted_stock_a_plant_makes_what_it_sells_and_with_too_much_nothing(sales, cover, adjustment) -> None:
    assert wanted_output(sales, cover * sales, cover, adjustment) == pytest.approx(sales)
    assert wanted_output(sales, 1e9 * sales, cover, max(adjustment, 0.01)) == 0.0


@given(SHARE, SHARE)
def test_access_to_know_how_closes_the_gap_and_own_technology_needs_none(own, access) -> None:
    assert own <= technology(own, access) <= 1.0 + 1e-12
    assert technology(own, 0.0) == own
    assert technology(own, 1.0) == pytest.approx(1.0)
    assert technology(1.0, access) == 1.0


@given(SHARE, SHARE, st.floats(0.3, 1.5), SHARE)
def test_capital_is_dearer_without_technology_and_cheaper_with_a_grant(tech, better, extra, grant) -> None:
    low, high = min(tech, better), max(tech, better)
    assert capital_cost(1e4, 1.5, high, extra, 0.0) <= capital_cost(1e4, 1.5, low, extra, 0.0)
    assert capital_cost(1e4, 1.5, tech, extra, grant) <= capital_cost(1e4, 1.5, tech, extra, 0.0)
    assert capital_cost(1e4, 1.0, 1.0, extra, 0.0) == pytest.approx(1e4)


@given(SHARE, st.floats(0.3, 2.0), st.floats(1.0, 5.0), SHARE)
def test_building_takes_longer_without_technology_and_under_strict_rules_and_less_with_fast_permits(
    tech, delay, permit, strict
) -> None:
    now = lead_time(28.0, tech, delay, 1.0, strict)
    assert now >= 28.0
    assert lead_time(28.0, 1.0, delay, 1.0, strict) <= now
    assert lead_time(28.0, tech, delay, 1.0, 0.0) <= now
    assert lead_time(28.0, tech, delay, permit, strict) == pytest.approx(now / permit)


@given(SHARE, st.floats(0.05, 0.3))
def test_a_plant_without_technology_takes_more_inputs_and_never_less_than_the_recipe(tech, loss) -> None:
    assert 1.0 <= input_waste(tech, loss) <= input_waste(0.0, loss)
    assert input_waste(1.0, loss) == 1.0


@given(st.floats(-1e5, 1e5), st.floats(1e3, 1e5), st.floats(0.1, 0.3), st.floats(0, 1e4))
def test_building_quickens_with_the_margin_and_slows_with_capital_and_hurdle(margin, capital, hurdle, more) -> None:
    now = build_intensity(margin, capital, hurdle)
    assert 0.0 <= now <= build_intensity(margin + more, capital, hurdle) <= 1.0
    if margin > 0:
        assert build_intensity(margin, 2 * capital, hurdle) <= now
        assert build_intensity(margin, capital, 2 * hurdle) <= now


@given(st.floats(1, 1e6), st.floats(1.0, 100.0), st.floats(0.03, 0.2))
def test_each_doubling_of_output_takes_the_same_share_off_the_cost(base, times, rate) -> None:
    now = learning_factor(base * times, base, rate)
    assert 0.0 < now <= 1.0
    assert learning_factor(2 * base * times, base, rate) == pytest.approx(now * (1 - rate))


def test_nothing_is_learnt_before_the_output_of_the_base_year_is_passed() -> None:
    assert learning_factor(50.0, 100.0, 0.1) == 1.0
    assert learning_factor(50.0, 0.0, 0.1) == 1.0


@given(SHARE, st.floats(0, 1e5), st.floats(0, 1e5), st.floats(0.2, 1.0), st.floats(0, 0.02))
def test_own_technology_never_falls_and_never_passes_the_frontier(own, cumulative, base, gain, research) -> None:
    later = next_technology(own, cumulative, base, gain, research)
    assert own <= later <= 1.0
    assert later >= next_technology(own, cumulative, base, gain, 0.0)


def test_a_doubling_in_small_steps_closes_the_share_of_the_gap_that_the_docstring_names() -> None:
    own, made = 0.2, 1000.0
    while made < 2000.0:
        own = next_technology(own, 0.1, made, 0.5, 0.0)
        made += 0.1
    assert own == pytest.approx(0.2 + 0.8 * (1 - 2**-0.5), rel=1e-3)


@given(TONNES, st.floats(0, 1), SHARE, st.floats(0.1, 30), st.floats(0.0, 0.6))
def test_need_follows_activity_and_falls_when_the_price_rises(activity, intensity, thrift, ratio, elasticity) -> None:
    now = need(activity, intensity, thrift, ratio, elasticity)
    assert need(2 * activity, intensity, thrift, ratio, elasticity) == pytest.approx(2 * now)
    assert need(activity, intensity, thrift, 2 * ratio, elasticity) <= now
    assert need(activity, intensity, thrift, 1.0, elasticity) == pytest.approx(activity * intensity * thrift)


@given(st.floats(0.3, 1.0), st.floats(0.01, 5.0), st.floats(1, 5), st.floats(0.05, 0.4))
def test_a_year_of_pressure_thrifts_at_most_the_yearly_limit_and_never_below_the_floor(
    thrift, pressure, speed, limit
) -> None:
    later = thrift
    for _ in range(12):
        later = next_thrift(later, pressure, 0.3, limit, speed, 0.08)
    assert later >= 0.3
    assert later >= thrift * (1 - limit / 12) ** 12 - 1e-12
    assert later <= thrift


def test_what_was_thrifted_comes_back_much_more_slowly_than_it_went() -> None:
    thrift = 1.0
    for _ in range(24):
        thrift = next_thrift(thrift, 2.0, 0.3, 0.1, 3.0, 0.08)
    saved = 1.0 - thrift
    for _ in range(24):
        thrift = next_thrift(thrift, 0.0, 1.0, 0.1, 3.0, 0.08)
    assert 0.7 * saved < 1.0 - thrift < saved


@given(st.floats(-2, 2), st.floats(1, 6))
def test_heavy_grades_give_way_as_they_get_dearer_within_limits(dearer, power) -> None:
    assert 0.2 <= shift(dearer + 0.1, power) <= shift(dearer, power) <= 1.2
    assert shift(0.0, power) == 1.0


@pytest.mark.parametrize("shape", [1.5, 2.2, 3.0])
def test_a_cohort_retires_once_and_its_mean_life_is_that_of_the_weibull_law(shape: float) -> None:
    from math import gamma

    retired = weibull_increments(shape, 100.0, 2000)
    assert retired.min() >= 0.0
    assert retired.sum() == pytest.approx(1.0)
    assert retired @ (np.arange(2000) + 0.5) == pytest.approx(100.0 * gamma(1 + 1 / shape), rel=1e-3)


@given(st.floats(0, 200), SHARE)
def test_strict_rules_cost_in_proportion_and_halve_the_load_at_most(price, strict) -> None:
    assert environmental_cost(price, strict) == pytest.approx(price * strict)
    assert load(10.0, 60.0, strict) <= load(10.0, 60.0, 0.0) == 600.0
    assert load(10.0, 60.0, 1.0) == 300.0
