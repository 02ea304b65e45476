"""Relocation: makers that are exposed to controls look for a host, and move part of their capacity there."""

from __future__ import annotations

import numpy as np

from sim.equations.building import enqueue
from sim.equations.investing import lead_time, technology
from sim.jit import inlined


@inlined
def host_value(cost, trust, exposure, tech):
    """What a host is worth to a relocating firm: `trust (1 - exposure)(0.3 + technology) / cost`, cost relative.

    Source: ours; gravity of a host by trust, exposure, technology and cost.
    """
    return trust * (1.0 - exposure) * (0.3 + tech) / cost


@inlined
def relocate(
    plants,
    state,
    controller,
    product,
    month,
    rules,
    ground,
    trust,
    exposure,
    start_capacity,
    moved,
    taken,
    pipeline,
    spent,
    prm,
):
    """Magnet makers with exposure above the threshold move a share of capacity to the best host, with a year's delay.

    exposure 0..1 by nation, trust (nations, nations); t/month so far: `moved` by plant, `taken` by host, which takes no more
    than its absorption.  `product` is the magnet whose home quotes are compared.
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
            # The controller has no sites in waiting: who goes there joins a plant that runs.
            fits = plants.candidate[h] == 1 or (n == controller and state.capacity[h] > 0.0)
            if plants.stage[h] != 3 or not fits or n == home or rules.host_open[home, n] <= 0.0:
                continue
            if taken[n] >= rules.host_absorption[n] / 12.0:
                continue
            # Magnets are priced by cost, so a low quote tells of cheap inputs, as those inside a controller are.
            price = state.quote[product, n] / state.quote[product, home]
            cost = ground.factor[n] * (1.0 - rules.host_incentive[n]) * price
            value = host_value(cost, trust[home, n], exposure[n], technology(ground.own[n, 3], rules.technology[n, 3]))
            if value > score:
                best, score = h, value
        if best < 0:
            continue
        n = plants.nation[best]
        amount = min(3.0 * prm.relocation_speed, 1.0) * state.capacity[i]
        amount = min(amount, rules.host_absorption[n] / 12.0 - taken[n])
        if moved[i] + amount > rules.relocation_share * start_capacity[i]:
            continue
        moved[i] += amount
        taken[n] += amount
        tech = technology(ground.own[n, 3], rules.technology[n, 3])
        lead = lead_time(prm.lead_magnet_months, tech, prm.technology_delay, rules.permit_speed[n, 3], ground.strict[n])
        settled = month + int(np.rint(lead + rules.permit_months[n, 3] + 12.0))
        enqueue(pipeline, best, settled, amount)
        enqueue(pipeline, i, settled, -amount)
        spent[n] += rules.host_incentive[n] * amount * 12.0 * prm.capex_magnet_usd_per_t * ground.factor[n]
