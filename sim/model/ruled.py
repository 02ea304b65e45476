"""What the rules of a month mean in the arrays of the model; worked out once for each fold of the policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.equations.licensing import chance_to_pass
from sim.jit import compiled
from sim.model.stockpiles import claims_of, orders_of
from sim.model.structure import MINE, RECYCLING, SEPARATION, F, I
from sim.rules import Assurance, Rules

if TYPE_CHECKING:
    from sim.model import RareEarthModel


class Support(NamedTuple):
    """What policies mean for who builds where; the fields of the same names in `sim.rules.Rules`."""

    technology: F
    capex_grant: F
    operating_incentive: F
    permit_speed: F
    host_incentive: F
    host_open: F
    host_absorption: F
    exposure_threshold: float
    relocation_share: float
    support_limit: F
    permit_months: F
    income: F  # (nations, stages and recycling) USD/t: incentives, less what stricter rules cost
    floor: F  # (products, nations) USD/t, 0 where there is none
    floor_t: F  # (products, nations) t/month that floors cover


class Certificate(NamedTuple):
    """An assurance that was given at least in part."""

    via: int
    target: int
    scope: float
    products: I


class Ruled:
    """Arrays that follow from one set of rules and stay while the rules do.

    `before` is what other rules of the same run meant: what follows from an array that both share is taken from there.
    """

    certificates: list[Certificate]
    certified: F  # (P, N, N) share of the goods that is covered
    concession: F  # (nations,) 0..1
    inspection: F  # (routes,) chance that goods passed on are found
    penalty: F  # (routes,) fine in USD/t, negative where it is the usual one
    strict: F  # (nations,) stringency in force
    abatement: F  # (nations, stages and recycling) what it costs beyond the cost of the table's, USD per t of activity
    floors: I  # (floors, 3) product, nation and payer
    floor_terms: F  # (floors, 3) USD/t, t/month and share of the upside

    def __init__(self, model: RareEarthModel, rules: Rules, before: Ruled | None = None) -> None:
        products, nations = model.layout.shape
        self.rules = rules
        self._set_taxes(model, before)
        #: 1 for products under a quota pool.
        self.pooled = np.zeros(products, dtype=np.int64)
        for pool in rules.quotas:
            self.pooled[list(pool.products)] = 1
        self._environment(model, before)
        self.support = self._support(products, nations, before)
        self.is_supported = bool(
            rules.operating_incentive.any() or rules.research.any() or rules.recycling_subsidy.any()
        )
        self.collection: F = np.maximum(model.prm.eol_collection, rules.collection)
        self.orders = orders_of(rules.stocks, (products, nations))
        self.claims = claims_of(rules.offtakes)
        self._certify(model, before)
        #: With certificates the share of the controller's goods decides every month what passes.
        self.access = rules.access.copy() if self.certificates else rules.access
        #: 1 where neither papers nor partial access limit a lane, (P, N, N).
        self.free: F = np.empty_like(rules.access)
        papers, partial = np.zeros(nations, dtype=np.int64), np.zeros(nations, dtype=np.int64)
        mark_lanes(rules.licence, rules.screening, rules.access, self.certified, self.free, papers, partial)
        #: Origins that ask for papers: a licence, or a test at customs.
        self.with_papers: list[int] = np.flatnonzero(papers).tolist()
        self.is_partial = bool(partial.any() or self.certificates)
        #: Share of what is asked of a lane that may pass, (P, N, N); all of it where no origin asks for papers.
        self.chance: F = np.ones_like(rules.access)
        for o in self.with_papers:
            self.chance[:, o] = chance_to_pass(rules.licence[:, o], rules.general[:, o], rules.odds[:, o])
        #: Whether the controller limits or taxes what leaves it; from then on investors ask how long it will last.
        self.is_controlled = bool(
            rules.quotas or (self.free[:, model.controller] < 1.0).any() or rules.export_tax[:, model.controller].any()
        )
        for promise in rules.guarantees:  # what is normal stays what it was when the promise was made
            self.free[list(promise.products), promise.origin, promise.destination] = 0.0

    def _shares(self, before: Ruled, *names: str) -> bool:
        """Whether those parts of the rules are the very ones that were there before."""
        return all(getattr(before.rules, x) is getattr(self.rules, x) for x in names)

    def _environment(self, model: RareEarthModel, before: Ruled | None) -> None:
        """Stringency in force, and what it costs."""
        if before and self._shares(before, "strict_least", "strict_most"):
            self.strict, self.abatement = before.strict, before.abatement
            return
        table = model.world.nation["environment_stringency"]
        strict = np.minimum(np.maximum(table, self.rules.strict_least), self.rules.strict_most)
        self.strict = np.maximum(strict, self.rules.strict_least)
        self.abatement = np.zeros((table.size, RECYCLING + 1))
        if not np.array_equal(self.strict, table):
            extra = model.prm.environment_price * (self.strict - table)
            self.abatement[:, MINE] = self.abatement[:, SEPARATION] = extra

    def _set_taxes(self, model: RareEarthModel, before: Ruled | None) -> None:
        rules = self.rules
        same = before and self._shares(before, "export_tax")
        #: Taxes of a lane on the seller's price: export tax, and VAT that is not refunded, (P, N, N).
        self.tax: F = before.tax if before and same else (1.0 + model.border_cost) * (1.0 + rules.export_tax) - 1.0
        self.index_tax: F = before.index_tax if before and same else self._index_tax(model.controller)
        self.is_taxed = bool(rules.tariff.any() or rules.export_tax.any())

    def _index_tax(self, controller: int) -> F:
        """Tax on the controller's exports of each product wherever they go (products,); more for some is not in the index."""
        lanes = np.delete(self.tax[:, controller, :], controller, axis=1)
        return np.asarray(lanes.min(axis=1))

    def _support(self, products: int, nations: int, before: Ruled | None) -> Support:
        rules = self.rules
        if before and self._shares(before, "floors"):
            self.floors, self.floor_terms = before.floors, before.floor_terms
            floor, volume = before.support.floor, before.support.floor_t
        else:
            floor, volume = self._floors(products, nations)
        given: list[Any] = [getattr(rules, name) for name in Support._fields[:-3]]
        #: Incentives and the recyclers' subsidy, USD/t, (nations, stages and recycling).
        self.incentive: F = np.concatenate([rules.operating_incentive, rules.recycling_subsidy[:, None]], axis=1)
        return Support._make([*given, self.incentive - self.abatement, floor, volume])

    def _floors(self, products: int, nations: int) -> tuple[F, F]:
        """The highest floor price for each product and nation, USD/t, and the t/month that floors cover."""
        floor, volume = np.zeros((products, nations)), np.zeros((products, nations))
        floors = self.rules.floors
        for offer in floors:
            at = offer.product, offer.nation
            floor[at] = max(floor[at], offer.floor_usd_per_t)
            volume[at] += offer.tonnes_per_month
        self.floors = np.array([(f.product, f.nation, f.payer) for f in floors], dtype=np.int64).reshape(-1, 3)
        self.floor_terms = np.array(
            [(f.floor_usd_per_t, f.tonnes_per_month, f.upside_share) for f in floors], dtype=np.float64
        ).reshape(-1, 3)
        return floor, volume

    def _certify(self, model: RareEarthModel, before: Ruled | None) -> None:
        """Which lanes certificates close, how far each nation has conceded, and the risk of passing goods on."""
        if before and before.rules.assurances == self.rules.assurances:
            self.certificates, self.certified, self.concession = (
                before.certificates,
                before.certified,
                before.concession,
            )
            self.inspection, self.penalty = before.inspection, before.penalty
            return
        self.certificates, self.certified = [], np.zeros_like(self.rules.access)
        self.concession = np.zeros(model.layout.shape[1])
        for a in self.rules.assurances:
            self.concession[a.via] = max(self.concession[a.via], a.scope)
            if a.scope > 0.0:
                self.certificates.append(Certificate(a.via, a.target, a.scope, np.array(a.products, dtype=np.int64)))
                self.certified[list(a.products), a.via, a.target] = a.scope
        self._set_risks(model)

    def _set_risks(self, model: RareEarthModel) -> None:
        """Chance that goods on a route are found, and the fine for it."""
        routes, slots, prm = model.layout.routes, model.layout.slots, model.prm
        origin, product = slots.s_nation[routes.source], slots.s_product[routes.source]
        target = slots.s_nation[routes.target]
        self.inspection = prm.inspection * model.world.nation["border_enforcement"][origin] / 0.5
        self.penalty = np.full(origin.size, -1.0)
        for a in self.rules.assurances:
            mine = (routes.reexport == 1) & (origin == a.via) & (target == a.target)
            mine &= covered_by(a, model.layout.shape[0])[product]
            self.inspection[mine] = a.verification
            self.penalty[mine] = a.penalty_usd_per_t


