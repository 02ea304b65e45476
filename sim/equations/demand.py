"""Need of end users: activity, intensity, short-run response, thrifting; and magnets that come back."""

from __future__ import annotations

import numpy as np

from sim.jit import compiled, inlined

#: What users save in the long run beyond their short-run response, in multiples of its elasticity.
LONG_RUN = 3.0


@compiled
def need(activity: float, intensity: float, thrift: float, price_ratio: float, elasticity: float) -> float:
    """Tonnes a month: `activity intensity thrift price_ratio^-elasticity`.

    activity a month, intensity t per unit, thrift 0..1 (1 = none), price_ratio = price paid over base price.
    Source: iso-elastic demand, the usual form of commodity models; elasticities are in sim/data/parameters.csv.
    """
    return activity * intensity * thrift * np.exp(-elasticity * np.log(price_ratio))


@compiled
def wanted_thrift(pressure: float, floor: float, elasticity: float) -> float:
    """Thrifting that a lasting price asks for: `exp(-LONG_RUN elasticity pressure)`, at least the floor; 1 without pressure.

    pressure: log of expected over base price plus fear; elasticity: the short-run one of `need`.
    Source: iso-elastic demand; long-run elasticities are some four times the short-run ones (oil: Hamilton 2009).
    """
    return max(floor, np.exp(-LONG_RUN * elasticity * pressure)) if pressure > 0.0 else 1.0


@compiled
def next_thrift(thrift: float, pressure: float, wanted: float, limit: float, speed: float, back: float) -> float:
    """Thrifting state of the next month: towards `wanted`.

    Down: at most `limit` a year, in proportion to pressure and speed, and no further than wanted; up: only `back` of the
    gap a year (hysteresis).
    Source: Sprecher et al., ES&T 51 (2017) 3860: up to 10 % of magnet demand a year.
    """
    if thrift > wanted:
        cut = min(1.0, speed * pressure) * limit / 12.0
        return max(wanted, thrift * (1.0 - cut))
    return thrift + (wanted - thrift) * back / 12.0


@compiled
def shift(dearer: float, power: float) -> float:
    """Share of heavy-magnet need that stays heavy: `exp(-power dearer)`, within 0.2..1.2.

    dearer: log change of the price of heavy over standard magnets; grades with less Dy and Tb take the rest.
    Source: ours; grades of magnet step by their content of Dy and Tb, and makers step down as these get dear (2011).
    """
    return min(1.2, max(0.2, np.exp(-power * dearer)))


@inlined
def update_need(uses, state, factor, base_paid, prm):
    """Expected price, thrifting and need of every use slot.

    `factor` is activity over the base year by use row, `base_paid` the price at rest by use slot, USD/t.  A slot
    with a twin (the other grade of magnet in the same row) passes on what its grade loses.
    """
    for k in range(uses.slot.size):
        u = uses.row[k]
        p, n = uses.product[k], uses.nation[k]
        ratio = max(state.worth[p, n], 1.0) / base_paid[k]
        state.u_expected[k] += prm.thrift_memory * (np.log(ratio) - state.u_expected[k])
        pressure = max(0.0, state.u_expected[k] - 0.15) + 0.5 * max(0.0, state.fear[p, n] - 0.1)
        elasticity = prm.oxide_elasticity if uses.is_oxide[k] == 1 else prm.demand_elasticity
        wanted = wanted_thrift(pressure, uses.floor[k] * state.u_floor[k], elasticity)
        state.thrift[k] = next_thrift(
            state.thrift[k], pressure, wanted, uses.limit[k], prm.thrift_speed, prm.thrift_return
        )
        state.b_need[uses.slot[k]] = need(
            uses.activity[u] * factor[u] / 12.0,
            uses.intensity[k] * state.u_scale[k] * state.u_design[k],
            state.thrift[k],
            ratio,
            elasticity,
        )
    for k in range(uses.slot.size):
        twin = uses.twin[k]
        if twin >= 0:
            n = uses.nation[k]
            here = np.log(max(state.worth[uses.product[k], n], 1.0) / base_paid[k])
            there = np.log(max(state.worth[uses.product[twin], n], 1.0) / base_paid[twin])
            # Designs change over a few months; at once, makers would follow every wiggle and cause the next.
            state.grade[k] += prm.grade_speed * (here - there - state.grade[k])
            stays = shift(state.grade[k], prm.grade_substitution)
            heavy = state.b_need[uses.slot[k]]
            redesigned = heavy * state.u_shift[k]
            state.b_need[uses.slot[k]] -= redesigned
            state.b_need[uses.slot[twin]] += redesigned
            heavy -= redesigned
            moved = min(heavy * (1.0 - stays), heavy)
            if moved < 0.0:
                moved = -min(-moved, 0.5 * state.b_need[uses.slot[twin]])
            state.b_need[uses.slot[k]] -= moved
            state.b_need[uses.slot[twin]] += moved


@inlined
def consume(uses, state, lost_share, used):
    """Use what is needed as far as stock allows; `used` t by slot, `lost_share` the largest shortfall by use row."""
    lost_share[:] = 0.0
    for k in range(uses.slot.size):
        b, u = uses.slot[k], uses.row[k]
        take = min(state.b_need[b], state.b_stock[b])
        used[k] = take
        state.b_stock[b] -= take
        if state.b_need[b] > 0.0:
            lost_share[u] = max(lost_share[u], 1.0 - take / state.b_need[b])


@inlined
def add_cohort(uses, magnet, used, newest):
    """Put this month's use of magnets into the newest cohort, t (nations, magnets); `magnet` by use slot, -1 others."""
    for k in range(used.size):
        if magnet[k] >= 0:
            newest[uses.nation[k], magnet[k]] += used[k]


@compiled
def retire(life, cohorts, month, old, collected, out):
    """Magnets that come back this month, t (nations, magnets): `collected` (nations,) of those at the end of their life.

    life (ages,): share of a cohort that retires at each age; cohorts (months, nations, magnets) t put into use;
    old: what retires of all cohorts from before the start.
    """
    for n in range(out.shape[0]):
        for m in range(out.shape[1]):
            total = 0.0
            for k in range(month):
                total += life[month - 1 - k] * cohorts[k, n, m]
            out[n, m] = (old[n, m] + total) * collected[n]


def weibull_increments(shape: float, scale_months: float, months: int) -> np.ndarray:
    """Share of a cohort that retires in each month 1..`months` of its life (Weibull), shape (months,)."""
    age = np.arange(months + 1) / scale_months
    survival = np.exp(-(age**shape))
    return survival[:-1] - survival[1:]
