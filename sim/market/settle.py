"""What a month of trade in one product comes to: tonnes and money by lane and seller, tracers, habits."""

from sim.jit import compiled, compiled_fast
from sim.market import rows
from sim.market.rounds import NOTHING


@compiled
def settle_lanes(product, origins, destinations, starts, wide, need, lanes):
    """Sum the tonnes of `wide` by lane into the packed `lanes`, and what each buyer pays (USD) into `need`.

    Lays the prices of the lanes out by origin and buyer on the way, for `settle_sellers`.
    """
    for row in range(rows.LANE_REQUESTED, rows.LANE_SPOT + 1):
        lanes[row, product] = 0.0
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
def settle_sellers(origin, contract, spot, wide, first, stock, sellers):
    """Set what sellers sold (t) and their revenue (USD): tonnes x the seller's price, contract and spot."""
    for i in range(contract.shape[0]):
        s = origin[i]
        usd = 0.0
        sellers[rows.SOLD, first + i] = sellers[rows.SUPPLY, first + i] - stock[rows.LEFT, i]
        if sellers[rows.SOLD, first + i] != 0.0:
            for j in range(contract.shape[1]):
                usd += contract[i, j] * wide[rows.CONTRACT_USD, s, j] + spot[i, j] * wide[rows.SPOT_USD, s, j]
        sellers[rows.REVENUE, first + i] = usd


@compiled_fast
def pass_tracer(contract, spot, sold, share, received):
    """received_j (t) = sum over sellers that have sold anything of tonnes x the seller's share of the tracer."""
    received[:] = 0.0
    for i in range(share.size):
        if share[i] != 0.0 and sold[i] != 0.0:
            for j in range(received.size):
                received[j] += share[i] * (contract[i, j] + spot[i, j])


@compiled_fast
def learn_habits(contract, spot, speed, need, habit):
    """Move the habits of buyers that got anything towards this month's shares.

    habit_ij <- (1 - speed) habit_ij + speed x tonnes_ij / received_j
    """
    keep, gain = need[rows.MISSING], need[rows.SPLIT]
    for j in range(habit.shape[1]):
        traded = need[rows.RECEIVED, j] > NOTHING
        keep[j] = 1.0 - speed if traded else 1.0
        gain[j] = speed / need[rows.RECEIVED, j] if traded else 0.0
    for i in range(habit.shape[0]):
        for j in range(habit.shape[1]):
            habit[i, j] = keep[j] * habit[i, j] + gain[j] * (contract[i, j] + spot[i, j])
