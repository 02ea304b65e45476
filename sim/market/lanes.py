"""Lanes of one product: which exist, which are capped, and what is left of a cap.

A lane runs from an origin nation to a destination nation. Buyers and sellers are sorted by nation, so a
lane is a run of neighbouring buyers seen from one origin, and lane sums are sums over that run.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.jit import compiled, compiled_fast

Floats = NDArray[np.float64]
Indices = NDArray[np.uint64]  # unsigned: numba then leaves out the check for negative indices

#: A rest below this part of a cap or an order is rounding, not trade.
ROUNDING = 1e-12


class Lanes(NamedTuple):
    """The lanes of one product. Origins and destinations are those that have sellers and buyers."""

    origins: Indices  # (origins,) nation of origin s
    destinations: Indices  # (destinations,) nation of destination r
    starts: Indices  # (destinations + 1,) the buyers of destination r are starts[r] to starts[r + 1]
    place: Indices  # (capped lanes, 4) origin s, first buyer, end of buyers, destination r
    cap: Floats  # (capped lanes,) t this month
    left: Floats  # (capped lanes,) t


@compiled
def list_runs(nation, nations, starts, run):
    """List the runs of equal values in the sorted `nation`; return how many there are.

    Writes the nation of each run, where it starts (and, after the last, where all end), and the run of
    each member.
    """
    count = 0
    for i in range(nation.size):
        if i == 0 or nation[i] != nation[i - 1]:
            nations[count] = nation[i]
            starts[count] = i
            count += 1
        run[i] = count - 1
    starts[count] = nation.size
    return count


@compiled
def list_caps(cap, origins, destinations, starts, place, tonnes):
    """List the lanes with a finite cap in `place` and their caps in `tonnes`; return how many there are."""
    count = 0
    for s in range(origins.size):
        for r in range(destinations.size):
            limit = cap[origins[s], destinations[r]]
            if limit < np.inf:
                place[count, 0], place[count, 1], place[count, 2] = s, starts[r], starts[r + 1]
                place[count, 3] = r
                tonnes[count] = limit
                count += 1
    return count


@compiled_fast
def spread(lane, origins, destination, wide):
    """Lay a table by nation out by origin and buyer: wide[s, j] = lane[origin s, destination of j]."""
    for s in range(origins.size):
        for j in range(destination.size):
            wide[s, j] = lane[origins[s], destination[j]]


@compiled
def measure_caps(lanes, contract, spot):
    """Set what is left of each cap, given the tonnes booked so far, both (origins, buyers)."""
    for k in range(lanes.cap.size):
        s, start, stop = lanes.place[k, 0], lanes.place[k, 1], lanes.place[k, 2]
        left = lanes.cap[k]
        for j in range(start, stop):
            left -= contract[s, j] + spot[s, j]
        lanes.left[k] = left if left > ROUNDING * lanes.cap[k] else 0.0


@compiled
def limit(lanes, pull, ask):
    """Scale ask[s, j] down where the requests over a lane, the sum of ask x pull, exceed what its cap left."""
    for k in range(lanes.cap.size):
        s, start, stop = lanes.place[k, 0], lanes.place[k, 1], lanes.place[k, 2]
        requested = 0.0
        for j in range(start, stop):
            requested += ask[s, j] * pull[s, j]
        if requested > lanes.left[k]:
            share = lanes.left[k] / requested
            for j in range(start, stop):
                ask[s, j] *= share


@compiled
def close_full_lanes(lanes, attraction):
    """Set attraction[s, j] to 0 over the lanes with nothing left, so that buyers ask elsewhere."""
    for k in range(lanes.cap.size):
        if lanes.left[k] == 0.0:
            for j in range(lanes.place[k, 1], lanes.place[k, 2]):
                attraction[lanes.place[k, 0], j] = 0.0
