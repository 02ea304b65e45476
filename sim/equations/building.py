"""Every quarter: what plants expect to earn, what is built, what expands on its site, what shuts."""

from __future__ import annotations

import numpy as np

from sim.equations.investing import (
    build_intensity,
    capital_base,
    capital_cost,
    input_waste,
    lead_base,
    lead_time,
    technology,
)
from sim.equations.production import utilisation
from sim.jit import compiled, compiled_with_room, inlined


@inlined
def newcomer_price(p, n, controller, is_netback, state, floor):
    """USD/t that a new seller in nation n can expect: the market's price, not its own cost, and at least the price floor.

    floor (products, nations) USD/t, 0 where there is none.
    """
    price = state.index_out[p]
    if is_netback[p] == 1:
        price = state.quote[p, n]
    elif n == controller:
        price = state.index_in[p]
    elif state.spot[p, n] > 0.0:
        price = 0.5 * (price + state.spot[p, n])
    return max(price, floor[p, n])


@inlined
def line_profit(l, lines, n, controller, is_netback, state, floor):
    """USD per tonne of activity of line `l` in nation n at prices that a newcomer meets."""
    profit = -state.line_cost[l]
    for k in range(lines.out_product.shape[1]):
        p = lines.out_product[l, k]
        if p >= 0:
            net = newcomer_price(p, n, controller, is_netback, state, floor) - state.finish_cost[p]
            profit += lines.out_coef[l, k] * max(0.0, net)
    for k in range(lines.in_product.shape[1]):
        p = lines.in_product[l, k]
        if p >= 0:
            price = state.paid[p, n]
            if price <= 0.0:
                price = newcomer_price(p, n, controller, is_netback, state, floor)
            profit -= lines.in_coef[l, k] * price * state.waste[lines.plant[l]]
    return profit


@inlined
def plant_margin(i, plants, lines, controller, is_netback, state, floor):
    """Best profit over the lines of plant i, USD per tonne of activity."""
    best = -np.inf
    for l in range(plants.line_start[i], plants.line_start[i + 1]):
        best = max(best, line_profit(l, lines, plants.nation[i], controller, is_netback, state, floor))
    return best


@inlined
def queued(pipeline, i, first):
    """t/month of plant `i` that will be ready in month `first` or later."""
    total = 0.0
    for t in range(first, pipeline.last[i] + 1):
        total += pipeline.ready[i, t]
    return total


@inlined
def enqueue(pipeline, i, month, amount):
    """Put `amount` t/month of plant `i` into the pipeline; what is dated after its end waits there for ever."""
    t = min(pipeline.ready.shape[1] - 1, month)
    pipeline.ready[i, t] += amount
    pipeline.last[i] = max(pipeline.last[i], t)


@compiled_with_room
def build(plants, lines, is_netback, state, controller, month, rules, ground, expected, pipeline, spent, prm):
    """Candidates with a good margin add capacity to the pipeline, t/month; grants are `spent`, USD.

    `pipeline`, `rules` and `ground` are the named tuples of `sim.model.capacity`; `expected` the plants' expected margins, USD/t.
    """
    capacity = np.zeros(8)
    for i in range(state.capacity.size):
        capacity[plants.stage[i]] += state.capacity[i]
    for i in range(state.capacity.size):
        n, stage = plants.nation[i], plants.stage[i]
        if plants.candidate[i] == 0 or stage > 3:
            continue
        margin = plant_margin(i, plants, lines, controller, is_netback, state, rules.floor)
        expected[i] += 3.0 * prm.price_memory * (margin - expected[i])
        tech = technology(ground.own[n, stage], rules.technology[n, stage])
        full = capital_cost(capital_base(stage, prm), ground.factor[n], tech, prm.technology_cost, 0.0)
        grant = min(0.9, rules.capex_grant[n, stage])
        gain = expected[i] + rules.operating_incentive[n, stage]
        pace = build_intensity(gain, full * (1.0 - grant), prm.hurdle_rate)
        most = prm.build_share / 4.0 * capacity[stage]
        if pace < 0.02:
            continue
        start = pace * most * np.exp(-queued(pipeline, i, month + 1) / (4.0 * most + 1e-9))
        if start < 0.02 * most:
            continue
        lead = lead_time(
            lead_base(stage, prm), tech, prm.technology_delay, rules.permit_speed[n, stage], ground.strict[n]
        )
        enqueue(pipeline, i, month + int(np.rint(lead)), start)
        spent[n] += grant * full * start * 12.0


