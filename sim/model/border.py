"""The border: quota pools, licence queues and customs screening turned into caps on lanes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.equations.licensing import (
    age_queue,
    ask_papers,
    cap_by_access,
    cap_by_papers,
    grown,
    spend,
    sum_papers,
)
from sim.equations.pricing import next_rent, tension
from sim.market import rows
from sim.model.structure import F
from sim.policies.select import block
from sim.rules import LicenceDesk, QuotaPool

if TYPE_CHECKING:
    from sim.model import RareEarthModel

AGES, LIFE = 8, 12
NO_DESK = LicenceDesk(0, np.inf, np.inf, 0.0, 1.0, 0.0, 1.0, 0.0, LIFE)


class Queue:
    """Tonnes waiting for a paper and tonnes approved, of one origin; (products, destinations) and by month."""

    def __init__(self, products: int, nations: int) -> None:
        self.waiting = np.zeros((products, nations, AGES))
        self.balance = np.zeros((products, nations, LIFE))
        self.filed, self.approved = np.zeros((products, nations)), np.zeros((products, nations))
        self.wanted, self.needs = np.zeros((products, nations)), np.zeros((products, nations))
        self.odds = np.ones((products, nations))
        self.exempt = np.zeros((products, nations))  # t that may move without a paper this month
        self.months = 0  # of experience: an office that pauses forgets nothing
        self.is_needed = False

    def move(self, is_needed: bool, horizon: float, complete: float, capacity: float, review: float) -> None:
        """One month of the queue; one that nobody needs is empty."""
        self.months += is_needed
        self.is_needed = is_needed
        age_queue(
            self.wanted, horizon, complete, self.odds, self.needs, capacity, review, self.waiting, self.balance, self.filed,
            self.approved,
        )  # fmt: skip


class Gate(NamedTuple):
    """The two queues of one origin: for licences, and for tests at customs of what needs no licence."""

    licences: Queue
    screening: Queue


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
        self.filed, self.approved, self.pending = (np.zeros(nations) for _ in range(3))
        self._quiet = True
        self._has_rents = True  # until a look at those that the run began with

    def open_month(self, model: RareEarthModel) -> None:
        """Set this month's caps from the rules, the queues and what is left of the pools."""
        origins = sorted({*self.gates, *model.ruled.with_papers})
        self.pools = model.rules.quotas
        calm = not self.pools and not model.rules.guarantees
        free = calm and not model.ruled.with_papers and not model.ruled.is_partial
        if free and self._quiet:
            return
        self._quiet = free
        cap = model.market.lanes[rows.CAP]
        cap[:] = np.inf
        self.restricted[:] = 0
        self.filed[:] = self.approved[:] = self.pending[:] = 0.0
        for origin in origins:
            self._queues(model, origin, cap)
        for pool in self.pools:
            self._pool(pool, cap)
        if model.ruled.is_partial:
            cap_by_access(model.ruled.access, self.normal, cap, self.restricted)
        if model.rules.guarantees:
            model.promises.bound(self.normal, cap, self.restricted)

    def _queues(self, model: RareEarthModel, o: int, cap: F) -> None:
        rules, prm = model.rules, model.prm
        licences, screening = gate = self.gates.get(o) or Gate(Queue(*self.shape), Queue(*self.shape))
        self.gates[o] = gate
        desk = next((d for d in rules.desks if d.origin == o), NO_DESK)
        first = not licences.is_needed and not screening.is_needed
        licensed, screened = ask_papers(
            o, self.wanted, rules.general, rules.licence, rules.screening, rules.odds, licences.wanted, licences.needs,
            licences.odds, screening.wanted, screening.needs,
        )  # fmt: skip
        files = grown(desk.files_per_month, desk.files_per_month_max, desk.experience_gain, licences.months + 1)
        complete = grown(desk.completeness, 1.0, desk.completeness_gain, licences.months + 1)
        capacity = files * desk.tonnes_per_file
        licences.move(licensed, prm.licence_horizon_months, complete, capacity, float(desk.review_months))
        most = max(rules.screening_t_per_month, rules.screening_t_per_month_max)
        labs = grown(rules.screening_t_per_month, most, desk.experience_gain, screening.months + 1)
        screening.move(screened, 1.0, 1.0, labs, float(rules.screening_months))
        self.restricted[o] = cap_by_papers(
            o, licences.needs, screening.needs, rules.general, self.wanted, self.normal, licences.balance,
            screening.balance, prm.goods_under_way if first else 0.0, licences.exempt, cap,
        )  # fmt: skip
        sum_papers(licences.filed, licences.approved, licences.waiting, self.filed, self.approved, self.pending)

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
            for queue in gate:
                if queue.is_needed:
                    spend(o, queue.balance, gate.licences.exempt, model.delivered)
        if self.pools or self._has_rents:
            self._move_rents(model, model.state.rent)

    def _move_rents(self, model: RareEarthModel, rent: F) -> None:
        prm, cap = model.prm, model.market.lanes[rows.CAP]
        pressure = np.full(self.shape[1], -prm.tension_limit)
        for pool in self.pools:
            index = block(pool.products, (pool.origin,), pool.destinations)
            self.used[pool.name, pool.origin] += float(model.delivered[index].sum())
            asked, allowed = float(self.wanted[index].sum()), float(cap[index].sum())
            pressure[pool.origin] = max(pressure[pool.origin], tension(asked, allowed, prm.tension_limit))
        for o in np.flatnonzero((rent > 0.0) | (pressure > -prm.tension_limit)).tolist():
            rent[o] = max(0.0, next_rent(rent[o], pressure[o], prm.rent_speed, prm.rent_seed_usd_per_t))
            if not self.pools:
                rent[o] *= 0.7
        self._has_rents = bool(rent.any())
