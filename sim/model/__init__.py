"""The engine: one model, one month a step."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import mesa
import numpy as np

from sim.agents.cast import nations_of
from sim.agents.firm import Firm
from sim.agents.relations import Attitudes, Sizes
from sim.agents.seat import Seat, as_played
from sim.agents.situation import Roles
from sim.fields import months_between
from sim.memo import Memo
from sim.model import phases_market as market_phases
from sim.model import phases_slow as slow
from sim.model.assets import Assets
from sim.model.balance import Balance
from sim.model.border import Border
from sim.model.capacity import Capacity
from sim.model.diversion import Inspectors
from sim.model.in_use import StockInUse
from sim.model.layout import build_layout, plants_by_firm
from sim.model.market import Market
from sim.model.observe import activity_paths, outage_paths
from sim.model.outlook import Outlook
from sim.model.packs import Packs, pack_parameters, view_state
from sim.model.promises import Promises
from sim.model.recorder import Recorder
from sim.model.recycling import Obligation
from sim.model.redesign import Redesign
from sim.model.result import Event, RunResult
from sim.model.ruled import Ruled, open_rules
from sim.model.standing import Standing
from sim.model.start import border_costs, initial
from sim.model.stockpiles import Stockpiles
from sim.model.structure import F
from sim.model.view import ModelView
from sim.parameters import values
from sim.policies.fold import Rulebook
from sim.scenario import Scenario

#: A month, in the order in which the story happens.
PHASES = (
    slow.observe,
    slow.govern,
    slow.license_exports,
    market_phases.plan,
    market_phases.make,
    market_phases.trade,
    market_phases.divert,
    market_phases.use,
    market_phases.price,
    slow.adapt,
    slow.invest,
    slow.relate,
    slow.record,
)


class Fixed(NamedTuple):
    """Arrays that do not change during a run."""

    controller: int
    base_price: F  # (products,) USD/t outside the controller
    by_tension: np.ndarray  # products priced by tension


@lru_cache(maxsize=64)
def month_names(start: str, months: int) -> tuple[str, ...]:
    """YYYY-MM of each month from `start`."""
    first = 12 * int(start[:4]) + int(start[5:7]) - 1
    return tuple(f"{(first + k) // 12:04d}-{(first + k) % 12 + 1:02d}" for k in range(months))


class RareEarthModel(mesa.Model):
    """One scenario with one seed; `step()` is one month."""

    def __init__(self, scenario: Scenario, seed: int | None = None, from_rest: bool = True) -> None:
        self.seed_value = scenario.seed if seed is None else seed
        super().__init__(rng=np.random.default_rng(self.seed_value))  # noqa: TID251 Mesa's own; ours are named streams
        self.config = scenario
        self.month = 0
        self.dates = month_names(scenario.start, scenario.months)
        self.prm = values(scenario.parameters)
        self.layout = lay = build_layout(scenario.base_year, scenario.firm_parts)
        self.world = lay.world
        at = self.world.nation_index
        self.controller, self.focal, self.rival = (at[n] for n in (scenario.controller, scenario.focal, scenario.rival))
        moving, habit, standing = initial(scenario.base_year, self.controller, self.prm, from_rest, scenario.firm_parts)
        self.packs = Packs(lay.table, lay.ints, lay.reals, moving, pack_parameters(self.prm))
        self.state = view_state(lay.table, moving)
        self.fixed = self._fixed()
        self.market = Market(lay, habit, standing)
        self.market.set_terms(self.prm, lay.parts)
        self._month_arrays()
        self._relations()
        self.activity = activity_paths(self)
        self.outages = outage_paths(self)
        self.capacity = Capacity(self)
        self.standing = Standing(self)
        self.in_use = StockInUse(self)
        self.border = Border(*lay.shape)
        self.border_cost = border_costs(scenario.base_year)
        self.inspectors = Inspectors(self)
        self.stockpiles, self.assets, self.redesign = Stockpiles(self), Assets(self), Redesign()
        self.recycling, self.promises, self.outlook = Obligation(self), Promises(self), Outlook(self)
        self.rules = open_rules(scenario.base_year, scenario.firm_parts)
        self.memo = Memo()
        self.ruled = Ruled(self, self.rules)
        #: What each set of rules means, by its id; the rulebook keeps the rules.
        self.meanings = {id(self.rules): self.ruled}
        self.rulebook = Rulebook(() if "policies" in scenario.freeze else scenario.policies, self.rules)
        self.recorder = Recorder(self)
        self.balance = Balance(self)
        self.events: list[Event] = []
        self.decided: list[tuple[str, str, str, str]] = []
        self._people()

    def _fixed(self) -> Fixed:
        listed = self.world.prices_base[:, 1] * 1000.0
        price = np.where(np.isnan(listed), self.state.index_out, listed)
        return Fixed(self.controller, price, self.layout.goods.by_tension)

    def _month_arrays(self) -> None:
        """What the phases of a month hand to each other."""
        lay = self.layout
        products, nations = lay.shape
        routes = lay.routes.source.size
        self.payment, self.received, self.ordered = (np.zeros(lay.shape) for _ in range(3))  # of buyers: USD, t, t
        self.lack = np.zeros(lay.shape)  # share of the use asked for that did not come
        self.delivered = np.zeros((products, nations, nations))
        self.returned = np.zeros((nations, lay.goods.magnets.size))
        self.route_flow, self.route_seized = np.zeros(routes), np.zeros(routes)
        self.base_paid = self.state.worth[lay.uses.product, lay.uses.nation].copy()
        self.exposure, self.public_cost = np.zeros(nations), np.zeros(nations)
        self.duties = np.zeros(nations)  # USD of export taxes and tariffs that each treasury takes
        self.ledger = np.zeros(nations)  # USD of public money that the phases of a month have spent, less what came in
        self.cash = np.zeros(lay.plants.nation.size)
        self.residual = 0.0

    def _relations(self) -> None:
        self.rest_relations = np.clip(self.world.alignment.sum(axis=0), -1.0, 1.0)
        np.fill_diagonal(self.rest_relations, 1.0)
        self.relations = self.rest_relations.copy()
        self.trust = 0.5 * (1.0 + self.relations)
        np.fill_diagonal(self.trust, self.prm.home_preference)

    def _people(self) -> None:
        names = dict(zip(self.world.nations, self.world.nation_names, strict=True))
        prm = self.prm
        delay, noise = prm.observation_delay_months, prm.observation_noise
        self.nations = nations_of(self, self.config, names, self.seed_value, delay, noise)
        self.deciders = [nation for nation in self.nations.values() if nation.starts]
        owned = plants_by_firm(self.config.base_year, self.config.firm_parts)
        self.firms = {name: Firm(self, name, plants) for name, plants in owned.items()}
        self.view = ModelView(self)
        roles = Roles(self.config.controller, self.config.focal, self.config.rival)
        self.attitudes = Attitudes(names, roles, Sizes.of(prm))

    def step(self) -> None:
        """One month, as Mesa counts it."""
        self.advance()

    def advance(self) -> None:
        """One month without Mesa's calendar of events, which would take 15 us of it and in which nothing stands."""
        for phase in PHASES:
            phase(self)
        self.month += 1

    def seat(self, nation: str) -> Seat:
        """The seat of a nation, for a person who decides for it; see `sim.agents.seat`."""
        return Seat(self, nation)

    def result(self) -> RunResult:
        """What has been recorded so far; a run that is over hands out its own table."""
        done, table = self.month, self.recorder.table
        return RunResult(
            as_played(self), self.seed_value, "ok", "", self.dates[:done], self.recorder.keys,
            table if done == len(table) else table[:done].copy(), tuple(self.events), tuple(self.decided), self.balance.worst,
            None, None, self.world.nations, self.world.products,
        )  # fmt: skip

    def since(self, month: str) -> int:
        """Months from `month` (YYYY-MM) to now."""
        return months_between(month, self.dates[self.month])
