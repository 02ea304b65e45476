"""Replays with the engine itself."""

from __future__ import annotations

import numpy as np
import pytest

from sim.history import api
from sim.history.ensemble import ensemble
from sim.history.fit import EPISODE, distance, observed, simulate
from sim.history.replay import replay
from sim.history.tables import episodes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", list(episodes()))
def test_every_episode_runs_to_its_end_under_the_fitted_sample(name: str) -> None:
    card = api.hindcast(name, "posterior", 2)
    assert card.replay.failed == ()
    assert np.isfinite(api.series_table(card)["error"]).all()
    assert np.isfinite(card.replay.paths).all()


def test_the_replay_of_the_crisis_beats_the_last_value_on_neodymium() -> None:
    found = api.series_table(api.hindcast("crisis_2010", "defaults", 3)).set_index("series")
    assert found.loc["nd_year", "error"] < found.loc["nd_year", "last value"]


def test_a_replay_does_not_depend_on_what_ran_before_it() -> None:
    members = ensemble("controls_2025", "posterior", 3)
    whole, last = replay("controls_2025", members), replay("controls_2025", members[2:])
    np.testing.assert_array_equal(whole.paths[2], last.paths[0])


def test_a_candidate_of_the_calibration_follows_from_its_seed_alone() -> None:
    from sim.history.fit import free

    scores = dict.fromkeys((p.path for p in free()), 0.3)
    found = []
    for _ in range(2):
        np.random.seed([1, 2, 3])  # noqa: NPY002 - as the sampler does
        found.append(simulate(scores)["summary"])
    np.testing.assert_array_equal(*found)
    assert found[0].shape == observed().shape
    assert 0 < distance({"summary": found[0]}, {"summary": observed()}) < 10
    assert EPISODE == "crisis_2010"
