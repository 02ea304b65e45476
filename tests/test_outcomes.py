"""Named outcomes: each run has exactly one, by rules that were fixed before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcome_runs import MONTHS, REFUSED, ROLES, classifier, named, result, rules

from sim.scenario.outcomes import load_outcomes
from sim.sweep.measures import Column, Reader
from sim.sweep.outcomes import Classifier, compared, played, watched


@pytest.fixture(scope="module")
def classify():
    return classifier(load_outcomes("default"))


def test_the_brief_has_its_five_cases(classify):
    assert classify(result(supply=20, decisions=REFUSED)) == "escalation"
    assert classify(result(concession=1.0, relations=0.2)) == "compliance_trap"
    assert classify(result(dependency=0.6)) == "diversified"
    assert classify(result(concession=0.5, relations=0.38)) == "middle_ground"
    assert classify(result()) == "no_change"


def test_a_cut_without_a_refusal_is_no_escalation(classify):
    assert classify(result(supply=20)) == "no_change"


def test_the_first_rule_that_fits_wins(classify):
    both = result(supply=20, dependency=0.6, decisions=REFUSED)
    assert classify(both) == "escalation"


@given(
    st.tuples(
        st.floats(0, 200), st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.floats(-1, 1), st.floats(0, 1), st.booleans()
    )
)
def test_every_run_has_exactly_one_outcome(values):
    *measures, refused = values
    rules = load_outcomes("default")
    run = result(*measures, decisions=REFUSED if refused else ())
    name = classifier(rules)(run)
    assert rules.names.count(name) == 1
    alone = [
        classifier(rules.model_copy(update={"outcomes": (rule, rules.outcomes[-1])}))(run)
        for rule in rules.outcomes[:-1]
    ]
    fitting = [rule.name for rule, got in zip(rules.outcomes[:-1], alone, strict=True) if got == rule.name]
    assert name == (fitting[0] if fitting else rules.names[-1])


def test_a_bound_is_met_by_a_difference_that_rounding_touches():
    condition = {"measure": "relations", "nation": "focal>rival", "compare": "change_from_baseline", "at_least": 0}
    assert named(condition, result(relations=0.4 - 1e-15)) == "hit"
    assert named(condition, result(relations=0.4 - 1e-6)) == "rest"


def test_a_decision_alone_can_name_an_outcome():
    condition = {"decision": "controller.regime:USA", "is": "ban"}
    assert named(condition, result(decisions=(("2025-06", "CHN", "regime:USA", "ban"),))) == "hit"
    assert named(condition, result(decisions=(("2025-06", "CHN", "regime:IND", "ban"),))) == "rest"


def test_nothing_against_nothing_is_a_ratio_of_one_and_something_an_infinite_one():
    ratio = compared(np.array([0.0, 2.0, 1.0]), np.array([0.0, 0.0, 4.0]), "ratio_to_baseline")
    assert ratio.tolist() == [1.0, np.inf, 0.25]


def test_each_run_is_held_against_the_baseline_with_its_own_seed():
    loaded = load_outcomes("default")
    reader = Reader(watched(loaded, ROLES))
    base = {1: reader.read(result(dependency=0.9)), 2: reader.read(result(dependency=0.7))}
    classify = Classifier(loaded, ROLES, MONTHS, base)
    assert classify(result(dependency=0.65, seed=1)) == "diversified"
    assert classify(result(dependency=0.65, seed=2)) == "no_change"


@pytest.mark.parametrize(
    ("bound", "below", "at", "above"),
    [
        ("above", "rest", "rest", "hit"), ("at_least", "rest", "hit", "hit"),
        ("below", "hit", "rest", "rest"), ("at_most", "hit", "hit", "rest"),
    ],
)  # fmt: skip
def test_a_bound_holds_at_itself_or_not_as_its_name_says(bound, below, at, above):
    condition = {"measure": "concession", "nation": "IND", bound: 0.5}
    assert [named(condition, result(concession=v)) for v in (0.25, 0.5, 0.75)] == [below, at, above]
    assert named({**condition, "months_at_least": 12}, result(concession=0.5)) == at


def test_all_bounds_of_a_condition_hold_together():
    condition = {"measure": "concession", "nation": "IND", "at_least": 0.25, "below": 0.75}
    assert [named(condition, result(concession=v)) for v in (0.2, 0.25, 0.5, 0.75)] == ["rest", "hit", "hit", "rest"]


@pytest.mark.parametrize(
    "decision",
    [
        ("2025-06", "USA", "regime:USA", "ban"), ("2025-06", "CHN", "regime:USA", "tight"),
        ("2025-06", "CHN", "stockpile", "ban"),
    ],
)  # fmt: skip
def test_a_decision_counts_only_with_its_nation_its_slot_and_its_option(decision):
    assert named({"decision": "controller.regime:USA", "is": "ban"}, result(decisions=(decision,))) == "rest"


def test_a_ratio_to_nothing_passes_every_lower_bound_and_no_upper_one():
    condition = {"measure": "concession", "nation": "IND", "compare": "ratio_to_baseline"}
    assert named({**condition, "above": 1e9}, result(concession=0.5)) == "hit"
    assert named({**condition, "at_most": 1e9}, result(concession=0.5)) == "rest"


def test_every_rule_is_told_apart_whatever_comes_before_it(classify):
    both = result(supply=20, dependency=0.6, decisions=REFUSED)
    names = classify.rules.names
    assert dict(zip(names, classify.met(both), strict=True)) == {
        "escalation": True, "compliance_trap": False, "diversified": True, "middle_ground": False, "no_change": True,
    }  # fmt: skip
    assert classify.met(result()) == (False, False, False, False, True)


@pytest.mark.parametrize(("said", "who"), [("focal>rival", "IND>USA"), ("controller", "CHN"), ("JPN>focal", "JPN>IND")])
def test_roles_stand_for_those_who_play_them(said, who):
    assert played(said, ROLES) == who


def test_a_series_that_several_rules_look_at_is_watched_once():
    high = {"measure": "concession", "nation": "focal", "above": 0.5}
    other = {"measure": "concession", "nation": "IND", "below": 0.9}
    decided = {"decision": "focal.offer", "is": "none"}
    assert watched(rules(high, other, decided), ROLES) == (Column("concession", "IND"),)
