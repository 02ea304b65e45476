"""One round of trade in one product: buyers ask, sellers serve.

A request is a number per seller times a number per link times a number per origin and buyer:

    request_ij = weight_i x (curiosity + habit_ij) x ask[s, j]        s: the origin of seller i

so what buyer j asks of all sellers of origin s is ask[s, j] x pull[s, j]. Lanes, caps and the split of an
order therefore work on (origins, buyers); only `add_pull` and `serve` pass over links, a row of buyers at
a time, which compiles to vector instructions.
"""

from sim.jit import compiled_fast
from sim.market.lanes import ROUNDING

#: Less pull than this is nobody to ask; it keeps divisions finite.
NOTHING = 1e-200
#: Weight of a seller that contracts have sold out, as a part of its supply: it is asked only where nobody
#: has stock, so that a shortage shows in full in what is requested.
QUEUE = 1e-15


@compiled_fast
def weigh(trust, supply, supply_left, queue, weight):
    """weight_i = trust_i x supply_left_i; for a seller that is sold out, queue x trust_i x supply_i."""
    for i in range(weight.size):
        stocked = supply_left[i] > ROUNDING * supply[i]
        weight[i] = trust[i] * (supply_left[i] if stocked else queue * supply[i])


@compiled_fast
def add_pull(habit, origin, weight, curiosity, pull):
    """pull[s, j] = sum over the sellers i of origin s of weight_i x (curiosity + habit_ij)."""
    pull[:] = 0.0
    for i in range(habit.shape[0]):
        if weight[i] > 0.0:
            s = origin[i]
            for j in range(habit.shape[1]):
                pull[s, j] += weight[i] * (curiosity + habit[i, j])


@compiled_fast
def ask_contracts(share, order, attraction, ask):
    """ask[s, j] = share x order_j (t), where there is any attraction."""
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            ask[s, j] = share * order[j] if attraction[s, j] > 0.0 else 0.0


@compiled_fast
def ask_spot(attraction, pull, order_left, unit, ask):
    """ask[s, j] = order_left_j x attraction[s, j] / sum over origins of attraction x pull; `unit` is scratch."""
    unit[:] = 0.0
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            unit[j] += attraction[s, j] * pull[s, j]
    for j in range(unit.size):
        unit[j] = order_left[j] / unit[j] if unit[j] > NOTHING else 0.0
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            ask[s, j] = attraction[s, j] * unit[j]


@compiled_fast
def add_requests(pull, ask, requested):
    """Add the tonnes that buyers ask, ask x pull, to requested (origins, buyers)."""
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            requested[s, j] += ask[s, j] * pull[s, j]


@compiled_fast
def add_wishes(pull, ask, order, order_left, part, requested):
    """Add what buyers would ask if no lane were capped; `part` is scratch.

    A tonne that a contract asked for in vain is asked for again on the spot, but wished for only once.
    """
    part[:] = 0.0
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            part[j] += requested[s, j]
    for j in range(part.size):
        part[j] = max(0.0, order[j] - part[j]) / order_left[j] if order_left[j] > 0.0 else 0.0
    for s in range(ask.shape[0]):
        for j in range(ask.shape[1]):
            requested[s, j] += part[j] * ask[s, j] * pull[s, j]


@compiled_fast
def serve(habit, origin, weight, curiosity, ask, supply_left, requested, flow, given):
    """Each seller fills all its requests in the same proportion, as far as its stock goes.

    Adds tonnes to requested (sellers,), flow (sellers, buyers) and given (origins, buyers); takes them from
    supply_left (sellers,), exactly to 0 for a seller that runs out.
    """
    for i in range(habit.shape[0]):
        if not weight[i] > 0.0:
            continue
        s = origin[i]
        unit = 0.0
        for j in range(habit.shape[1]):
            unit += ask[s, j] * (curiosity + habit[i, j])
        request = weight[i] * unit
        requested[i] += request
        if not (request > NOTHING and supply_left[i] > 0.0):
            continue
        if request < supply_left[i]:
            share = weight[i]
            supply_left[i] -= request
        else:
            share = supply_left[i] / unit
            supply_left[i] = 0.0
        for j in range(habit.shape[1]):
            tonnes = share * ask[s, j] * (curiosity + habit[i, j])
            flow[i, j] += tonnes
            given[s, j] += tonnes


@compiled_fast
def sum_orders_left(order, before, given, received, order_left):
    """received_j = before_j + sum of given[s, j]; order_left_j = what is missing; return the sum missing (t)."""
    for j in range(order.size):
        received[j] = before[j]
    for s in range(given.shape[0]):
        for j in range(given.shape[1]):
            received[j] += given[s, j]
    missing = 0.0
    for j in range(order.size):
        left = order[j] - received[j]
        order_left[j] = left if left > ROUNDING * order[j] else 0.0
        missing += order_left[j]
    return missing
