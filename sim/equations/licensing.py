"""Queues at the border: export licences and customs screening, lane by lane.

A queue holds tonnes by months of waiting, a balance holds approved tonnes by months of validity left; both have
shape (products, destinations, months).  Officers (or laboratories) decide only so much in a month and learn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.jit import compiled, inlined

F = NDArray[np.float64]
#: The most that an applicant files for, in units of what he wants.
MOST_FILED = 3.0


@compiled
def approved_share(odds: float) -> float:
    """Share of the decided tonnes that is approved: the odds of the regime, 0..1.

    Source: mathematics.
    """
    return min(1.0, max(0.0, odds))


@compiled
def grown(start: float, most: float, gain: float, months: int) -> float:
    """Capacity of an office in its month number `months` (from 1): `most (start / most)^((1 - gain)^(months - 1))`.

    A new procedure is learnt slowly, then fast, then fully (Gompertz); `gain` is the share of the remaining log gap that
    a month closes.  Infinite capacities stay so.
    Source: Gompertz curve; the pace after China's approvals of April to July 2025.
    """
    if start >= most or months < 1:
        return start
    return most * np.exp(np.log(start / most) * (1.0 - gain) ** (months - 1))


@compiled
def pipeline(wanted: float, horizon: float, review: float, odds: float) -> float:
    """Tonnes that an applicant keeps filed or licensed: what he wants over review and horizon, more where odds are low.

    Nobody files for more than three times what he wants.
    Source: ours; order inflation under rationing (Lee, Padmanabhan & Whang 1997).
    """
    return wanted * min(MOST_FILED, 1.0 / max(odds, 0.1)) * (horizon + review)


def chance_to_pass(licence: F, general: F, odds: F) -> F:
    """Share of what is asked of a lane that may pass in time, 0..1: what needs no paper, and of the rest what is approved.

    Applicants file more where the odds are low (`pipeline`): down to odds of a third all may pass, with odds of 0 nothing.
    """
    approved = np.minimum(1.0, MOST_FILED * odds)
    return np.asarray(1.0 - licence * (1.0 - general) * (1.0 - approved))


@compiled
def age_queue(
    wanted, horizon, completeness, odds, needs, capacity, review, valid, waiting, balance, filed, approved, in_use
):
    """One month of a queue for one origin; all arrays (products, destinations[, months]), in place.

    wanted: tonnes asked of the lane last month; horizon: months of supply that an applicant files for; completeness:
    share of files without defects (the rest is returned and filed again next month); odds: chance of approval;
    needs: 1 where a shipment needs this paper; capacity: tonnes that are decided in a month; review: months of review;
    valid: months for which an approval may be used, that of the decision among them, no more than `balance` has;
    in_use: 1 where it was needed last month, so that something may be left.
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
                if in_use[p, d] > 0.0:
                    in_use[p, d] = 0.0
                    waiting[p, d, :] = 0.0
                    balance[p, d, :] = 0.0
                continue
            in_use[p, d] = 1.0
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
            balance[p, d, valid - 1] += approved[p, d]


@compiled
def spend(origin, needs, balance, exempt, shipped):
    """Take what an origin `shipped` (products, origins, destinations) from its balance; what expires first goes first.

    needs, exempt (products, destinations): where a paper is needed, and t that needed none this month and are not taken.
    """
    for p in range(balance.shape[0]):
        for d in range(balance.shape[1]):
            if needs[p, d] <= 0.0:
                continue
            left = shipped[p, origin, d] - exempt[p, d]
            for v in range(balance.shape[2]):
                if left <= 0.0:
                    break
                used = min(left, balance[p, d, v])
                balance[p, d, v] -= used
                left -= used


