"""Competing hypotheses: marks, ratios, the joint posterior, items that tell nothing, and evidence files."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.scenario.errors import ScenarioError
from sim.sweep import evidence, hypotheses
from sim.sweep.report_hypotheses import judgement

ITEM = {
    "date": "2025-04-04", "text": "Something happened.", "source": "a paper", "confidence": "sourced",
    "all": [{"measure": "regime", "nation": "focal", "at_least": 3, "window": "2025-04..2025-06"}],
}  # fmt: skip


def file_of(tmp_path, *ids, **changes):
    """Write evidence with these items; return its path."""
    items = [json.loads(json.dumps(ITEM)) | {"id": name} for name in ids]
    items[0] |= changes
    path = tmp_path / "evidence.yaml"
    path.write_text(
        yaml.safe_dump(
            {"title": "A or B", "priors": {"leverage": 0.5, "bargaining": 0.5}, "items": items}, sort_keys=False
        )
    )
    return str(path)


def ensemble(rates, runs=200, together=False):
    """Return what runs show: `rates` gives P(item) under leverage and bargaining; `together` makes them one cause."""
    chance = np.random.default_rng(1)
    parts = []
    for i, name in enumerate(("leverage", "bargaining")):
        luck = chance.random((runs, 1)) if together else chance.random((runs, len(rates)))
        shown = (luck < np.array([pair[i] for pair in rates.values()])).astype(int)
        part = pd.DataFrame(shown, columns=list(rates))
        parts.append(part.assign(hypothesis=name, draw=np.arange(runs) // 2, weight=1 / (2 * runs)))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(
    ("p", "expected"), [(0.95, "CC"), (0.8, "CC"), (0.6, "C"), (0.5, "N"), (0.3, "I"), (0.19, "II"), (0.0, "II")]
)
def test_a_mark_follows_the_steps_of_the_likelihood_words(p, expected):
    assert hypotheses.mark(p) == expected


def test_ratios_and_marks_come_from_frequencies(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b"))
    table = hypotheses.items(ensemble({"a": (0.9, 0.3), "b": (0.5, 0.5)}), known, {}).set_index("item")
    assert table.loc["a", ["mark.leverage", "mark.bargaining"]].tolist() == ["CC", "I"]
    assert table.loc["a", "ratio"] == pytest.approx(3, rel=0.2)
    assert table.loc["b", "ratio"] == pytest.approx(1, abs=0.3)


def test_items_with_one_cause_count_once_in_the_joint_posterior_and_thrice_in_the_product(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b", "c"))
    seen = ensemble({"a": (0.8, 0.4), "b": (0.8, 0.4), "c": (0.8, 0.4)}, together=True)
    found = hypotheses.summary(seen, known, {}).set_index("hypothesis")
    assert found.loc["leverage", "joint"] == pytest.approx(2 / 3, abs=0.06)
    assert found.loc["leverage", "product"] == pytest.approx(8 / 9, abs=0.06)
    assert found["joint"].sum() == pytest.approx(1)
    assert found.loc["leverage", "low"] <= found.loc["leverage", "joint"] <= found.loc["leverage", "high"]


def test_a_scripted_item_and_one_that_all_runs_share_tell_nothing(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b", "c"))
    seen = ensemble({"a": (0.9, 0.1), "b": (0.9, 0.3), "c": (1.1, 1.1)})
    table = hypotheses.items(seen, known, {"a": "scripted: the policy london has its dates"}).set_index("item")
    assert table["diagnostic"].tolist() == [0, 1, 0]
    assert table.loc["a", "ratio"] == table.loc["c", "ratio"] == 1
    assert "scripted" in table.loc["a", "why"]
    assert "same in every run" in table.loc["c", "why"]
    assert hypotheses.posterior(seen, known, ["b"])["leverage"] == pytest.approx(
        hypotheses.summary(seen, known, {"a": "scripted"}).set_index("hypothesis").loc["leverage", "joint"]
    )


def test_leaving_out_the_one_item_that_tells_gives_the_prior_back(tmp_path):
    known = evidence.load(file_of(tmp_path, "a"))
    table = hypotheses.items(ensemble({"a": (0.9, 0.3)}), known, {})
    assert table["without.leverage"].tolist() == [0.5]


def test_what_no_run_shows_favours_neither_whatever_the_numbers_of_runs(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b"))
    seen = pd.concat([ensemble({"a": (0.5, 0.5), "b": (0.5, 0.5)}), ensemble({"a": (0.5, 0.5), "b": (0.5, 0.5)})])
    seen = seen[~((seen["hypothesis"] == "bargaining") & (seen["draw"] > 20))].copy()
    seen["b"] = 1 - seen["a"]
    assert hypotheses.posterior(seen, known, ["a", "b"]) == pytest.approx({"leverage": 0.5, "bargaining": 0.5})


def test_where_no_run_shows_all_items_the_probability_is_said_to_be_the_prior(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b"))
    seen = ensemble({"a": (0.5, 0.5), "b": (0.5, 0.5)})
    seen.loc[seen["a"] == 1, "b"] = 0
    text = judgement(hypotheses.items(seen, known, {}), hypotheses.summary(seen, known, {}), sources=False)
    assert "The probability of leverage stays at its prior, 50 %. " in text
    assert "| date | item | leverage |" in text


def test_where_no_run_shows_all_items_those_that_come_closest_speak(tmp_path):
    known = evidence.load(file_of(tmp_path, "a", "b", "c"))
    seen = ensemble({"a": (0.9, 0.2), "b": (0.9, 0.2), "c": (0.5, 0.5)})
    seen["c"] = 1 - seen["a"] * seen["b"]
    found = hypotheses.summary(seen, known, {}).set_index("hypothesis")
    assert found["all_items"].tolist() == [0, 0]
    assert found["joint"].tolist() == [0.5, 0.5]
    assert found["least_items"].tolist() == [2, 2]
    assert found.loc["leverage", "closest"] == pytest.approx(0.97 / (0.97 + 0.34), abs=0.06)


def test_weights_of_draws_count(tmp_path):
    known = evidence.load(file_of(tmp_path, "a"))
    seen = ensemble({"a": (0.5, 0.5)})
    seen.loc[(seen["hypothesis"] == "leverage") & (seen["a"] == 1), "weight"] *= 9
    assert hypotheses.posterior(seen, known, ["a"])["leverage"] == pytest.approx(0.9 / 1.4, abs=0.05)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"date": "spring"}, "date"),
        ({"confidence": "certain"}, "confidence"),
        ({"all": [ITEM["all"][0] | {"window": "last12"}]}, "dated window"),
        ({"all": [ITEM["all"][0] | {"nation": "XYZ"}]}, "XYZ"),
        ({"id": "b"}, "twice"),
    ],
)
def test_bad_evidence_is_refused_in_one_line_with_its_place(tmp_path, changes, said):
    with pytest.raises(ScenarioError, match=said) as error:
        evidence.load(file_of(tmp_path, "a", "b", **changes))
    assert "\n" not in str(error.value)
    assert "evidence.yaml" in str(error.value)


def test_priors_must_add_up_to_one(tmp_path):
    path = file_of(tmp_path, "a")
    text = (tmp_path / "evidence.yaml").read_text().replace("leverage: 0.5", "leverage: 0.6")
    (tmp_path / "evidence.yaml").write_text(text)
    with pytest.raises(ScenarioError, match="priors"):
        evidence.load(path)


def test_the_evidence_of_the_library_has_its_dates_sources_and_enough_items():
    known = evidence.load("india_assurance")
    assert len(known.items) >= 8
    assert [item.date for item in known.items] == sorted(item.date for item in known.items)
    assert known.last_month == "2026-06"
    assert all(item.source for item in known.items)
