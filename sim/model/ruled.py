"""What the rules of a month mean in the arrays of the model; worked out once for each fold of the policies."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.memo import Memo
from sim.model.layout import build_layout
from sim.model.papers import papers_of
from sim.model.structure import B, F, I
from sim.model.support import Support, standards_of, support_of
from sim.policies.select import block
from sim.rules import QuotaPool, Rules

if TYPE_CHECKING:
    from sim.model import RareEarthModel


@cache
def open_rules(base_year: int, parts: int) -> Rules:
    """The rules of a world without policies, the same in all its runs; not to be written to."""
    return Rules.open(*build_layout(base_year, parts).shape)


#: What follows from tables and from policies by the calendar, which runs share.
_SHARED = Memo(most=64)


class Taxes(NamedTuple):
    """What taxes and pools mean for lanes."""

    tax: F  # (P, N, N) on the seller's price: export tax, and VAT that is not refunded
    index_tax: F
    taxed: I  # lanes under a tax or tariff, by number
    pooled: B  # (P, N, N) lanes under a quota pool
    limits: bool  # whether the controller taxes what leaves it, or anybody has a pool


#: The fields of rules that each group follows from, in the order in which its function takes them.
_OF_TAXES = attrgetter("export_tax", "tariff", "quotas")
_OF_PAPERS = attrgetter("licence", "screening", "general", "odds", "access", "assurances", "guarantees")
_OF_STANDARDS = attrgetter(
    "strict_least", "strict_most", "floors", "exploration", "preference", "recycled_content", "collection", "stocks", "offtakes"
)  # fmt: skip
_OF_SUPPORT = attrgetter("recycling_subsidy", "research", *Support._fields[:-3])


class Ruled:
    """Arrays that follow from one set of rules and stay while the rules do; shared by rules that agree on what they follow from.

    Only `access` is written to later, with certificates, and then every month anew.
    """

    def __init__(self, model: RareEarthModel, rules: Rules) -> None:
        of = model.memo.of
        self.rules = rules
        self.tax, self.index_tax, self.taxed, self.pooled, is_taxing = of(_taxes, _OF_TAXES(rules), model)
        promised, self.access, self.free, self.with_papers, self.chance, self.partial, is_closing = of(
            papers_of, _OF_PAPERS(rules), model
        )
        self.certificates, self.certified, self.concession, self.inspection, self.penalty = promised
        #: Whether the controller limits or taxes what leaves it; from then on investors ask how long it will last.
        self.is_controlled = is_taxing or is_closing
        (
            self.strict, abatement, self.floors, self.floor_terms, floor, floor_t, self.is_exploring, self.is_preferring,
            self.is_duty, self.collection, self.orders, self.claims,
        ) = of(standards_of, _OF_STANDARDS(rules), model)  # fmt: skip
        #: What is paid, the part of it per tonne of activity (nations, stages and recycling), and whether anybody gets that or research.
        self.support, self.incentive, self.is_supported = of(
            support_of, (abatement, floor, floor_t, *_OF_SUPPORT(rules))
        )


def _taxes(export_tax: F, tariff: F, quotas: tuple[QuotaPool, ...], model: RareEarthModel) -> Taxes:
    tax = _SHARED.of(_tax, (export_tax, model.border_cost))
    lane = model.layout.lanes[:3]
    pooled = np.zeros(export_tax.shape, dtype=np.bool_)
    for pool in quotas:
        pooled[block(pool.products, (pool.origin,), pool.destinations)] = True
    return Taxes(
        tax,
        _SHARED.of(_index_tax, (tax,), model.controller),
        np.flatnonzero((export_tax[lane] != 0.0) | (tariff[lane] != 0.0)),
        pooled,
        bool(quotas or export_tax[:, model.controller].any()),
    )


def _tax(export_tax: F, border_cost: F) -> F:
    return np.asarray((1.0 + border_cost) * (1.0 + export_tax) - 1.0)


def _index_tax(tax: F, controller: int) -> F:
    """Tax on the controller's exports of each product wherever they go (products,); more for some is not in the index."""
    lanes = np.delete(tax[:, controller, :], controller, axis=1)
    return np.asarray(lanes.min(axis=1))


def ceilings(rules: Rules) -> tuple[Any, ...]:
    """Production ceilings and what goes with them, in the order of `sim.model.loops.plan_month`."""
    return rules.mine_cap, rules.separation_cap, rules.cap_counts_imports, rules.tolerated, rules.crackdown