@compiled
def ask_papers(
    origin, wanted, general, licence, screening, odds, under_licence, licensed, chances, under_screening, screened
):
    """What the two queues of an origin are asked for, t, and on which lanes; returns whether each is needed at all.

    The first five are (products, origins, destinations), `wanted` the tonnes asked of lanes last month; the queues' arrays
    (products, destinations).  What is under a licence is not screened as well.
    """
    any_licence, any_screening = False, False
    for p in range(licensed.shape[0]):
        for d in range(licensed.shape[1]):
            licensed[p, d] = licence[p, origin, d]
            chances[p, d] = odds[p, origin, d]
            screened[p, d] = 0.0 if licensed[p, d] > 0.0 else screening[p, origin, d]
            under_licence[p, d] = wanted[p, origin, d] * (1.0 - general[p, origin, d])
            under_screening[p, d] = wanted[p, origin, d] * screened[p, d]
            any_licence = any_licence or licensed[p, d] != 0.0
            any_screening = any_screening or screened[p, d] != 0.0
    return any_licence, any_screening


@compiled
def ready(balance):
    """Approved tonnes of a lane, over the months of validity left."""
    total = 0.0
    for v in range(balance.size):
        total += balance[v]
    return total


@compiled
def cap_by_access(lanes, access, normal, cap, restricted):
    """Partial access caps a lane at that share of its normal trade, t/month; access 0 closes it; all (P, N, N).

    `lanes` (lanes, 3) are those where it may be partial; sets `restricted` (N,) to 1 for the origins of those where it is.
    """
    for k in range(lanes.shape[0]):
        p, o, d = lanes[k, 0], lanes[k, 1], lanes[k, 2]
        if access[p, o, d] < 1.0:
            cap[p, o, d] = min(cap[p, o, d], access[p, o, d] * normal[p, o, d])
            restricted[o] = 1


@compiled
def cap_by_papers(origin, licensed, screened, general, wanted, normal, licences, screenings, under_way, exempt, cap):
    """Cap the lanes of an origin by what is approved and by what moves without papers; returns 1 if any is bound, else 0.

    licensed, screened (products, destinations); licences, screenings: balances, by month as well; the others (products,
    origins, destinations).  under_way: months of normal trade that were shipped before the rule came.  exempt (products,
    destinations) is set to the tonnes that may move without a paper; a lane on which nothing needs one has no cap.
    """
    bound = 0
    for p in range(licensed.shape[0]):
        for d in range(licensed.shape[1]):
            if d == origin or (licensed[p, d] <= 0.0 and screened[p, d] <= 0.0):
                continue
            shipped_before = under_way * normal[p, origin, d]
            usual = max(wanted[p, origin, d], normal[p, origin, d])
            if licensed[p, d] > 0.0 and general[p, origin, d] >= 1.0:
                exempt[p, d] = np.inf
                continue
            if licensed[p, d] > 0.0:
                exempt[p, d] = general[p, origin, d] * usual
                allowed = ready(licences[p, d]) + exempt[p, d]
            else:
                exempt[p, d] = (1.0 - screened[p, d]) * usual
                allowed = ready(screenings[p, d]) + exempt[p, d]
            exempt[p, d] += shipped_before
            cap[p, origin, d] = min(cap[p, origin, d], allowed + shipped_before)
            bound = 1
    return bound


@compiled
def sum_papers(needs, filed, approved, waiting, out_filed, out_approved, out_pending):
    """Add a queue's tonnes filed, approved and waiting by destination; `needs` as in `age_queue`."""
    for p in range(filed.shape[0]):
        for d in range(filed.shape[1]):
            if needs[p, d] <= 0.0:
                continue
            out_filed[d] += filed[p, d]
            out_approved[d] += approved[p, d]
            pending = out_pending[d]
            for a in range(waiting.shape[2]):
                pending += waiting[p, d, a]
            out_pending[d] = pending


@inlined
def note_trade(lanes, requested, contract, spot, free, memory, wanted, normal, delivered):
    """Keep what was asked of lanes and `delivered`, and smooth with `memory` what free lanes carried.

    All (products, origins, destinations), t; `free` is 1 where neither papers nor partial access limit a lane.
    """
    for k in range(lanes.product.size):
        p, o, d = lanes.product[k], lanes.origin[k], lanes.destination[k]
        wanted[p, o, d] = requested[p, o, d]
        tonnes = contract[p, o, d] + spot[p, o, d]
        delivered[p, o, d] = tonnes
        if free[p, o, d] > 0.0 or memory == 1.0:
            normal[p, o, d] += memory * (tonnes - normal[p, o, d])
