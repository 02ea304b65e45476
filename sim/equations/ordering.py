"""Orders of those who hold stock: need, cover, and fear that swells the cover."""

from __future__ import annotations

from sim.jit import compiled, inlined
from sim.stack import room


@compiled
def order(need: float, stock: float, cover: float, panic: float, fear: float, adjustment: float) -> float:
    """Tonnes ordered this month: `need + adjustment (need cover (1 + panic fear) - stock)`, never below zero.

    need t/month, stock t, cover months of need, fear 0..1, adjustment 1/month.
    Source: stock-management rule of Sterman, Business Dynamics (2000), ch. 17; panic is ours, after 2010-11.
    """
    return max(0.0, need + adjustment * (need * cover * (1.0 + panic * fear) - stock))


@compiled
def next_fear(fear: float, unfilled: float, announced: float, rise_u: float, rise_a: float, decay: float) -> float:
    """Fear of the next month, 0..1: `fear + (rise_u unfilled + rise_a announced)(1 - fear) - decay fear`.

    unfilled: share of the month's orders that was not delivered; announced: strength of announced controls, 0..1.
    Source: estimated; fear of 2010-11 was gone within two years.
    """
    return min(1.0, max(0.0, fear + (rise_u * unfilled + rise_a * announced) * (1.0 - fear) - decay * fear))


@inlined
def place_orders(product, nation, need, stock, cover, fear, panic, adjustment, out):
    """Fill `out` (buyer slots) with orders; `cover` by product, `fear` by (product, nation)."""
    for b in range(need.size):
        p = product[b]
        out[b] = order(need[b], stock[b], cover[p], panic, fear[p, nation[b]], adjustment)


@compiled
def lacking(order: float, need: float, received: float) -> float:
    """Tonnes of this month's use that were asked for and did not come: `min(order, need) - received`, never below zero.

    What is ordered beyond need to fill a store is no lack: else who orders three months' worth for fear and is sent
    one goes on being afraid, whatever he holds.  Source: ours; shortage gaming inflates orders, not use (Lee et al. 1997).
    """
    return max(0.0, min(order, need) - received)


@inlined
def sum_lack(product, nation, order, need, received, lack):
    """Set `lack` (products, nations) to the share of the use asked for that did not come, by slots of buyers (t/month)."""
    wanted = room(lack.shape[0], lack.shape[1])
    lack[:] = wanted[:] = 0.0
    for b in range(order.size):
        p, n = product[b], nation[b]
        lack[p, n] += lacking(order[b], need[b], received[b])
        wanted[p, n] += min(order[b], need[b])
    for p in range(lack.shape[0]):
        for n in range(lack.shape[1]):
            lack[p, n] = lack[p, n] / wanted[p, n] if wanted[p, n] > 0.0 else 0.0


@compiled
def update_fear(fear, lack, announced, rise_u, rise_a, decay):
    """Move `fear` (products, nations) by the share of the month's use that is lacking and by what was announced.

    A shortfall of up to a twentieth is everyday friction and frightens nobody.
    """
    for p in range(fear.shape[0]):
        for n in range(fear.shape[1]):
            unfilled = max(0.0, lack[p, n] - 0.05)
            fear[p, n] = next_fear(fear[p, n], unfilled, announced[p, n], rise_u, rise_a, decay)


@compiled
def expose(fear, orders_sum, received_sum, calm, exposure):
    """Move exposure to controls by nation towards its fear or its unfilled orders, over about ten months.

    The first three are (products, nations); calm (nations,) is the share of it that a promise takes away, 0..1.
    """
    products = fear.shape[0]
    for n in range(exposure.size):
        afraid, ordered, received = 0.0, 0.0, 0.0
        for p in range(products):
            afraid += fear[p, n] / products
            ordered += orders_sum[p, n]
            received += received_sum[p, n]
        unfilled = 1.0 - received / max(ordered, 1e-9)
        exposure[n] += 0.1 * (max(afraid, unfilled) * (1.0 - calm[n]) - exposure[n])
