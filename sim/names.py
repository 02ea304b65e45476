"""The names that every layer agrees on: nations, elements, products, stages and sectors.

The tables in ``sim/data`` carry the numbers; these tuples fix the spelling and the order, so that a scenario
can be checked without loading the world. This module imports nothing.
"""

from __future__ import annotations

NATIONS: tuple[str, ...] = (
    "CHN", "IND", "USA", "JPN", "EUU", "KOR", "AUS", "MYS",
    "VNM", "MMR", "THA", "BRA", "CAN", "RUS", "GBR", "ROW",
)  # fmt: skip
"""ISO 3166 alpha-3 codes; EUU (European Union) and ROW (rest of world) are ours."""

CONTROLLER, FOCAL, RIVAL = "CHN", "IND", "USA"
"""The default holders of the three roles."""

ROLES: tuple[str, ...] = ("controller", "focal", "rival")
"""Words that stand for a nation in outcome rules; each scenario says who holds them."""

ELEMENTS: tuple[str, ...] = ("La", "Ce", "Pr", "Nd", "Sm", "Gd", "Tb", "Dy", "Y", "Other")
"""Elements of the balance; ``Other`` closes each composition to 1."""

CONCENTRATES: tuple[str, ...] = (
    "conc_baotou", "conc_bastnaesite", "conc_weld", "conc_monazite", "conc_clay", "conc_clay_y",
)  # fmt: skip
OXIDES: tuple[str, ...] = (
    "oxide_La", "oxide_Ce", "oxide_NdPr", "oxide_Sm", "oxide_Gd", "oxide_Tb", "oxide_Dy", "oxide_Y",
)  # fmt: skip
METALS: tuple[str, ...] = ("metal_NdPr", "metal_Dy", "metal_Tb", "metal_Sm")
MAGNETS: tuple[str, ...] = ("magnet_standard", "magnet_heavy", "magnet_SmCo")
SCRAP: tuple[str, ...] = ("scrap_standard", "scrap_heavy")

GROUPS: dict[str, tuple[str, ...]] = {
    "concentrate": CONCENTRATES,
    "oxide": OXIDES,
    "metal": METALS,
    "magnet": MAGNETS,
    "scrap": SCRAP,
}
"""Products by group, in the order of the chain."""

PRODUCTS: tuple[str, ...] = CONCENTRATES + OXIDES + METALS + MAGNETS + SCRAP
"""Tradable products: concentrates in t REO, the rest in t of the product."""

STAGES: tuple[str, ...] = ("mine", "separation", "metal", "magnet", "recycling", "trade", "use")
"""Stages of a plant; each plant has one."""

SECTORS: tuple[str, ...] = (
    "ev", "wind", "electronics", "motors", "other_auto", "defence", "catalysts", "polishing", "ceramics",
)  # fmt: skip
"""End-use sectors."""

UTILITY_TERMS: dict[str, tuple[str, ...]] = {
    "controller": ("leverage", "revenue", "diversification", "retaliation", "concessions", "constancy"),
    "focal": ("security", "autonomy", "relations_controller", "relations_rival", "cost", "constancy"),
    "rival": ("security", "leverage", "relations", "cost", "constancy"),
    "ally": ("security", "autonomy", "relations_controller", "relations_rival", "cost", "constancy"),
}
"""What a nation that decides weighs, by role; a nation in none of the three roles is an ally."""
