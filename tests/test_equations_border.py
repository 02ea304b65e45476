"""Laws of the equations of the border and of relations: offices that learn, applicants, a queue that loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations.licensing import approved_share, chance_to_pass, grown, pipeline
from sim.equations.relations import next_relation, trust
from sim.model.border import AGES, Queue

SHARE = st.floats(0.0, 1.0)


@given(st.floats(-1, 2))
def test_the_approved_share_is_the_odds_within_none_and_all(odds) -> None:
    assert approved_share(odds) == min(1.0, max(0.0, odds))


@given(st.floats(1, 500), st.floats(1, 500), st.floats(0.05, 0.9), st.integers(1, 60))
def test_an_office_starts_at_its_first_capacity_and_grows_towards_its_full_one(first, more, gain, months) -> None:
    most = first + more
    assert grown(first, most, gain, 1) == pytest.approx(first)
    assert first <= grown(first, most, gain, months) * (1 + 1e-12)
    assert grown(first, most, gain, months) <= grown(first, most, gain, months + 1) * (1 + 1e-12)
    assert grown(first, most, gain, 2000) == pytest.approx(most)
    assert grown(most, first, gain, months) == most


@given(st.floats(0, 1e4), st.floats(1, 4), st.floats(0, 3), SHARE)
def test_an_applicant_files_for_more_where_odds_are_low_but_never_for_more_than_three_times(
    wanted, horizon, review, odds
) -> None:
    sure = pipeline(wanted, horizon, review, 1.0)
    assert sure == pytest.approx(wanted * (horizon + review))
    assert sure <= pipeline(wanted, horizon, review, odds) * (1 + 1e-12)
    assert pipeline(wanted, horizon, review, odds) <= 3 * sure * (1 + 1e-12)


def test_what_is_asked_of_a_lane_may_pass_as_far_as_applicants_can_make_up_for_low_odds() -> None:
    odds = np.array([0.0, 0.15, 0.4, 1.0])
    assert chance_to_pass(np.ones(4), np.zeros(4), odds) == pytest.approx([0.0, 0.45, 1.0, 1.0])
    assert chance_to_pass(np.zeros(4), np.zeros(4), odds) == pytest.approx(np.ones(4))
    assert chance_to_pass(np.ones(4), np.full(4, 0.6), odds)[0] == pytest.approx(0.6)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-3, 3), st.floats(0.005, 0.08))
def test_relations_stay_within_their_scale_and_return_to_rest(value, rest, shock, drift) -> None:
    assert -1.0 <= next_relation(value, rest, shock, drift) <= 1.0
    later = next_relation(value, rest, 0.0, drift)
    assert abs(later - rest) <= abs(value - rest)
    assert next_relation(rest, rest, 0.0, drift) == pytest.approx(rest)


@given(st.floats(-1, 1))
def test_trust_runs_from_none_to_all_with_relations(relation) -> None:
    assert 0.0 <= trust(relation) <= 1.0
    assert (trust(-1.0), trust(0.0), trust(1.0)) == (0.0, 0.5, 1.0)


def counter(odds: float = 1.0, wanted: float = 100.0) -> Queue:
    """The queue of one lane that needs papers."""
    queue = Queue(1, 1)
    queue.wanted[:], queue.odds[:], queue.needs[:] = wanted, odds, 1.0
    return queue


def office(months: int, capacity: float, odds: float = 1.0, review: float = 2.0) -> list[float]:
    """One lane's queue month by month; a licence is not used."""
    queue, seen = counter(odds), []
    for _ in range(months):
        queue.move(True, 2.0, 1.0, capacity, review)
        seen.append(float(queue.approved[0, 0]))
    return seen


def test_nothing_is_approved_before_the_review_is_over() -> None:
    assert office(3, 1e9) == [0.0, 0.0, pytest.approx(400.0)]  # filed: 100 t x (2 months + 2 of review)


def test_officers_decide_no_more_than_their_capacity_in_a_month() -> None:
    approvals = office(10, 50.0)
    assert max(approvals) == pytest.approx(50.0)
    assert approvals[2:6] == [pytest.approx(50.0)] * 4


def test_at_odds_of_a_quarter_a_quarter_of_what_is_decided_is_approved() -> None:
    # Filed: 100 t x 4 months x 3 (the most that anybody files for); all of it is decided in the third month.
    assert office(3, 1e9, odds=0.25)[2] == pytest.approx(300.0)


def test_what_waits_and_what_was_approved_add_up_to_what_was_filed() -> None:
    queue, filed = counter(), 0.0
    for _ in range(AGES):
        queue.move(True, 2.0, 1.0, 60.0, 2.0)
        filed += float(queue.filed[0, 0])
        assert queue.waiting.sum() + queue.balance.sum() == pytest.approx(filed)


def test_a_queue_that_nobody_needs_is_empty() -> None:
    queue = counter()
    queue.move(True, 2.0, 1.0, 60.0, 0.0)
    assert queue.waiting.sum() + queue.balance.sum() == queue.filed.sum() > 0.0
    queue.needs[:] = 0.0
    queue.move(False, 2.0, 1.0, 60.0, 0.0)
    assert queue.waiting.sum() == queue.balance.sum() == queue.filed.sum() == 0.0
    assert not queue.is_needed
    assert queue.months == 1  # officers forget nothing while nobody asks
