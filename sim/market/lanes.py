"""Lanes of one product: which exist, which are capped, and what is left of a cap.

A lane runs from an origin nation to a destination nation. Sellers and buyers are sorted by nation, so a
lane is a run of neighbouring buyers seen from one origin: buyers `start` to `stop` in the row of that origin.

Indices are unsigned: numba then leaves out the check for negative ones, which would cost as much as the sums.
"""

import numpy as np

from sim.jit import compiled, compiled_fast
from sim.market import rows

#: A rest below this part of a cap, an order or a supply is rounding, not trade.
ROUNDING = 1e-12


@compiled
def list_nations(sorted_nations, nations, starts):
    """List the nations of sorted sellers or buyers, and where each starts and the last stops; return how many."""
    count = 0
    for k in range(sorted_nations.size):
        if k == 0 or sorted_nations[k] != sorted_nations[k - 1]:
            nations[count] = sorted_nations[k]
            starts[count] = k
            count += 1
    starts[count] = sorted_nations.size
    return count


@compiled
def list_caps(cap, origins, destinations, starts, place, caps):
    """List the lanes with a finite cap: (origin's row, start, stop) in `place`, t in caps[0]; return how many."""
    count = 0
    for s in range(origins.size):
        for r in range(destinations.size):
            tonnes = cap[origins[s], destinations[r]]
            if tonnes != np.inf:  # so that a cap that is no number closes the lane
                place[count, 0], place[count, 1], place[count, 2] = s, starts[r], starts[r + 1]
                caps[0, count] = tonnes
                count += 1
    return count


@compiled_fast
def spread(lane, origins, destinations, starts, wide):
    """Lay a table (N, N) out by origin and buyer: wide[s, j] = lane[origin s, destination of j]."""
    for s in range(origins.size):
        for r in range(destinations.size):
            for j in range(starts[r], starts[r + 1]):
                wide[s, j] = lane[origins[s], destinations[r]]


@compiled
def measure_caps(place, caps, wide):
    """Set caps[1] to what is left of each cap after the tonnes booked so far."""
    for k in range(place.shape[0]):
        s, start, stop = place[k, 0], place[k, 1], place[k, 2]
        left = caps[0, k]
        for j in range(start, stop):
            left -= wide[rows.CONTRACT, s, j] + wide[rows.SPOT, s, j]
        caps[1, k] = left if left > ROUNDING * caps[0, k] else 0.0


@compiled
def limit(place, caps, ask, wide):
    """Scale what is asked over a lane down to what is left of its cap, where it is more."""
    for k in range(place.shape[0]):
        s, start, stop = place[k, 0], place[k, 1], place[k, 2]
        requested = 0.0
        for j in range(start, stop):
            requested += ask[s, j] * wide[rows.PULL, s, j]
        if requested > caps[1, k]:
            share = caps[1, k] / requested
            for j in range(start, stop):
                ask[s, j] *= share


@compiled
def close_full_lanes(place, caps, wide):
    """Take the attraction from lanes with nothing left, so that buyers ask elsewhere."""
    for k in range(place.shape[0]):
        if caps[1, k] == 0.0:
            for j in range(place[k, 1], place[k, 2]):
                wide[rows.ATTRACTED, place[k, 0], j] = 0.0
