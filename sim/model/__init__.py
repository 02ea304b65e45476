"""The engine: one model, one month a step."""

from __future__ import annotations

from typing import NamedTuple

import mesa
import numpy as np

from sim.agents.cast import nations_of
from sim.agents.firm import Firm
from sim.agents.relations import Attitudes, Sizes
from sim.agents.situation import Roles
from sim.fields import months_between
from sim.model import phases_market as market_phases
from sim.model import phases_slow as slow
from sim.model.balance import Balance
from sim.model.border import Border
from sim.model.capacity import Capacity
from sim.model.in_use import StockInUse
from sim.model.layout import build_layout
from sim.model.market import Market
from sim.model.observe import activity_paths, outage_paths
from sim.model.recorder import Recorder
from sim.model.result import Event, RunResult
from sim.model.standing import Standing
from sim.model.start import border_costs, initial
from sim.model.view import ModelView
from sim.parameters import values
from sim.policies.fold import Rulebook
from sim.rules import Rules
from sim.scenario import Scenario


class Fixed(NamedTuple):
    """Arrays that do not change during a run."""

    controller: int
    base_price: np.ndarray  # (products,) USD/t outside the controller
    by_tension: np.ndarray  # products priced by tension
    is_cost_plus: np.ndarray  # (products,) 0/1
    indexed: np.ndarray  # (products,) 0/1, contracts follow the controller's index
    pooled: np.ndarray  # (products,) 0/1, under a quota pool this month (the one that does change)


def month_names(start: str, months: int) -> tuple[str, ...]:
    """YYYY-MM of each month from `start`."""
    first = 12 * int(start[:4]) + int(start[5:7]) - 1
    return tuple(f"{(first + k) // 12:04d}-{(first + k) % 12 + 1:02d}" for k in range(months))


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


