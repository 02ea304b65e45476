"""What is written to a draft of rules, and what is kept of what follows from arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.blocks import block
from sim.draft import Draft, Steps
from sim.memo import Memo
from sim.rules import Rules

OPEN = Rules.open(products=2, nations=3)
HERE = block((0, 1), (0,), (1, 2))


def test_a_hook_is_called_again_only_where_a_field_that_it_looked_at_is_another() -> None:
    steps, calls = Steps(), []

    def ease(rules: Rules, view: Any) -> Rules:
        calls.append(float(rules.access[0, 0, 1]))
        return rules.lower("odds", HERE, (0.2, calls[-1]))

    def taken(key: str = "ease", **others: Any) -> dict[str, Any]:
        fields = vars(OPEN) | others
        steps.take(fields, key, ease, None)
        return fields

    first, tighter = taken(), OPEN.lower("access", (0, 0, 1), 0.4).access
    assert taken(tariff=np.ones(3))["odds"] is first["odds"]
    assert first["access"] is OPEN.access
    assert taken(access=tighter)["odds"][1, 0, 2] == 0.4
    assert taken(access=tighter, odds=OPEN.odds * 0.3)["odds"][1, 0, 2] == 0.3  # what it writes to counts as well
    assert calls == [1.0, 0.4, 0.4]
    taken(key="another answer")
    assert calls == [1.0, 0.4, 0.4, 1.0]


def test_a_draft_gives_what_one_change_after_the_other_gives() -> None:
    changed = OPEN.raise_("regime", (0, 1), 3).lower("regime", (0, 1), 2).raise_("screening", HERE, 0.5)
    draft = Draft.of(vars(OPEN)).raise_("regime", (0, 1), 3)
    assert draft.regime[0, 1] == 3  # what is read meanwhile is there
    made = draft.lower("regime", (0, 1), 2).raise_("screening", HERE, 0.5).finished()
    for name in vars(changed):
        assert np.array_equal(getattr(made, name), getattr(changed, name)), name
    assert OPEN.regime.max() == 0


def test_what_was_looked_at_stays_as_it_was() -> None:
    draft = Draft.of(vars(OPEN)).raise_("collection", 0, 0.2)
    before = draft.collection
    assert draft.raise_("collection", 1, 0.3).finished().collection.tolist() == [0.2, 0.3, 0.0]  # type: ignore[attr-defined]
    assert before.tolist() == [0.2, 0.0, 0.0]


def test_lists_and_arrays_are_written_at_once() -> None:
    value = np.array([0.2, 0.3])
    draft = Draft.of(vars(OPEN)).raise_("collection", [0, 1], value).raise_("collection", 1, 0.1)
    value[:] = 0.9
    assert draft.finished().collection.tolist() == [0.2, 0.3, 0.0]
    assert OPEN.collection.max() == 0.0


def test_a_value_that_is_set_goes_before_what_was_written_until_then() -> None:
    level = np.full((2, 3), 0.5)
    rules = Draft.of(vars(OPEN)).raise_("announced", (0, 0), 0.9).with_(announced=level).finished()
    assert rules.announced is level
    with pytest.raises(TypeError, match="rules have no odd"):
        Draft.of(vars(OPEN)).with_(odd=1)
    with pytest.raises(AttributeError):
        Draft.of(vars(OPEN)).odd  # noqa: B018


def test_a_result_is_never_that_of_another_array_in_the_same_place() -> None:
    memo = Memo()
    for k in range(100):  # each array is dropped before the next is made
        assert memo.of(np.sum, (np.full(5, float(k)),)) == 5.0 * k


def test_a_result_is_made_once_for_the_same_array_and_values() -> None:
    memo, array, calls = Memo(), np.arange(3.0), []

    def times(given: np.ndarray, by: tuple[float, ...]) -> np.ndarray:
        calls.append(by)
        return given * by[0]

    found = [memo.of(times, (array,), (by,)) for by in (2.0, 2.0, 3.0)]
    assert found[0] is found[1]
    assert calls == [(2.0,), (3.0,)]


def test_a_memo_with_a_limit_forgets_all_when_it_is_full() -> None:
    memo, arrays, calls = Memo(most=2), [np.full(2, float(k)) for k in range(3)], []

    def total(given: np.ndarray) -> float:
        calls.append(float(given[0]))
        return float(given.sum())

    assert [memo.of(total, (arrays[k],)) for k in (0, 1, 0, 2, 0)] == [0.0, 2.0, 0.0, 4.0, 0.0]
    assert calls == [0.0, 1.0, 2.0, 0.0]
