"""Names a reader knows for measures, nations, settings and outcomes."""

from __future__ import annotations

import csv
import re
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
WHOLE = {"hypothesis": "the controller's motive"}
"""Paths that no words of their own would explain."""
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
APART = (*PLACES, "t a ", "tonnes")
"""How a part of a policy begins that does not read on from the policy's name."""
SINGULAR = re.compile(r"(?<=[a-z])s$")
UNITS = (
    ("_usd_per_t", " in USD/t"), ("_usd_per_", " in USD a "), ("_t_per_", " in t a "), ("_per_", " a "), ("_max", ", maximum"),
)  # fmt: skip
"""Ends of names, and what a reader takes them for."""
NAMES = "Korea Europe US MP IREL MSP April October New London Geneva Busan Delhi Baotou Lynas"
"""Proper names in the ids of policies, beside those of the nations."""
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
    return "; ".join(f"{told(path)}: {words(value)}" for path, value in levers.items()) or "no levers"


@cache
def _parameters() -> dict[str, str]:
    with files("sim").joinpath("data/parameters.csv").open(encoding="utf-8") as file:
        return {row["name"]: row["description"] for row in csv.DictReader(file)}


@cache
def _names() -> dict[str, str]:
    """Words that are written with a capital wherever they stand, by the same in small letters."""
    return {word.lower(): word for name in nations().values() for word in name.split() if word[0].isupper()} | {
        word.lower(): word for word in NAMES.split()
    }


def named(name: str) -> str:
    """Return the id of a policy, or a part of it, in words: `china_technology` is China technology."""
    return " ".join(_names().get(word, word) for word in name.split("_"))


def told(path: str) -> str:
    """Return the path of a lever or an uncertain input for a reader who knows no paths.

    A parameter is told by its description, if that is short; what a nation decides as the nation's; a part of a policy by
    the policy's words and its own, such as "licensing odds, tight" or "export quotas, first quota, tonnes".
    """
    first, *steps = re.findall(r"[^.\[\]]+|\[\d+\]", path)
    if path in WHOLE:
        return WHOLE[path]
    if first == "parameters" and steps:
        text = _parameters().get(steps[0], "")
        return text if 0 < len(text) <= LONGEST else words(steps[0])
    if first == "nations" and len(steps) > 1:
        return f"{nation(steps[0])}'s {', '.join(_steps(steps[1:]))}"
    if first == "policies" and len(steps) > 1:
        # The only list without a name of its own is that of the policies.
        whose, part, *finer = _steps(["policies", *steps] if steps[0][0] == "[" else steps)
        if part.endswith(f" {SINGULAR.sub('', whose)}"):  # the first quota of the policy "quota"
            return ", ".join([part, *finer])
        return ", ".join(
            [whose, part, *finer] if part.startswith(APART) or part[-1].isdigit() else [f"{whose} {part}", *finer]
        )
    return ", ".join(_steps([first, *steps]))


def _steps(steps: list[str]) -> list[str]:
    """Each step of a path in words; a position is one step with the list that it counts in: "first quota"."""
    found: list[str] = []
    for step in steps:
        if step[0] == "[" and found:
            number, one = int(step[1:-1]), SINGULAR.sub("", found[-1].replace("policies", "policy"))
            found[-1] = f"{PLACES[number]} {one}" if number < len(PLACES) else f"{one} {number + 1}"
        elif found and found[-1] == "weights":
            found[-1] = f"weight of {named(step)}"
        elif step != "stages":  # what follows is one
            for code, said in UNITS:
                step = step.replace(code, said)
            found.append(named(step))
    return found
