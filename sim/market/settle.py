"""What a month of trade in one product comes to: tonnes and money by lane, seller and buyer, tracers, habits."""

from sim.jit import compiled, compiled_fast
from sim.market import rows
from sim.market.rounds import NOTHING


@compiled
def settle_lanes(product, lanes, requested, permitted, contract, spot, contract_price, spot_price, payment, table):
    """Sum the tonnes (origins, buyers) by lane into the packed `table`, and what each buyer pays (USD).

    Lays the prices of the lanes out by origin and buyer on the way, for `settle_sellers`.
    """
    for row in (rows.LANE_REQUESTED, rows.LANE_PERMITTED, rows.LANE_CONTRACT, rows.LANE_SPOT):
        table[row, product] = 0.0
    payment[:] = 0.0
    for s in range(lanes.origins.size):
        o = lanes.origins[s]
        for r in range(lanes.destinations.size):
            d = lanes.destinations[r]
            per_contract = table[rows.CONTRACT_PRICE, product, o, d]
            per_spot = table[rows.SPOT_PRICE, product, o, d]
            fee = table[rows.FEE, product, o, d]
            wanted = allowed = by_contract = by_spot = 0.0
            for j in range(lanes.starts[r], lanes.starts[r + 1]):
                wanted += requested[s, j]
                allowed += permitted[s, j]
                by_contract += contract[s, j]
                by_spot += spot[s, j]
                payment[j] += contract[s, j] * (per_contract + fee) + spot[s, j] * (per_spot + fee)
                contract_price[s, j] = per_contract
                spot_price[s, j] = per_spot
            table[rows.LANE_REQUESTED, product, o, d] = wanted
            table[rows.LANE_PERMITTED, product, o, d] = allowed
            table[rows.LANE_CONTRACT, product, o, d] = by_contract
            table[rows.LANE_SPOT, product, o, d] = by_spot


@compiled_fast
def settle_sellers(origin, flow_contract, flow_spot, contract_price, spot_price, revenue):
    """revenue_i (USD) = sum over buyers of tonnes x the seller's price, contract and spot."""
    for i in range(origin.size):
        s = origin[i]
        usd = 0.0
        for j in range(flow_spot.shape[1]):
            usd += flow_contract[i, j] * contract_price[s, j] + flow_spot[i, j] * spot_price[s, j]
        revenue[i] = usd


@compiled_fast
def pass_tracer(flow_contract, flow_spot, sold, share, received):
    """received_j (t) = sum over sellers of tonnes x the seller's share of the tracer."""
    received[:] = 0.0
    for i in range(sold.size):
        if sold[i] > 0.0:
            for j in range(received.size):
                received[j] += share[i] * (flow_contract[i, j] + flow_spot[i, j])


@compiled_fast
def learn_habits(flow_contract, flow_spot, received, speed, keep, gain, habit):
    """Move the habits of buyers that got anything towards this month's shares; `keep` and `gain` are scratch.

    habit_ij <- (1 - speed) habit_ij + speed x tonnes_ij / received_j
    """
    for j in range(received.size):
        traded = received[j] > NOTHING
        keep[j] = 1.0 - speed if traded else 1.0
        gain[j] = speed / received[j] if traded else 0.0
    for i in range(habit.shape[0]):
        for j in range(habit.shape[1]):
            habit[i, j] = keep[j] * habit[i, j] + gain[j] * (flow_contract[i, j] + flow_spot[i, j])
