"""The market: laws that hold in every market that can be drawn."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from market_tables import LANE_INPUTS, assert_same, clear, clear_plainly, flow, markets, pack, unpack
from numpy.testing import assert_allclose, assert_array_equal

from sim.market.kernel import clear_all


@settings(max_examples=300, deadline=None)
@given(market=markets(), spot_rounds=st.integers(0, 2))
def test_the_kernel_agrees_with_plain_numpy(market, spot_rounds):
    assert_same(clear(market, spot_rounds), clear_plainly(market, spot_rounds))


@settings(max_examples=200, deadline=None)
@given(market=markets(), spot_rounds=st.integers(0, 2))
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
