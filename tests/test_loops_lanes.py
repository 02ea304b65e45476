"""Loops of lanes, on small tables worked out by hand: premiums, what buyers pay, the contract index, choice of supplier."""

from math import log

import numpy as np
import pytest
from loop_tables import near, plain, some

from sim.equations import choice, paying

LANES = some(starts=[0, 2], product=[0, 0], origin=[0, 1], destination=[2, 2])


def premium(restricted=1, pooled=0, cap=50.0, before=0.1):
    cells = np.full((1, 3, 3), before)
    state, lanes = some(premium=cells), some(product=[0], origin=[0], destination=[2])
    asked, allowed, caps = np.full((1, 3, 3), 20.0), np.full((1, 3, 3), 10.0), np.full((1, 3, 3), cap)
    plain(paying.update_premiums)(
        lanes,
        np.array([restricted, 0, 0]),
        np.full(asked.shape, bool(pooled)),
        asked,
        allowed,
        caps,
        state,
        0.5,
        0.25,
        1.0,
    )
    assert (np.delete(cells.ravel(), 2) == before).all()
    return cells[0, 0, 2]


def test_a_premium_grows_on_capped_lanes_and_fades_on_others():
    assert premium() == pytest.approx(0.075 + 0.5 * log(2))
    assert premium(before=0.0) == pytest.approx(0.5 * log(2))
    assert premium(restricted=0) == pytest.approx(0.075 + 0.5 * log(2))
    assert premium(restricted=0, before=0.0) == 0.0
    assert premium(cap=np.inf) == premium(pooled=1) == pytest.approx(0.075)


def averages(**changes):
    """Buyers in nation 2 ask 30 t of a lane at 100 USD and 10 t of one at 200; nobody buys in nations 0 and 1."""
    cells = np.zeros((1, 3, 3))
    requested, chance = cells.copy(), cells + 1.0
    requested[0, 0, 2], requested[0, 1, 2] = changes.get("asked", (30.0, 10.0))
    chance[0, 1, 2] = changes.get("chance", 1.0)
    state = some(spot=[[1.0, 1.0, 100.0]], momentum=[[0.0, 0.0, 0.1]], paid=[[1.0, 1.0, 80.0]], worth=[[0.0] * 3])
    plain(paying.update_averages)(
        LANES, state, requested, chance, np.array([100.0, 200.0]), np.array([[0.0, 0.0, changes.get("payment", 4800.0)]]),
        np.array([[0.0, 0.0, changes.get("received", 40.0)]]), np.array([[0.0, 0.0, 40.0]]), 0.5, 0.25, 0.25,
    )  # fmt: skip
    assert state.spot[0, :2].tolist() == [1.0, 1.0]
    return state.spot[0, 2], state.momentum[0, 2], state.paid[0, 2], state.worth[0, 2]


def test_the_spot_price_is_what_is_asked_for_and_the_price_paid_follows_payments():
    # Spot (30 x 100 + 10 x 200) / 40 = 125; paid from 80 half the way to 4,800 / 40 = 120; a quarter of spot in the worth.
    spot, momentum, paid, worth = averages()
    assert (spot, paid, worth) == (125.0, 100.0, pytest.approx(106.25))
    assert momentum == pytest.approx(0.1 + 0.25 * (log(1.25) - 0.1))


def test_a_lane_counts_by_its_chance_or_by_what_stays_unfilled():
    # Half a chance: (30 x 100 + 5 x 200) / 35. With three quarters of all orders unfilled, 7.5 t count.
    assert averages(chance=0.5)[0] == pytest.approx(4000 / 35)
    assert averages(chance=0.5, received=10.0, payment=1.0)[0] == pytest.approx(4500 / 37.5)


def test_where_nobody_asks_the_cheapest_lane_is_the_price_and_where_nothing_came_it_is_paid():
    assert averages(asked=(0.0, 0.0))[0] == 100.0
    spot, _, paid, _ = averages(received=0.0)
    assert paid == pytest.approx(80 + 0.5 * (spot - 80))


def test_the_contract_index_follows_the_home_quote_and_outside_tax_and_rent_with_a_lag():
    rent = np.array([[[9.0, 9.0, 9.0], [14.0, 0.0, 20.0], [9.0, 9.0, 9.0]]])
    state = some(index_in=[100.0], index_out=[100.0], quote=[[1.0, 160.0]], rent=rent)
    plain(paying.update_index)(state, 1, np.array([0.1]), 3.0)
    near(state.index_in, [120.0])
    near(state.index_out, [100 + (160 * 1.1 + 14 - 100) / 3])


