"""The trade kernel: hand-worked numbers, its laws, and agreement with plain NumPy."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from sim.market import oracle, rows
from sim.market.kernel import clear_all

LANE_INPUTS = ("attraction", "cap", "contract_price", "spot_price", "fee")


@dataclass(frozen=True)
class Product:
    """One product's market before trade; (S,) sellers, (B,) buyers, (N, N) lanes."""

    supply: np.ndarray
    seller_nation: np.ndarray
    order: np.ndarray
    buyer_nation: np.ndarray
    habit: np.ndarray
    attraction: np.ndarray
    trust: np.ndarray
    tracer: np.ndarray
    cap: np.ndarray
    contract_price: np.ndarray
    spot_price: np.ndarray
    fee: np.ndarray
    contract_share: float = 0.75
    curiosity: float = 0.05
    habit_speed: float = 0.1


def simple(supply: Any, order: Any, habit: Any, nations: int | None = None, **changes: Any) -> Product:
    """Return a market with one seller and one buyer per nation, all lanes open, unless changed."""
    supply, order = np.array(supply, float), np.array(order, float)
    n = nations or max(len(supply), len(order))
    open_to_all = {name: np.ones((n, n)) for name in LANE_INPUTS} | {"cap": np.full((n, n), np.inf)}
    places = {"seller_nation": np.arange(len(supply)) % n, "buyer_nation": np.arange(len(order)) % n}
    rest = {"trust": np.ones(len(supply)), "tracer": np.zeros((2, len(supply)))}
    return Product(supply=supply, order=order, habit=np.array(habit, float), **(open_to_all | places | rest | changes))


def pack(products: list[Product]) -> dict[str, np.ndarray]:
    """Return the arguments of `clear_all` that hold these products one behind the other."""
    n = len(products[0].attraction)
    offsets = np.zeros((3, len(products) + 1), np.int64)
    for p, product in enumerate(products):
        offsets[:, p + 1] = offsets[:, p] + (len(product.supply), len(product.order), product.habit.size)
    sellers, buyers, links = offsets[:, -1]
    packed = {
        "terms": np.array([[p.contract_share, p.curiosity, p.habit_speed] for p in products]).T.copy(),
        "offsets": offsets,
        "seller_nation": np.concatenate([p.seller_nation for p in products]).astype(np.int64),
        "buyer_nation": np.concatenate([p.buyer_nation for p in products]).astype(np.int64),
        # What an earlier month left behind must not matter.
        "sellers": np.full((rows.SELLER_ROWS + 2, sellers), 7.0),
        "buyers": np.full((rows.BUYER_ROWS + 2, buyers), 7.0),
        "links": np.full((rows.LINK_ROWS, links), 7.0),
        "lanes": np.full((rows.LANE_ROWS, len(products), n, n), 7.0),
    }
    packed["sellers"][rows.SUPPLY] = np.concatenate([p.supply for p in products])
    packed["sellers"][rows.TRUST] = np.concatenate([p.trust for p in products])
    packed["sellers"][rows.SELLER_ROWS :] = np.concatenate([p.tracer for p in products], axis=1)
    packed["buyers"][rows.ORDER] = np.concatenate([p.order for p in products])
    packed["links"][rows.HABIT] = np.concatenate([p.habit.ravel() for p in products])
    for row, name in enumerate(LANE_INPUTS):
        packed["lanes"][row] = [getattr(p, name) for p in products]
    return packed


def unpack(packed: dict[str, np.ndarray], p: int) -> oracle.Trade:
    """Return the results of product number p."""
    (a, c, e), (b, d, f) = packed["offsets"][:, p], packed["offsets"][:, p + 1]
    sellers, buyers, lanes = packed["sellers"][:, a:b], packed["buyers"][:, c:d], packed["lanes"][:, p]
    links = packed["links"][:, e:f].reshape(rows.LINK_ROWS, b - a, d - c)
    return oracle.Trade(
        flow_contract=links[rows.FLOW_CONTRACT],
        flow_spot=links[rows.FLOW_SPOT],
        sold=sellers[rows.SOLD],
        requested=sellers[rows.SELLER_REQUESTED],
        redirected=sellers[rows.SELLER_REDIRECTED],
        revenue=sellers[rows.REVENUE],
        received=buyers[rows.RECEIVED],
        received_contract=buyers[rows.RECEIVED_CONTRACT],
        payment=buyers[rows.PAYMENT],
        received_tracer=buyers[rows.BUYER_ROWS :],
        lane_requested=lanes[rows.LANE_REQUESTED],
        lane_permitted=lanes[rows.LANE_PERMITTED],
        lane_contract=lanes[rows.LANE_CONTRACT],
        lane_spot=lanes[rows.LANE_SPOT],
        habit=links[rows.HABIT],
    )


