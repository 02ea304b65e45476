"""Best, worst and most likely: plausible ends, ties, firmness, and kinds of path."""

import numpy as np
import pandas as pd
import pytest

from sim.records import Key
from sim.sweep import modes, moves, probes, select, signposts
from sim.sweep.measures import Column, Reader, places
from sim.sweep.scores import Objective, scale
from sim.sweep.shares import outcome_shares
from sim.sweep.worker import Done

LOW = Objective(Column("import_dependency", "IND"), minimize=True, weight=0.7)
HIGH = Objective(Column("relations", "IND>USA"), minimize=False, weight=0.3)


def ensemble(cases=200, seeds=3):
    """Runs whose two objectives both rise with the number of the case, in opposite goodness, one setting."""
    number = np.repeat(np.arange(cases), seeds)
    noise = np.tile(np.linspace(-0.001, 0.001, seeds), cases)
    runs = pd.DataFrame(
        {
            "case": number, "draw": number, "seed": np.tile(np.arange(seeds), cases),
            "weight": 1 / len(number), "setting": "a", "outcome": np.where(number < cases / 2, "good", "bad"),
        }
    )  # fmt: skip
    values = np.column_stack([number / cases + noise, -number / cases - noise])
    return runs, values


def test_goodness_runs_from_bad_to_good_and_is_not_clipped():
    _, values = ensemble()
    measured = scale(values, np.full(len(values), 1 / len(values)), [LOW, HIGH])
    good = measured.good(values)
    assert good[0, 0] > 1
    assert good[-1, 1] < 0
    assert measured.good(np.array([measured.low[0], measured.high[1]])) == pytest.approx([1, 1])


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


def test_a_case_is_shown_by_its_median_run():
    runs = pd.DataFrame({"seed": [3, 1, 2, 5], "best": [0.4, 0.1, 0.3, 0.2]})
    assert select.median_run(runs.head(3), "best") == 2
    assert select.median_run(runs, "best") == 5


def test_a_case_without_every_seed_is_not_ranked():
    runs, values = ensemble()
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    whole = ~((runs["case"] == 0) & (runs["seed"] == 1)).to_numpy()
    ranking = select.rank(runs[whole], measured.good(values[whole]), measured, seeds=3)
    assert 0 not in ranking.cases["case"].tolist()


def test_the_weightiest_shortfall_decides_and_the_rest_settles_ties():
    values = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    measured = scale(values, np.full(3, 1 / 3), [LOW, HIGH])
    scores = measured.best(measured.good(values))
    assert np.argmin(scores) == 2
    tied = measured.best(measured.good(np.array([[0.5, 1.0], [0.5, 0.9]])))
    assert tied[0] < tied[1]


def test_an_objective_that_does_not_vary_has_no_weight_and_none_varying_is_an_error():
    values = np.column_stack([np.full(100, 0.7), np.linspace(0, 1, 100)])
    assert scale(values, np.full(100, 0.01), [LOW, HIGH]).weight.tolist() == [0, 1]
    with pytest.raises(ValueError, match="no objective varies"):
        scale(values[:, :1], np.full(100, 0.01), [LOW])


def test_a_choice_between_outcomes_that_chance_decides_is_not_stable():
    runs, values = ensemble(cases=20)
    runs["outcome"] = [f"outcome {case}" for case in runs["case"]]
    measured = scale(values, runs["weight"].to_numpy(), [LOW, HIGH])
    best, _ = select.rank(runs, measured.good(values), measured, seeds=3).of("best")
    assert best.stability < select.STABLE


def test_few_draws_and_failures_are_warned_of():
    assert "59" in select.warnings(58, 0, 58)[0]
    assert select.warnings(59, 0, 59) == []
    assert "2 of 60 runs failed" in select.warnings(60, 2, 60)[0]


