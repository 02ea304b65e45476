"""Loops of the border, on small tables worked out by hand: queues of papers, balances, caps and what was usual."""

import numpy as np
from loop_tables import near, plain, some

from sim.equations import licensing


def queue(waiting=(10.0, 20.0, 40.0), balance=(1.0, 2.0), capacity=1e9, review=1.0, valid=2, **changes):
    """A lane that asks for 100 t for two months ahead, at odds of a half, with every fifth file returned, after a month."""
    given = {"wanted": 100.0, "horizon": 2.0, "completeness": 0.8, "odds": 0.5, "needs": 1.0} | changes
    wanted, odds, needs = (np.array([[given[name]]]) for name in ("wanted", "odds", "needs"))
    waits, holds = np.array([[waiting]], float), np.array([[balance]], float)
    filed, approved = np.full((1, 1), 99.0), np.full((1, 1), 99.0)
    plain(licensing.age_queue)(
        wanted, given["horizon"], given["completeness"], odds, needs, capacity, review, valid, waits, holds, filed, approved,
        np.ones((1, 1)),
    )  # fmt: skip
    return waits[0, 0].tolist(), holds[0, 0].tolist(), float(filed[0, 0]), float(approved[0, 0])


def test_an_applicant_files_what_is_missing_and_what_waited_for_the_review_is_decided():
    # Filed: 100 x 2 x (2 + 1) = 600 less 70 waiting and 3 in hand: 527, of which 0.8 are complete. Decided: 10 and 20 + 40.
    waits, holds, filed, approved = queue()
    assert (filed, approved) == (527.0, 35.0)
    near(waits, [421.6, 0.0, 0.0])
    near(holds, [2.0, 35.0])


def test_an_approval_may_be_used_in_as_many_months_as_it_is_valid():
    near(queue(valid=1)[1], [2.0 + 35.0, 0.0])


def test_officers_decide_in_proportion_where_they_cannot_decide_all():
    waits, holds, _, approved = queue(capacity=35.0)
    near(waits, [421.6, 5.0, 30.0])
    assert approved == 17.5
    near(holds, [2.0, 17.5])


def test_of_a_review_of_a_month_and_a_quarter_three_quarters_of_the_second_month_are_ready():
    # Filed: 100 x 2 x 3.25 - 73; ready: 0.75 x 10 and 60.
    waits, _, filed, approved = queue(review=1.25)
    assert filed == 577.0
    near(waits, [461.6, 2.5, 0.0])
    assert approved == 0.5 * 67.5
    # With a capacity of a third of what is ready, as much of each.
    near(queue(review=1.25, capacity=22.5)[0], [461.6, 10 - 2.5, 40.0])


def test_whoever_holds_enough_files_nothing_and_where_nothing_is_ready_nothing_is_decided():
    waits, holds, filed, approved = queue(waiting=(900.0, 0.0, 0.0), review=2.0)
    assert (filed, approved) == (0.0, 0.0)
    assert waits == [0.0, 900.0, 0.0]
    assert holds == [2.0, 0.0]


def test_a_lane_that_needs_no_paper_has_no_queue_and_does_not_keep_others_from_theirs():
    assert queue(needs=0.0) == ([0.0] * 3, [0.0] * 2, 0.0, 0.0)
    two, needs = np.array([[100.0, 100.0]]), np.array([[0.0, 1.0]])
    waits, holds = np.array([[[10.0, 20.0, 40.0]] * 2]), np.array([[[1.0, 2.0]] * 2])
    filed, approved = np.zeros((1, 2)), np.zeros((1, 2))
    odds, in_use = np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]])
    plain(licensing.age_queue)(two, 2.0, 0.8, odds, needs, 35.0, 1.0, 2, waits, holds, filed, approved, in_use)
    assert in_use.tolist() == [[0.0, 1.0]]
    near(approved, [[0.0, 17.5]])
    near(waits[0], [[0.0, 0.0, 0.0], [421.6, 5.0, 30.0]])
    near(holds[0], [[0.0, 0.0], [2.0, 17.5]])


