"""Best and worst: plausible ends, extremes, ties, and how firm a choice is."""

import numpy as np
import pandas as pd
import pytest
from select_tables import HIGH, LOW, ensemble, from_0_to_1, table

from sim.sweep import select
from sim.sweep.scores import scale


def ranked(runs, good, *weights, seeds=1):
    """The ranking of runs that are as good as their values say, objectives by column."""
    values = np.asarray(good, float).reshape(len(runs), -1)
    return select.rank(runs, values, from_0_to_1(*(weights or (1.0,))), seeds)


def test_the_plausible_best_is_the_case_at_the_fifth_percentile_and_the_extreme_the_first():
    runs, values = ensemble()
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    ranking = select.rank(runs, measured.good(values), measured, seeds=3)
    best, extreme = ranking.of("best")
    assert best.case == pytest.approx(10, abs=1)
    assert extreme.case == 0
    worst, last = ranking.of("worst")
    assert worst.case == pytest.approx(189, abs=1)
    assert last.case == 199
    assert best.stability == worst.stability == 1.0


def test_of_cases_of_equal_weight_the_second_of_32_is_plausible_and_the_first_of_20():
    for cases, second in ((32, 1), (20, 0)):
        ranking = ranked(table(weight=[1.0] * cases), 1 - np.arange(cases) / cases)
        assert [choice.case for choice in ranking.of("best")] == [second, 0]
        assert [choice.case for choice in ranking.of("worst")] == [cases - 1 - second, cases - 1]


@pytest.mark.parametrize(("first", "case"), [(0.04, 1), (0.06, 0)])
def test_the_very_best_is_plausible_where_it_weighs_more_than_five_percent(first, case):
    ranking = ranked(table(weight=[first, 0.5, 0.5 - first]), [0.9, 0.6, 0.1])
    assert ranking.of("best")[0].case == case


def test_a_choice_names_its_part_and_its_score():
    # One objective, 0.6 good: 0.4 x 1.001 from the best, 0.6 x 1.001 from the worst.
    ranking = ranked(table(seed=[7, 8]), [0.6, 0.1])
    plausible, extreme = ranking.of("best")
    assert (plausible.role, extreme.role) == ("best", "best_extreme")
    assert (plausible.seed, extreme.seed) == (7, 7)
    assert extreme.score == pytest.approx(0.4 * 1.001)
    worst, last = ranking.of("worst")
    assert (worst.role, last.role, last.seed) == ("worst", "worst_extreme", 8)
    assert last.score == pytest.approx(0.1 * 1.001)


def test_of_cases_with_the_same_score_the_first_is_shown():
    ranking = ranked(table(case=[3, 1, 2]), [0.5, 0.5, 0.5])
    assert [choice.case for choice in (*ranking.of("best"), *ranking.of("worst"))] == [1, 1, 1, 1]


def test_the_firmness_of_an_extreme_is_not_asked_for():
    for choice in (ranked(table(case=[0, 1]), [0.5, 0.4]).of(score)[1] for score in ("best", "worst")):
        assert np.isnan([choice.stability, choice.same_setting]).all()


def test_a_case_is_shown_by_its_median_run():
    runs = pd.DataFrame({"seed": [3, 1, 2, 5], "best": [0.4, 0.1, 0.3, 0.2]})
    assert select.median_run(runs.head(3), "best") == 2
    assert select.median_run(runs, "best") == 5
    assert select.median_run(runs.head(1), "best") == 3
    tied = pd.DataFrame({"seed": [4, 2, 3], "best": [0.1, 0.1, 0.1]})
    assert select.median_run(tied, "best") == 3


def test_the_median_run_is_one_of_the_chosen_case():
    runs = table(case=[0, 0, 0, 1, 1, 1], draw=[0, 0, 0, 1, 1, 1], seed=[5, 6, 7, 5, 6, 7])
    ranking = ranked(runs, [0.9, 0.7, 0.8, 0.2, 0.4, 0.3], seeds=3)
    assert [(c.case, c.seed) for c in ranking.of("best")] == [(0, 7), (0, 7)]
    assert [(c.case, c.seed) for c in ranking.of("worst")] == [(1, 7), (1, 7)]


def test_a_case_without_every_seed_is_not_ranked():
    runs, values = ensemble()
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    whole = ~((runs["case"] == 0) & (runs["seed"] == 1)).to_numpy()
    ranking = select.rank(runs[whole], measured.good(values[whole]), measured, seeds=3)
    assert ranking.cases["case"].tolist() == list(range(1, 200))
    assert 0 not in ranking.runs["case"].tolist()


def test_where_no_case_has_every_seed_there_is_nothing_to_choose_from():
    with pytest.raises(ValueError, match="no case finished with every seed"):
        ranked(table(case=[0, 1]), [0.5, 0.4], seeds=2)


def test_a_case_is_scored_on_the_mean_over_its_seeds():
    # One seed is good in the one objective, the other in the other: as good as 0.5 in both, 0.5 x 0.5 from the best.
    runs = table(case=[0, 0, 1, 1], draw=[4, 4, 5, 5], seed=[0, 1, 0, 1], weight=[0.1, 0.1, 0.4, 0.4])
    ranking = ranked(runs, [[0, 1], [1, 0], [0.25, 0.25], [0.25, 0.25]], 0.5, 0.5, seeds=2)
    assert ranking.cases["best"].tolist() == pytest.approx([0.25 + 0.0005, 0.375 + 0.00075])
    assert ranking.cases["worst"].tolist() == pytest.approx([0.25 + 0.0005, 0.125 + 0.00025])
    assert ranking.runs["best"].tolist() == pytest.approx([0.5 + 0.0005] * 2 + [0.375 + 0.00075] * 2)
    assert ranking.cases["weight"].tolist() == pytest.approx([0.2, 0.8])
    assert ranking.cases["draw"].tolist() == [4, 5]


