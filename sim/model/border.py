"""The border: quota pools, licence queues and customs screening turned into caps on lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.equations.licensing import cap_by_access
from sim.equations.pricing import next_rent, tension
from sim.market import rows
from sim.model.gates import Gate, empty_gate, move_gate, office_of, settle_gate, wide_enough
from sim.model.structure import F
from sim.policies.select import block
from sim.rules import QuotaPool

if TYPE_CHECKING:
    from sim.model import RareEarthModel


class Border:
    """Caps on the lanes of each month, and what the queues and pools behind them hold."""

    def __init__(self, products: int, nations: int) -> None:
        self.shape = (products, nations)
        self.gates: dict[int, Gate] = {}
        self.used: dict[tuple[str, int], float] = {}
        self.normal = np.zeros((products, nations, nations))  # smoothed trade of lanes that are not under control
        self.wanted = np.zeros((products, nations, nations))  # what was asked of lanes last month
        self.restricted = np.zeros(nations, dtype=np.int64)
        self.pools: tuple[QuotaPool, ...] = ()
        self.papers = np.zeros((3, nations))  # t filed, approved and pending this month, by destination
        #: What a tonne of a pool is worth, USD/t, by origin, products and destinations; it lasts from period to period.
        self.rents: dict[tuple[Any, ...], float] = {}
        self._quiet = True

    def open_month(self, model: RareEarthModel) -> None:
        """Set this month's caps from the rules, the queues and what is left of the pools."""
        rules, ruled, prm = model.rules, model.ruled, model.prm
        self.pools = rules.quotas
        self._lay_rents(model.state.rent)
        free = not self.pools and not rules.guarantees and not ruled.with_papers and not ruled.partial.size
        if free and self._quiet:
            return
        self._quiet = free
        if model.month == 0 and (rules.guarantees or ruled.with_papers or ruled.partial.size):
            self.normal[:] = free_trade(model)
        cap = model.market.lanes[rows.CAP]
        cap.fill(np.inf)
        self.restricted.fill(0)
        self.papers.fill(0.0)
        new = {origin: empty_gate(*self.shape) for origin in ruled.with_papers if origin not in self.gates}
        if new:
            self.gates = dict(sorted((self.gates | new).items()))
        for origin in self.gates:
            office = model.memo.of(office_of, (rules,), origin, prm.licence_horizon_months, prm.goods_under_way)
            gate = self.gates[origin] = wide_enough(self.gates[origin], office)
            move_gate(
                *gate, origin, office, rules.general, rules.licence, rules.screening, rules.odds, self.wanted,
                self.normal, cap, self.restricted, self.papers,
            )  # fmt: skip
        for pool in self.pools:
            self._pool(pool, cap)
        if ruled.partial.size:
            cap_by_access(ruled.partial, ruled.access, self.normal, cap, self.restricted)
        if rules.guarantees:
            model.promises.bound(self.normal, cap, self.restricted)

    def _pool(self, pool: QuotaPool, cap: F) -> None:
        """Pace what is left of a pool over what is left of its period, and share it by what was asked for."""
        key = (pool.name, pool.origin)
        if pool.months_into_period == 0 or key not in self.used:
            self.used[key] = 0.0
        left = max(0.0, pool.tonnes - self.used[key])
        allowance = left / max(1, pool.period_months - pool.months_into_period)
        index = block(pool.products, (pool.origin,), pool.destinations)
        wanted = np.maximum(self.wanted[index], 1e-6)
        share = np.maximum(wanted * allowance / wanted.sum(), 0.0)
        cap[index] = np.minimum(cap[index], share)
        self.restricted[pool.origin] = 1

    def settle(self, model: RareEarthModel) -> None:
        """After trade: spend approvals and pools, and move the shadow price of quotas."""
        for o, gate in self.gates.items():
            settle_gate(*gate, o, model.delivered)
        if self.pools or self.rents:
            self._move_rents(model)
            self._lay_rents(model.state.rent)

    def _move_rents(self, model: RareEarthModel) -> None:
        """Rents follow the tension of their pools, and end with them."""
        prm, cap = model.prm, model.market.lanes[rows.CAP]
        pressure: dict[tuple[Any, ...], float] = {}
        for pool in self.pools:
            index, key = block(pool.products, (pool.origin,), pool.destinations), _lanes_of(pool)
            self.used[pool.name, pool.origin] += float(model.delivered[index].sum())
            tight = tension(float(self.wanted[index].sum()), float(cap[index].sum()), prm.tension_limit)
            pressure[key] = max(pressure.get(key, tight), tight)
        before, self.rents = self.rents, {}
        for key, tight in pressure.items():
            origin, products, _ = key
            # Nobody pays more for a tonne than the product that bears most is worth to its users.
            most = np.max(
                prm.price_ceiling * model.fixed.base_price[[*products]] - model.state.quote[[*products], origin]
            )
            rent = next_rent(before.get(key, 0.0), tight, prm.rent_speed, prm.rent_seed_usd_per_t)
            self.rents[key] = min(max(0.0, rent), max(0.0, float(most)))

    def _lay_rents(self, rent: F) -> None:
        """Set the rent of each lane (P, N, N), USD/t; what counts against two pools pays for both."""
        if not self.rents:
            return
        rent.fill(0.0)
        for key in dict.fromkeys(map(_lanes_of, self.pools)):
            origin, products, destinations = key
            rent[block(products, (origin,), destinations)] += self.rents.get(key, 0.0)


def _lanes_of(pool: QuotaPool) -> tuple[Any, ...]:
    return pool.origin, pool.products, pool.destinations


def free_trade(model: RareEarthModel) -> F:
    """Trade of the first month in the same world without policies, t (P, N, N).

    It is what is normal on lanes that are limited from the first month on, and so never carry what they would.
    """
    alone = model.config.model_copy(update={"policies": (), "nations": {}, "events": (), "months": 1})
    world = type(model)(alone, model.seed_value)
    world.advance()
    return world.border.normal