def test_the_weight_of_a_nation_follows_the_trust_in_it_whenever_that_moves():
    trust, weighed = np.array([[0.25, 1.0], [0.0, 0.81]]), np.full((2, 2, 2), np.nan)
    plain(choice.weigh_trust)(trust, 0.5, weighed)
    near(weighed[1], [[0.5, 1.0], [1e-3**0.5, 0.9]])
    trust[0, 1] = 0.04
    plain(choice.weigh_trust)(trust, 0.5, weighed)
    near(weighed[1], [[0.5, 0.2], [1e-3**0.5, 0.9]])


def lane(origin=1, destination=2, **changes):
    """What a lane costs: quote 100, premium of a half more, rent 30 abroad, tax 0.1, tariff 0.2, freight 5."""
    lanes = some(starts=[0, 1], product=[0], origin=[origin], destination=[destination])
    cells = np.zeros((1, 3, 3))
    state = some(
        rent=cells + changes.get("rent", 30.0), quote=[[70.0, 100.0, 80.0]], premium=cells + log(1.5), index_in=[60.0], index_out=[110.0],
    )  # fmt: skip
    prm = some(trust_power=1.0, freight_usd_per_t=5.0, contract_share=0.75, price_power=4.0)
    delivered, attraction = np.zeros(1), cells + 9.0
    contract, spot, fee = cells.copy(), cells.copy(), cells.copy()
    plain(choice.prepare_lanes)(
        lanes, state, cells + changes.get("access", 1.0), cells + 0.1, cells + 0.2, np.full((3, 3), 0.25), 0,
        np.array([0.1]), np.array([changes.get("indexed", 1)]), prm, delivered,
        attraction, contract, spot, fee,
    )  # fmt: skip
    at = 0, origin, destination
    return delivered[0], attraction[at], contract[at], spot[at], fee[at]


@pytest.mark.parametrize(
    ("given", "spot", "contract"),
    [
        ({}, 180.0, 110.0), ({"rent": 0.0}, 150.0, 110.0), ({"indexed": 0}, 180.0, 100.0),
        # Out of the controller the index is without its taxes; into it, it is the one inside.
        ({"origin": 0}, 135.0, 100.0), ({"destination": 0}, 180.0, 60.0),
    ],
)  # fmt: skip
def test_a_lane_has_a_spot_and_a_contract_price_and_a_fee_on_both(given, spot, contract):
    delivered, attraction, by_contract, on_spot, fee = lane(**given)
    rent = given.get("rent", 30.0)
    assert on_spot == pytest.approx(spot)
    assert by_contract == pytest.approx(contract)
    assert delivered == pytest.approx(((spot - rent) * 1.1 + rent) * 1.2 + 5)
    # Duties on a price of which three quarters are by contract: 0.1 + 0.2 x 1.1 = 0.32.
    assert fee == pytest.approx((0.75 * contract + 0.25 * spot) * 0.32 + 5)
    assert attraction == pytest.approx(0.25)


def test_within_a_nation_there_is_no_freight_and_a_closed_lane_attracts_nobody():
    delivered, attraction, _, spot, fee = lane(origin=0, destination=0, rent=0.0)
    assert spot == pytest.approx(105.0)
    assert delivered == pytest.approx(105 * 1.1 * 1.2)
    assert fee == pytest.approx((0.75 * 60 + 0.25 * 105) * 0.32)
    assert attraction == pytest.approx(0.25)
    assert lane(access=0.0)[1] == 0.0
    assert lane(access=0.01)[1] == pytest.approx(0.25)


def test_habits_are_pulled_towards_standing_weighed_by_attraction():
    # Sellers of standing 3 and 1 in nation 0 and 2 in nation 1; buyer 0 finds nation 1 half as attractive, buyer 1 sees nobody.
    offsets, habit = np.array([[0, 3], [0, 2], [0, 6]]), np.full(6, 0.5)
    attraction = np.zeros((1, 3, 3))
    attraction[0, 0, 1], attraction[0, 1, 1] = 1.0, 0.5
    plain(choice.standing_shares)(
        offsets, np.array([0, 0, 1]), np.array([1, 2]), np.array([3.0, 1.0, 2.0]), attraction, 0.5, habit
    )
    # Of 4 x 1 + 2 x 0.5 = 5: shares of 0.6, 0.2 and 0.2.
    near(habit.reshape(3, 2), [[0.55, 0.5], [0.35, 0.5], [0.35, 0.5]])
