"""What is measured: each measure is declared once with unit, description and direction.

`by` names what a value is reported for besides the month.  In the long table of a run the column `nation`
carries a nation code, '' (the world), 'OUT' (all but the controller) or a pair such as 'IND>USA'; the
column `product` carries a product, a sector, a stage or an element.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """The address of one monthly series."""

    measure: str
    nation: str = ""
    product: str = ""


class Measure(NamedTuple):
    """`direction` says which way is better for the nation: 'lower', 'higher' or '' (neither)."""

    unit: str
    description: str
    direction: str
    by: tuple[str, ...]


_N, _P, _NP = ("nation",), ("product",), ("nation", "product")

MEASURES: dict[str, Measure] = {
    "import_dependency": Measure("share", "rare earth content in use that is of the controller's making", "lower", _N),
    "heavy_dependency": Measure("share", "the same for heavy products only", "lower", _N),
    "supplier_hhi": Measure("index 0-1", "Herfindahl index of a nation's suppliers by value", "lower", _N),
    "supply_gap": Measure("share", "need of end users that was not met, weighted by value", "lower", _N),
    "output_lost_usd": Measure("USD", "output lost by end users for want of inputs", "lower", ("nation", "sector")),
    "stock_cover_months": Measure("months", "stock of end users, plants and the state over monthly need", "higher", _N),
    "strategic_autonomy": Measure("index 0-1", "1 minus the weight of concessions in force", "higher", _N),
    "tech_sovereignty": Measure("ratio", "own separation and magnet capacity over own demand", "higher", _N),
    "transition_pace": Measure("share", "electric vehicles and wind delivered over planned", "higher", _N),
    "public_cost_usd": Measure("USD", "public money spent on the chain, net of duties", "lower", _N),
    "co2_t": Measure("t", "carbon dioxide of mining, separation, metal and magnets", "lower", _N),
    "waste_t": Measure("t", "solid waste of mining and separation", "lower", _N),
    "water_t": Measure("t", "waste water of mining and separation", "lower", _N),
    "spot_price": Measure("USD/kg", "delivered spot quote without VAT", "", _NP),
    "price_paid": Measure("USD/kg", "average price paid, contract and spot, without VAT", "", _NP),
    "contract_price": Measure("USD/kg", "contract index outside the controller", "", _P),
    "spot_inside": Measure("USD/kg", "the controller's domestic quote without VAT", "", _P),
    "spot_outside": Measure("USD/kg", "spot quote outside the controller, by volume asked for", "", _P),
    "quota_shadow_price": Measure("USD/kg", "shadow price of the export quota", "", ()),
    "dear_share": Measure("share", "share of world use bought above twice the contract price", "lower", _P),
    "exports_t": Measure("t", "exports", "", _NP),
    "imports_t": Measure("t", "imports", "", _NP),
    "use_t": Measure("t", "use by end users", "", _NP),
    "mine_output_t": Measure("t REO", "mine output", "", _N),
    "separation_output_t": Measure("t", "oxides separated", "", _N),
    "metal_output_t": Measure("t", "metal made", "", _N),
    "magnet_output_t": Measure("t", "magnets made", "", _N),
    "capacity_t": Measure("t/month", "capacity", "", ("nation", "stage")),
    "share_all": Measure("share", "share of world output of a stage, all rare earths", "", ("nation", "stage")),
    "share_magnet_ree": Measure("share", "share of world output of a stage in Nd+Pr+Dy+Tb", "", ("nation", "stage")),
    "stock_t": Measure("t", "stock in all hands", "", _P),
    "rejected_t": Measure("t REO", "left in residue because it does not pay to finish", "", ("element",)),
    "recycled_t": Measure("t REO", "recovered from scrap and end-of-life magnets", "", ("element",)),
    "diverted_t": Measure("t", "re-exported against a certificate", "", _N),
    "smuggled_t": Measure("t", "taken across the controller's border without papers", "", ()),
    "seized_t": Measure("t", "found and confiscated", "", ()),
    "licences_filed": Measure("t", "export licences applied for", "", _N),
    "licences_approved": Measure("t", "export licences approved", "", _N),
    "licences_pending": Measure("t", "export licences waiting", "", _N),
    "relations": Measure("index -1..1", "relations between two nations", "higher", ("pair",)),
    "concession": Measure("index 0-1", "assurance given: 0 none, 0.5 partial, 1 full", "", _N),
    "heavy_supply_from_controller": Measure("t REO", "heavy goods delivered by the controller", "higher", _N),
    "rival_heavy_via_focal_t": Measure("t REO", "the rival's heavy goods that come through the focal nation", "", ()),
    "rival_heavy_via_focal_share": Measure("share", "the same as a share of the rival's heavy supply", "", ()),
    "regime": Measure("0-4", "the controller's licensing regime: open, general, case by case, tight, ban", "lower", _N),
    "fear": Measure("index 0-1", "fear of buyers, mean over products", "lower", _N),
    "public_stock_t": Measure("t REO", "held in public stockpiles", "", _N),
    "recycled_share": Measure("share", "rare earths recovered in the nation over those it uses", "higher", _N),
    "credibility": Measure(
        "index 0-1", "belief in a promise of supply by the controller; 0 where there is none", "", _N
    ),
    "separation_gap": Measure(
        "share", "NdPr needed outside the controller that is not separated or recovered there", "lower", ()
    ),
    "separation_outside_t": Measure("t/month", "separation capacity outside the controller", "higher", ()),
    "balance_residual": Measure("relative", "worst residual of the material and money balances", "", ()),
}


def unit_of(measure: str) -> str:
    """The unit of a measure; an unknown name raises KeyError."""
    return MEASURES[measure].unit
