"""What the rules of a month mean in the arrays of the model; worked out once for each fold of the policies."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.equations.environment import environmental_cost
from sim.equations.licensing import chance_to_pass
from sim.jit import compiled
from sim.memo import Memo
from sim.model.layout import build_layout
from sim.model.stockpiles import claims_of, orders_of
from sim.model.structure import MINE, RECYCLING, SEPARATION, F, I
from sim.rules import Assurance, PriceFloor, Rules

if TYPE_CHECKING:
    from sim.model import RareEarthModel
    from sim.model.layout import Layout


@cache
def open_rules(base_year: int, parts: int) -> Rules:
    """The rules of a world without policies, the same in all its runs; not to be written to."""
    return Rules.open(*build_layout(base_year, parts).shape)


#: What follows from tables and from policies by the calendar, which runs share.
_SHARED = Memo(most=64)


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
    income: F  # (nations, stages and recycling) USD/t: incentives, less what stricter rules cost; with a duty its price
    floor: F  # (products, nations) USD/t, 0 where there is none
    floor_t: F  # (products, nations) t/month that floors cover


class Certificate(NamedTuple):
    """An assurance that was given at least in part."""

    via: int
    target: int
    scope: float
    products: I


class Promised(NamedTuple):
    """What assurances mean: lanes that certificates close, how far each nation conceded, and the risk of passing goods on."""

    certificates: tuple[Certificate, ...]
    certified: F  # (P, N, N) share of the goods that is covered
    concession: F  # (nations,) 0..1
    inspection: F  # (routes,) chance that goods passed on are found
    penalty: F  # (routes,) fine in USD/t, negative where it is the usual one


class Papers(NamedTuple):
    """Where papers, partial access and certificates limit trade."""

    free: F  # (P, N, N) 1 where none of them limits a lane
    origins: tuple[int, ...]  # that ask for papers: a licence, or a test at customs
    is_partial: bool  # whether access is partial anywhere
    limited: I  # (nations,) 1 for origins with a lane that is not free


class Ruled:
    """Arrays that follow from one set of rules and stay while the rules do; most are shared by rules that agree on them.

    Only `access` is written to later, with certificates, and then every month anew; it belongs to the rules alone.
    """

    def __init__(self, model: RareEarthModel, rules: Rules) -> None:
        of, shared, controller, world = model.memo.of, _SHARED.of, model.controller, model.world
        shape = model.layout.shape
        self.rules = rules
        #: Taxes of a lane on the seller's price: export tax, and VAT that is not refunded, (P, N, N).
        self.tax = shared(_taxes, (rules.export_tax, model.border_cost))
        self.index_tax = shared(_index_tax, (self.tax,), controller)
        #: Lanes under a tax or tariff, by number.
        self.taxed = of(_taxed, (rules.export_tax, rules.tariff, *model.layout.lanes[:3]))
        #: 1 for products under a quota pool.
        self.pooled = np.zeros(shape[0], dtype=np.int64)
        for pool in rules.quotas:
            self.pooled[list(pool.products)] = 1
        #: Stringency in force (nations,).
        self.strict = shared(_strict, (world.nation["environment_stringency"], rules.strict_least, rules.strict_most))
        #: Price floors (floors, 3): product, nation and payer, with terms (floors, 3): USD/t, t/month and share of the upside.
        self.floors, self.floor_terms, floor, volume = shared(_floors, (), rules.floors, shape)
        #: Incentives and the recyclers' subsidy, USD/t, (nations, stages and recycling).
        self.incentive = of(_incentive, (rules.operating_incentive, rules.recycling_subsidy))
        self.is_supported = of(_any, (self.incentive,)) or of(_any, (rules.research,))
        cost = shared(_abatement, (self.strict, world.nation["environment_stringency"]), model.prm.environment_price)
        given: list[Any] = [getattr(rules, name) for name in Support._fields[:-3]]
        self.support = Support._make([*given, self.incentive - cost, floor, volume])
        #: Whether anybody pays for exploration, prefers the goods of partners, must use recovered rare earths.
        self.is_exploring = of(_any, (rules.exploration,))
        self.is_preferring = of(_any, (rules.preference,))
        self.is_duty = of(_any, (rules.recycled_content,))
        self.collection: F = np.maximum(model.prm.eol_collection, rules.collection)
        self.orders = orders_of(rules.stocks, shape)
        self.claims = claims_of(rules.offtakes)
        promised = shared(_promised, (model.layout,), rules.assurances, model.prm.inspection)
        self.certificates, self.certified, self.concession, self.inspection, self.penalty = promised
        #: With certificates the share of the controller's goods decides every month what passes.
        self.access = rules.access.copy() if self.certificates else rules.access
        papers = of(_papers, (rules.licence, rules.screening, rules.access, self.certified))
        self.with_papers, self.free = papers.origins, papers.free
        #: Share of what is asked of a lane that may pass; all of it where no origin asks for papers (P, N, N).
        self.chance = of(_chance, (rules.licence, rules.general, rules.odds), papers.origins)
        self.is_partial = papers.is_partial or bool(self.certificates)
        #: Whether the controller limits or taxes what leaves it; from then on investors ask how long it will last.
        self.is_controlled = bool(rules.quotas or papers.limited[controller] or rules.export_tax[:, controller].any())
        if rules.guarantees:  # what is normal stays what it was when the promise was made
            self.free = self.free.copy()
        for promise in rules.guarantees:
            self.free[list(promise.products), promise.origin, promise.destination] = 0.0


def _any(array: F) -> bool:
    return bool(array.any())


def _taxed(export_tax: F, tariff: F, product: I, origin: I, destination: I) -> I:
    place = product, origin, destination
    return np.flatnonzero((export_tax[place] != 0.0) | (tariff[place] != 0.0))


def _taxes(export_tax: F, border_cost: F) -> F:
    return np.asarray((1.0 + border_cost) * (1.0 + export_tax) - 1.0)


def _index_tax(tax: F, controller: int) -> F:
    """Tax on the controller's exports of each product wherever they go (products,); more for some is not in the index."""
    lanes = np.delete(tax[:, controller, :], controller, axis=1)
    return np.asarray(lanes.min(axis=1))


