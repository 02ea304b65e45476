"""The chosen runs of a small table: one row for each part, with its case, draw, seed, outcome and how firm it is."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.sweep.choose import choose
from sim.sweep.measures import Column
from sim.sweep.scores import Objective

DEPENDENCY, RELATIONS = Column("import_dependency", "IND"), Column("relations", "IND>USA")
LESS, MORE = Objective(DEPENDENCY, minimize=True, weight=3.0), Objective(RELATIONS, minimize=False, weight=1.0)
CASES = 32
#: Dependency of a case, in steps of which the second is the 5th and the 31st the 95th percentile.
STEP = (np.arange(CASES) - 1) / 29


def runs(**columns):
    """32 cases with two seeds each: the higher the number of the case, the more dependent; every other one on the basis."""
    case = np.repeat(np.arange(CASES), 2)
    usual = {
        "case": case, "draw": case // 2, "seed": np.tile([7, 8], CASES), "weight": 1 / (2 * CASES),
        "setting": np.where(case % 2, "b", "a"), "basis": (case % 2 == 0).astype(int),
        "outcome": np.where(case < 16, "free", "bound"),
        DEPENDENCY.label: STEP[case], RELATIONS.label: 0.4,
    }  # fmt: skip
    return pd.DataFrame(usual | columns)


def collection(paths):
    """What a sweep keeps by month: relations, then dependency, (runs, months) each."""
    paths = np.asarray(paths, float)
    return SimpleNamespace(bands=(RELATIONS, DEPENDENCY), series=[np.zeros_like(paths), paths])


def two_kinds():
    """Paths of 64 runs, a little apart from each other: cases up to 9 low, the others high and the last two highest."""
    place = np.arange(64)
    return np.repeat((0.001 * place + 1.0 * (place >= 20) + 0.011 * (place >= 60))[:, None], 12, axis=1)


@pytest.fixture(scope="module")
def chosen():
    return choose(runs(), collection(two_kinds()), [LESS, MORE], seeds=2)


def row(chosen, role):
    return chosen.table.set_index("role").loc[role]


def test_there_is_a_row_for_each_part_in_the_order_in_which_they_are_told(chosen):
    parts = ["best", "worst", "most_likely", "runner_up", "best_extreme", "worst_extreme"]
    assert chosen.table["role"].tolist() == parts
    assert chosen.table.columns.tolist() == [
        "role", "case", "draw", "seed", "outcome", "score", "stability", "same_setting", "share"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "case", "outcome", "distance"),
    [
        # The ends of the scale are cases 1 and 30; 0 and 31 lie a step of 1/29 beyond them.
        ("best", 1, "free", 0.0), ("best_extreme", 0, "free", -1.001 / 29),
        ("worst", 30, "bound", 0.0), ("worst_extreme", 31, "bound", -1.001 / 29),
    ],
)  # fmt: skip
def test_best_and_worst_are_the_ends_of_the_scale_and_the_extremes_lie_beyond(role, case, outcome, distance):
    found = row(choose(runs(), collection(two_kinds()), [LESS], seeds=2), role)
    assert (found["case"], found["draw"], found["seed"], found["outcome"]) == (case, case // 2, 7, outcome)
    assert found["score"] == pytest.approx(distance)
    assert np.isnan(found["share"])
    assert np.isnan(found["stability"]) == np.isnan(found["same_setting"]) == role.endswith("extreme")


def test_an_end_in_the_midst_of_its_outcome_is_firm_though_its_setting_is_not(chosen):
    for role in ("best", "worst"):
        assert row(chosen, role)["stability"] == 1.0
        assert 0.2 < row(chosen, role)["same_setting"] < 0.8


def test_the_most_likely_kind_and_the_runner_up_have_their_shares_of_the_basis_runs(chosen):
    # Of the 32 basis runs 10 are low and 22 high, around places 8.5 and 40.5 (with the last two 41.5).
    likely, second = row(chosen, "most_likely"), row(chosen, "runner_up")
    assert (likely["share"], second["share"]) == (pytest.approx(22 / 32), pytest.approx(10 / 32))
    assert (likely["case"], likely["seed"], likely["outcome"]) == (20, 8, "bound")
    assert (second["case"], second["outcome"]) == (4, "free")
    assert likely["draw"] == 10
    assert 0.5 < likely["stability"] <= 1.0
    assert np.isnan(second["stability"])
    assert np.isnan([*likely[["score", "same_setting"]], *second[["score", "same_setting"]]].copy()).all()
    assert chosen.silhouette > 0.9


def test_runs_keep_their_scores_and_the_kind_of_their_path(chosen):
    found = chosen.runs
    # Relations, which do not vary, are 0 short of the best: the first case is better than that by a thousandth only.
    assert found["score_best"].tolist()[:4] == pytest.approx([-0.001 / 29] * 2 + [0.0] * 2)
    assert found["score_worst"].tolist()[:4] == pytest.approx([1.001 * 30 / 29] * 2 + [1.001] * 2)
    basis = found["basis"] == 1
    assert found.loc[~basis, "path_kind"].unique().tolist() == [-1]
    assert found.loc[basis, "path_kind"].value_counts().to_dict() == {0: 22, 1: 10}


def test_an_objective_that_does_not_vary_is_named(chosen):
    assert chosen.notes == ("relations.IND>USA does not vary over the sweep and has no weight in best and worst.",)
    both = runs(**{RELATIONS.label: -np.repeat(STEP, 2)})
    assert choose(both, collection(two_kinds()), [LESS, MORE], seeds=2).notes == ()


def test_objectives_find_their_series_by_name_and_runs_by_their_place():
    # The finished runs are the last 64 of 70 places; the series of the first six are of runs that failed.
    finished = runs().set_index(np.arange(6, 70))
    shifted = np.concatenate([np.full((6, 12), 50.0), two_kinds()])
    found = choose(finished, collection(shifted), [LESS], seeds=2)
    assert row(found, "most_likely")["case"] == 20
    assert found.runs.index.tolist() == list(range(6, 70))


def test_without_basis_runs_there_is_no_most_likely_path():
    found = choose(runs(basis=0), collection(two_kinds()), [LESS], seeds=2)
    assert found.table["role"].tolist() == ["best", "worst", "best_extreme", "worst_extreme"]
    assert np.isnan(found.silhouette)
    assert found.runs["path_kind"].unique().tolist() == [-1]


def test_where_all_paths_are_of_one_kind_there_is_no_runner_up():
    found = choose(runs(), collection(np.zeros((64, 12))), [LESS], seeds=2)
    assert found.table["role"].tolist() == ["best", "worst", "most_likely", "best_extreme", "worst_extreme"]
    assert (row(found, "most_likely")["share"], row(found, "most_likely")["stability"]) == (1.0, 1.0)


def test_of_three_kinds_the_two_most_likely_are_shown():
    place = np.arange(64)
    three = np.repeat((0.001 * place + 1.0 * (place // 24))[:, None], 12, axis=1)
    found = choose(runs(), collection(three), [LESS], seeds=2)
    assert found.table["role"].tolist()[2:4] == ["most_likely", "runner_up"]
    assert found.runs.loc[found.runs["basis"] == 1, "path_kind"].nunique() == 3


def test_where_no_run_finished_nothing_is_chosen():
    with pytest.raises(ValueError, match="no run finished, so there is no best, worst or most likely one"):
        choose(runs().head(0), collection(np.zeros((0, 12))), [LESS], seeds=2)
