"""Grants that coalitions pay together: the sum stays, and nobody has more paid than was spent."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.money import sharable, share_out
from sim.rules import SharedFinance

SIZE = np.array([1.0, 3.0, 4.0])
SPENT = np.array([100.0, 20.0, 0.0])


def paid(*pools: SharedFinance) -> np.ndarray:
    cost = SPENT.copy()
    for pool in pools:
        share_out(pool, SIZE, sharable(pools, SPENT), cost)
    return cost


def test_one_coalition_pays_by_size() -> None:
    assert paid(SharedFinance((0, 1), 1.0)) == pytest.approx([30.0, 90.0, 0.0])
    assert paid(SharedFinance((0, 1), 0.5)) == pytest.approx([65.0, 55.0, 0.0])


def test_two_coalitions_that_share_less_than_all_add_up() -> None:
    assert paid(SharedFinance((0, 1), 0.5), SharedFinance((0, 2), 0.5)) == pytest.approx([25.0, 55.0, 40.0])


def test_who_is_in_two_coalitions_that_share_all_is_not_paid_twice() -> None:
    both = SharedFinance((0, 1), 1.0), SharedFinance((0, 2), 1.0)
    cost = paid(*both)
    assert cost == pytest.approx([27.5, 52.5, 40.0])
    assert paid(*both[::-1]) == pytest.approx(cost)
    assert cost.sum() == pytest.approx(SPENT.sum())
    assert cost.min() >= 0.0