def test_what_expires_first_is_used_first_and_what_needed_no_paper_is_not_taken():
    balance = np.array([[[5.0, 10.0], [1.0, 2.0], [3.0, 3.0]]])
    shipped = np.array([[[0.0] * 3, [12.0, 9.0, 2.0]]])
    plain(licensing.spend)(1, np.ones((1, 3)), balance, np.array([[4.0, 0.0, 2.0]]), shipped)
    assert balance.tolist() == [[[0.0, 7.0], [0.0, 0.0], [3.0, 3.0]]]
    plain(licensing.spend)(1, np.array([[0.0, 1.0, 1.0]]), balance, np.zeros((1, 3)), shipped)
    assert balance.tolist() == [[[0.0, 7.0], [0.0, 0.0], [1.0, 3.0]]]  # only where the paper is needed


def papers(licence, screening):
    """What two lanes out of nation 1 are asked for: 100 t and 50 t wanted, of which a quarter has a general licence."""
    cells = np.zeros((1, 2, 2))
    wanted, general, under, checked, odds = (cells.copy() for _ in range(5))
    wanted[0, 1], general[0, 1], under[0, 1], checked[0, 1], odds[0, 1] = (
        [100, 50],
        0.25,
        licence,
        screening,
        [0.3, 0.6],
    )
    out = [np.full((1, 2), 99.0) for _ in range(5)]
    return plain(licensing.ask_papers)(1, wanted, general, under, checked, odds, *out), [
        each[0].tolist() for each in out
    ]


def test_what_is_under_a_licence_is_not_screened_as_well():
    needed, (by_licence, licensed, chances, by_screening, screened) = papers([1.0, 0.0], [0.5, 0.5])
    assert needed == (True, True)
    assert (licensed, screened) == ([1.0, 0.0], [0.0, 0.5])
    assert (by_licence, by_screening) == ([75.0, 37.5], [0.0, 25.0])
    assert chances == [0.3, 0.6]


def test_a_queue_is_needed_where_one_lane_at_least_needs_it():
    for licence, screening, needed in (
        ([0, 0], [0, 0], (False, False)), ([0, 1], [0, 0], (True, False)), ([1, 0], [0, 0], (True, False)),
        ([0, 0], [0.5, 0], (False, True)), ([0, 0], [0, 0.5], (False, True)), ([1, 1], [1, 1], (True, False)),
    ):  # fmt: skip
        assert papers(licence, screening)[0] == needed


def test_the_tonnes_in_hand_are_those_of_all_months_of_validity():
    assert plain(licensing.ready)(np.array([1.0, 2.0, 4.0])) == 7.0


def test_partial_access_caps_a_lane_at_its_share_of_normal_trade_and_marks_its_origin():
    access = np.array([[[1.0, 0.5], [0.0, 1.0]], [[1.0, 1.0], [1.0, 1.0]]])
    normal, cap = np.full((2, 2, 2), 40.0), np.full((2, 2, 2), np.inf)
    cap[0, 1, 0] = 7.0
    restricted = np.array([0, 0])
    plain(licensing.cap_by_access)(np.argwhere(access < 2.0), access, normal, cap, restricted)
    assert cap.tolist() == [[[np.inf, 20.0], [0.0, np.inf]], [[np.inf] * 2] * 2]
    assert restricted.tolist() == [1, 1]
    tight = np.full((1, 1, 1), 5.0)
    plain(licensing.cap_by_access)(
        np.zeros((1, 3), int), np.full((1, 1, 1), 0.5), np.full((1, 1, 1), 40.0), tight, restricted
    )
    assert tight[0, 0, 0] == 5.0


