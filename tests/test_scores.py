"""Scores of runs: goodness between the ends of the ensemble, and distances to the best and the worst of it."""

import numpy as np
import pytest
from select_tables import HIGH, LOW, ensemble, from_0_to_1

from sim.sweep.measures import Column
from sim.sweep.scores import Objective, quantile, scale

EQUAL = np.full(32, 1 / 32)
# Of 32 values of equal weight the second passes 5 % (2/32 = 6.25 %) and the 31st 95 % (31/32 = 96.9 %).
STEPS = 10.0 * np.arange(32)


def more(weight=1.0):
    return Objective(Column("relations", "IND>USA"), minimize=False, weight=weight)


def less(weight=1.0):
    return Objective(Column("import_dependency", "IND"), minimize=True, weight=weight)


def test_the_scale_runs_from_the_fifth_to_the_ninety_fifth_percentile():
    measured = scale(STEPS[:, None], EQUAL, [more()])
    assert (measured.low.tolist(), measured.high.tolist()) == ([10.0], [300.0])
    assert measured.good(np.array([[0.0], [155.0], [310.0]]))[:, 0] == pytest.approx([-10 / 290, 0.5, 300 / 290])


def test_where_less_is_better_the_scale_is_turned_round():
    measured = scale(np.column_stack([STEPS, STEPS]), EQUAL, [more(), less()])
    good = measured.good(np.array([[10.0, 10.0], [82.5, 82.5], [300.0, 300.0]]))
    assert good.tolist() == [[0.0, 1.0], [0.25, 0.75], [1.0, 0.0]]


def test_weights_of_runs_and_not_their_number_set_the_scale():
    values = np.array([[1.0], [2.0], [3.0], [4.0]])
    measured = scale(values, np.array([0.04, 0.48, 0.44, 0.04]), [more()])
    assert (measured.low[0], measured.high[0]) == (2.0, 3.0)


def test_weights_of_objectives_are_taken_as_shares_of_their_sum():
    values = np.column_stack([STEPS, STEPS])
    assert scale(values, EQUAL, [more(3.0), less(1.0)]).weight.tolist() == [0.75, 0.25]


def test_quantiles_are_values_of_the_table_at_which_the_weight_is_reached():
    values, weights = np.array([[5.0, 50.0], [1.0, 90.0], [3.0, 70.0]]), np.array([0.25, 0.5, 0.25])
    assert quantile(values, 0.5, weights).tolist() == [1.0, 70.0]
    assert quantile(values, [0.25, 0.75, 0.76], weights).tolist() == [[1.0, 50.0], [3.0, 90.0], [5.0, 90.0]]


def test_goodness_runs_from_bad_to_good_and_is_not_clipped():
    _, values = ensemble()
    measured = scale(values, np.full(len(values), 1 / len(values)), [LOW, HIGH])
    good = measured.good(values)
    assert good[0, 0] > 1
    assert good[-1, 1] < 0
    assert measured.good(np.array([measured.low[0], measured.high[1]])) == pytest.approx([1, 1])


def test_the_distances_are_the_largest_weighted_part_and_a_thousandth_of_the_sum():
    # Shortfalls 0.75 x 0.4 = 0.3 and 0.25 x 0.8 = 0.2; gains 0.75 x 0.6 = 0.45 and 0.25 x 0.2 = 0.05.
    two = from_0_to_1(0.75, 0.25)
    good = np.array([[0.6, 0.2], [1.0, 1.0], [0.0, 0.0]])
    assert two.best(good) == pytest.approx([0.3 + 0.0005, 0.0, 0.751])
    assert two.worst(good) == pytest.approx([0.45 + 0.0005, 0.751, 0.0])


def test_the_weightiest_shortfall_decides_and_the_rest_settles_ties():
    values = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    measured = scale(values, np.full(3, 1 / 3), [LOW, HIGH])
    scores = measured.best(measured.good(values))
    assert np.argmin(scores) == 2
    tied = measured.best(measured.good(np.array([[0.5, 1.0], [0.5, 0.9]])))
    assert tied[0] < tied[1]


def test_an_objective_that_does_not_vary_has_no_weight_and_none_varying_is_an_error():
    values = np.column_stack([np.full(100, 0.7), np.linspace(0, 1, 100)])
    measured = scale(values, np.full(100, 0.01), [LOW, HIGH])
    assert measured.weight.tolist() == [0, 1]
    assert measured.best(measured.good(values))[:2] == pytest.approx([1.001 * 0.94 / 0.9, 1.001 * 0.93 / 0.9], rel=0.02)
    with pytest.raises(ValueError, match=r"no objective varies .*\(import_dependency\.IND\)"):
        scale(values[:, :1], np.full(100, 0.01), [LOW])


def test_an_objective_without_variation_is_one_wherever_it_stands():
    # Its goodness counts for nothing, but must be a number: (7 - 7) / 1, and (9 - 7) / 1 for another run.
    values = np.column_stack([np.full(32, 7.0), STEPS])
    measured = scale(values, EQUAL, [more(), more()])
    assert measured.good(np.array([[7.0, 10.0], [9.0, 10.0]])).tolist() == [[0.0, 0.0], [2.0, 0.0]]


@pytest.mark.parametrize(
    ("first", "last", "varies"),
    [
        (1.0, 1.0 + 2e-9, True), (1.0, 1.0 + 0.5e-9, False), (-1.0 - 2e-9, -1.0, True), (-1.0, -1.0 + 0.5e-9, False),
        (0.0, 1e-15, True), (-1e-15, 0.0, True), (0.0, 0.0, False), (1e9, 1e9 + 0.5, False), (1e9, 1e9 + 2.0, True),
    ],
)  # fmt: skip
def test_an_objective_varies_if_its_ends_differ_by_more_than_a_billionth(first, last, varies):
    values = np.column_stack([np.where(np.arange(32) < 16, first, last), STEPS])
    assert (scale(values, EQUAL, [more(), more()]).weight[0] > 0) == varies


def test_objectives_that_nobody_gave_a_weight_do_not_choose():
    with pytest.raises(ValueError, match="no objective varies"):
        scale(STEPS[:, None], EQUAL, [more(0.0)])