def paths(shares, runs=200, months=24):
    """Return paths that fall to 0.2 or stay at 0.8, the first share of them falling, with noise."""
    falling = np.arange(runs) < shares * runs
    noise = np.random.default_rng(1).normal(0, 0.02, (runs, months))
    line = np.where(falling[:, None], np.linspace(0.8, 0.2, months), 0.8)
    return (line + noise)[:, None, :], falling


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


def test_runs_that_form_one_cloud_are_one_kind():
    points = np.random.default_rng(2).normal(size=(300, 8))
    found = modes.find(points, np.full(300, 1 / 300), np.arange(300))
    assert found.share.tolist() == [1.0]
    same = modes.find(np.zeros((10, 3)), np.full(10, 0.1), np.arange(10))
    assert same.share.tolist() == [1.0]


def test_two_kinds_of_equal_mass_are_not_distinguishable():
    series, _ = paths(0.5, runs=40)
    weights = np.full(40, 1 / 40)
    found = modes.find(modes.features(series, weights, np.ones(1)), weights, np.arange(40))
    assert found.stability < 0.8


def test_shares_add_up_and_their_range_comes_from_whole_draws():
    runs = pd.DataFrame({"draw": np.repeat(np.arange(50), 4), "weight": 1 / 200, "outcome": "a"})
    runs.loc[runs["draw"] < 10, "outcome"] = "b"
    table = outcome_shares(runs, ["a", "b", "never"]).set_index("outcome")
    assert table["share"].tolist() == pytest.approx([0.8, 0.2, 0.0])
    assert table["runs"].tolist() == [160, 40, 0]
    # Of 50 independent draws, not of 200 runs: the standard error is 0.057.
    assert table.loc["b", "high"] - table.loc["b", "low"] == pytest.approx(2 * 1.645 * 0.0566, rel=0.2)


def test_a_probe_shows_an_effect_that_the_draws_hide():
    results = [Done(0, "ok", numbers=np.array([1.0, 5.0])), Done(1, "ok", numbers=np.array([1.0, 5.00001]))]
    same = [Done(2, "ok", numbers=np.array([1.0, 5.0])), Done(3, "ok", numbers=np.array([1.0, 5.0]))]
    table = probes.effects(["a", "a", "b", "b"], [*results, *same], ["one", "two"]).set_index("path")
    assert table["moves_alone"].to_dict() == {"a": 1, "b": 0}
    assert table.loc["a", "measure_alone"] == "two"


def test_a_signpost_is_the_first_month_that_tells_best_from_worst_and_leads_the_objective():
    runs, months = 100, 36
    score = np.linspace(0, 1, runs)
    noise = np.random.default_rng(4).normal(0, 0.01, (3, runs, months))
    late = np.where(np.arange(months) >= 24, 1.0, 0.0)
    early = np.where(np.arange(months) >= 10, 1.0, 0.0)
    bands = noise + np.stack([score[:, None] * late, -score[:, None] * early, np.zeros((runs, months))])
    columns = [Column("import_dependency", "IND"), Column("supply_gap", "IND"), Column("fear", "IND")]
    labels = [f"m{m:02d}" for m in range(months)]
    scored = pd.DataFrame({"score_best": score, "score_worst": 1 - score, "outcome": "one"})
    table = signposts.signposts(bands.astype(np.float32), columns, labels, scored)
    assert table["measure"].tolist() == ["supply_gap.IND", "import_dependency.IND"]
    assert table["month"].tolist() == ["m10", "m24"]
    assert table["lead_months"].tolist() == [14, 0]
    assert table["side"].tolist() == ["lower", "higher"]
    assert table["hits"].tolist() == [1, 1]
    late_start = signposts.signposts(bands.astype(np.float32), columns, labels, scored, "m12")
    assert late_start["month"].tolist() == ["m12", "m24"]


