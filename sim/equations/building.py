"""Every quarter: what is built, what expands on its site, what shuts."""

from __future__ import annotations

import numpy as np

from sim.equations.expecting import plant_margin
from sim.equations.investing import (
    build_intensity,
    capital_base,
    capital_cost,
    input_waste,
    lead_base,
    lead_time,
    technology,
)
from sim.equations.planning import utilisation
from sim.jit import compiled, inlined
from sim.names import STAGES
from sim.stack import room

#: Share of known prospects that firms may take up in a quarter, and share of a mine's lead time that exploration
#: takes (IEA 2025: about half of 16 years from discovery; of the 8 years here a good third).
PROSPECTS_USED, EXPLORED = 0.125, 0.35
METAL, MAGNET = STAGES.index("metal"), STAGES.index("magnet")
#: Share of its capacity that a plant uses when it is nearly full.
NEARLY_FULL = 0.8


@inlined
def queued(pipeline, i, first):
    """t/month of plant `i` that will be ready in month `first` or later."""
    total = 0.0
    for t in range(first, pipeline.last[i] + 1):
        total += pipeline.ready[i, t]
    return total


@compiled
def enqueue(pipeline, i, month, amount):
    """Put `amount` t/month of plant `i` into the pipeline; what is dated after its end waits there for ever."""
    t = min(pipeline.ready.shape[1] - 1, month)
    pipeline.ready[i, t] += amount
    pipeline.last[i] = max(pipeline.last[i], t)


@inlined
def committed(plants, state, pipeline, month, total):
    """Set `total` (nations, stages) to t/month of capacity that stands or is on its way."""
    total[:] = 0.0
    for i in range(state.capacity.size):
        stage = plants.stage[i]
        if stage < total.shape[1]:
            total[plants.nation[i], stage] += state.capacity[i] + queued(pipeline, i, month + 1)


@inlined
def open_floors(lines, slots, state, pipeline, month, floor, volume, left):
    """Set `left` to the floors (products, nations) that a newcomer can still get: whose volume, t/month, is not taken up.

    Taken up is what is made today and what will be made on capacity that is on its way.
    """
    taken = room(floor.shape[0], floor.shape[1])
    taken[:] = 0.0
    for s in range(slots.s_product.size):
        if slots.s_desk[s] < 0:
            taken[slots.s_product[s], slots.s_nation[s]] += state.s_output[s]
    for l in range(lines.plant.size):
        for k in range(lines.out_product.shape[1]):
            s = lines.out_slot[l, k]
            if s >= 0 and volume[slots.s_product[s], slots.s_nation[s]] > 0.0:
                coming = queued(pipeline, lines.plant[l], month + 1) * state.l_share[l]
                taken[slots.s_product[s], slots.s_nation[s]] += coming * lines.out_coef[l, k]
    for p in range(floor.shape[0]):
        for n in range(floor.shape[1]):
            left[p, n] = floor[p, n] if taken[p, n] < volume[p, n] else 0.0


@inlined
def busy(plants, state, i):
    """t/month that plant `i` makes, all lines together."""
    tonnes = 0.0
    for l in range(plants.line_start[i], plants.line_start[i + 1]):
        tonnes += state.activity[l]
    return tonnes


@compiled
def sellable(made: float, standing: float, coming: float, trial: float) -> float:
    """Share of new capacity that a maker to order counts on selling, 0..1: `(made + trial) / (standing + coming + trial)`.

    t/month: made and standing now, coming in the pipeline, and a trial that anybody may begin with; what is nearly full counts
    as full.  A place where nothing is made yet is tried with one plant, and the next one waits for what the first one sells.
    Source: ours; entry in steps while demand is uncertain (Dixit & Pindyck 1994, ch. 9 and 11).
    """
    return min(1.0, (made + trial) / max((standing + coming + trial) * NEARLY_FULL, 1e-9))


@compiled
def room_left(limit: float, standing: float) -> float:
    """t/month that support still covers: `limit / 12 - standing`, without end where limit (t/yr) is 0.

    Source: limits of support schemes, such as India's magnet scheme of 6,000 t a year (November 2025).
    """
    return max(0.0, limit / 12.0 - standing) if limit > 0.0 else np.inf


@inlined
def support(rules, n, stage, left):
    """Of new capacity: the share of its capital cost that is granted, and USD/t of incentives less what stricter rules cost.

    left: t/month that support still covers; beyond it there is neither grant nor operating incentive.
    """
    grant, income = 0.0, rules.income[n, stage]
    if left > 0.0:
        grant = min(0.9, rules.capex_grant[n, stage]) if stage <= 3 else 0.0
    elif rules.operating_incentive[n, stage] > 0.0:
        income -= rules.operating_incentive[n, stage]
    return grant, income


