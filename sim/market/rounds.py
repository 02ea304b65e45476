"""One round of trade in one product: buyers ask, sellers serve.

A request is a number per seller times a number per link times a number per origin and buyer:

    request_ij = weight_i x (curiosity + habit_ij) x ask[s, j]        s: the row of seller i's origin

so what buyer j asks of all sellers of origin s is ask[s, j] x pull[s, j], and what it gets is the same where each of
them gives all that is asked. Lanes, caps and the split of an order therefore work on (origins, buyers); only
`add_pull` and `serve` pass over links, a row of buyers at a time, which compiles to vector instructions, and
no round writes a number by link.
"""

from sim.jit import compiled_fast
from sim.market import rows
from sim.market.lanes import ROUNDING

#: Less pull than this is nobody to ask; it keeps divisions finite.
NOTHING = 1e-200
#: Weight of a seller that contracts have sold out, as a part of its supply: it is asked only where nobody
#: has stock, so that a shortage shows in full in what is requested.
QUEUE = 1e-15


@compiled_fast
def copy(values, out):
    """out_j = values_j, as far as both reach."""
    for j in range(min(values.size, out.size)):
        out[j] = values[j]


@compiled_fast
def clear_sums(wide):
    """Set to 0 what adds up over the rounds, and the attraction, for places without a buyer."""
    for row in range(rows.ATTRACTED + 1):
        for s in range(wide.shape[1]):
            for j in range(wide.shape[2]):
                wide[row, s, j] = 0.0


@compiled_fast
def weigh_stock(sellers, first, queue, stock):
    """weight_i = trust_i x supply_left_i; for a seller that is sold out, queue x trust_i x supply_i."""
    for i in range(stock.shape[1]):
        supply = sellers[rows.SUPPLY, first + i]
        offered = stock[rows.LEFT, i] if stock[rows.LEFT, i] > ROUNDING * supply else queue * supply
        stock[rows.WEIGHT, i] = sellers[rows.TRUST, first + i] * offered


@compiled_fast
def add_pull(habit, starts, stock, curiosity, wide):
    """pull[s, j] = sum over the sellers i of origin s of weight_i x (curiosity + habit_ij)."""
    wide[rows.PULL] = 0.0
    for s in range(wide.shape[1]):
        for i in range(starts[s], starts[s + 1]):
            weight = stock[rows.WEIGHT, i]
            if weight > 0.0:
                for j in range(habit.shape[1]):
                    wide[rows.PULL, s, j] += weight * (curiosity + habit[i, j])


@compiled_fast
def ask_contracts(share, need, ask, wide):
    """ask[s, j] = share x order_j, where there is any attraction; sums what that requests into `need`, FRESH."""
    need[rows.FRESH] = 0.0
    for s in range(wide.shape[1]):
        for j in range(wide.shape[2]):
            is_open = wide[rows.ATTRACTED, s, j] > 0.0
            ask[s, j] = share * need[rows.ORDER, j] if is_open else 0.0
        for j in range(wide.shape[2]):
            wide[rows.WISHED, s, j] = ask[s, j] * wide[rows.PULL, s, j]
            need[rows.FRESH, j] += wide[rows.WISHED, s, j]


@compiled_fast
def find_fresh(need):
    """fresh_j = (order_j - what contracts asked for) / missing_j: the rest was wished for already, in vain."""
    for j in range(need.shape[1]):
        fresh = max(0.0, need[rows.ORDER, j] - need[rows.FRESH, j])
        need[rows.FRESH, j] = fresh / need[rows.MISSING, j] if need[rows.MISSING, j] > 0.0 else 0.0


@compiled_fast
def ask_spot(need, ask, wide):
    """ask[s, j] = missing_j x attraction[s, j] / sum over origins of attraction x pull; adds the fresh wishes."""
    need[rows.SPLIT] = 0.0
    for s in range(wide.shape[1]):
        for j in range(wide.shape[2]):
            need[rows.SPLIT, j] += wide[rows.ATTRACTED, s, j] * wide[rows.PULL, s, j]
    for j in range(wide.shape[2]):
        total = need[rows.SPLIT, j]
        need[rows.SPLIT, j] = need[rows.MISSING, j] / total if total > NOTHING else 0.0
    for s in range(wide.shape[1]):
        for j in range(wide.shape[2]):
            ask[s, j] = wide[rows.ATTRACTED, s, j] * need[rows.SPLIT, j]
        for j in range(wide.shape[2]):
            wide[rows.WISHED, s, j] += need[rows.FRESH, j] * ask[s, j] * wide[rows.PULL, s, j]


@compiled_fast
def add_permitted(ask, wide):
    """Add the tonnes that buyers ask of each origin after caps, ask x pull."""
    for s in range(wide.shape[1]):
        for j in range(wide.shape[2]):
            wide[rows.PERMITTED, s, j] += ask[s, j] * wide[rows.PULL, s, j]


@compiled_fast
def serve(habit, starts, curiosity, stock, given, requested, ask, row, wide, served):
    """Each seller fills all its requests in the same proportion, as far as its stock goes.

    Adds tonnes to requested (sellers,) and to a row of `wide`, sets what the seller gives for each unit that is asked,
    given (sellers,), and takes tonnes from what it has left, exactly to 0 for one that runs out. starts: where the
    sellers of each origin start; served (buyers,): room.
    """
    for s in range(wide.shape[1]):
        in_full = True
        for i in range(starts[s], starts[s + 1]):
            weight, left = stock[rows.WEIGHT, i], stock[rows.LEFT, i]
            given[i] = 0.0
            if not weight > 0.0:
                continue
            unit = 0.0
            for j in range(habit.shape[1]):
                unit += ask[s, j] * (curiosity + habit[i, j])
            request = weight * unit
            requested[i] += request
            if request > NOTHING and left > 0.0:
                sold_out = request >= left
                given[i] = left / unit if sold_out else weight
                stock[rows.LEFT, i] = 0.0 if sold_out else left - request
            in_full &= given[i] == weight
        if in_full:  # then pull is what they give
            for j in range(wide.shape[2]):
                wide[row, s, j] += ask[s, j] * wide[rows.PULL, s, j]
            continue
        served[:] = 0.0
        for i in range(starts[s], starts[s + 1]):
            if given[i] > 0.0:
                for j in range(habit.shape[1]):
                    served[j] += given[i] * (curiosity + habit[i, j])
        for j in range(habit.shape[1]):
            wide[row, s, j] += ask[s, j] * served[j]


@compiled_fast
def skip(turn, stock, wide):
    """Nobody asks and nobody gives in this round."""
    stock[rows.GIVEN + turn] = 0.0
    wide[rows.ASK + turn] = 0.0


@compiled_fast
def receive(row, wide, before, received, need):
    """received_j = before_j + sum over origins of a row of `wide`; set what is missing and return its sum (t)."""
    copy(need[before], need[received])
    for s in range(wide.shape[1]):
        for j in range(wide.shape[2]):
            need[received, j] += wide[row, s, j]
    total = 0.0
    for j in range(wide.shape[2]):
        missing = need[rows.ORDER, j] - need[received, j]
        need[rows.MISSING, j] = missing if missing > ROUNDING * need[rows.ORDER, j] else 0.0
        total += need[rows.MISSING, j]
    return total
