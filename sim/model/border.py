"""The border: quota pools, licence queues and customs screening turned into caps on lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.licensing import age_queue, grown, spend
from sim.equations.pricing import next_rent, tension
from sim.market import rows
from sim.rules import LicenceDesk, QuotaPool

if TYPE_CHECKING:
    from sim.model import RareEarthModel

AGES, LIFE = 8, 12
NO_DESK = LicenceDesk(0, np.inf, np.inf, 0.0, 1.0, 0.0, 1.0, 0.0, LIFE)


class Queue:
    """Tonnes waiting for a paper and tonnes approved, of one origin; shapes (products, destinations, months)."""

    def __init__(self, products: int, nations: int) -> None:
        self.waiting = np.zeros((products, nations, AGES))
        self.balance = np.zeros((products, nations, LIFE))
        self.filed = np.zeros((products, nations))
        self.approved = np.zeros((products, nations))
        self.months = 0

    def move(self, wanted: np.ndarray, horizon: float, complete: float, odds: np.ndarray, needs: np.ndarray,
             capacity: float, review: float) -> None:  # fmt: skip
        """One month of the queue; a queue that nobody needs is empty."""
        self.months = self.months + 1 if needs.any() else 0
        age_queue(
            wanted, horizon, complete, odds, needs, capacity, review, self.waiting, self.balance, self.filed, self.approved
        )

    def ready(self) -> np.ndarray:
        """Approved tonnes by lane (products, destinations)."""
        return self.balance.sum(axis=2)


class Border:
    """Caps on the lanes of each month, and what the queues and pools behind them hold."""

    def __init__(self, products: int, nations: int) -> None:
        self.shape = (products, nations)
        self.licences: dict[int, Queue] = {}
        self.screening: dict[int, Queue] = {}
        self.used: dict[tuple[str, int], float] = {}
        self.normal = np.zeros((products, nations, nations))  # smoothed trade of lanes that are not under control
        self.wanted = np.zeros((products, nations, nations))  # what was asked of lanes last month
        self.restricted = np.zeros(nations, dtype=np.int64)
        self.pools: tuple[QuotaPool, ...] = ()
        self.filed = np.zeros(nations)
        self.approved = np.zeros(nations)
        self.pending = np.zeros(nations)

    def open_month(self, model: RareEarthModel) -> None:
        """Set this month's caps from the rules, the queues and what is left of the pools."""
        cap, rules = model.market.lanes[rows.CAP], model.rules
        quiet = not rules.quotas and not rules.licence.any() and not rules.screening.any()
        if quiet and not self.restricted.any():
            return
        cap[:] = np.inf
        self.restricted[:] = 0
        self.filed[:] = self.approved[:] = self.pending[:] = 0.0
        for origin in range(self.shape[1]):
            self._queues(model, origin, cap)
        self.pools = rules.quotas
        for pool in self.pools:
            self._pool(pool, cap)

    def _queues(self, model: RareEarthModel, o: int, cap: np.ndarray) -> None:
        rules, prm = model.rules, model.prm
        licence, screen = rules.licence[:, o, :], rules.screening[:, o, :]
        started = o in self.licences or o in self.screening
        if not started and not licence.any() and not screen.any():
            return
        desk = next((d for d in rules.desks if d.origin == o), NO_DESK)
        licences = self.licences.setdefault(o, Queue(*self.shape))
        screening = self.screening.setdefault(o, Queue(*self.shape))
        first = licences.months == 0 and screening.months == 0
        wanted = self.wanted[:, o, :]
        files = grown(desk.files_per_month, desk.files_per_month_max, desk.experience_gain, licences.months + 1)
        complete = grown(desk.completeness, 1.0, desk.completeness_gain, licences.months + 1)
        licences.move(
            wanted * (1.0 - rules.general[:, o, :]), prm.licence_horizon_months, complete, rules.odds[:, o, :], licence,
            files * desk.tonnes_per_file, desk.review_months,
        )  # fmt: skip
        only_screen = np.where(licence > 0.0, 0.0, screen)
        most = max(rules.screening_t_per_month, rules.screening_t_per_month_max)
        labs = grown(rules.screening_t_per_month, most, desk.experience_gain, screening.months + 1)
        screening.move(wanted * only_screen, 1.0, 1.0, np.ones(self.shape), only_screen, labs, rules.screening_months)
        under_way = prm.goods_under_way * self.normal[:, o, :] if first else 0.0
        allowed = np.where(
            licence > 0.0,
            licences.ready() + rules.general[:, o, :] * np.maximum(wanted, self.normal[:, o, :]),
            screening.ready() + (1.0 - only_screen) * np.maximum(wanted, self.normal[:, o, :]),
        )
        bound = (licence > 0.0) | (only_screen > 0.0)
        bound[:, o] = False
        cap[:, o, :] = np.where(bound, np.minimum(cap[:, o, :], allowed + under_way), cap[:, o, :])
        self.restricted[o] = int(bound.any())
        self.filed += licences.filed.sum(axis=0)
        self.approved += licences.approved.sum(axis=0)
        self.pending += licences.waiting.sum(axis=(0, 2))

    def _pool(self, pool: QuotaPool, cap: np.ndarray) -> None:
        """Pace what is left of a pool over what is left of its period, and share it by what was asked for."""
        key = (pool.name, pool.origin)
        if pool.months_into_period == 0 or key not in self.used:
            self.used[key] = 0.0
        left = max(0.0, pool.tonnes - self.used[key])
        allowance = left / max(1, pool.period_months - pool.months_into_period)
        index = np.ix_(pool.products, [pool.origin], pool.destinations)
        wanted = np.maximum(self.wanted[index], 1e-6)
        share = np.maximum(wanted * allowance / wanted.sum(), 0.0)
        cap[index] = np.minimum(cap[index], share)
        self.restricted[pool.origin] = 1

    def settle(self, model: RareEarthModel) -> None:
        """After trade: spend approvals and pools, and move the shadow price of quotas."""
        lanes, prm, st = model.market.lanes, model.prm, model.state
        self.wanted[:] = lanes[rows.LANE_REQUESTED]
        shipped = lanes[rows.LANE_CONTRACT] + lanes[rows.LANE_SPOT]
        free = ~np.isfinite(lanes[rows.CAP])
        self.normal += np.where(free, 0.15 * (shipped - self.normal), 0.0)
        for o, queue in self.licences.items():
            if queue.months:
                spend(queue.balance, shipped[:, o, :])
        for o, queue in self.screening.items():
            if queue.months:
                spend(queue.balance, shipped[:, o, :])
        pressure = np.full(self.shape[1], -prm.tension_limit)
        for pool in self.pools:
            index = np.ix_(pool.products, [pool.origin], pool.destinations)
            self.used[pool.name, pool.origin] += float(shipped[index].sum())
            asked, allowed = float(self.wanted[index].sum()), float(lanes[rows.CAP][index].sum())
            pressure[pool.origin] = max(pressure[pool.origin], tension(asked, allowed, prm.tension_limit))
        for o in np.flatnonzero((st.rent > 0.0) | (pressure > -prm.tension_limit)):
            st.rent[o] = max(0.0, next_rent(st.rent[o], pressure[o], prm.rent_speed, prm.rent_seed_usd_per_t))
            if not self.pools:
                st.rent[o] *= 0.7