def test_a_case_ends_in_the_outcome_of_most_of_its_seeds_and_the_first_by_name_of_equals():
    runs = table(
        case=[0] * 3 + [1] * 3 + [2] * 3, draw=[0] * 3 + [1] * 3 + [2] * 3, seed=[0, 1, 2] * 3,
        outcome=["x", "y", "y", "b", "c", "b", "r", "q", "p"], setting=["s"] * 3 + ["t"] * 3 + ["u"] * 3,
    )  # fmt: skip
    cases = ranked(runs, np.linspace(0, 1, 9), seeds=3).cases
    assert cases["outcome"].tolist() == ["y", "b", "p"]
    assert cases["setting"].tolist() == ["s", "t", "u"]


def test_the_order_of_the_table_does_not_matter():
    runs, values = ensemble(cases=40)
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    good = measured.good(values)
    mixed = np.random.default_rng(5).permutation(len(runs))
    one, _ = select.rank(runs, good, measured, seeds=3).of("best")
    other, _ = select.rank(runs.iloc[mixed], good[mixed], measured, seeds=3).of("best")
    assert (one.case, one.seed, one.stability) == (other.case, other.seed, other.stability)
    assert one.score == pytest.approx(other.score)


def test_a_choice_between_outcomes_that_chance_decides_is_not_stable():
    runs, values = ensemble(cases=20)
    runs["outcome"] = [f"outcome {case}" for case in runs["case"]]
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    best, _ = select.rank(runs, measured.good(values), measured, seeds=3).of("best")
    assert best.stability < select.STABLE


@pytest.mark.parametrize(
    ("outcomes", "settings", "stability", "same_setting"),
    [
        ("AB", "aa", 0.75, 0.75), ("AA", "ab", 1.0, 0.75), ("AB", "ab", 0.75, 0.75), ("AA", "aa", 1.0, 1.0),
    ],
)  # fmt: skip
def test_of_two_draws_the_better_leads_unless_it_is_left_out_as_in_a_quarter_of_the_resamples(
    outcomes, settings, stability, same_setting
):
    best, _ = ranked(table(outcome=list(outcomes), setting=list(settings)), [0.9, 0.2]).of("best")
    assert best.case == 0
    assert best.stability == pytest.approx(stability, abs=0.05 if stability < 1 else 0)
    assert best.same_setting == pytest.approx(same_setting, abs=0.05 if same_setting < 1 else 0)


def test_the_same_setting_with_another_outcome_is_not_the_same_choice():
    # Three draws: the best is left out of a resample with (2/3)^3; then the second leads, under its setting but elsewhere.
    best, _ = ranked(table(outcome=list("ABA"), setting=list("aab")), [0.9, 0.5, 0.2]).of("best")
    # Without the first and second (1/27) the third leads: it ends as the first does, but under another setting.
    assert best.stability == pytest.approx(19 / 27 + 1 / 27, abs=0.05)
    assert best.same_setting == pytest.approx(19 / 27, abs=0.05)


def test_a_case_of_little_weight_leads_only_where_it_is_drawn_twice():
    # 0.04 of 1.00 is too little; twice drawn, it is all there is: a quarter of the resamples.
    best, _ = ranked(table(weight=[0.04, 0.96], outcome=["A", "B"]), [0.9, 0.2]).of("best")
    assert (best.case, best.stability) == (1, pytest.approx(0.75, abs=0.05))


def test_exactly_five_percent_of_the_weight_is_enough():
    # One of 20 equal draws holds 5 %: it leads wherever it is drawn at all, with 1 - 0.95^20 = 0.64.
    best, _ = ranked(table(weight=[1.0] * 20, outcome=[f"{k}" for k in range(20)]), 1 - np.arange(20) / 20).of("best")
    assert (best.case, best.stability) == (0, pytest.approx(0.6415, abs=0.05))


def test_cases_of_one_draw_are_drawn_together():
    # Each draw has a good and a bad case, under other levers: whichever draws come, the best ends alike.
    runs = table(draw=[0, 0, 1, 1], outcome=list("ABAB"), setting=list("abab"))
    best, _ = ranked(runs, [0.9, 0.1, 0.8, 0.2]).of("best")
    assert (best.stability, best.same_setting) == (1.0, 1.0)


def test_few_draws_and_failures_are_warned_of():
    assert "Only 58 draws" in select.warnings(58, 0, 58)[0]
    assert "59" in select.warnings(58, 0, 58)[0]
    assert select.warnings(59, 0, 59) == []
    assert "1 of 60 runs failed" in select.warnings(60, 1, 60)[0]
    assert "2 of 60 runs failed" in select.warnings(60, 2, 60)[0]
    assert len(select.warnings(3, 1, 60)) == 2


def test_fifty_nine_draws_span_ninety_five_percent_with_as_much_confidence_and_fifty_eight_do_not():
    assert 1 - 0.95**select.WILKS_DRAWS >= 0.95 > 1 - 0.95 ** (select.WILKS_DRAWS - 1)
