"""Ensembles with a known answer: which regime is found, what share it gets, and when nothing can be told apart."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.sweep import choose
from sim.sweep.measures import Column
from sim.sweep.scores import Objective
from sim.sweep.select import STABLE
from sim.sweep.shares import outcome_shares

DEPENDENCY = Objective(Column("import_dependency", "IND"), minimize=True, weight=0.6)
RELATIONS = Objective(Column("relations", "IND>USA"), minimize=False, weight=0.4)
ENDS = {"falls": (0.2, 0.1), "stays": (0.8, 0.1), "breaks": (0.8, -0.6)}
"""Where dependency and relations end in each regime; both begin at 0.8 and 0.1."""
MONTHS = 36
SHARES = {"falls": 0.316, "stays": 0.338, "breaks": 0.347}


def ensemble(regimes, noise=0.03):
    """Return runs, shape (draws, seeds) of regime names, and their paths as a sweep collects them."""
    draws, seeds = regimes.shape
    flat = regimes.ravel()
    time = np.linspace(0, 1, MONTHS)
    luck = np.random.default_rng(7)
    series = []
    for i, start in enumerate((0.8, 0.1)):
        end = np.array([ENDS[name][i] for name in flat])
        level = luck.normal(0, noise, (len(flat), 1))
        series.append(start + (end - start)[:, None] * time + level + luck.normal(0, noise, (len(flat), MONTHS)))
    number = np.repeat(np.arange(draws), seeds)
    runs = pd.DataFrame(
        {
            "case": number, "draw": number, "seed": np.tile(np.arange(seeds), draws), "weight": 1 / len(flat),
            "setting": "", "basis": 1, "outcome": flat,
            "import_dependency.IND": series[0][:, -12:].mean(axis=1),
            "relations.IND>USA": series[1][:, -12:].mean(axis=1),
        }
    )  # fmt: skip
    paths = SimpleNamespace(bands=(DEPENDENCY.column.path, RELATIONS.column.path), series=np.stack(series))
    return runs, paths


def drawn(draws, seeds=1):
    """Return regimes in the three shares, as exactly as the number of draws allows."""
    bounds = np.cumsum(list(SHARES.values()))[:2] * draws
    names = np.array(list(SHARES))[np.searchsorted(bounds, np.arange(draws), side="right")]
    return np.repeat(names[:, None], seeds, axis=1)


def chosen(regimes, **more):
    """Return what is chosen, by role, and the runs with their kind of path."""
    runs, paths = ensemble(regimes, **more)
    found = choose.choose(runs, paths, [DEPENDENCY, RELATIONS], regimes.shape[1])
    return found.table.set_index("role"), found.runs


def test_of_three_regimes_nearly_alike_in_mass_the_largest_is_found_with_its_share():
    table, runs = chosen(drawn(3000))
    assert table.loc["most_likely", "outcome"] == "breaks"
    assert table.loc["most_likely", "share"] == pytest.approx(0.347, abs=0.005)
    assert table.loc["runner_up", "outcome"] == "stays"
    assert runs["path_kind"].nunique() == 3
    assert table.loc["most_likely", "stability"] >= STABLE


def test_the_same_three_regimes_in_few_draws_are_not_distinguishable():
    table, _ = chosen(drawn(72))
    assert table.loc["most_likely", "stability"] < STABLE


def test_noisy_replicates_neither_add_regimes_nor_move_shares():
    table, runs = chosen(drawn(300, seeds=6), noise=0.08)
    assert runs["path_kind"].nunique() == 3
    assert table.loc["most_likely", "share"] == pytest.approx(0.347, abs=0.02)
    # Six replicates of one draw are one draw: they make nothing surer.
    once, _ = chosen(drawn(300), noise=0.08)
    assert table.loc["most_likely", "stability"] == pytest.approx(once.loc["most_likely", "stability"], abs=0.2)


def test_draws_that_end_in_two_regimes_keep_both_and_make_no_middle_one():
    regimes = drawn(400, seeds=4)
    regimes[:, ::2] = "falls"
    regimes[:, 1::2] = "breaks"
    regimes[:80] = "falls"
    table, runs = chosen(regimes)
    assert runs["path_kind"].nunique() == 2
    assert table.loc["most_likely", ["outcome", "share"]].tolist() == ["falls", pytest.approx(0.6, abs=0.01)]
    shares = outcome_shares(runs, list(ENDS)).set_index("outcome")["share"]
    assert shares["falls"] == pytest.approx(0.6)
    assert shares["stays"] == 0
    ends = runs.groupby("path_kind")["relations.IND>USA"].mean()
    assert sorted(ends) == pytest.approx([-0.49, 0.1], abs=0.06)


def test_best_and_worst_are_ranked_on_means_over_seeds_so_one_lucky_run_does_not_win():
    regimes = np.full((100, 4), "stays", dtype=object)
    regimes[:20] = "falls"
    regimes[60, 2] = "falls"  # one lucky run of a middling draw
    table, runs = chosen(regimes)
    assert table.loc["best", "draw"] < 20
    assert table.loc["best_extreme", "draw"] < 20
    lucky = runs[(runs["draw"] == 60) & (runs["seed"] == 2)].iloc[0]
    assert lucky["score_best"] < runs.loc[runs["outcome"] == "stays", "score_best"].min()


def test_an_outcome_that_leads_in_less_than_half_of_the_resamples_is_known_as_such():
    near, _ = ensemble(drawn(72))
    far, _ = ensemble(drawn(72000))
    tables = [outcome_shares(runs, list(ENDS)).set_index("outcome") for runs in (near, far)]
    assert tables[0]["leads"].max() < STABLE
    assert tables[1].loc["breaks", "leads"] > 0.9
    assert tables[1]["share"].to_dict() == pytest.approx(SHARES, abs=0.002)