def capped(licensed, screened, origin=0, wanted=100.0, under_way=0.0, before=np.inf, general=0.25):
    """The cap, and what needs no paper, of a lane from 0 to 1 with 60 t of normal trade, a quarter free, 7 t and 9 t in hand."""
    cells = np.zeros((1, 2, 2))
    cap, exempt = np.full((1, 2, 2), before), np.zeros((1, 2))
    bound = plain(licensing.cap_by_papers)(
        origin, np.array([[0.0, licensed]]), np.array([[0.0, screened]]), cells + general, cells + wanted, cells + 60.0,
        np.array([[[0.0, 0.0], [3.0, 4.0]]]), np.array([[[0.0, 0.0], [4.0, 5.0]]]), under_way, exempt, cap,
    )  # fmt: skip
    return bound, cap[0, origin, 1], exempt[0, 1]


def test_a_licensed_lane_may_carry_what_is_approved_and_what_has_a_general_licence():
    assert capped(1.0, 0.0) == (1, 7 + 25.0, 25.0)
    # What is usual is at least normal trade.
    assert capped(1.0, 0.0, wanted=10.0) == (1, 7 + 15.0, 15.0)
    assert capped(1.0, 0.0, before=20.0) == (1, 20.0, 25.0)


def test_where_nothing_needs_a_licence_a_lane_has_no_cap():
    assert capped(1.0, 0.0, general=1.0) == (0, np.inf, np.inf)
    assert capped(1.0, 0.0, general=1.0, before=20.0) == (0, 20.0, np.inf)
    # Tests at customs know no general licences.
    assert capped(0.0, 1.0, general=1.0) == capped(0.0, 1.0)


def test_of_a_screened_lane_the_part_that_is_not_screened_is_free():
    assert capped(0.0, 0.4) == (1, 9 + 60.0, 60.0)


def test_what_was_shipped_before_the_rule_came_arrives():
    assert capped(1.0, 0.0, under_way=0.5) == (1, 7 + 25 + 30.0, 25 + 30.0)


def test_lanes_without_a_rule_and_trade_at_home_are_not_bound():
    assert capped(0.0, 0.0) == (0, np.inf, 0.0)
    assert capped(1.0, 1.0, origin=1) == (0, np.inf, 0.0)


def test_papers_are_added_up_by_destination():
    sums = [np.array([1.0, 0.0]) for _ in range(3)]
    filed, approved = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    waiting = np.array([[[1.0, 1.0], [2.0, 0.0]], [[0.0, 4.0], [0.0, 0.0]]])
    plain(licensing.sum_papers)(np.ones((2, 2)), filed, approved, waiting, *sums)
    assert [each.tolist() for each in sums] == [[5.0, 6.0], [13.0, 14.0], [7.0, 2.0]]
    plain(licensing.sum_papers)(np.array([[0.0, 0.0], [0.0, 1.0]]), filed, approved, waiting, *sums)
    assert [each.tolist() for each in sums] == [[5.0, 10.0], [13.0, 22.0], [7.0, 2.0]]


def test_normal_trade_follows_what_free_lanes_carry_and_starts_with_what_all_do():
    lanes = some(product=[0, 0], origin=[0, 0], destination=[0, 1])
    requested, contract, spot = np.array([[[5.0, 6.0]]]), np.array([[[20.0, 20.0]]]), np.array([[[10.0, 10.0]]])
    free = np.array([[[1.0, 0.0]]])
    for memory, expected in ((0.25, [16.5, 12.0]), (1.0, [30.0, 30.0])):
        wanted, normal, delivered = np.zeros((1, 1, 2)), np.full((1, 1, 2), 12.0), np.zeros((1, 1, 2))
        plain(licensing.note_trade)(lanes, requested, contract, spot, free, memory, wanted, normal, delivered)
        assert delivered.tolist() == [[[30.0, 30.0]]]
        assert wanted.tolist() == [[[5.0, 6.0]]]
        near(normal[0, 0], expected)