@inlined
def build(plants, lines, is_netback, state, controller, month, rules, floor, ground, expected, pipeline, spent, prm):
    """Candidates with a good margin add capacity to the pipeline, t/month; grants are `spent`, USD.

    `pipeline`, `rules` and `ground` are the named tuples of `sim.model.capacity`; `floor` as in `open_floors`; `expected` the
    plants' expected margins, USD/t.
    """
    capacity, makers = room(8), room(is_netback.size)
    capacity[:] = 0.0
    makers[:] = 0.0
    for i in range(state.capacity.size):
        capacity[plants.stage[i]] += state.capacity[i]
        for l in range(plants.line_start[i], plants.line_start[i + 1]):
            makers[lines.out_product[l, 0]] += state.capacity[i] * state.l_share[l]
    standing = room(rules.capex_grant.shape[0], rules.capex_grant.shape[1])
    committed(plants, state, pipeline, month, standing)
    for i in range(state.capacity.size):
        n, stage = plants.nation[i], plants.stage[i]
        # Recyclers come only where a policy pays for them; in what they need they are separators.
        if plants.candidate[i] == 0 or stage > 4 or (stage == 4 and rules.income[n, stage] <= 0.0):
            continue
        s = 1 if stage == 4 else stage
        margin = plant_margin(i, plants, lines, controller, is_netback, state, floor, ground)
        expected[i] += 3.0 * prm.price_memory * (margin - expected[i])
        tech = technology(ground.own[n, s], rules.technology[n, s])
        full = capital_cost(capital_base(stage, prm), ground.factor[n], tech, prm.technology_cost, 0.0)
        left = room_left(rules.support_limit[n, stage], standing[n, stage]) if stage <= 3 else np.inf
        grant, income = support(rules, n, stage, left)
        trade, coming = capacity[stage], queued(pipeline, i, month + 1)
        to_order = stage in (METAL, MAGNET)
        if to_order:  # each metal and kind of magnet is a trade of its own
            trade = 0.0
            for l in range(plants.line_start[i], plants.line_start[i + 1]):
                trade += makers[lines.out_product[l, 0]]
        most = prm.build_share / 4.0 * trade
        sold = sellable(busy(plants, state, i), state.capacity[i], coming, most) if to_order else 1.0
        pace = build_intensity(sold * (expected[i] + income), full * (1.0 - grant), prm.hurdle_rate)
        found = ground.prospects[n] * PROSPECTS_USED / 12.0 if stage == 0 else 0.0
        if pace < 0.02:
            continue
        known = found / (most + found) if found > 0.0 else 0.0
        most += found
        start = pace * most * np.exp(-coming / (4.0 * most + 1e-9))
        if start < 0.02 * most:
            continue
        if left > 0.0:  # what is supported stays within the limit
            start = min(start, left)
        lead = lead_time(lead_base(stage, prm), tech, prm.technology_delay, rules.permit_speed[n, s], ground.strict[n])
        lead = lead * (1.0 - EXPLORED * known) + rules.permit_months[n, s]
        enqueue(pipeline, i, month + int(np.rint(lead)), start)
        if known > 0.0:
            ground.prospects[n] = max(0.0, ground.prospects[n] - known * start * 12.0)
        if stage <= 3:
            standing[n, stage] += start
        spent[n] += grant * full * start * 12.0


@inlined
def expand(plants, lines, is_netback, state, controller, month, rules, floor, ground, pipeline, spent, prm):
    """Running plants that are nearly full and earn their capital expand on their site, sooner than a new one is built."""
    standing = room(rules.capex_grant.shape[0], rules.capex_grant.shape[1])
    committed(plants, state, pipeline, month, standing)
    for i in range(state.capacity.size):
        n, stage = plants.nation[i], plants.stage[i]
        if stage > 4 or state.capacity[i] <= 0.0:
            continue
        if busy(plants, state, i) <= NEARLY_FULL * state.capacity[i]:
            continue
        cost = capital_base(stage, prm) * ground.factor[n]
        left = room_left(rules.support_limit[n, stage], standing[n, stage]) if stage <= 3 else np.inf
        grant, income = support(rules, n, stage, left)
        margin = plant_margin(i, plants, lines, controller, is_netback, state, floor, ground)
        pace = build_intensity(margin + income, cost * (1.0 - grant), prm.hurdle_rate)
        added = pace * prm.expansion_share / 4.0 * state.capacity[i]
        enqueue(pipeline, i, month + int(prm.lead_expansion_months), added)
        spent[n] += grant * cost * added * 12.0


@inlined
def update_running(plants, state, slope, bad_months):
    """Every quarter: plants shut over half a year after nine months of hardly paying, and restart after six good ones.

    bad_months (plants,) counts up where the first line would run below an eighth of capacity by its margin, down where it
    would run above a quarter; `state.running` 0..1 moves by a half a quarter.
    """
    for i in range(bad_months.size):
        if state.capacity[i] <= 0.0:
            continue
        first = plants.line_start[i]
        if plants.line_start[i + 1] <= first:
            continue
        rate = utilisation(state.ratio[first], state.midpoint[first], slope)
        if rate < 0.125:
            bad_months[i] = min(12, bad_months[i] + 3)
        elif rate > 0.25:
            bad_months[i] = max(0, bad_months[i] - 3)
        if bad_months[i] >= 9:
            state.running[i] = max(0.0, state.running[i] - 0.5)
        elif bad_months[i] <= 6 and state.running[i] < 1.0:
            state.running[i] = min(1.0, state.running[i] + 0.5)


@inlined
def arrive(plants, state, ready, own, access, loss):
    """Capacity that is ready this month (plants,) starts, at the yield that the nation's technology allows.

    own, access (nations, stages) 0..1: technology of its own, and access to the controller's.
    """
    for i in range(ready.size):
        new = ready[i]
        if new == 0.0:
            continue
        n, stage = plants.nation[i], plants.stage[i]
        if stage <= 3:
            fresh = input_waste(technology(own[n, stage], access[n, stage]), loss)
            total = state.capacity[i] + new
            if new > 0.0:  # what leaves takes nothing of the yield with it
                state.waste[i] = (state.waste[i] * max(state.capacity[i], 0.0) + fresh * new) / total
        state.capacity[i] = max(0.0, state.capacity[i] + new)
