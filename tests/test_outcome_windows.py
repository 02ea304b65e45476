"""The months that a condition of an outcome looks at, and the number that it makes of them."""

from types import SimpleNamespace

import numpy as np
import pytest
from outcome_runs import KEYS, MONTHS, REFUSED, ROLES, named, result, rules

from sim.scenario.outcomes import Condition
from sim.sweep.measures import Reader
from sim.sweep.outcomes import Classifier, watched
from sim.sweep.outcomes import statistic as measured


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


@pytest.mark.parametrize(("month", "name"), [("2025-01", "hit"), ("2024-12", "rest"), ("2025-02", "rest")])
def test_a_window_of_one_month_is_that_month(month, name):
    given = np.where(np.array(MONTHS) == "2025-01", 1.0, 0.0)
    condition = {"measure": "concession", "nation": "IND", "above": 0.5, "window": f"{month}..{month}"}
    assert named(condition, result(concession=given)) == name


def test_the_last_twelve_months_are_twelve_and_all_there_are_where_a_run_is_shorter():
    condition = {"measure": "concession", "nation": "IND", "statistic": "sum", "at_least": 12, "at_most": 12}
    given = np.concatenate([np.full(24, 5.0), np.ones(12)])
    assert named(condition, result(concession=given)) == "hit"
    short = SimpleNamespace(keys=KEYS, series=np.ones((6, 4)), seed=1, decisions=())
    for total, name in ((6, "hit"), (7, "rest")):
        loaded = rules({**condition, "at_least": total, "at_most": total})
        base = {1: Reader(watched(loaded, ROLES)).read(short)}
        assert Classifier(loaded, ROLES, MONTHS[:6], base)(short) == name


def test_the_whole_run_is_counted_from_its_first_month():
    condition = {"measure": "concession", "nation": "IND", "window": "whole", "statistic": "max", "at_least": 1}
    given = np.zeros(36)
    given[0] = 1
    assert named(condition, result(concession=given)) == "hit"
    given = np.ones(36)
    given[1:-1] = 0
    assert named({**condition, "statistic": "sum", "at_least": 2, "at_most": 2}, result(concession=given)) == "hit"


def test_the_month_of_the_decision_does_not_count_and_the_next_does():
    condition = {
        "measure": "concession", "nation": "IND", "above": 0.5, "months_at_least": 1, "window": "whole",
        "after": {"decision": "focal.assurance_response", "is": "refuse"},
    }  # fmt: skip
    for month, name in ((12, "rest"), (13, "hit")):  # the refusal is in January 2025, the 13th month
        given = np.zeros(36)
        given[month] = 1
        assert named(condition, result(concession=given, decisions=REFUSED)) == name
    assert named(condition, result(concession=1.0)) == "rest"


def test_the_first_time_that_a_decision_was_taken_counts():
    condition = {
        "measure": "concession", "nation": "IND", "above": 0.5, "months_at_least": 1, "window": "whole",
        "after": {"decision": "focal.assurance_response", "is": "refuse"},
    }  # fmt: skip
    given = np.zeros(36)
    given[13] = 1
    again = (("2026-01", "IND", "assurance_response", "refuse"), *REFUSED)
    assert named(condition, result(concession=given, decisions=again)) == "hit"
    assert named(condition, result(concession=given, decisions=again[:1])) == "rest"


def test_a_decision_of_before_the_window_leaves_the_whole_window():
    condition = {
        "measure": "concession", "nation": "IND", "above": 0.5, "months_at_least": 12,
        "after": {"decision": "focal.assurance_response", "is": "refuse"},
    }  # fmt: skip
    assert named(condition, result(concession=1.0, decisions=REFUSED)) == "hit"
    total = {**condition, "statistic": "sum", "months_at_least": None, "above": 12}
    assert named(total, result(concession=1.0, decisions=REFUSED)) == "rest"


@pytest.mark.parametrize(
    ("statistic", "value"), [("mean", 0.5), ("last", 1.0), ("max", 1.0), ("min", 0.0), ("sum", 6.0)]
)
def test_a_statistic_is_taken_over_the_window(statistic, value):
    given = np.concatenate([np.full(24, 7.0), np.repeat([0.0, 1.0], 6)])
    condition = {"measure": "concession", "nation": "IND", "statistic": statistic, "at_least": value, "at_most": value}
    assert named(condition, result(concession=given)) == "hit"


@pytest.mark.parametrize(
    ("compare", "statistic", "expected"),
    [
        # Supply of 50 in six months and 100 in six, against 100 in each of twelve, and 40 in the last of them.
        ("absolute", "mean", 75.0), ("absolute", "sum", 900.0), ("absolute", "last", 100.0),
        ("change_from_baseline", "mean", -20.0), ("change_from_baseline", "min", -50.0),
        ("change_from_baseline", "max", 60.0), ("change_from_baseline", "last", 60.0),
        ("ratio_to_baseline", "mean", 75 / 95), ("ratio_to_baseline", "sum", 900 / 1140),
        ("ratio_to_baseline", "max", 2.5), ("ratio_to_baseline", "min", 0.5), ("ratio_to_baseline", "last", 2.5),
    ],
)  # fmt: skip
def test_a_statistic_is_compared_with_that_of_the_baseline(compare, statistic, expected):
    condition = Condition(measure="concession", nation="IND", compare=compare, statistic=statistic, at_least=0)
    own, base = np.repeat([50.0, 100.0], 6), np.array([100.0] * 11 + [40.0])
    assert measured(own, base, condition) == pytest.approx(expected)