class RareEarthModel(mesa.Model):
    """One scenario with one seed; `step()` is one month, in the order in which the story happens."""

    def __init__(self, scenario: Scenario, seed: int | None = None, from_rest: bool = True) -> None:
        self.seed_value = scenario.seed if seed is None else seed
        super().__init__(rng=np.random.default_rng(self.seed_value))  # noqa: TID251 Mesa's own; ours are named streams
        self.config = scenario
        self.month = 0
        self.dates = month_names(scenario.start, scenario.months)
        self.prm = values(scenario.parameters)
        self.layout = build_layout(scenario.base_year)
        self.world = self.layout.world
        at = self.world.nation_index
        self.controller, self.focal, self.rival = (at[n] for n in (scenario.controller, scenario.focal, scenario.rival))
        self.state, habit, standing = initial(scenario.base_year, self.controller, self.prm, from_rest)
        self.market = Market(self.layout, habit, standing)
        self.market.set_terms(self.prm)
        self.fixed = self._fixed()
        self._scratch()
        self.activity = activity_paths(self)
        self.outages = outage_paths(self)
        self.capacity = Capacity(self)
        self.standing = Standing(self)
        self.in_use = StockInUse(self)
        self.border = Border(*self.layout.shape)
        self.rules = Rules.open(*self.layout.shape)
        self.border_cost = border_costs(self.world)
        self._taxed: Rules | None = None
        self.rulebook = Rulebook(() if "policies" in scenario.freeze else scenario.policies, self.rules)
        self.recorder = Recorder(self)
        self.balance = Balance(self)
        self.events: list[Event] = []
        self.decided: list[tuple[str, str, str, str]] = []
        self._people()

    def _fixed(self) -> Fixed:
        world = self.world
        flags = lambda test: np.array([int(test(p)) for p in range(len(world.products))], dtype=np.int64)  # noqa: E731
        listed = world.prices_base[:, 1] * 1000.0
        return Fixed(
            self.controller,
            np.where(np.isnan(listed), self.state.index_out, listed),
            np.flatnonzero([how == "tension" for how in world.pricing]),
            flags(lambda p: world.pricing[p] == "cost_plus"),
            flags(lambda p: world.group[p] in ("oxide", "metal")),
            np.zeros(len(world.products), dtype=np.int64),
        )

    def _scratch(self) -> None:
        lay = self.layout
        products, nations = lay.shape
        self.payment, self.received, self.ordered = (np.zeros((products, nations)) for _ in range(3))
        self.scratch = np.zeros((2, products, nations))
        self.delivered = np.zeros((products, nations, nations))
        self.access = np.ones((products, nations, nations))
        self.certified = np.zeros((products, nations, nations))
        self.available = np.ones(lay.plants.nation.size)
        self.returned = np.zeros((nations, lay.magnets.size))
        self.returned_mix = np.full((nations, 2), 0.9)
        routes = lay.routes.source.size
        self.route_flow, self.route_seized, self.inspection, self.fine = (np.zeros(routes) for _ in range(4))
        self.blacklisted = np.zeros(routes, dtype=np.int64)
        self.base_paid = self.state.worth[lay.uses.product, lay.uses.nation].copy()
        self.base_line_cost = self.state.line_cost.copy()
        self.bad_quarters = np.zeros(lay.plants.nation.size, dtype=np.int64)
        self.moved = np.zeros(lay.plants.nation.size)
        self.start_capacity = self.state.capacity.copy()
        self.exposure = np.zeros(nations)
        self.public_cost = np.zeros(nations)
        self.concession = np.zeros(nations)
        self.cash = np.zeros(lay.plants.nation.size)
        self.residual = 0.0
        self.rest_relations = np.clip(self.world.alignment.sum(axis=0), -1.0, 1.0)
        np.fill_diagonal(self.rest_relations, 1.0)
        self.relations = self.rest_relations.copy()
        self.trust = 0.5 * (1.0 + self.relations)
        np.fill_diagonal(self.trust, self.prm.home_preference)
        contents = self.contents_or_zero(lay.lines.out_product) * lay.lines.out_coef[:, :, None]
        self.out_reo = contents.sum(axis=(1, 2))
        self.scrap_products = [self.world.product_index[p] for p in ("scrap_standard", "scrap_heavy")]

    def _people(self) -> None:
        names = dict(zip(self.world.nations, self.world.nation_names, strict=True))
        prm = self.prm
        delay, noise = prm.observation_delay_months, prm.observation_noise
        self.nations = nations_of(self, self.config, names, self.seed_value, delay, noise)
        plants: dict[str, list[int]] = {}
        for i, holder in enumerate(self.layout.holders):
            plants.setdefault(holder.firm, []).append(i)
        self.firms = {name: Firm(self, name, np.array(rows)) for name, rows in plants.items()}
        self.view = ModelView(self)
        roles = Roles(self.config.controller, self.config.focal, self.config.rival)
        self.attitudes = Attitudes(names, roles, Sizes.of(prm))

    def step(self) -> None:
        """One month."""
        for phase in PHASES:
            phase(self)
        self.month += 1

    def combined_tax(self) -> np.ndarray:
        """What an export costs on top of the seller's price: export tax and VAT that is not refunded, (P, N, N)."""
        if self._taxed is not self.rules:
            self._taxed = self.rules
            self._tax = (1.0 + self.border_cost) * (1.0 + self.rules.export_tax) - 1.0
        return self._tax

    def index_tax(self) -> np.ndarray:
        """Largest tax on the controller's exports of each product (products,)."""
        lanes = self.combined_tax()[:, self.controller, :].copy()
        lanes[:, self.controller] = 0.0
        return lanes.max(axis=1)

    def line_profit(self, l: int) -> float:
        """USD per tonne of activity at prices that a newcomer meets, with price floors."""
        lines, st, n = self.layout.lines, self.state, self.layout.plants.nation[self.layout.lines.plant[l]]
        profit = -st.line_cost[l]
        for k in range(lines.out_product.shape[1]):
            p = lines.out_product[l, k]
            if p >= 0:
                net = self.newcomer_price(p, n) - st.finish_cost[p]
                profit += lines.out_coef[l, k] * max(0.0, net)
        for k in range(lines.in_product.shape[1]):
            p = lines.in_product[l, k]
            if p >= 0:
                price = st.paid[p, n] if st.paid[p, n] > 0.0 else self.newcomer_price(p, n)
                profit -= lines.in_coef[l, k] * price * st.waste[lines.plant[l]]
        return float(profit)

    def newcomer_price(self, p: int, n: int) -> float:
        """USD/t that a new seller in nation n can expect: the market's price, not its own cost; floors count."""
        st = self.state
        price = st.quote[p, n] if self.world.pricing[p] == "netback" else st.index_out[p]
        if n == self.controller and self.world.pricing[p] != "netback":
            price = st.index_in[p]
        elif self.world.pricing[p] != "netback":
            price = 0.5 * (price + st.spot[p, n]) if st.spot[p, n] > 0.0 else price
        for floor in self.rules.floors:
            if floor.nation == n and floor.product == p:
                price = max(price, floor.floor_usd_per_t)
        return float(price)

    def plant_margin(self, i: int) -> float:
        """Best profit over the lines of plant i, USD per tonne of activity."""
        start = self.layout.plants.line_start
        return max(self.line_profit(l) for l in range(start[i], start[i + 1]))

    def plant_ratio(self) -> np.ndarray:
        """Margin ratio of each plant's first line, 0 for those without lines (plants,)."""
        start = self.layout.plants.line_start
        first = np.minimum(start[:-1], self.state.ratio.size - 1)
        return np.where(start[1:] > start[:-1], self.state.ratio[first], 0.0)

    def diverted(self) -> np.ndarray:
        """Tonnes re-exported against a certificate this month, by nation of origin."""
        routes = self.layout.routes
        origin = self.layout.slots.s_nation[routes.source]
        return np.bincount(origin, weights=self.route_flow * routes.reexport, minlength=self.layout.shape[1])

    def diverted_heavy(self, origin: int, target: int) -> float:
        """The same in t REO for one pair of nations."""
        routes, slots = self.layout.routes, self.layout.slots
        mine = (routes.reexport == 1) & (slots.s_nation[routes.source] == origin) & (slots.s_nation[routes.target] == target)
        return float((self.route_flow * self.layout.reo[slots.s_product[routes.source]])[mine].sum())

    def contents_or_zero(self, products: np.ndarray) -> np.ndarray:
        """Contents by product position, zeros where the position is -1; shape products.shape + (elements,)."""
        table = np.vstack([self.world.contents, np.zeros(len(self.world.elements))])
        return table[products]

    def add_stock(self, slots: np.ndarray, tonnes: np.ndarray, mix: np.ndarray) -> None:
        """Put tonnes into seller slots, with the tracers `mix` (slots, 2)."""
        st = self.state
        total = st.s_stock[slots] + tonnes
        safe = np.maximum(total, 1e-12)[:, None]
        st.s_mix[slots] = (st.s_mix[slots] * st.s_stock[slots, None] + mix * tonnes[:, None]) / safe
        st.s_stock[slots] = total
        st.s_output[slots] += tonnes

    def result(self) -> RunResult:
        """What has been recorded so far."""
        done = self.month
        return RunResult(
            self.config, self.seed_value, "ok", "", self.dates[:done], tuple(self.recorder.keys),
            self.recorder.table[:done].copy(), tuple(self.events), tuple(self.decided), self.balance.worst,
            None, None, self.world.nations, self.world.products,
        )  # fmt: skip

    def since(self, month: str) -> int:
        """Months from `month` (YYYY-MM) to now."""
        return months_between(month, self.dates[self.month])
