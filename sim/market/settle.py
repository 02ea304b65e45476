"""What a month of trade in one product comes to: tonnes and money by lane and seller, tracers, habits."""

from sim.jit import compiled, compiled_fast
from sim.market import rows
from sim.market.rounds import NOTHING


@compiled
def settle_lanes(product, origins, destinations, starts, wide, need, lanes):
    """Sum the tonnes of `wide` by lane into the packed `lanes`, and what each buyer pays (USD) into `need`.

    Lays the prices of the lanes out by origin and buyer on the way, for `settle_sellers`, over what trade needed.
    """
    need[rows.PAYMENT] = 0.0
    for s in range(origins.size):
        o = origins[s]
        for r in range(destinations.size):
            d = destinations[r]
            per_contract = lanes[rows.CONTRACT_PRICE, product, o, d]
            per_spot = lanes[rows.SPOT_PRICE, product, o, d]
            fee = lanes[rows.FEE, product, o, d]
            wished = permitted = contract = spot = 0.0
            for j in range(starts[r], starts[r + 1]):
                by_contract, by_spot = wide[rows.CONTRACT, s, j], wide[rows.SPOT, s, j]
                wished += wide[rows.WISHED, s, j]
                permitted += wide[rows.PERMITTED, s, j]
                contract += by_contract
                spot += by_spot
                need[rows.PAYMENT, j] += by_contract * (per_contract + fee) + by_spot * (per_spot + fee)
                wide[rows.CONTRACT_USD, s, j] = per_contract
                wide[rows.SPOT_USD, s, j] = per_spot
            lanes[rows.LANE_REQUESTED, product, o, d] = wished
            lanes[rows.LANE_PERMITTED, product, o, d] = permitted
            lanes[rows.LANE_CONTRACT, product, o, d] = contract
            lanes[rows.LANE_SPOT, product, o, d] = spot


@compiled_fast
def find_learning(speed, need, learning):
    """Find what buyers that got anything keep of their habits, and what a tonne adds: learning (2, buyers).

    habit_ij <- (1 - speed) habit_ij + speed x tonnes_ij / received_j
    """
    for j in range(learning.shape[1]):
        traded = need[rows.RECEIVED, j] > NOTHING
        learning[0, j] = 1.0 - speed if traded else 1.0
        learning[1, j] = speed / need[rows.RECEIVED, j] if traded else 0.0


@compiled_fast
def write_flows(starts, curiosity, stock, wide, habit, contract, spot):
    """Write the tonnes of each link, by contract and on the spot, (sellers, buyers); before habits move."""
    for s in range(wide.shape[1]):
        for i in range(starts[s], starts[s + 1]):
            agreed, first, last = stock[rows.GIVEN, i], stock[rows.GIVEN + 1, i], stock[rows.GIVEN + 2, i]
            for j in range(habit.shape[1]):
                asked = first * wide[rows.ASK + 1, s, j] + last * wide[rows.ASK + 2, s, j]
                contract[i, j] = agreed * wide[rows.ASK, s, j] * habit[i, j]
                spot[i, j] = asked * (curiosity + habit[i, j])


@compiled_fast
def settle_sellers(starts, curiosity, a, stock, wide, learning, tonnes, habit, sellers, received):
    """Set what each seller sold (t) and earned (USD), pass its tracers on, and move its buyers' habits.

    starts: where the sellers of each origin start; a: which the first is; learning: from `find_learning`; tonnes: room
    for what each buyer gets of one seller; received (K, buyers): tracers (t).
    """
    received[:] = 0.0
    for s in range(wide.shape[1]):
        for i in range(starts[s], starts[s + 1]):
            sellers[rows.SOLD, a + i] = sellers[rows.SUPPLY, a + i] - stock[rows.LEFT, i]
            sellers[rows.REVENUE, a + i] = 0.0
            if sellers[rows.SOLD, a + i] == 0.0:
                for j in range(habit.shape[1]):
                    habit[i, j] *= learning[0, j]
                continue
            agreed, first, last = stock[rows.GIVEN, i], stock[rows.GIVEN + 1, i], stock[rows.GIVEN + 2, i]
            usd = 0.0
            for j in range(habit.shape[1]):
                contract = agreed * wide[rows.ASK, s, j] * habit[i, j]
                asked = first * wide[rows.ASK + 1, s, j] + last * wide[rows.ASK + 2, s, j]
                spot = asked * (curiosity + habit[i, j])
                usd += contract * wide[rows.CONTRACT_USD, s, j] + spot * wide[rows.SPOT_USD, s, j]
                tonnes[j] = contract + spot
                habit[i, j] = learning[0, j] * habit[i, j] + learning[1, j] * tonnes[j]
            sellers[rows.REVENUE, a + i] = usd
            for k in range(received.shape[0]):
                share = sellers[rows.SELLER_ROWS + k, a + i]
                if share != 0.0:
                    for j in range(habit.shape[1]):
                        received[k, j] += share * tonnes[j]
