"""Choice of supplier by lane: access, trust and delivered price."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled


@compiled
def delivered_price(quote: float, premium: float, rent: float, tax: float, tariff: float, freight: float) -> float:
    """USD/t at the buyer's door: `(quote e^premium (1 + tax) + rent)(1 + tariff) + freight`."""
    return (quote * np.exp(premium) * (1.0 + tax) + rent) * (1.0 + tariff) + freight


@compiled
def pull(access: float, trust: float, trust_power: float, cheapest: float, delivered: float, power: float) -> float:
    """Attraction of a lane: `access trust^g (cheapest / delivered)^theta`, 0 where access is 0.

    trust 0..1 is (1 + relations) / 2; prices USD/t.  Source: Armington (1969) with a trust term.
    """
    if access <= 0.0:
        return 0.0
    return access * np.exp(trust_power * np.log(max(trust, 1e-3)) + power * np.log(cheapest / delivered))


@compiled
def prepare_lanes(lanes, state, rules_access, tax, tariff, trust, controller, indexed, pooled, prm, market, delivered):
    """Fill the market's lanes: attraction, contract and spot price of the seller, fee of the buyer, from this month's rules.

    market: (rows, P, N, N) in the order of sim.market.rows (attraction, cap, contract price, spot price, fee).
    delivered: scratch by lane entry, USD/t at the buyer's door.  `pooled` (P,) 1 for products under a quota pool;
    `indexed` (P,) 1 where contracts follow the controller's index, 0 where they follow the seller's own quote.
    The fee holds tax and tariff on a price between contract and spot, and freight; the quota's rent stays with exporters.
    """
    for g in range(lanes.group_start.size - 1):
        first, last = lanes.group_start[g], lanes.group_start[g + 1]
        p, d = lanes.product[first], lanes.destination[first]
        cheapest = np.inf
        for k in range(first, last):
            o = lanes.origin[k]
            rent = state.rent[o] * pooled[p] if o != d else 0.0
            freight = prm.freight_usd_per_t if o != d else 0.0
            delivered[k] = delivered_price(
                state.quote[p, o], state.premium[p, o, d], rent, tax[p, o, d], tariff[p, o, d], freight
            )
            cheapest = min(cheapest, delivered[k])
        inside = d == controller
        for k in range(first, last):
            o = lanes.origin[k]
            market[0, p, o, d] = pull(
                rules_access[p, o, d], trust[o, d], prm.trust_power, cheapest, delivered[k], prm.price_power
            )
            index = state.index_in[p] if inside else state.index_out[p]
            rent = state.rent[o] * pooled[p] if o != d else 0.0
            spot = state.quote[p, o] * np.exp(state.premium[p, o, d]) + rent
            t = tax[p, o, d]
            if o == controller and not inside:
                index /= 1.0 + t
            if indexed[p] == 0:
                index = state.quote[p, o]
            reference = prm.contract_share * index + (1.0 - prm.contract_share) * spot
            market[2, p, o, d] = index
            market[3, p, o, d] = spot
            market[4, p, o, d] = reference * (t + tariff[p, o, d] * (1.0 + t)) + (
                prm.freight_usd_per_t if o != d else 0.0
            )
