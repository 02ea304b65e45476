"""The records of a run: a table (months, keys), filled once a month from the arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.environment import load
from sim.market import rows
from sim.model.structure import MAGNET, SEPARATION
from sim.records import Key

if TYPE_CHECKING:
    from sim.model import RareEarthModel

STAGES = ("mine", "separation", "metal", "magnet")
OUTSIDE = "OUT"


class Recorder:
    """Writes one row a month; `block` says where a measure's keys stand."""

    def __init__(self, model: RareEarthModel) -> None:
        world, lay = model.world, model.layout
        self.keys: list[Key] = []
        self.block: dict[str, slice] = {}
        nations, products = world.nations, world.products
        priced = [p for p, g in enumerate(world.group) if g in ("oxide", "metal", "magnet")]
        self.priced = np.array(priced)
        self.traded = np.arange(len(products))
        by_nation = (
            "import_dependency", "heavy_dependency", "supplier_hhi", "supply_gap", "stock_cover_months", "strategic_autonomy",
            "tech_sovereignty", "transition_pace", "public_cost_usd", "co2_t", "waste_t", "water_t", "mine_output_t",
            "separation_output_t", "metal_output_t", "magnet_output_t", "diverted_t", "licences_filed", "licences_approved",
            "licences_pending", "concession", "heavy_supply_from_controller", "regime", "fear",
        )  # fmt: skip
        for name in by_nation:
            self._add(name, [Key(name, n) for n in nations])
        self._add("output_lost_usd", [Key("output_lost_usd", nations[n], world.sectors[s]) for n, s in zip(lay.uses.row_nation, lay.uses.row_sector, strict=True)])  # fmt: skip
        for name in ("capacity_t", "share_all", "share_magnet_ree"):
            self._add(name, [Key(name, n, s) for n in nations for s in STAGES])
        for name in ("spot_price", "price_paid"):
            self._add(name, [Key(name, n, products[p]) for p in priced for n in nations])
        self._add("price_paid_world", [Key("price_paid", "", products[p]) for p in priced])
        self._add("price_paid_out", [Key("price_paid", OUTSIDE, products[p]) for p in priced])
        for name in ("contract_price", "spot_inside", "spot_outside", "dear_share"):
            self._add(name, [Key(name, "", products[p]) for p in priced])
        for name in ("exports_t", "imports_t", "use_t"):
            self._add(name, [Key(name, n, p) for p in products for n in nations])
        self._add("stock_t", [Key("stock_t", "", p) for p in products])
        self._add("rejected_t", [Key("rejected_t", "", e) for e in world.elements])
        self._add("recycled_t", [Key("recycled_t", "", e) for e in world.elements])
        self._add("relations", [Key("relations", f"{a}>{b}") for a in nations for b in nations])
        for name in ("quota_shadow_price", "smuggled_t", "seized_t", "rival_heavy_via_focal_t", "rival_heavy_via_focal_share", "balance_residual"):  # fmt: skip
            self._add(name, [Key(name)])
        self.table = np.zeros((model.config.months, len(self.keys)))
        self._prepare(model)

    def _add(self, name: str, keys: list[Key]) -> None:
        self.block[name] = slice(len(self.keys), len(self.keys) + len(keys))
        self.keys += keys

    def _prepare(self, model: RareEarthModel) -> None:
        world, lay = model.world, model.layout
        plant = lay.lines.plant
        stage = lay.plants.stage[plant]
        self.made = stage <= MAGNET
        self.cell = (lay.plants.nation[plant] * 4 + np.minimum(stage, 3))[self.made]
        ree = [world.element_index[e] for e in ("Nd", "Pr", "Dy", "Tb")]
        out = model.contents_or_zero(lay.lines.out_product) * lay.lines.out_coef[:, :, None]
        main = out.copy()
        main[(stage == MAGNET)[:, None] & (np.arange(out.shape[1]) > 0)] = 0.0  # swarf is no magnet
        self.out_all = main.sum(axis=(1, 2))[self.made]
        self.out_ree = main[:, :, ree].sum(axis=(1, 2))[self.made]
        self.use_reo = lay.reo[lay.uses.product]
        self.use_heavy = world.heavy[lay.uses.product]
        self.use_cell = lay.uses.product * len(world.nations) + lay.uses.nation
        value = lay.uses.activity * lay.uses.value / 12.0
        self.row_value = value
        green = np.isin(lay.uses.row_sector, [world.sectors.index(s) for s in ("ev", "wind")])
        self.green = np.where(green, value, 0.0)
        self.buy_value = model.fixed.base_price[lay.slots.b_product]
        recycling = np.flatnonzero(stage == 4)
        self.recycled = out[recycling].sum(axis=1), recycling
        self.plant_cell = lay.plants.nation * 8 + lay.plants.stage
        # NdPr oxide per t of feed, to compare separation capacity with the need of magnets
        p = world.product_index["oxide_NdPr"]
        self.ndpr = np.where(lay.lines.out_product == p, lay.lines.out_coef, 0.0).sum(axis=1)
        self.ndpr_in_product = world.contents[:, [world.element_index["Nd"], world.element_index["Pr"]]].sum(axis=1)
        self.heavy_reo = np.where(world.heavy, lay.reo, 0.0)

    def record(self, model: RareEarthModel) -> None:
        """Fill this month's row."""
        row = self.table[model.month]
        put = lambda name, value: row.__setitem__(self.block[name], value)  # noqa: E731
        self._prices(model, put)
        self._plants(model, put)
        self._uses(model, put)
        self._trade(model, put)
        self._politics(model, put)

    def _prices(self, model, put) -> None:  # type: ignore[no-untyped-def]
        st, c, kg = model.state, model.controller, 1e-3
        pick = self.priced
        put("spot_price", (st.spot[pick] * kg).ravel())
        received = model.received[pick]
        paid = np.where(received > 1e-6, model.payment[pick] / np.maximum(received, 1e-6), st.spot[pick])
        put("price_paid", (paid * kg).ravel())
        weight = received + 1e-9
        put("price_paid_world", (paid * weight).sum(axis=1) / weight.sum(axis=1) * kg)
        weight[:, c] = 0.0
        put("price_paid_out", (paid * weight).sum(axis=1) / weight.sum(axis=1) * kg)
        put("contract_price", st.index_out[pick] * kg)
        put("spot_inside", st.quote[pick, c] * kg)
        lanes = model.market.lanes
        asked = lanes[rows.LANE_REQUESTED][pick].sum(axis=1) + 1e-9
        asked[:, c] = 0.0
        put("spot_outside", (st.spot[pick] * asked).sum(axis=1) / asked.sum(axis=1) * kg)
        price = lanes[rows.SPOT_PRICE][pick] + lanes[rows.FEE][pick]
        dear = np.where(price > 2.0 * st.index_out[pick][:, None, None], lanes[rows.LANE_SPOT][pick], 0.0).sum(axis=(1, 2))
        put("dear_share", dear / np.maximum(model.delivered[pick].sum(axis=(1, 2)), 1e-9))
        put("quota_shadow_price", st.rent[c] * kg)

    def _plants(self, model, put) -> None:  # type: ignore[no-untyped-def]
        lay, st, nations = model.layout, model.state, len(model.world.nations)
        activity = st.activity[self.made]
        cells = nations * 4
        output = np.bincount(self.cell, weights=activity, minlength=cells).reshape(nations, 4)
        for s, name in enumerate(("mine_output_t", "separation_output_t", "metal_output_t", "magnet_output_t")):
            put(name, output[:, s])
        for name, per in (("share_all", self.out_all), ("share_magnet_ree", self.out_ree)):
            made = np.bincount(self.cell, weights=activity * per, minlength=cells).reshape(nations, 4)
            put(name, (made / np.maximum(made.sum(axis=0), 1e-9)).ravel())
        capacity = np.bincount(self.plant_cell, weights=st.capacity, minlength=nations * 8).reshape(nations, 8)[:, :4]
        put("capacity_t", capacity.ravel())
        strict, prm = model.capacity.strict, model.prm
        put("co2_t", load(0.5 * output[:, 0] + output[:, 1:].sum(axis=1), prm.co2_t_per_t, strict))
        put("waste_t", load(output[:, 0] + output[:, 1], prm.waste_t_per_t, strict))
        put("water_t", load(output[:, 1], prm.water_t_per_t, strict))
        need = np.bincount(lay.uses.nation, weights=st.b_need[lay.uses.slot] * self.ndpr_in_product[lay.uses.product], minlength=nations)
        line_capacity = st.capacity[lay.lines.plant] * st.l_share
        own = np.bincount(lay.plants.nation[lay.lines.plant], weights=line_capacity * self.ndpr, minlength=nations)
        is_magnet = np.isin(lay.uses.product, lay.magnets)
        magnets = np.bincount(lay.uses.nation[is_magnet], weights=st.b_need[lay.uses.slot[is_magnet]], minlength=nations)
        put("tech_sovereignty", 0.5 * own / np.maximum(need, 1e-6) + 0.5 * capacity[:, 3] / np.maximum(magnets, 1e-6))
        content, lines = self.recycled
        put("recycled_t", st.activity[lines] @ content)
        products = lay.shape[0]
        stock = np.bincount(lay.slots.s_product, weights=st.s_stock, minlength=products)
        stock += np.bincount(lay.slots.b_product, weights=st.b_stock, minlength=products)
        put("stock_t", stock)
        put("rejected_t", st.rejected @ model.world.contents)

    def _uses(self, model, put) -> None:  # type: ignore[no-untyped-def]
        lay, st, nations = model.layout, model.state, len(model.world.nations)
        uses = lay.uses
        mass = st.used * self.use_reo
        held = mass * st.b_mix[uses.slot, 0]
        total = lambda w: np.bincount(uses.nation, weights=w, minlength=nations)  # noqa: E731
        put("import_dependency", total(held) / np.maximum(total(mass), 1e-9))
        heavy = np.where(self.use_heavy, mass, 0.0)
        put("heavy_dependency", total(np.where(self.use_heavy, held, 0.0)) / np.maximum(total(heavy), 1e-9))
        factor = model.activity[model.month]
        value = self.row_value * factor
        lost = value * st.lost_share
        put("output_lost_usd", lost)
        by_row = lambda w: np.bincount(uses.row_nation, weights=w, minlength=nations)  # noqa: E731
        put("supply_gap", by_row(lost) / np.maximum(by_row(value), 1.0))
        green = self.green * factor
        delivered = by_row(green * (1.0 - st.lost_share))
        put("transition_pace", np.where(by_row(green) > 0, delivered / np.maximum(by_row(green), 1.0), 1.0))
        used = np.bincount(self.use_cell, weights=st.used, minlength=lay.shape[0] * nations)
        put("use_t", used)
        slots = lay.slots
        worth = lambda w: np.bincount(slots.b_nation, weights=w * self.buy_value, minlength=nations)  # noqa: E731
        put("stock_cover_months", worth(st.b_stock) / np.maximum(worth(st.b_need), 1.0))

    def _trade(self, model, put) -> None:  # type: ignore[no-untyped-def]
        moved, c = model.delivered, model.controller
        home = np.einsum("pnn->pn", moved)
        put("exports_t", (moved.sum(axis=2) - home).ravel())
        put("imports_t", (moved.sum(axis=1) - home).ravel())
        value = np.einsum("pod,pd->od", moved, model.state.paid)
        share = value / np.maximum(value.sum(axis=0), 1.0)
        put("supplier_hhi", (share**2).sum(axis=0))
        heavy = np.einsum("pod,p->od", moved, self.heavy_reo)
        put("heavy_supply_from_controller", heavy[c])
        focal, rival = model.focal, model.rival
        via = heavy[focal, rival] + model.diverted_heavy(focal, rival)
        supply = heavy[:, rival].sum() - heavy[rival, rival] + model.diverted_heavy(focal, rival)
        put("rival_heavy_via_focal_t", via)
        put("rival_heavy_via_focal_share", via / max(supply, 1e-9))
        put("diverted_t", model.diverted())
        lay = model.layout
        put("smuggled_t", model.route_flow[lay.routes.reexport == 0].sum())
        put("seized_t", model.route_seized.sum())

    def _politics(self, model, put) -> None:  # type: ignore[no-untyped-def]
        put("relations", model.relations.ravel())
        put("concession", model.concession)
        put("strategic_autonomy", 1.0 - 0.5 * model.concession)
        put("regime", model.rules.regime[model.controller])
        put("fear", model.state.fear.mean(axis=0))
        put("licences_filed", model.border.filed)
        put("licences_approved", model.border.approved)
        put("licences_pending", model.border.pending)
        put("public_cost_usd", model.public_cost)
        put("balance_residual", model.residual)


__all__ = ["SEPARATION", "Recorder"]