def clear(product: Product, spot_rounds: int = 2) -> oracle.Trade:
    packed = pack([product])
    clear_all(np.arange(1), spot_rounds, **packed)
    return unpack(packed, 0)


def clear_plainly(product: Product, spot_rounds: int = 2) -> oracle.Trade:
    return oracle.clear(**vars(product), spot_rounds=spot_rounds)


def flow(trade: oracle.Trade) -> np.ndarray:
    return trade.flow_contract + trade.flow_spot


@st.composite
def markets(draw: st.DrawFn) -> Product:
    """Any market: empty sides, idle sellers and buyers, closed and capped lanes, shortage and glut."""
    n = draw(st.integers(1, 5))
    sellers, buyers = draw(st.integers(0, 9)), draw(st.integers(0, 20))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    share = st.sampled_from([0.0, 0.2, 0.7, 1.0])
    idle, closed, capped, new, free = (draw(share) for _ in range(5))
    habit = rng.random((sellers, buyers)) * (rng.random((sellers, buyers)) < 0.7) * (rng.random(buyers) >= new)
    cap = np.where(rng.random((n, n)) < capped, rng.random((n, n)) * rng.choice([0.0, 1.0, 30.0]), np.inf)
    return Product(
        supply=rng.random(sellers) * 10.0 * (rng.random(sellers) >= idle * 0.5),
        seller_nation=np.sort(rng.integers(0, n, sellers)),
        order=rng.random(buyers) * draw(st.sampled_from([0.0, 1.0, 5.0, 50.0])) * (rng.random(buyers) >= idle * 0.5),
        buyer_nation=np.sort(rng.integers(0, n, buyers)),
        habit=oracle.divide(habit, habit.sum(axis=0)),
        attraction=rng.random((n, n)) * (rng.random((n, n)) >= closed * 0.5),
        trust=rng.random(sellers) * (rng.random(sellers) >= idle * 0.3),
        tracer=rng.random((2, sellers)),
        cap=cap,
        contract_price=rng.random((n, n)) * 100.0,
        spot_price=rng.random((n, n)) * 100.0,
        fee=rng.random((n, n)) * 10.0,
        contract_share=draw(st.sampled_from([0.0, 0.75, 1.0])),
        curiosity=free * 0.1,
        habit_speed=draw(st.sampled_from([0.0, 0.1, 1.0])),
    )


def assert_same(got: oracle.Trade, wanted: oracle.Trade, tolerance: float = 1e-9) -> None:
    for name, value in got._asdict().items():
        target = getattr(wanted, name)
        assert_allclose(
            value, target, rtol=tolerance, atol=tolerance * (1.0 + abs(target).max(initial=0.0)), err_msg=name
        )


@settings(max_examples=300, deadline=None)
@given(market=markets(), spot_rounds=st.integers(0, 3))
def test_the_kernel_agrees_with_plain_numpy(market, spot_rounds):
    assert_same(clear(market, spot_rounds), clear_plainly(market, spot_rounds))


@settings(max_examples=200, deadline=None)
@given(market=markets(), spot_rounds=st.integers(0, 3))
def test_nothing_is_made_or_lost_and_no_limit_is_passed(market, spot_rounds):
    trade = clear(market, spot_rounds)
    hair = 1.0 + 1e-12
    assert all(np.isfinite(value).all() for value in trade)
    assert (flow(trade) >= 0.0).all()
    assert (flow(trade).sum(axis=1) <= market.supply * hair).all()
    assert (flow(trade).sum(axis=0) <= market.order * hair).all()
    assert (trade.lane_contract + trade.lane_spot <= market.cap * hair).all()
    assert (trade.sold <= market.supply).all()
    assert_allclose(trade.sold, flow(trade).sum(axis=1), rtol=1e-12, atol=1e-12)
    assert_allclose(trade.received, flow(trade).sum(axis=0), rtol=1e-12, atol=1e-12)
    lanes = trade.lane_contract + trade.lane_spot
    assert_allclose(trade.payment.sum(), trade.revenue.sum() + (lanes * market.fee).sum(), rtol=1e-12, atol=1e-9)
    assert_allclose(trade.received_tracer.sum(axis=1), market.tracer @ trade.sold, rtol=1e-12, atol=1e-12)


@settings(max_examples=100, deadline=None)
@given(market=markets())
def test_no_access_means_no_trade(market):
    trade = clear(market)
    closed = market.attraction == 0.0
    for lanes in (trade.lane_requested, trade.lane_permitted, trade.lane_contract, trade.lane_spot):
        assert not lanes[closed].any()
    assert not flow(trade)[market.trust == 0.0].any()