@compiled
def expand(plants, lines, is_netback, state, controller, month, rules, ground, pipeline, spent, prm):
    """Running plants that are nearly full and earn their capital expand on their site, sooner than a new one is built."""
    for i in range(state.capacity.size):
        n, stage = plants.nation[i], plants.stage[i]
        if stage > 4 or state.capacity[i] <= 0.0:
            continue
        busy = 0.0
        for l in range(plants.line_start[i], plants.line_start[i + 1]):
            busy += state.activity[l]
        if busy <= 0.8 * state.capacity[i]:
            continue
        cost = capital_base(stage, prm) * ground.factor[n]
        grant = min(0.9, rules.capex_grant[n, stage]) if stage <= 3 else 0.0
        margin = plant_margin(i, plants, lines, controller, is_netback, state, rules.floor)
        pace = build_intensity(margin, cost * (1.0 - grant), prm.hurdle_rate)
        added = pace * prm.expansion_share / 4.0 * state.capacity[i]
        enqueue(pipeline, i, month + int(prm.lead_expansion_months), added)
        spent[n] += grant * cost * added * 12.0


@compiled
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


@compiled
def arrive(plants, state, ready, rules, ground, loss):
    """Capacity that is ready this month (plants,) starts, at the yield that the nation's technology allows."""
    for i in range(ready.size):
        new = ready[i]
        if new == 0.0:
            continue
        n, stage = plants.nation[i], plants.stage[i]
        if stage <= 3:
            fresh = input_waste(technology(ground.own[n, stage], rules.technology[n, stage]), loss)
            total = state.capacity[i] + new
            if new > 0.0:  # what leaves takes nothing of the yield with it
                state.waste[i] = (state.waste[i] * max(state.capacity[i], 0.0) + fresh * new) / total
        state.capacity[i] = max(0.0, state.capacity[i] + new)


@inlined
def host_value(cost, trust, exposure, tech):
    """What a host is worth to a relocating firm: `trust (1 - exposure)(0.3 + technology) / cost`, cost relative."""
    return trust * (1.0 - exposure) * (0.3 + tech) / cost


@compiled
def relocate(
    plants, state, product, month, rules, ground, trust, exposure, start_capacity, moved, pipeline, spent, prm
):
    """Magnet makers with exposure above the threshold move a share of capacity to the best host, with a year's delay.

    exposure 0..1 by nation, trust (nations, nations); `moved` t/month by plant so far.  `product` is the magnet whose home
    quotes are compared.
    """
    for i in range(state.capacity.size):
        home = plants.nation[i]
        if plants.stage[i] != 3 or plants.candidate[i] == 1 or state.capacity[i] <= 0.0:
            continue
        if exposure[home] <= rules.exposure_threshold:
            continue
        best, score = -1, 0.0
        for h in range(state.capacity.size):
            n = plants.nation[h]
            if plants.stage[h] != 3 or plants.candidate[h] == 0 or n == home or rules.host_open[home, n] <= 0.0:
                continue
            if rules.host_absorption[n] / 12.0 - state.capacity[h] - queued(pipeline, h, month) <= 0.0:
                continue
            price = state.quote[product, home] / state.quote[product, n]
            cost = ground.factor[n] * (1.0 - rules.host_incentive[n]) * price
            value = host_value(cost, trust[home, n], exposure[n], technology(ground.own[n, 3], rules.technology[n, 3]))
            if value > score:
                best, score = h, value
        amount = min(3.0 * prm.relocation_speed, 1.0) * state.capacity[i]
        if best < 0 or moved[i] + amount > rules.relocation_share * start_capacity[i]:
            continue
        moved[i] += amount
        n = plants.nation[best]
        tech = technology(ground.own[n, 3], rules.technology[n, 3])
        lead = lead_time(prm.lead_magnet_months, tech, prm.technology_delay, rules.permit_speed[n, 3], ground.strict[n])
        settled = month + int(np.rint(lead + 12.0))
        enqueue(pipeline, best, settled, amount)
        enqueue(pipeline, i, settled, -amount)
        spent[n] += rules.host_incentive[n] * amount * 12.0 * prm.capex_magnet_usd_per_t * ground.factor[n]
