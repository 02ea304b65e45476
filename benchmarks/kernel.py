"""Time the trade kernel against bare loops over the same links: `python -m benchmarks.kernel`.

`bare` does the same rounds and the same results by link, seller and buyer, but knows neither caps nor
stocks nor what was asked: it is the floor for a month of trade. `one pass` is a single multiply-add.
"""

import time
from collections.abc import Callable

import numpy as np

from sim.jit import compiled_fast
from sim.market import rows
from sim.market.kernel import clear_all
from sim.market.rounds import NOTHING
from sim.stack import room
from sim.streams import stream

NATIONS, TRACERS, SPOT_ROUNDS = 16, 2, 2
#: (sellers, buyers) by product.
SHAPES = {
    "2024 world": [
        (7, 6), (19, 10), (13, 6), (4, 4), (27, 17), (21, 22), (39, 18), (19, 5), (19, 5), (25, 15), (27, 17),
        (21, 11), (17, 41), (10, 30), (8, 28), (5, 8), (29, 30), (33, 39), (8, 13), (39, 9), (39, 5),
    ],
    "larger": [(8, 20)] * 6 + [(25, 25)] * 8 + [(15, 40)] * 4 + [(40, 50)] * 2,
    "ten times the links": [(80, 100)] * 9,
}  # fmt: skip


def market(shapes: list[tuple[int, int]], capped: float) -> dict[str, np.ndarray]:
    """Return the arrays of a random market that is a tenth short, with a share of its lanes capped."""
    rng = stream(1, "benchmark")
    offsets = np.zeros((3, len(shapes) + 1), np.int64)
    for p, (s, b) in enumerate(shapes):
        offsets[:, p + 1] = offsets[:, p] + (s, b, s * b)
    lanes = rng.random((rows.LANE_ROWS, len(shapes), NATIONS, NATIONS))
    lanes[rows.CAP] = np.where(rng.random(lanes.shape[1:]) < capped, 0.2 * lanes[rows.CAP], np.inf)
    sellers = rng.random((rows.SELLER_ROWS + TRACERS, offsets[0, -1]))
    sellers[rows.TRUST] = 1.0
    buyers = rng.random((rows.BUYER_ROWS + TRACERS, offsets[1, -1]))
    links = np.zeros((rows.LINK_ROWS, offsets[2, -1]))
    for p, (s, b) in enumerate(shapes):
        habit = rng.random((s, b))
        links[rows.HABIT, offsets[2, p] : offsets[2, p + 1]] = (habit / habit.sum(axis=0)).ravel()
        at = slice(*offsets[1, p : p + 2])
        buyers[rows.ORDER, at] *= (
            1.1 * sellers[rows.SUPPLY, slice(*offsets[0, p : p + 2])].sum() / buyers[rows.ORDER, at].sum()
        )
    # Habits hardly move, so that a thousand calls time the same market.
    terms = np.array([[0.75], [0.05], [1e-7]]) * np.ones(len(shapes))
    nation = [np.concatenate([np.sort(rng.integers(0, NATIONS, shape[k])) for shape in shapes]) for k in range(2)]
    return {
        "terms": terms, "offsets": offsets, "seller_nation": nation[0], "buyer_nation": nation[1],
        "sellers": sellers, "buyers": buyers, "links": links, "lanes": lanes,
    }  # fmt: skip