def _strict(table: F, least: F, most: F) -> F:
    return np.maximum(np.minimum(np.maximum(table, least), most), least)


def _abatement(strict: F, table: F, price: float) -> F:
    """What stringency costs beyond the cost of the table's, USD per t of activity (nations, stages and recycling)."""
    cost = np.zeros((table.size, RECYCLING + 1))
    if not np.array_equal(strict, table):
        for n in range(table.size):
            cost[n, MINE] = cost[n, SEPARATION] = environmental_cost(price, strict[n] - table[n])
    return cost


def _incentive(operating: F, recycling: F) -> F:
    return np.concatenate([operating, recycling[:, None]], axis=1)


def _floors(floors: tuple[PriceFloor, ...], shape: tuple[int, int]) -> tuple[I, F, F, F]:
    """Floors and their terms, the highest by product and nation, USD/t, and the t/month that they cover."""
    floor, volume = np.zeros(shape), np.zeros(shape)
    for offer in floors:
        at = offer.product, offer.nation
        floor[at] = max(floor[at], offer.floor_usd_per_t)
        volume[at] += offer.tonnes_per_month
    whose = np.array([(f.product, f.nation, f.payer) for f in floors], dtype=np.int64).reshape(-1, 3)
    terms = [(f.floor_usd_per_t, f.tonnes_per_month, f.upside_share) for f in floors]
    return whose, np.array(terms, dtype=np.float64).reshape(-1, 3), floor, volume


def _promised(layout: Layout, assurances: tuple[Assurance, ...], usual: float) -> Promised:
    """`usual`: chance of being found at borders of middling enforcement, without an assurance."""
    routes, slots, (products, nations) = layout.routes, layout.slots, layout.shape
    origin, product, target = (
        slots.s_nation[routes.source],
        slots.s_product[routes.source],
        slots.s_nation[routes.target],
    )
    certified, concession = np.zeros((products, nations, nations)), np.zeros(nations)
    inspection = usual * layout.world.nation["border_enforcement"][origin] / 0.5
    penalty = np.full(origin.size, -1.0)
    for a in assurances:
        concession[a.via] = max(concession[a.via], a.scope)
        if a.scope > 0.0:
            certified[list(a.products), a.via, a.target] = a.scope
        mine = (routes.reexport == 1) & (origin == a.via) & (target == a.target) & np.isin(product, a.products)
        inspection[mine], penalty[mine] = a.verification, a.penalty_usd_per_t
    given = [a for a in assurances if a.scope > 0.0]
    certificates = [Certificate(a.via, a.target, a.scope, np.array(a.products, dtype=np.int64)) for a in given]
    return Promised(tuple(certificates), certified, concession, inspection, penalty)


def _papers(licence: F, screening: F, access: F, certified: F) -> Papers:
    free = np.empty_like(access)
    papers, partial, limited = np.zeros((3, access.shape[1]), dtype=np.int64)
    mark_lanes(licence, screening, access, certified, free, papers, partial, limited)
    return Papers(free, tuple(np.flatnonzero(papers).tolist()), bool(partial.any()), limited)


def _chance(licence: F, general: F, odds: F, origins: tuple[int, ...]) -> F:
    chance = np.ones_like(odds)
    for o in origins:
        chance[:, o] = chance_to_pass(licence[:, o], general[:, o], odds[:, o])
    return chance


@compiled
def mark_lanes(licence: F, screening: F, access: F, certified: F, free: F, papers: I, partial: I, limited: I) -> None:
    """Set `free`, all (P, N, N), and for origins (nations,) whether a lane needs papers, is closed in part, or is not free."""
    products, nations = access.shape[0], access.shape[1]
    for p in range(products):
        for o in range(nations):
            any_paper, any_partial, any_limited = False, False, False
            for d in range(nations):
                # Without branches, which the many lanes would make the processor guess.
                needs_paper = (licence[p, o, d] > 0.0) | (screening[p, o, d] > 0.0)
                is_partial = access[p, o, d] < 1.0
                is_limited = needs_paper | is_partial | (certified[p, o, d] > 0.0)
                free[p, o, d] = 0.0 if is_limited else 1.0
                any_paper |= needs_paper
                any_partial |= is_partial
                any_limited |= is_limited
            papers[o] |= any_paper
            partial[o] |= any_partial
            limited[o] |= any_limited


def ceilings(rules: Rules) -> tuple[Any, ...]:
    """Production ceilings and what goes with them, in the order of `sim.model.loops.plan_month`."""
    return rules.mine_cap, rules.separation_cap, rules.cap_counts_imports, rules.tolerated, rules.crackdown
