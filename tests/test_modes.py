"""Most likely: kinds of path, their mass, the run in the middle, and how firm the lead is."""

import numpy as np
import pytest
from select_tables import paths

from sim.sweep import modes


def line(values, weights=None, draws=None):
    """The kinds among points on a line, of equal weight and one draw each unless told otherwise."""
    points = np.asarray(values, float)[:, None]
    n = len(points)
    given = np.full(n, 1 / n) if weights is None else np.asarray(weights, float)
    return modes.find(points, given, np.arange(n) if draws is None else np.asarray(draws))


def test_a_path_is_told_by_its_yearly_means_on_the_scale_of_the_ensemble():
    # Years of 12 and of 2 months. First objective: means 2, 6 and 4, 10 run from 2 to 10; the second never changes.
    one = [*range(1, 4)] * 4, [5.0, 7.0]
    two = [*range(3, 6)] * 4, [10.0, 10.0]
    series = np.array([[[*one[0], *one[1]], [5.0] * 14], [[*two[0], *two[1]], [5.0] * 14]])
    found = modes.features(series, np.array([0.5, 0.5]), np.array([0.25, 0.75]))
    # (6 - 2) / 8 = 0.5, (4 - 2) / 8 = 0.25; times the root of 0.25.
    assert found == pytest.approx(np.array([[0.0, 0.25, 0.0, 0.0], [0.125, 0.5, 0.0, 0.0]]))


def test_a_path_that_weighs_next_to_nothing_does_not_set_the_scale():
    series = np.array([[[0.0] * 12], [[1.0] * 12], [[50.0] * 12]])
    found = modes.features(series, np.array([0.5, 0.46, 0.04]), np.ones(1))
    assert found[:, 0].tolist() == [0.0, 1.0, 50.0]


def test_the_scale_is_set_by_the_weight_of_runs_in_all_their_years():
    # Two years each: of the weight 96 % lies at 0 to 3, so that 3 is the upper end though the rare run has 9 and 10.
    series = np.repeat([[[0.0, 3.0]], [[1.0, 2.0]], [[9.0, 10.0]]], 12, axis=2)
    found = modes.features(series, np.array([0.48, 0.48, 0.04]), np.ones(1))
    assert found == pytest.approx(np.array([[0, 3], [1, 2], [9, 10]]) / 3)


def test_the_most_likely_kind_has_the_most_mass_and_is_shown_by_the_run_in_its_middle():
    series, falling = paths(0.7)
    weights = np.full(200, 1 / 200)
    points = modes.features(series, weights, np.ones(1))
    assert points.shape == (200, 2)
    found = modes.find(points, weights, np.arange(200))
    assert found.share == pytest.approx([0.7, 0.3])
    assert falling[found.medoid[0]]
    assert not falling[found.medoid[1]]
    assert found.stability == 1.0


def test_weights_and_not_numbers_of_runs_decide_which_kind_leads():
    series, falling = paths(0.7)
    weights = np.where(falling, 0.3 / 140, 0.7 / 60)
    found = modes.find(modes.features(series, weights, np.ones(1)), weights, np.arange(200))
    assert found.share[0] == pytest.approx(0.7)
    assert not falling[found.medoid[0]]


@pytest.mark.parametrize("kinds", [2, 3, 4, 5, 6])
def test_as_many_kinds_are_found_as_stand_apart_up_to_six(kinds):
    # Kind k stands at 100 k, with k + 2 runs one apart; the largest kind comes first.
    values = [100.0 * k + step for k in range(kinds) for step in range(k + 2)]
    found = line(values)
    runs = np.arange(kinds + 1, 1, -1)
    assert found.share == pytest.approx(runs / runs.sum())
    assert found.label.tolist() == [kinds - 1 - k for k in range(kinds) for _ in range(k + 2)]


def test_more_than_six_kinds_are_not_told_apart():
    found = line([100.0 * k + step for k in range(9) for step in range(3)])
    assert len(found.share) == 6


def test_each_kind_is_shown_by_the_run_nearest_to_its_weighted_mean():
    # Means: (0 + 1 + 2 + 9) / 4 = 3, so 2 is nearest; with weights (100 x 1 + 101 x 1 + 108 x 6) / 8 = 106.1: 108.
    found = line([0, 1, 2, 9, 100, 101, 108], np.array([3, 3, 3, 3, 1, 1, 6]) / 20)
    assert found.share == pytest.approx([0.6, 0.4])
    assert found.medoid.tolist() == [2, 6]


def test_of_kinds_with_equal_mass_each_run_keeps_its_own_label():
    found = line([0, 1, 50, 51])
    assert found.label[0] == found.label[1] != found.label[2] == found.label[3]
    assert [found.label[place] for place in found.medoid] == [0, 1]


def test_the_silhouette_says_how_distinct_the_kinds_are():
    # Each run is 1 from the other of its kind; 0 and 51 are 50.5 from the other kind on average, 1 and 50 are 49.5.
    found = line([0, 1, 50, 51])
    assert found.silhouette == pytest.approx(((1 - 1 / 50.5) + (1 - 1 / 49.5)) / 2)


def test_a_run_of_no_weight_makes_no_kind():
    found = line([0, 1, 2, 100, 101, 102, 1000], [0.2, 0.2, 0.2, 0.1, 0.2, 0.1, 0.0])
    assert found.share.sum() == pytest.approx(1)
    assert (found.share > 0).all()
    assert found.label.max() == len(found.share) - 1 == len(found.medoid) - 1


def test_runs_that_form_one_cloud_are_one_kind():
    points = np.random.default_rng(2).normal(size=(300, 8))
    found = modes.find(points, np.full(300, 1 / 300), np.arange(300))
    assert found.share.tolist() == [1.0]
    assert found.label.tolist() == [0] * 300
    assert 0 < found.silhouette < modes.DISTINCT
    assert found.stability == 1.0
    same = modes.find(np.zeros((10, 3)), np.full(10, 0.1), np.arange(10))
    assert same.share.tolist() == [1.0]
    assert same.silhouette == 0.0


def test_one_kind_is_shown_by_the_run_nearest_to_the_weighted_mean_of_all():
    # Two distinct places are no partition: the mean is 0.7 x 0 + 0.3 x 10 = 3, or 7 the other way round.
    assert line([0, 10, 10], [0.7, 0.2, 0.1]).medoid.tolist() == [0]
    assert line([0, 10, 10], [0.3, 0.2, 0.5]).medoid.tolist() == [1]


def test_two_kinds_of_equal_mass_are_not_distinguishable():
    series, _ = paths(0.5, runs=40)
    weights = np.full(40, 1 / 40)
    found = modes.find(modes.features(series, weights, np.ones(1)), weights, np.arange(40))
    assert found.stability < 0.8


def test_the_lead_of_two_draws_of_three_is_lost_where_the_third_is_drawn_twice():
    # Chance of the third draw twice or more in three: 3 x 2/27 + 1/27 = 7/27; the runs of a draw go together.
    found = line([0, 1, 2, 3, 100, 101], draws=[0, 0, 1, 1, 2, 2])
    assert found.share == pytest.approx([2 / 3, 1 / 3])
    assert found.stability == pytest.approx(20 / 27, abs=0.1)


def test_a_kind_that_all_draws_share_leads_in_every_resample():
    found = line([0, 1, 2, 100, 3, 4, 5, 101], draws=[0, 0, 0, 0, 1, 1, 1, 1])
    assert found.share == pytest.approx([0.75, 0.25])
    assert found.stability == 1.0
