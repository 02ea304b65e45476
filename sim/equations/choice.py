"""Choice of supplier by lane: access, trust and delivered price."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled, compiled_strict, inlined
from sim.stack import room


@compiled
def delivered_price(spot: float, rent: float, tax: float, tariff: float, freight: float) -> float:
    """USD/t at the buyer's door: `(spot (1 + tax) + rent)(1 + tariff) + freight`; spot with the lane's premium.

    Source: customs practice: duty on the price at the border, freight on top.
    """
    return (spot * (1.0 + tax) + rent) * (1.0 + tariff) + freight


@compiled
def dutiable_price(contract: float, spot: float, share: float) -> float:
    """USD/t on which taxes and tariffs of a lane are reckoned: `share contract + (1 - share) spot`.

    share: the part of trade that is under contract.  Source: customs value, the price actually paid (WTO 1994, Article 1).
    """
    return share * contract + (1.0 - share) * spot


@compiled
def pull(trust: float, cheapest: float, delivered: float, power: float) -> float:
    """Attraction of a lane that is not closed: `trust (cheapest / delivered)^theta`.

    trust: `trusted` of the destination in the origin; prices USD/t.  Partial access does not make a lane less attractive,
    it caps it.  Source: Armington (1969) with a trust term.
    """
    return trust * np.exp(power * np.log(cheapest / delivered)) if delivered > cheapest else trust


@compiled
def trusted(trust: float, power: float) -> float:
    """Weight of a supplier nation by trust: `trust^g`, trust 0..1 = (1 + relations) / 2, at least 1e-3.

    Source: ours; constant elasticity in trust, as the gravity model has in distance.
    """
    return np.exp(power * np.log(max(trust, 1e-3)))


@inlined
def weigh_trust(trust, power, weighed):
    """Set weighed[1] to `trusted` of all pairs (nations, nations); weighed[0] is the trust that it was last worked out for.

    Most relations rest, and a power takes as long as all else about a lane.
    """
    for o in range(trust.shape[0]):
        for d in range(trust.shape[1]):
            if weighed[0, o, d] != trust[o, d]:
                weighed[0, o, d] = trust[o, d]
                weighed[1, o, d] = trusted(trust[o, d], power)


@inlined
def prepare_lanes(
    lanes, state, access, tax, tariff, weight, controller, index_tax, indexed, prm, delivered,
    attraction, contract_price, spot_price, fee,
):  # fmt: skip
    """Fill the market's lanes: attraction, contract and spot price of the seller, fee of the buyer, from this month's rules.

    Rules, `tax` and the market's lanes are (products, origins, destinations).  weight: of each nation by the trust that
    another has in it (nations, nations).  delivered: by lane entry, USD/t at the buyer's door.  `index_tax` (products,) is
    what the index outside holds of taxes; the rent of a quota stays with exporters;
    `indexed` (products,) 1 where contracts follow the controller's index, 0 where they follow the seller's own quote.
    The fee holds tax and tariff on a price between contract and spot, and freight.
    """
    cheapest = room(weight.shape[0])
    for p in range(lanes.starts.size - 1):
        first, last = lanes.starts[p], lanes.starts[p + 1]
        cheapest[:] = np.inf
        for k in range(first, last):
            o, d = lanes.origin[k], lanes.destination[k]
            rent = state.rent[p, o, d]
            freight = prm.freight_usd_per_t if o != d else 0.0
            asked = state.quote[p, o]
            if state.premium[p, o, d] != 0.0:
                asked *= np.exp(state.premium[p, o, d])
            t, duty = tax[p, o, d], tariff[p, o, d]
            spot = asked + rent
            delivered[k] = delivered_price(asked, rent, t, duty, freight)
            cheapest[d] = min(cheapest[d], delivered[k])
            index = state.quote[p, o]
            if indexed[p] == 1:
                index = state.index_in[p] if d == controller else state.index_out[p]
                if o == controller and d != controller:
                    index /= 1.0 + index_tax[p]
            value = dutiable_price(index, spot, prm.contract_share)
            contract_price[p, o, d] = index
            spot_price[p, o, d] = spot
            fee[p, o, d] = value * (t + duty * (1.0 + t)) + freight
        for k in range(first, last):
            o, d = lanes.origin[k], lanes.destination[k]
            open_share = access[p, o, d]
            attraction[p, o, d] = 0.0
            if open_share > 0.0:
                attraction[p, o, d] = pull(weight[o, d], cheapest[d], delivered[k], prm.price_power)


@compiled_strict
def move_habits(standing, kept, drawn, habit):
    """Move the habits of the buyers of one seller (buyers,): what each keeps, and what standing draws to its origin."""
    for j in range(habit.size):
        habit[j] = kept[j] * habit[j] + standing * drawn[j]


@inlined
def standing_shares(offsets, s_nation, b_nation, standing, attraction, speed, habit):
    """Pull habits towards suppliers' standing, weighed by this month's attraction of their lanes.

    Without this, whoever sells a little more than its share would end with the whole market: habit feeds on itself.
    standing (sellers,) is calibrated so that the base year's sales come out; habit (links,) is changed in place.
    """
    nations = attraction.shape[1]
    by_origin, total, of_buyers = room(nations), room(nations), room(3, b_nation.size)
    for p in range(offsets.shape[1] - 1):
        a, b = offsets[0, p], offsets[0, p + 1]
        c, d = offsets[1, p], offsets[1, p + 1]
        by_origin[:] = 0.0
        for i in range(a, b):
            by_origin[s_nation[i]] += standing[i]
        total[:] = 0.0
        for o in range(nations):
            if by_origin[o] > 0.0:
                for n in range(nations):
                    total[n] += by_origin[o] * attraction[p, o, n]
        # Laid out by buyer, once for the sellers of an origin, so that a row of links is passed over without look-ups.
        kept, drawn, by_all = of_buyers[0, c:d], of_buyers[1, c:d], of_buyers[2, c:d]
        for j in range(d - c):
            whole = total[b_nation[c + j]]
            kept[j], by_all[j] = (1.0 - speed, whole) if whole > 0.0 else (1.0, np.inf)
        k, origin = offsets[2, p], -1
        for i in range(a, b):
            if s_nation[i] != origin:
                origin = s_nation[i]
                for j in range(d - c):
                    drawn[j] = speed * attraction[p, origin, b_nation[c + j]] / by_all[j]
            move_habits(standing[i], kept, drawn, habit[k : k + d - c])
            k += d - c
