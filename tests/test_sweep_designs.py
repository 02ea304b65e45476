"""Designs and cases: what is tried, with what weight, under which settings."""

import numpy as np
import pytest
from scipy import stats

from sim.scenario.distributions import Distribution
from sim.sweep import cases
from sim.sweep.designs import DesignError, draw, quantiles

INPUTS = {
    "a": Distribution(uniform=(2.0, 4.0)),
    "b": Distribution(beta=(2.0, 4.0), low=1.0, high=3.0),
    "c": Distribution(choice={"x": 0.75, "y": 0.25}),
}


@pytest.mark.parametrize("method", ["sobol", "lhs", "monte_carlo", "saltelli", "grid"])
def test_the_same_seed_gives_the_same_draws_and_weights_add_up_to_one(method):
    first, second = (draw(INPUTS, method, 64, seed=1) for _ in range(2))
    assert first.values == second.values
    assert first.weights.sum() == pytest.approx(1)
    assert len(first) <= 64
    assert all(2 <= a <= 4 and 1 <= b <= 3 and c in "xy" for a, b, c in first.values)


@pytest.mark.parametrize("method", ["sobol", "lhs", "monte_carlo", "saltelli"])
def test_another_seed_gives_other_draws(method):
    assert draw(INPUTS, method, 64, seed=1).values != draw(INPUTS, method, 64, seed=2).values


@pytest.mark.parametrize("method", ["sobol", "lhs"])
def test_a_balanced_design_meets_mean_and_shares(method):
    draws = draw(INPUTS, method, 128, seed=0)
    a, b, c = zip(*draws.values, strict=True)
    assert np.mean(a) == pytest.approx(3, abs=0.02)
    assert np.mean(b) == pytest.approx(1 + 2 * 2 / 6, abs=0.02)
    assert c.count("x") == pytest.approx(96, abs=2)


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        (Distribution(uniform=(2, 4)), stats.uniform(2, 2)),
        (Distribution(loguniform=(0.01, 1)), stats.loguniform(0.01, 1)),
        (Distribution(normal=(5, 2), bounds=(1, 9)), stats.truncnorm(-2, 2, 5, 2)),
        (Distribution(beta=(2, 3), low=1, high=5), stats.beta(2, 3, 1, 4)),
        (Distribution(triangular=(0, 1, 4)), stats.triang(0.25, 0, 4)),
    ],
)
def test_values_follow_the_declared_distribution(distribution, expected):
    u = np.linspace(0.01, 0.99, 25)
    assert np.allclose(quantiles(distribution, u), expected.ppf(u))


def test_an_exact_zero_or_one_gives_a_finite_value():
    assert np.isfinite(quantiles(Distribution(normal=(0, 1)), np.array([0.0, 1.0]))).all()


def test_a_choice_is_drawn_by_its_weights_and_keeps_the_type_of_its_options():
    values = quantiles(Distribution(choice={"2": 0.25, "leverage": 0.75}), (np.arange(100) + 0.5) / 100)
    assert values.count(2) == 25
    assert values.count("leverage") == 75


def test_a_grid_has_every_combination_with_the_weight_of_its_choices():
    draws = draw(INPUTS, "grid", 20, seed=0)
    assert len(draws) == 18  # 3 x 3 levels x 2 options
    x = [w for values, w in zip(draws.values, draws.weights, strict=True) if values[2] == "x"]
    assert sum(x) == pytest.approx(0.75)


def test_too_few_draws_are_refused_with_the_number_that_is_needed():
    with pytest.raises(DesignError, match="smallest grid has 8"):
        draw(INPUTS, "grid", 7, seed=0)
    with pytest.raises(DesignError, match="saltelli with 3 inputs needs 10"):
        draw(INPUTS, "saltelli", 9, seed=0)


def test_without_inputs_there_is_one_draw():
    assert draw({}, "sobol", 64, seed=0).values == ((),)


def test_every_draw_is_run_under_every_setting_and_the_basis_is_where_nations_choose():
    draws = draw(INPUTS, "sobol", 8, seed=0)
    built = cases.build(draws, {"p": ("comply", "adaptive"), "q": (0, 110)}, {"q": 110})
    assert len(built.cases) == 8 * 4
    assert [case.id for case in built.cases] == list(range(32))
    assert built.reference == {"p": "adaptive", "q": 110}
    assert sum(case.basis for case in built.cases) == 8
    assert sum(case.weight for case in built.cases if case.basis) == pytest.approx(1)
    assert any("q at 110" in note for note in built.notes)


def test_more_settings_than_draws_are_moved_one_at_a_time_and_it_is_said():
    draws = draw(INPUTS, "sobol", 4, seed=0)
    levers = dict.fromkeys("pqr", ("low", "middle", "adaptive"))
    built = cases.build(draws, levers, {})
    assert built.settings == 1 + 3 * 2
    assert "27 combinations" in built.notes[0]


def test_without_levers_every_case_is_in_the_basis():
    built = cases.build(draw(INPUTS, "sobol", 4, seed=0), {}, {})
    assert [case.basis for case in built.cases] == [True] * 4
    assert list(built.table().columns) == ["case", "draw", "weight", "basis", "a", "b", "c"]
