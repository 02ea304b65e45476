"""Named outcomes: each run has exactly one, by rules that were fixed before."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records import Key
from sim.scenario.outcomes import OutcomeRules, load_outcomes
from sim.sweep.measures import Reader, Roles
from sim.sweep.outcomes import Classifier, compared, watched

ROLES = Roles("CHN", "IND", "USA")
MONTHS = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(36))
KEYS = (
    Key("heavy_supply_from_controller", "IND"),
    Key("concession", "IND"),
    Key("relations", "IND>USA"),
    Key("import_dependency", "IND"),
)
BASE = (100.0, 0.0, 0.4, 0.9)
REFUSED = (("2025-01", "IND", "assurance_response", "refuse"),)


def result(supply=100.0, concession=0.0, relations=0.4, dependency=0.9, decisions=(), seed=1):
    """A run whose measures are constant, or given month by month."""
    columns = [np.broadcast_to(np.asarray(v, float), 36) for v in (supply, concession, relations, dependency)]
    return SimpleNamespace(keys=KEYS, series=np.column_stack(columns), seed=seed, decisions=decisions)


@pytest.fixture(scope="module")
def classify():
    return classifier(load_outcomes("default"))


def classifier(rules):
    base = Reader(watched(rules, ROLES)).read(result(*BASE))
    return Classifier(rules, ROLES, MONTHS, {1: base})


def rules(*conditions):
    """Rules with one named outcome and the rest."""
    hit = {"name": "hit", "title": "Hit", "all": list(conditions)}
    return OutcomeRules.model_validate_json(
        __import__("json").dumps({"outcomes": [hit, {"name": "rest", "title": "Rest", "all": []}]})
    )


def named(condition, run):
    return classifier(rules(condition))(run)


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


def test_months_are_counted_each_by_itself():
    condition = {"measure": "concession", "nation": "IND", "above": 0, "months_at_least": 6}
    given = np.zeros(36)
    given[-6:] = 1
    assert named(condition, result(concession=given)) == "hit"
    given[-6] = 0
    assert named(condition, result(concession=given)) == "rest"


def test_only_months_after_the_decision_count():
    cut = np.full(36, 100.0)
    cut[6:12] = 0  # before the refusal of January 2025
    condition = {
        "measure": "heavy_supply_from_controller", "nation": "focal", "below": 1, "months_at_least": 6,
        "window": "whole", "after": {"decision": "focal.assurance_response", "is": "refuse"},
    }  # fmt: skip
    assert named(condition, result(supply=cut, decisions=REFUSED)) == "rest"
    cut[20:26] = 0
    assert named(condition, result(supply=cut, decisions=REFUSED)) == "hit"


def test_a_window_of_months_is_inclusive_and_outside_the_run_nothing_holds():
    value = np.zeros(36)
    value[12:24] = 1
    during = {"measure": "concession", "nation": "IND", "above": 0.999, "window": "2025-01..2025-12"}
    assert named(during, result(concession=value)) == "hit"
    assert named({**during, "window": "2025-01..2026-01"}, result(concession=value)) == "rest"
    assert named({**during, "window": "2040-01..2041-01", "above": -1}, result(concession=value)) == "rest"


def test_a_decision_alone_can_name_an_outcome():
    condition = {"decision": "controller.regime:USA", "is": "ban"}
    assert named(condition, result(decisions=(("2025-06", "CHN", "regime:USA", "ban"),))) == "hit"
    assert named(condition, result(decisions=(("2025-06", "CHN", "regime:IND", "ban"),))) == "rest"


@pytest.mark.parametrize(
    ("statistic", "value"), [("mean", 0.5), ("last", 1.0), ("max", 1.0), ("min", 0.0), ("sum", 6.0)]
)
def test_a_statistic_is_taken_over_the_window(statistic, value):
    given = np.concatenate([np.full(24, 7.0), np.repeat([0.0, 1.0], 6)])
    condition = {"measure": "concession", "nation": "IND", "statistic": statistic, "at_least": value, "at_most": value}
    assert named(condition, result(concession=given)) == "hit"


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