@settings(max_examples=100, deadline=None)
@given(market=markets())
def test_what_sellers_are_asked_is_what_lanes_permit(market):
    trade = clear(market)
    by_origin = np.bincount(market.seller_nation, weights=trade.requested, minlength=len(market.cap))
    assert_allclose(trade.lane_permitted.sum(axis=1), by_origin, rtol=1e-9, atol=1e-9)


@settings(max_examples=100, deadline=None)
@given(market=markets())
def test_every_ordered_tonne_is_wished_for_at_most_once(market):
    trade = clear(market)
    ordered = np.bincount(market.buyer_nation, weights=market.order, minlength=len(market.cap))
    assert (trade.lane_requested.sum(axis=0) <= ordered * (1.0 + 1e-9) + 1e-12).all()


@settings(max_examples=100, deadline=None)
@given(market=markets())
def test_habits_of_buyers_stay_shares(market):
    total = clear(market).habit.sum(axis=0)
    assert (total <= 1.0 + 1e-12).all()


@settings(max_examples=100, deadline=None)
@given(market=markets(), seed=st.integers(0, 2**32 - 1))
def test_naming_nations_in_another_order_changes_nothing_else(market, seed):
    order = np.random.default_rng(seed).permutation(len(market.cap))  # nation n becomes order[n]
    sellers, buyers = np.argsort(order[market.seller_nation]), np.argsort(order[market.buyer_nation])
    back = np.argsort(order)
    renamed = replace(
        market,
        supply=market.supply[sellers],
        trust=market.trust[sellers],
        tracer=market.tracer[:, sellers],
        seller_nation=order[market.seller_nation][sellers],
        order=market.order[buyers],
        buyer_nation=order[market.buyer_nation][buyers],
        habit=market.habit[np.ix_(sellers, buyers)],
        **{name: getattr(market, name)[np.ix_(back, back)] for name in LANE_INPUTS},
    )
    here, there = clear(market), clear(renamed)
    assert_allclose(flow(there), flow(here)[np.ix_(sellers, buyers)], rtol=1e-9, atol=1e-9)
    assert_allclose(there.lane_requested, here.lane_requested[np.ix_(back, back)], rtol=1e-9, atol=1e-9)
    assert_allclose(there.payment, here.payment[buyers], rtol=1e-9, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(parts=st.lists(markets(), min_size=2, max_size=4))
def test_products_do_not_touch_each_other(parts):
    n = min(len(p.cap) for p in parts)
    cut = [
        replace(
            p,
            seller_nation=np.sort(p.seller_nation % n),
            buyer_nation=np.sort(p.buyer_nation % n),
            **{name: getattr(p, name)[:n, :n].copy() for name in LANE_INPUTS},
        )
        for p in parts
    ]
    together = pack(cut)
    untouched = {name: array.copy() for name, array in together.items()}
    clear_all(np.arange(1, len(cut)), 2, **together)
    for p in range(1, len(cut)):
        for got, alone in zip(unpack(together, p), clear(cut[p]), strict=True):
            assert_array_equal(got, alone)
    for got, before in zip(unpack(together, 0), unpack(untouched, 0), strict=True):
        assert_array_equal(got, before)


def test_two_sellers_and_two_buyers_come_out_as_worked_by_hand():
    # Contracts ask half of every order by habit: seller 0 is asked 4 + 1 = 5 of its 8, seller 1 1 + 4 = 5 of 5.
    # On the spot, 5 + 5 are still wanted and only seller 0 has stock, 3 t: it fills 0.3 of each.
    market = simple([8, 5], [10, 10], [[0.8, 0.2], [0.2, 0.8]], contract_share=0.5)
    trade = clear(market, spot_rounds=1)
    assert_allclose(trade.flow_contract, [[4.0, 1.0], [1.0, 4.0]])
    assert_allclose(trade.flow_spot, [[1.5, 1.5], [0.0, 0.0]], atol=1e-12)
    assert_allclose(trade.requested, [15.0, 5.0])
    assert_allclose(trade.received, [6.5, 6.5])
    assert_allclose(trade.received_contract, [5.0, 5.0])


def test_spot_orders_split_by_attraction_habit_trust_and_stock():
    market = simple(
        [30, 10], [4], [[0.15], [0.85]], contract_share=0.0, curiosity=0.05, trust=np.array([1.0, 0.5]),
        attraction=np.array([[0.5, 1.0], [1.0, 1.0]]),
    )  # fmt: skip
    weights = np.array([0.5 * 0.2 * 30, 1.0 * 0.9 * 0.5 * 10])
    assert_allclose(clear(market, 1).flow_spot[:, 0], 4 * weights / weights.sum())


def test_money_and_tracers_come_out_as_worked_by_hand():
    market = simple(
        [6, 4], [10], [[0.5], [0.5]], contract_share=0.4, tracer=np.array([[1.0, 0.0], [0.5, 0.25]]),
        contract_price=np.array([[10.0, 0.0], [20.0, 0.0]]), spot_price=np.array([[30.0, 0.0], [40.0, 0.0]]),
        fee=np.array([[0.0, 0.0], [5.0, 0.0]]),
    )  # fmt: skip
    trade = clear(market, 3)
    assert_allclose(trade.sold, [6, 4])
    assert_allclose(trade.revenue, [2 * 10 + 4 * 30, 2 * 20 + 2 * 40])
    assert_allclose(trade.payment, [trade.revenue.sum() + 4 * 5])
    assert_allclose(trade.received_tracer[:, 0], [6.0, 6 * 0.5 + 4 * 0.25])


def test_habits_move_by_their_speed_towards_what_was_delivered():
    market = simple([3, 100], [10, 0], [[0.8, 0.5], [0.2, 0.5]], habit_speed=0.25)
    trade = clear(market, 2)
    share = flow(trade)[:, 0] / trade.received[0]
    assert_allclose(trade.habit[:, 0], 0.75 * np.array([0.8, 0.2]) + 0.25 * share)
    assert_allclose(trade.habit[:, 1], [0.5, 0.5])  # who received nothing keeps its habits


def test_contracts_are_served_before_the_spot_market():
    # Seller 0's whole stock is under contract to buyer 0, so that buyer 1 gets none of it.
    market = simple([7.5, 0], [10, 10], [[1.0, 0.0], [0.0, 1.0]])
    trade = clear(market)
    assert_allclose(flow(trade)[0], [7.5, 0.0], atol=1e-12)


def test_a_sold_out_seller_leaves_demand_to_the_others():
    trade = clear(simple([2, 100], [10], [[1.0], [0.0]]))
    assert_allclose(flow(trade)[:, 0], [2.0, 8.0])


def test_a_full_lane_leaves_demand_to_other_lanes():
    cap = np.array([[3.0, np.inf], [np.inf, np.inf]])
    market = simple([100, 100], [10], [[1.0], [0.0]], cap=cap)
    trade = clear(market, 1)
    assert_allclose(flow(trade)[:, 0], [3.0, 7.0])
    assert trade.lane_requested[0, 0] > 9.0  # what buyers wanted from the lane is still told
    assert_allclose(trade.lane_permitted[:, 0], [3.0, 7.0])


def test_a_shortage_shows_in_full_even_when_contracts_take_all_stock():
    just_enough_for_contracts = clear(simple([7.5], [10], [[1.0]]))
    a_little_more = clear(simple([7.6], [10], [[1.0]]))
    assert_allclose(just_enough_for_contracts.requested, [10.0])
    assert_allclose(a_little_more.requested, [10.0])


@pytest.mark.parametrize("contract_share", [0.0, 0.75, 1.0])
def test_a_tighter_cap_never_means_more_over_that_lane(contract_share):
    rng = np.random.default_rng(5)
    for _ in range(50):
        habit = rng.random((4, 6))
        market = simple(rng.random(4) * 5, rng.random(6) * 5, habit / habit.sum(0), contract_share=contract_share)
        over_lane = []
        for tonnes in (np.inf, 4.0, 2.0, 1.0, 0.5, 0.0):
            cap = market.cap.copy()
            cap[1, 2] = tonnes
            trade = clear(replace(market, cap=cap), 3)
            over_lane.append((trade.lane_contract + trade.lane_spot)[1, 2])
        assert (np.diff(over_lane) <= 1e-9).all()
        assert over_lane[-1] == 0.0


def test_equal_inputs_give_equal_bytes():
    rng = np.random.default_rng(1)
    habit = rng.random((13, 29))
    market = simple(rng.random(13), rng.random(29), habit / habit.sum(0), nations=7, seller_nation=np.arange(13) // 2,
                    buyer_nation=np.arange(29) // 5)  # fmt: skip
    for first, second in zip(clear(market), clear(market), strict=True):
        assert first.tobytes() == second.tobytes()


def test_nobody_to_trade_gives_zeros():
    for sellers, buyers in ((0, 0), (0, 3), (3, 0)):
        trade = clear(simple([1.0] * sellers, [1.0] * buyers, np.zeros((sellers, buyers)), nations=3))
        assert not any(np.any(getattr(trade, name)) for name in ("sold", "received", "payment", "lane_spot"))