@compiled_fast
def bare(rounds, terms, offsets, seller_nation, buyer_nation, sellers, buyers, links, lanes):
    """Split orders over sellers by weight, link by link, and sum money, tracers and habits."""
    space = room(buyers.shape[1])
    for p in range(offsets.shape[1] - 1):
        a, b, c, d = offsets[0, p], offsets[0, p + 1], offsets[1, p], offsets[1, p + 1]
        habit = links[0, offsets[2, p] : offsets[2, p + 1]].reshape(b - a, d - c)
        contract = links[1, offsets[2, p] : offsets[2, p + 1]].reshape(b - a, d - c)
        spot = links[2, offsets[2, p] : offsets[2, p + 1]].reshape(b - a, d - c)
        attraction, index, quote, fee = lanes[0, p], lanes[2, p], lanes[3, p], lanes[4, p]
        order, received, paid = buyers[0, c:d], buyers[1, c:d], buyers[3, c:d]
        one, two = buyers[4, c:d], buyers[5, c:d]
        split = space[: d - c]
        nation = buyer_nation[c:d]
        for i in range(b - a):
            for j in range(d - c):
                contract[i, j] = terms[0, p] * order[j] * habit[i, j]
                spot[i, j] = 0.0
        for _ in range(rounds):
            split[:] = 0.0
            for i in range(b - a):
                o = seller_nation[a + i]
                for j in range(d - c):
                    split[j] += attraction[o, nation[j]] * (terms[1, p] + habit[i, j]) * sellers[0, a + i]
            for j in range(d - c):
                split[j] = order[j] / (split[j] + NOTHING)
            for i in range(b - a):
                o = seller_nation[a + i]
                for j in range(d - c):
                    spot[i, j] += split[j] * attraction[o, nation[j]] * (terms[1, p] + habit[i, j]) * sellers[0, a + i]
        received[:] = 0.0
        paid[:] = 0.0
        one[:] = 0.0
        two[:] = 0.0
        for i in range(b - a):
            o = seller_nation[a + i]
            usd = 0.0
            for j in range(d - c):
                n = nation[j]
                tonnes = contract[i, j] + spot[i, j]
                received[j] += tonnes
                usd += contract[i, j] * index[o, n] + spot[i, j] * quote[o, n]
                paid[j] += contract[i, j] * index[o, n] + spot[i, j] * quote[o, n] + tonnes * fee[o, n]
                one[j] += sellers[6, a + i] * tonnes
                two[j] += sellers[7, a + i] * tonnes
            sellers[5, a + i] = usd
        for j in range(d - c):
            split[j] = terms[2, p] / (received[j] + NOTHING)
        for i in range(b - a):
            for j in range(d - c):
                habit[i, j] = (1.0 - terms[2, p]) * habit[i, j] + split[j] * (contract[i, j] + spot[i, j])


@compiled_fast
def one_pass(links):
    """Multiply and add once per link."""
    for k in range(links.shape[1]):
        links[1, k] += links[0, k] * links[2, k]


def microseconds(call: Callable[[], None], calls: int = 20, tries: int = 150) -> float:
    """Return the best mean time of a call: the least disturbed by the rest of the machine."""
    call()
    best = np.inf
    for _ in range(tries):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        best = min(best, (time.perf_counter() - start) / calls)
    return best * 1e6


def measure(name: str, shapes: list[tuple[int, int]]) -> str:
    """Return a line of times for one market."""
    free, capped, floor = market(shapes, 0.0), market(shapes, 0.1), market(shapes, 0.0)
    for arrays in (free, capped):
        arrays["links"] = arrays["links"][: rows.HABIT + 1].copy()  # as the model, which keeps no tonnes by link
    every = np.arange(len(shapes))

    def by_stage() -> None:
        for stage in np.array_split(every, 5):
            clear_all(stage, SPOT_ROUNDS, **free)

    times = [
        microseconds(lambda: clear_all(every, SPOT_ROUNDS, **free)),
        microseconds(lambda: clear_all(every, SPOT_ROUNDS, **capped)),
        microseconds(by_stage),
        microseconds(lambda: bare(SPOT_ROUNDS, **floor)),
        microseconds(lambda: one_pass(floor["links"])),
    ]
    figures = "".join(f"{time:10.1f}" for time in times)
    return f"{name:22}{free['links'].shape[1]:8}{figures}{times[0] / times[3]:8.2f}"


def main() -> None:
    """Print microseconds a month, the best of many tries."""
    print(
        f"{'market':22}{'links':>8}{'kernel':>10}{'capped':>10}{'5 calls':>10}{'bare':>10}{'one pass':>10}{'ratio':>8}"
    )
    for name, shapes in SHAPES.items():
        print(measure(name, shapes))


if __name__ == "__main__":
    main()
