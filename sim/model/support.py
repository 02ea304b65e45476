"""What the rules of a month mean for producers: standards and floors, and who is paid for building and running what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.equations.environment import environmental_cost
from sim.memo import Memo
from sim.model.stockpiles import Claims, Orders, claims_of, orders_of
from sim.model.structure import MINE, RECYCLING, SEPARATION, F, I
from sim.rules import Offtake, PriceFloor, PublicStock

if TYPE_CHECKING:
    from sim.model import RareEarthModel

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


class Standards(NamedTuple):
    """What rarely changes: stringency, floors, duties, stocks and claims."""

    strict: F  # (nations,) stringency in force
    abatement: F  # (nations, stages and recycling) USD per t of activity that it costs beyond the table's
    floors: I  # (floors, 3) product, nation and payer
    floor_terms: F  # (floors, 3) USD/t, t/month and share of the upside
    floor: F  # the highest by product and nation, USD/t
    floor_t: F  # t/month that floors cover
    is_exploring: bool  # whether anybody pays for exploration
    is_preferring: bool  # whether anybody prefers the goods of partners
    is_duty: bool  # whether anybody must use recovered rare earths
    collection: F  # (nations,) share of magnets at the end of their life
    orders: Orders
    claims: Claims


def standards_of(
    least: F, most: F, floors: tuple[PriceFloor, ...], exploration: F, preference: F, recycled_content: F, collection: F,
    stocks: tuple[PublicStock, ...], offtakes: tuple[Offtake, ...], model: RareEarthModel,
) -> Standards:  # fmt: skip
    """What these fields of the rules mean."""
    table, shape = model.world.nation["environment_stringency"], model.layout.shape
    strict = _SHARED.of(_strict, (table, least, most))
    return Standards(
        strict, _SHARED.of(_abatement, (strict, table), model.prm.environment_price), *_SHARED.of(_floors, (), floors, shape),
        bool(exploration.any()), bool(preference.any()), bool(recycled_content.any()),
        np.maximum(model.prm.eol_collection, collection), orders_of(stocks, shape), claims_of(offtakes),
    )  # fmt: skip


def _strict(table: F, least: F, most: F) -> F:
    return np.maximum(np.minimum(np.maximum(table, least), most), least)


def _abatement(strict: F, table: F, price: float) -> F:
    """What stringency costs beyond the cost of the table's, USD per t of activity (nations, stages and recycling)."""
    cost = np.zeros((table.size, RECYCLING + 1))
    if not np.array_equal(strict, table):
        for n in range(table.size):
            cost[n, MINE] = cost[n, SEPARATION] = environmental_cost(price, strict[n] - table[n])
    return cost


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


def support_of(abatement: F, floor: F, floor_t: F, recycling: F, research: F, *given: Any) -> tuple[Support, F, bool]:
    """Support, the part of it per tonne of activity, and whether anybody gets that or research; `given`: fields as in `Support`."""
    operating = given[Support._fields.index("operating_incentive")]
    incentive = np.concatenate([operating, recycling[:, None]], axis=1)
    support = Support._make([*given, incentive - abatement, floor, floor_t])
    return support, incentive, bool(incentive.any() or research.any())
