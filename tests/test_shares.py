"""Shares of the named outcomes, and the range that chance in the draws gives them."""

import numpy as np
import pandas as pd
import pytest

from sim.sweep import shares
from sim.sweep.shares import blocks, outcome_shares, resampled


def test_shares_add_up_and_their_range_comes_from_whole_draws():
    runs = pd.DataFrame({"draw": np.repeat(np.arange(50), 4), "weight": 1 / 200, "outcome": "a"})
    runs.loc[runs["draw"] < 10, "outcome"] = "b"
    table = outcome_shares(runs, ["a", "b", "never"]).set_index("outcome")
    assert table["share"].tolist() == pytest.approx([0.8, 0.2, 0.0])
    assert table["runs"].tolist() == [160, 40, 0]
    # Of 50 independent draws, not of 200 runs: the standard error is 0.057.
    assert table.loc["b", "high"] - table.loc["b", "low"] == pytest.approx(2 * 1.645 * 0.0566, rel=0.2)
    assert table.loc["b", "low"] < 0.2 < table.loc["b", "high"]
    assert table.loc["never", ["low", "high", "leads"]].tolist() == [0, 0, 0]
    assert table["leads"].tolist() == [1, 0, 0]


def test_an_outcome_is_as_likely_as_its_runs_weigh():
    runs = pd.DataFrame({"draw": [0, 0, 1], "weight": [1.0, 2.0, 5.0], "outcome": ["a", "b", "a"]})
    table = outcome_shares(runs, ["b", "a"])
    assert table["share"].tolist() == [0.25, 0.75]
    assert table["runs"].tolist() == [1, 2]


@pytest.mark.parametrize(("draws", "seeds"), [(9, 1), (20, 2), (100, 8), (128, 3)])
def test_an_outcome_in_which_every_run_ends_has_a_share_of_one_and_no_more(draws, seeds):
    runs = pd.DataFrame({"draw": np.repeat(np.arange(draws), seeds), "weight": 1 / draws / seeds, "outcome": "a"})
    table = outcome_shares(runs, ["a", "b", "c"])
    assert table["share"].tolist() == [1, 0, 0]
    assert table["low"].tolist() == table["high"].tolist() == [1, 0, 0]


def test_of_two_draws_one_or_the_other_or_both_are_drawn():
    # a alone with a quarter, b alone with a quarter, else 3 to 1: the ends are none and all, and a leads in three quarters.
    runs = pd.DataFrame({"draw": [0, 1], "weight": [0.75, 0.25], "outcome": ["a", "b"]})
    table = outcome_shares(runs, ["a", "b"])
    assert table["leads"].tolist() == pytest.approx([0.75, 0.25], abs=0.05)
    assert table["leads"].sum() == pytest.approx(1)
    assert table[["low", "high"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_the_ends_of_a_range_leave_out_a_twentieth_on_either_side():
    # Ten draws, one of them b: none of b with 0.9^10 = 35 %, at most two with 93 %, at most three with 99 %.
    runs = pd.DataFrame({"draw": range(10), "weight": 0.1, "outcome": ["b"] + ["a"] * 9})
    table = outcome_shares(runs, ["a", "b"]).set_index("outcome")
    assert table.loc["b", ["low", "high"]].tolist() == pytest.approx([0.0, 0.3])
    assert table.loc["a", ["low", "high"]].tolist() == pytest.approx([0.7, 1.0])


def test_a_resample_has_as_many_draws_as_there_are_and_is_the_same_every_time():
    draws = np.array([3, 3, 8, 9, 9])
    found = resampled(draws, 400, "a")
    assert found.shape == (400, 3)
    assert (found.sum(axis=1) == 3).all()
    assert found.mean(axis=0) == pytest.approx([1, 1, 1], abs=0.15)
    assert (found == resampled(draws, 400, "a")).all()
    assert (found != resampled(draws, 400, "b")).any()


def test_a_resample_of_draws_of_no_weight_has_no_outcome():
    # Of three draws two weigh nothing: without the third, in 8 of 27 resamples, there is no share to speak of.
    runs = pd.DataFrame({"draw": [0, 1, 2], "weight": [0.0, 0.0, 0.5], "outcome": ["b", "b", "a"]})
    table = outcome_shares(runs, ["a", "b"]).set_index("outcome")
    assert table.loc["a", ["share", "low", "high"]].tolist() == [1, 0, 1]
    assert table.loc["b", ["share", "low", "high"]].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("draws", "resamples", "rows"),
    [
        (3, 250, [250]), (30, 1000, [100, 100]), (20, 1000, [150, 50]), (10, 1000, [300]), (10, 250, [250]),
        (30, 30, [30]), (3001, 1000, [1] * 200), (3000, 2, [1, 1]), (1500, 3, [2, 1]),
    ],
)  # fmt: skip
def test_of_very_many_draws_fewer_resamples_are_made_but_two_hundred_in_blocks_that_fit(
    draws, resamples, rows, monkeypatch
):
    monkeypatch.setattr(shares, "CELLS", 3000)
    made = list(blocks(np.arange(draws), resamples, "many"))
    assert [len(block) for block in made] == rows
    assert {block.shape[1] for block in made} == {draws}