def test_a_named_outcome_has_signs_with_their_hits_and_their_lead_to_the_last_year():
    runs, months = 60, 36
    is_it = np.arange(runs) < 12
    bands = np.where(is_it[:, None] & (np.arange(months) >= 10), 1.0, 0.0)[None]
    bands = bands + np.random.default_rng(4).normal(0, 0.01, bands.shape)
    named = pd.DataFrame({"score_best": np.nan, "score_worst": np.nan, "outcome": np.where(is_it, "rare", "common")})
    columns = [Column("fear", "IND")]
    table = signposts.signposts(bands, columns, [f"{m:02d}" for m in range(months)], named).set_index("tells")
    assert table.loc["rare", ["month", "lead_months", "side"]].tolist() == ["10", 14, "higher"]
    assert table.loc["rare", ["hits", "false_alarms"]].tolist() == [1, 0]


def test_too_few_runs_have_no_signposts():
    column = Column("fear", "IND")
    scores = np.linspace(0, 1, 49)
    scored = pd.DataFrame({"score_best": scores, "score_worst": scores, "outcome": "one"})
    assert signposts.signposts(np.zeros((1, 49, 12), np.float32), [column], ["m"] * 12, scored).empty


@pytest.mark.parametrize(
    "column",
    [
        Column("import_dependency", "IND"), Column("relations", "IND>USA"), Column("spot_outside", "", "oxide_Dy"),
        Column("share_magnet_ree", "CHN", "mine"), Column("supply_gap", "IND", "", "max"), Column("smuggled_t"),
    ],
)  # fmt: skip
def test_a_column_is_read_back_from_its_label(column):
    assert Column.of(column.label) == column


def test_money_is_added_up_over_sectors_and_prices_are_not():
    keys = [Key("output_lost_usd", "IND", "ev"), Key("output_lost_usd", "IND", "wind"), Key("price_paid", "IND", "x")]
    assert places(Column("output_lost_usd", "IND"), keys) == [0, 1]
    assert places(Column("price_paid", "IND"), keys) == []
    assert [c.label for c in Reader([Column("fear", "IND")]).missing(keys)] == ["fear.IND"]


def test_a_flow_is_totalled_and_a_state_averaged_over_its_last_year():
    series = np.arange(24.0)
    assert Column("output_lost_usd", "IND").number(series) == series.sum()
    assert Column("import_dependency", "IND").number(series) == series[-12:].mean()
    assert Column("output_lost_usd", "IND", "", "last12").label == "output_lost_usd.IND:last12"
    assert Column("output_lost_usd", "IND", "", "sum") == Column("output_lost_usd", "IND")
    assert Column("output_lost_usd", "IND", "", "last12").unit == "USD a month"


def test_what_moves_what_tells_effects_from_chance():
    chance = np.random.default_rng(3)
    n = 128
    runs = pd.DataFrame({"draw": np.repeat(np.arange(n), 2), "seed": np.tile([0, 1], n), "basis": 1})
    runs["strong"], runs["idle"] = np.repeat(chance.random(n), 2), np.repeat(chance.random(n), 2)
    runs["motive"] = np.repeat(chance.choice(["x", "y"], n), 2)
    runs["one"] = runs["strong"] + chance.normal(0, 0.1, 2 * n)
    runs["two"] = (runs["motive"] == "x") + chance.normal(0, 0.1, 2 * n)
    both = pd.concat([runs.assign(lever="a"), runs.assign(lever="b", one=runs["one"] + 0.5, basis=0)])
    both["dull"] = "same"
    table = moves.moves(both, ["one", "two"], ["strong", "idle", "motive"], {"lever": ["a", "b"], "dull": ["same"]})
    found = table.set_index("path")
    assert found["moves"].to_dict() == {"strong": 1, "idle": 0, "motive": 1, "lever": 1, "dull": 0}
    assert found["measure"].to_dict() == {
        "strong": "one",
        "idle": found["measure"]["idle"],
        "motive": "two",
        "lever": "one",
        "dull": "",
    }
    assert found.loc["strong", "effect"] > 0.9
