"""Laws of the equations of the border and of relations: offices that learn, applicants, a queue that loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.equations.licensing import approved_share, chance_to_pass, grown, pipeline
from sim.equations.relations import next_relation, trust
from sim.model.gates import (
    AGES,
    APPROVED,
    FILED,
    LICENCES,
    LIFE,
    MONTHS,
    NEEDS,
    ODDS,
    WANTED,
    WAS_NEEDED,
    Gate,
    empty_gate,
    move_gate,
    move_queue,
    office_of,
    wide_enough,
)
from sim.rules import LicenceDesk, Rules

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


def counter(odds: float = 1.0, wanted: float = 100.0) -> Gate:
    """A gate with one lane that needs licences."""
    gate = empty_gate(1, 1)
    for row, value in ((WANTED, wanted), (ODDS, odds), (NEEDS, 1.0)):
        gate.papers[LICENCES, row] = value
    return gate


def move(gate: Gate, capacity: float, review: float = 2.0) -> None:
    """A month of its queue."""
    move_queue(gate.papers[LICENCES], 2.0, 1.0, capacity, review, LIFE, gate.waiting[LICENCES], gate.balance[LICENCES])


def held(gate: Gate) -> float:
    """Tonnes that wait or are approved."""
    return float(gate.waiting.sum() + gate.balance.sum())


def office(months: int, capacity: float, odds: float = 1.0, review: float = 2.0) -> list[float]:
    """One lane's queue month by month; a licence is not used."""
    gate, seen = counter(odds), []
    for _ in range(months):
        move(gate, capacity, review)
        seen.append(float(gate.papers[LICENCES, APPROVED, 0, 0]))
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
    gate, filed = counter(), 0.0
    for _ in range(AGES):
        move(gate, 60.0)
        filed += float(gate.papers[LICENCES, FILED, 0, 0])
        assert held(gate) == pytest.approx(filed)


@pytest.mark.parametrize("valid", [1, 6, 12, 30])
def test_a_licence_may_be_used_in_as_many_months_as_its_desk_says_and_then_expires(valid: int) -> None:
    desk = LicenceDesk(0, np.inf, np.inf, 0.0, 1.0, 0.0, 1.0, 0.0, valid)
    rules = Rules.open(1, 2).with_(desks=(desk,))
    rules.licence[:] = 1.0
    office = office_of(rules, 0, 2.0, 0.0)
    gate, held_t = wide_enough(empty_gate(1, 2), office), []
    for month in range(valid + 3):
        asked = np.full((1, 2, 2), 0.0 if month else 9.0)  # in the first month only
        move_gate(
            *gate, 0, office, rules.general, rules.licence, rules.screening, rules.odds, asked, asked, np.full((1, 2, 2), np.inf),
            np.zeros(2, dtype=np.int64), np.zeros((3, 2)),
        )  # fmt: skip
        held_t.append(float(gate.balance[LICENCES, 0, 1].sum()))
    assert [t > 0.0 for t in held_t] == [True] * valid + [False] * 3


def test_a_queue_that_nobody_needs_is_empty() -> None:
    gate = counter()
    move(gate, 60.0, review=0.0)
    assert held(gate) == gate.papers[LICENCES, FILED].sum() > 0.0
    gate.papers[LICENCES, NEEDS] = 0.0
    move(gate, 60.0, review=0.0)
    assert held(gate) == gate.papers[LICENCES, FILED].sum() == 0.0


def test_officers_and_laboratories_learn_while_they_are_needed_and_forget_nothing_while_nobody_asks() -> None:
    gate, rules = empty_gate(1, 2), Rules.open(1, 2)
    lanes, restricted = np.full((1, 2, 2), 9.0), np.zeros(2, dtype=np.int64)
    for licence, screening in ((1.0, 0.5), (0.0, 0.5), (0.0, 0.0)):
        rules.licence[:], rules.screening[:], cap = licence, screening, np.full((1, 2, 2), np.inf)
        move_gate(
            *gate, 0, office_of(rules, 0, 2.0, 0.0), rules.general, rules.licence, rules.screening, rules.odds, lanes, lanes, cap,
            restricted, np.zeros((3, 2)),
        )  # fmt: skip
        assert gate.past[:, WAS_NEEDED].tolist() == [licence, licence == 0.0 < screening]
        assert restricted[0] == (screening > 0.0)
        assert (cap[0, 0, 1] < np.inf) == (screening > 0.0)
    assert gate.past[:, MONTHS].tolist() == [1, 1]
