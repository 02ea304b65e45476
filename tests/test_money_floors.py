"""Contracts for difference on the same goods: each tonne is paid for once, by the highest floor first."""

from __future__ import annotations

import numpy as np
import pytest
from loop_tables import plain, some

from sim.model.money import pay_floor

QUOTE = 60.0


def paid(made: float, *contracts: tuple[float, float], upside: float = 0.5) -> list[float]:
    """USD by contract (floor in USD/t, t/month), where two plants make `made` t and one abroad makes 100 t."""
    slots = some(offsets=[[0, 3]], s_nation=[0, 0, 1], s_plant=[0, 1, 2])
    state = some(s_output=np.array([0.25 * made, 0.75 * made, 100.0]), quote=np.array([[QUOTE, QUOTE]]))
    floors = np.array([(0, 0, k) for k in range(len(contracts))] + [(0, 1, 0)])
    terms = np.array([(*contract, upside) for contract in contracts] + [(500.0, 1000.0, upside)])
    cash = np.zeros(3)
    given = [plain(pay_floor)(slots, state, floors, terms, k, cash) for k in range(len(contracts))]
    assert cash.tolist() == pytest.approx([0.25 * sum(given), 0.75 * sum(given), 0.0])
    return given


def test_one_contract_pays_for_what_is_made_up_to_its_volume() -> None:
    assert paid(30.0, (100.0, 50.0)) == pytest.approx([40.0 * 30])
    assert paid(80.0, (100.0, 50.0)) == pytest.approx([40.0 * 50])
    assert paid(0.0, (100.0, 50.0)) == [0.0]
    assert paid(80.0, (40.0, 50.0)) == pytest.approx([-0.5 * 20 * 50])


def test_the_highest_floor_is_served_first_and_the_next_takes_what_is_left() -> None:
    assert paid(80.0, (90.0, 50.0), (100.0, 50.0)) == pytest.approx([30.0 * 30, 40.0 * 50])
    assert paid(40.0, (90.0, 50.0), (100.0, 50.0)) == pytest.approx([0.0, 40.0 * 40])
    assert paid(200.0, (90.0, 50.0), (100.0, 50.0)) == pytest.approx([30.0 * 50, 40.0 * 50])


def test_equal_floors_share_what_is_made_by_volume() -> None:
    assert paid(80.0, (100.0, 60.0), (100.0, 40.0)) == pytest.approx([40.0 * 48, 40.0 * 32])
    assert sum(paid(80.0, (100.0, 60.0), (100.0, 40.0))) == pytest.approx(sum(paid(80.0, (100.0, 100.0))))
