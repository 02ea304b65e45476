"""The monthly phases of plants and markets: plan, make, trade, divert, use, price; each is one compiled call or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.market import rows
from sim.model import loops
from sim.model.diversion import divert_month, tell_caught
from sim.model.ruled import ceilings

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Weight of the newest month in what counts as the normal trade of a lane.
MEMORY_OF_TRADE = 0.15


def plan(model: RareEarthModel) -> None:
    """Need of end users, rates of plants within production ceilings, and everybody's orders."""
    support = model.recycling.support(model.ruled)
    limits = (*ceilings(model.rules), support.floor, support.income)
    loops.plan_month(
        *model.packs, model.outages[model.month], model.activity[model.month], model.base_paid, *limits,  # type: ignore[call-arg]
        model.market.buyers[rows.ORDER],
    )  # fmt: skip
    model.stockpiles.run(model)


def make(model: RareEarthModel) -> None:
    """Run the plants, collect scrap (phase `produce`)."""
    loops.make_month(*model.packs, model.controller, model.returned)


def trade(model: RareEarthModel) -> None:
    """Contracts and spot of every product, under this month's rules."""
    market, ruled, border = model.market, model.ruled, model.border
    memory = MEMORY_OF_TRADE if model.month or border.normal.any() else 1.0
    loops.offer_month(
        *model.packs, ruled.access, ruled.tax, model.rules.tariff, model.outlook.trusted(model), model.controller,
        ruled.index_tax,
        market.weighed, market.standing, market.sellers, market.buyers, market.links, market.lanes, market.at_door,
    )  # fmt: skip
    if ruled.claims.product.size:
        loops.reserve_month(
            *model.packs, ruled.claims, model.prm.contract_share, market.sellers, market.buyers, market.links
        )
    market.clear(model.layout)
    loops.deliver_month(
        *model.packs, market.sellers, market.buyers, market.lanes, ruled.free, memory, border.wanted, border.normal,
        model.delivered,
    )  # fmt: skip
    border.settle(model)


def divert(model: RareEarthModel) -> None:
    """Inspectors look; smuggling and re-export along routes, where a lane is closed and the gap beats the risk."""
    ruled, who = model.ruled, model.inspectors
    who.caught = divert_month(
        *model.packs, model.rules.access, model.market.lanes[rows.CAP], ruled.tax, ruled.pooled, ruled.certified, model.month,
        who.draws[model.month], ruled.inspection, ruled.penalty, who.blacklisted, model.route_flow, model.route_seized,
    )  # fmt: skip
    if who.caught:
        tell_caught(model)


def use(model: RareEarthModel) -> None:
    """Stockpiles take what they bought; end users consume; what they miss is output lost; magnets enter the stock in use."""
    model.stockpiles.store(model)
    loops.use_month(*model.packs, model.in_use.cohorts[model.month])


def price(model: RareEarthModel) -> None:
    """Quotes, markups, premiums and the contract index after this month's trade."""
    market, ruled = model.market, model.ruled
    loops.price_month(
        *model.packs, model.controller, model.fixed.base_price, ruled.pooled, ruled.index_tax, model.border.restricted,
        ruled.chance, market.sellers, market.buyers, market.lanes, market.at_door, model.delivered, model.payment, model.received,
        model.ordered, model.lack,
    )  # fmt: skip