@compiled
def mark_lanes(licence: F, screening: F, access: F, certified: F, free: F, papers: I, partial: I) -> None:
    """Set `free`, all (P, N, N), and for each origin (nations,) whether a lane needs papers or is closed in part."""
    products, nations = access.shape[0], access.shape[1]
    for p in range(products):
        for o in range(nations):
            any_paper, any_partial = False, False
            for d in range(nations):
                # Without branches, which the many lanes would make the processor guess.
                needs_paper = (licence[p, o, d] > 0.0) | (screening[p, o, d] > 0.0)
                is_partial = access[p, o, d] < 1.0
                free[p, o, d] = 0.0 if needs_paper | is_partial | (certified[p, o, d] > 0.0) else 1.0
                any_paper |= needs_paper
                any_partial |= is_partial
            papers[o] |= any_paper
            partial[o] |= any_partial


def covered_by(assurance: Assurance, products: int) -> NDArray[np.bool_]:
    """Which products an assurance covers, (products,)."""
    mask = np.zeros(products, dtype=np.bool_)
    mask[list(assurance.products)] = True
    return mask


def ceilings(rules: Rules) -> tuple[Any, ...]:
    """Production ceilings and what goes with them, in the order of `sim.model.loops.plan_month`."""
    return rules.mine_cap, rules.separation_cap, rules.cap_counts_imports, rules.tolerated, rules.crackdown
