"""How one month's record lies in a row of the table: groups of measures with the same keys, by number within the group."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.jit import inlined, lent
from sim.model.structure import F
from sim.records import Key
from sim.world import World

STAGES = ("mine", "separation", "metal", "magnet")
#: Everybody but the controller.
OUTSIDE = "OUT"

#: By nation.
NATIONAL = (
    "import_dependency", "heavy_dependency", "supplier_hhi", "supply_gap", "stock_cover_months", "strategic_autonomy",
    "tech_sovereignty", "transition_pace", "public_cost_usd", "co2_t", "waste_t", "water_t", "mine_output_t",
    "separation_output_t", "metal_output_t", "magnet_output_t", "diverted_t", "licences_filed", "licences_approved",
    "licences_pending", "concession", "heavy_supply_from_controller", "regime", "fear",
    "public_stock_t", "recycled_share", "credibility",
)  # fmt: skip
(
    IMPORT_DEPENDENCY, HEAVY_DEPENDENCY, SUPPLIER_HHI, SUPPLY_GAP, STOCK_COVER, STRATEGIC_AUTONOMY,
    TECH_SOVEREIGNTY, TRANSITION_PACE, PUBLIC_COST, CO2, WASTE, WATER, MINE_OUTPUT,
    SEPARATION_OUTPUT, METAL_OUTPUT, MAGNET_OUTPUT, DIVERTED, FILED, APPROVED,
    PENDING, CONCESSION, HEAVY_SUPPLY, REGIME, FEAR, PUBLIC_STOCK, RECYCLED_SHARE, CREDIBILITY,
) = range(len(NATIONAL))  # fmt: skip
#: By nation and stage.
STAGED = ("capacity_t", "share_all", "share_magnet_ree")
CAPACITY, SHARE_ALL, SHARE_REE = range(len(STAGED))
#: By priced product and nation.
PRICES = ("spot_price", "price_paid")
SPOT, PAID = range(len(PRICES))
#: By priced product, in the world; the first two are the price paid by all and by those outside the controller.
QUOTES = ("price_paid", "price_paid", "contract_price", "spot_inside", "spot_outside", "dear_share")
PAID_BY_ALL, PAID_OUTSIDE, CONTRACT, SPOT_INSIDE, SPOT_OUTSIDE, DEAR_SHARE = range(len(QUOTES))
#: By product and nation.
TRADED = ("exports_t", "imports_t", "use_t")
EXPORTS, IMPORTS, USED = range(len(TRADED))
#: By element.
ELEMENTAL = ("rejected_t", "recycled_t")
REJECTED, RECYCLED = range(len(ELEMENTAL))
#: One number each.
SINGLE = (
    "quota_shadow_price", "smuggled_t", "seized_t", "rival_heavy_via_focal_t", "rival_heavy_via_focal_share",
    "balance_residual", "separation_gap", "separation_outside_t",
)  # fmt: skip
SHADOW_PRICE, SMUGGLED, SEIZED, VIA, VIA_SHARE, RESIDUAL, GAP, OUTSIDE_CAPACITY = range(len(SINGLE))


class Row(NamedTuple):
    """A row in its groups."""

    national: F  # (NATIONAL, nations)
    lost: F  # (use rows,) output lost by sector and nation
    staged: F  # (STAGED, nations, stages)
    prices: F  # (PRICES, priced, nations)
    quotes: F  # (QUOTES, priced)
    traded: F  # (TRADED, products, nations)
    stock: F  # (products,)
    elemental: F  # (ELEMENTAL, elements)
    relations: F  # (nations, nations)
    single: F  # (SINGLE,)


@inlined
def open_row(row: F, nations: int, rows: int, priced: int, products: int, elements: int) -> Row:
    """The groups of a row, which see the same memory."""
    row = lent(row)
    a = len(NATIONAL) * nations
    b = a + rows
    c = b + len(STAGED) * nations * len(STAGES)
    d = c + len(PRICES) * priced * nations
    e = d + len(QUOTES) * priced
    f = e + len(TRADED) * products * nations
    g = f + products
    h = g + len(ELEMENTAL) * elements
    i = h + nations * nations
    return Row(
        row[:a].reshape(len(NATIONAL), nations),
        row[a:b],
        row[b:c].reshape(len(STAGED), nations, len(STAGES)),
        row[c:d].reshape(len(PRICES), priced, nations),
        row[d:e].reshape(len(QUOTES), priced),
        row[e:f].reshape(len(TRADED), products, nations),
        row[f:g],
        row[g:h].reshape(len(ELEMENTAL), elements),
        row[h:i].reshape(nations, nations),
        row[i:],
    )


def keys_of(world: World, uses: Any, priced: list[int]) -> list[Key]:
    """The key of each place in a row; `uses` as in `sim.model.structure`, `priced` the products with a price."""
    nations, products = world.nations, world.products
    named = [products[p] for p in priced]
    keys = [Key(name, n) for name in NATIONAL for n in nations]
    buyers = zip(uses.row_nation.tolist(), uses.row_sector.tolist(), strict=True)
    keys += [Key("output_lost_usd", nations[n], world.sectors[s]) for n, s in buyers]
    keys += [Key(name, n, stage) for name in STAGED for n in nations for stage in STAGES]
    keys += [Key(name, n, p) for name in PRICES for p in named for n in nations]
    where = ("", OUTSIDE, "", "", "", "")
    keys += [Key(name, place, p) for name, place in zip(QUOTES, where, strict=True) for p in named]
    keys += [Key(name, n, p) for name in TRADED for p in products for n in nations]
    keys += [Key("stock_t", "", p) for p in products]
    keys += [Key(name, "", e) for name in ELEMENTAL for e in world.elements]
    keys += [Key("relations", f"{a}>{b}") for a in nations for b in nations]
    return keys + [Key(name) for name in SINGLE]
