"""Markets of one product, by hand or drawn at random, and how they are put into the kernel and taken out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.testing import assert_allclose

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
        "lanes": np.zeros((rows.LANE_ROWS, len(products), n, n)),
    }
    for p, product in enumerate(products):
        origins, destinations = product.seller_nation.astype(int), product.buyer_nation.astype(int)
        packed["lanes"][np.ix_(range(rows.LANE_ROWS), [p], origins, destinations)] = 7.0
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
