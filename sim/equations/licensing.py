"""Queues at the border: export licences and customs screening, lane by lane.

A queue holds tonnes by months of waiting, a balance holds approved tonnes by months of validity left; both have
shape (products, destinations, months).  Officers (or laboratories) decide only so much in a month and learn.
"""

from __future__ import annotations

import numpy as np

from sim.jit import compiled


@compiled
def approved_share(odds: float) -> float:
    """Share of the decided tonnes that is approved: the odds of the regime, 0..1."""
    return min(1.0, max(0.0, odds))


@compiled
def grown(start: float, most: float, gain: float, months: int) -> float:
    """Capacity of an office in its month number `months` (from 1): `most (start / most)^((1 - gain)^(months - 1))`.

    A new procedure is learnt slowly, then fast, then fully (Gompertz); `gain` is the share of the remaining log gap that
    a month closes.  Infinite capacities stay so.
    """
    if start >= most or months < 1:
        return start
    return most * np.exp(np.log(start / most) * (1.0 - gain) ** (months - 1))


@compiled
def pipeline(wanted: float, horizon: float, review: float, odds: float) -> float:
    """Tonnes that an applicant keeps filed or licensed: what he wants over review and horizon, more where odds are low.

    Nobody files for more than three times what he wants.
    """
    return wanted * min(3.0, 1.0 / max(odds, 0.1)) * (horizon + review)


@compiled
def age_queue(wanted, horizon, completeness, odds, needs, capacity, review, waiting, balance, filed, approved):
    """One month of a queue for one origin; all arrays (products, destinations[, months]), in place.

    wanted: tonnes asked of the lane last month; horizon: months of supply that an applicant files for; completeness:
    share of files without defects (the rest is returned and filed again next month); odds: chance of approval;
    needs: 1 where a shipment needs this paper; capacity: tonnes that are decided in a month; review: months of review.
    """
    ages, life = waiting.shape[2], balance.shape[2]
    ready = 0.0
    first = int(review)
    part = review - first
    for p in range(wanted.shape[0]):
        for d in range(wanted.shape[1]):
            filed[p, d] = 0.0
            approved[p, d] = 0.0
            if needs[p, d] <= 0.0:
                waiting[p, d, :] = 0.0
                balance[p, d, :] = 0.0
                continue
            held = 0.0
            for a in range(ages):
                held += waiting[p, d, a]
            for v in range(life):
                held += balance[p, d, v]
            new = max(0.0, pipeline(wanted[p, d], horizon, review, odds[p, d]) - held)
            filed[p, d] = new
            waiting[p, d, ages - 1] += waiting[p, d, ages - 2]
            for a in range(ages - 2, 0, -1):
                waiting[p, d, a] = waiting[p, d, a - 1]
            waiting[p, d, 0] = new * completeness
            for v in range(life - 1):
                balance[p, d, v] = balance[p, d, v + 1]
            balance[p, d, life - 1] = 0.0
            for a in range(first, ages):
                ready += waiting[p, d, a] * ((1.0 - part) if a == first else 1.0)
    if ready <= 0.0:
        return
    speed = min(1.0, capacity / ready)
    for p in range(wanted.shape[0]):
        for d in range(wanted.shape[1]):
            if needs[p, d] <= 0.0:
                continue
            for a in range(first, ages):
                decided = waiting[p, d, a] * ((1.0 - part) if a == first else 1.0) * speed
                waiting[p, d, a] -= decided
                approved[p, d] += decided * approved_share(odds[p, d])
            balance[p, d, life - 1] += approved[p, d]


@compiled
def spend(balance, shipped):
    """Take `shipped` (products, destinations) from the balance, what expires first goes first."""
    for p in range(balance.shape[0]):
        for d in range(balance.shape[1]):
            left = shipped[p, d]
            for v in range(balance.shape[2]):
                used = min(left, balance[p, d, v])
                balance[p, d, v] -= used
                left -= used
