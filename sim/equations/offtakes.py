"""Offtakes: who has the first claim on what a seller has, as contracts that the market serves before the spot."""

from __future__ import annotations

from sim.jit import compiled, inlined


@compiled
def claim(share: float, supply: float, asked: float) -> float:
    """Factor on contracts that ask for `asked` tonnes so that they come to `share` of the supply, t/month.

    Source: mathematics.
    """
    return share * supply / asked if asked > 0.0 else 1.0


@inlined
def reserve(claims, slots, contract_share, supply, order, habit):
    """Set the habits of claimants, and bound those of others, so that contracts give each claimant its share.

    claims: named tuple of arrays (buyer nation, host nation, product, share).  habit (links,) is changed in place: the
    claimants' contracts with sellers in the host come to `share` of their supply, as far as their orders go; those of
    others are cut where they would take more than the rest.  Trade on the spot is free.
    """
    for c in range(claims.product.size):
        p = claims.product[c]
        a, z = slots.offsets[0, p], slots.offsets[0, p + 1]
        first, last = slots.offsets[1, p], slots.offsets[1, p + 1]
        width, start = last - first, slots.offsets[2, p]
        ordered = 0.0
        for b in range(first, last):
            if slots.b_nation[b] == claims.buyer[c] and slots.b_desk[b] < 0:
                ordered += order[b]
        if ordered <= 0.0:
            continue
        offered = 0.0
        for s in range(a, z):
            if slots.s_nation[s] == claims.host[c] and slots.s_desk[s] < 0:
                offered += supply[s]
        if offered <= 0.0:
            continue
        # As a share of the claimant's orders: what all host sellers together are to be asked for by contract.
        wanted = min(1.0, claims.share[c] * offered / (contract_share * ordered))
        for b in range(first, last):
            mine = slots.b_nation[b] == claims.buyer[c] and slots.b_desk[b] < 0
            there = 0.0
            for s in range(a, z):
                if slots.s_nation[s] == claims.host[c] and slots.s_desk[s] < 0:
                    there += habit[start + (s - a) * width + b - first]
            for s in range(a, z):
                k = start + (s - a) * width + b - first
                host = slots.s_nation[s] == claims.host[c] and slots.s_desk[s] < 0
                if mine and there < wanted:
                    if host:
                        habit[k] = wanted * supply[s] / offered
                    else:
                        habit[k] *= (1.0 - wanted) / max(1.0 - there, 1e-9)
        for s in range(a, z):
            if slots.s_nation[s] != claims.host[c] or slots.s_desk[s] >= 0:
                continue
            asked = 0.0
            for b in range(first, last):
                if slots.b_nation[b] != claims.buyer[c]:
                    asked += contract_share * order[b] * habit[start + (s - a) * width + b - first]
            room = claim(1.0 - min(claims.share[c], ordered / offered), supply[s], asked)
            if room < 1.0:
                for b in range(first, last):
                    if slots.b_nation[b] != claims.buyer[c]:
                        habit[start + (s - a) * width + b - first] *= room
