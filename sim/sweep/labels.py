"""Names a reader knows for measures, nations, settings and outcomes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from sim.sweep.measures import Column

MEASURE = {
    "import_dependency": "import dependency",
    "heavy_dependency": "heavy rare earth dependency",
    "supplier_hhi": "concentration of suppliers (Herfindahl index)",
    "supply_gap": "need not met",
    "output_lost_usd": "output lost",
    "strategic_autonomy": "strategic autonomy",
    "tech_sovereignty": "own capacity over own demand",
    "transition_pace": "EV and wind, delivered over planned",
    "public_cost_usd": "public cost",
    "stock_cover_months": "stock cover",
    "concession": "concession in force",
    "heavy_supply_from_controller": "heavy supply from the controller",
    "regime": "licensing regime of the controller",
    "diverted_t": "diverted",
    "co2_t": "carbon dioxide",
    "waste_t": "solid waste",
    "water_t": "waste water",
    "rejected_t": "left in residue",
    "recycled_t": "recovered from scrap",
    "recycled_share": "recycled share of use",
    "dear_share": "share of use bought above twice the contract price",
    "separation_gap": "NdPr needed outside the controller and not separated there",
    "separation_outside_t": "separation outside the controller",
    "fear": "fear of buyers",
    "relations": "relations",
    "rival_heavy_via_focal_share": "share of the rival's heavy supply that comes through the focal nation",
    "rival_heavy_via_focal_t": "the rival's heavy supply through the focal nation",
    "spot_outside": "spot price outside the controller",
    "spot_inside": "spot price inside the controller",
    "share_magnet_ree": "share of world output (Nd+Pr+Dy+Tb)",
    "licences_pending": "licence applications waiting",
}
LONGEST = 60
"""Letters of a description that still fit into a sentence."""
GROUPS = {"oxide": "oxide", "metal": "metal", "magnet": "magnets", "conc": "concentrate", "scrap": "scrap"}
"""How a product's group, the first part of its name, is called after what kind it is."""


@cache
def nations() -> dict[str, str]:
    """Return the names of the nations by code."""
    with files("sim").joinpath("data/nations.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def nation(code: str) -> str:
    """Return a nation's name, of a pair both with a dash between."""
    return "-".join(nations().get(part, part) for part in code.split(">"))


def column(c: Column) -> str:
    """Return a column as a heading, such as 'India: import dependency'."""
    what = _what(c)
    return f"{nation(c.nation)}: {what}" if c.nation else what[0].upper() + what[1:]


def phrase(c: Column) -> str:
    """Return a column within a sentence, such as 'import dependency of India'."""
    if c.measure == "regime":
        return f"{_what(c)} towards {nation(c.nation)} (0 open to 4 ban)"
    return f"{_what(c)} {'' if '>' in c.nation else 'of '}{nation(c.nation)}" if c.nation else _what(c)


def _what(c: Column) -> str:
    what = MEASURE.get(c.measure, c.measure.replace("_", " ").removesuffix(" t").removesuffix(" usd"))
    return f"{what}, {product(c.product)}" if c.product else what


def product(name: str) -> str:
    """Return a product as it is spoken of: `oxide_NdPr` is NdPr oxide; what is no product (an element, a stage) stays."""
    group, _, kind = name.partition("_")
    return f"{words(kind)} {GROUPS[group]}" if kind and group in GROUPS else words(name)


def words(name: Any) -> str:
    """Return a setting or an outcome without underscores, a number with its thousands apart."""
    if isinstance(name, (int, float)) and not isinstance(name, bool):
        return f"{name:,.10g}"
    return str(name).replace("_", " ")


def setting(levers: dict[str, Any]) -> str:
    """Return lever settings in words: "India's assurance response: comply"."""
    return "; ".join(f"{lever(path)}: {words(value)}" for path, value in levers.items()) or "no levers"


@cache
def _parameters() -> dict[str, str]:
    with files("sim").joinpath("data/parameters.csv").open(encoding="utf-8") as file:
        return {row["name"]: row["description"] for row in csv.DictReader(file)}


def told(path: str) -> str:
    """Return an input or lever for a reader who knows no paths: a parameter by its description, if that is short."""
    text = _parameters().get(path.removeprefix("parameters."), "")
    return text if path.startswith("parameters.") and 0 < len(text) <= LONGEST else lever(path)


def lever(path: str) -> str:
    """Return the path of a lever in words: what it sets, and whose."""
    first, *parts = path.split(".")
    if first == "nations" and len(parts) > 1:
        return f"{nation(parts[0])}'s {' '.join(words(part) for part in parts[1:])}"
    return " ".join(words(part) for part in ([] if first in ("policies", "parameters") else [first]) + parts)
