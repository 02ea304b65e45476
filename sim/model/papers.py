"""Papers, partial access and certificates: where the rules of a month limit trade, and the risk of passing goods on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.equations.licensing import chance_to_pass
from sim.jit import compiled
from sim.memo import Memo
from sim.model.structure import F, I
from sim.rules import Assurance, Guarantee

if TYPE_CHECKING:
    from sim.model import RareEarthModel
    from sim.model.layout import Layout

#: What assurances mean, which runs share.
_SHARED = Memo(most=64)


class Certificate(NamedTuple):
    """An assurance that was given at least in part."""

    via: int
    target: int
    scope: float
    products: I
    lanes: I  # from the controller to `via`, by place in an array (P, N, N)
    usd_per_t: float  # what certificates and audits cost per t on these


class Promised(NamedTuple):
    """What assurances mean: lanes that certificates close, how far each nation conceded, and the risk of passing goods on."""

    certificates: tuple[Certificate, ...]
    certified: F  # (P, N, N) share of the goods that is covered
    concession: F  # (nations,) 0..1
    inspection: F  # (routes,) chance that goods passed on are found
    penalty: F  # (routes,) fine in USD/t, negative where it is the usual one


class Papers(NamedTuple):
    """Where papers, partial access and certificates limit trade."""

    promised: Promised
    access: F  # (P, N, N) with certificates the share of the controller's goods decides every month what passes
    free: F  # (P, N, N) 1 where none of them limits a lane
    origins: tuple[int, ...]  # that ask for papers: a licence, or a test at customs
    chance: F  # (P, N, N) share of what is asked of a lane that may pass; all of it where no origin asks for papers
    partial: I  # (lanes, 3) where access is partial, or may be with a certificate
    limits: bool  # whether a lane out of the controller is not free


def papers_of(
    licence: F, screening: F, general: F, odds: F, access: F, assurances: tuple[Assurance, ...],
    guarantees: tuple[Guarantee, ...], model: RareEarthModel,
) -> Papers:  # fmt: skip
    """What these fields of the rules mean for lanes."""
    promised = _SHARED.of(_promised, (model.layout,), assurances, model.prm.inspection)
    free, chance = np.empty_like(access), np.ones_like(odds)
    papers, limited = np.zeros((2, access.shape[1]), dtype=np.int64)
    mark_lanes(licence, screening, access, promised.certified, free, papers, limited)
    for promise in guarantees:  # what is normal stays what it was when the promise was made
        free[list(promise.products), promise.origin, promise.destination] = 0.0
    origins = tuple(np.flatnonzero(papers).tolist())
    for o in origins:
        chance[:, o] = chance_to_pass(licence[:, o], general[:, o], odds[:, o])
    return Papers(
        promised, access.copy() if promised.certificates else access, free, origins, chance,
        np.argwhere((access < 1.0) | (promised.certified > 0.0)), bool(limited[model.controller]),
    )  # fmt: skip


def _promised(layout: Layout, assurances: tuple[Assurance, ...], usual: float) -> Promised:
    """`usual`: chance of being found at borders of middling enforcement, without an assurance.

    Of two assurances on the same goods that which covers more comes last and counts, whatever their names.
    """
    assurances = tuple(sorted(assurances, key=lambda a: (a.scope, a.verification, a.penalty_usd_per_t)))
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
    return Promised(tuple([_certificate(a, nations) for a in given]), certified, concession, inspection, penalty)


def _certificate(a: Assurance, nations: int) -> Certificate:
    products = np.array(a.products, dtype=np.int64)
    lanes = (products * nations + a.controller) * nations + a.via
    return Certificate(a.via, a.target, a.scope, products, lanes, a.scope * a.compliance_cost_usd_per_t)


@compiled
def mark_lanes(licence: F, screening: F, access: F, certified: F, free: F, papers: I, limited: I) -> None:
    """Set `free`, all (P, N, N), and for origins (nations,) whether a lane needs papers, or is not free."""
    products, nations = access.shape[0], access.shape[1]
    for p in range(products):
        for o in range(nations):
            any_paper, any_limited = False, False
            for d in range(nations):
                # Without branches, which the many lanes would make the processor guess.
                needs_paper = (licence[p, o, d] > 0.0) | (screening[p, o, d] > 0.0)
                is_limited = needs_paper | (access[p, o, d] < 1.0) | (certified[p, o, d] > 0.0)
                free[p, o, d] = 0.0 if is_limited else 1.0
                any_paper |= needs_paper
                any_limited |= is_limited
            papers[o] |= any_paper
            limited[o] |= any_limited
