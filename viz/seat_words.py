"""The words of the seat: slots, options, terms and figures, as short as a heading or a button wants them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.agents.explain import Sight
from sim.agents.words import spoken

SLOTS = {
    "assurance_response": "Answer {controller}'s demand for an assurance",
    "diversification": "Build a chain of its own",
    "pressure": "Pressure on {focal} if it complies",
    "offer": "A partnership for {focal}",
    "concession": "Relief for {controller} in another field",
    "coalition": "The buyers' coalition",
    "stockpile": "A public stock of rare earths",
    "price_floor": "A price floor for producers outside {controller}",
    "regime": "Licences for exports to {target}",
}
OPTIONS = {
    "comply": "comply in full",
    "middle_ground": "a partial assurance",
    "refuse": "refuse",
    "none": "none",
    "modest": "modest effort",
    "strong": "strong effort",
    "diplomatic": "diplomatic pressure",
    "tariff": "tariffs",
    "partnership": "offer a partnership",
    "relief": "offer relief",
    "open": "open, no licences",
    "general": "general licences",
    "case_by_case": "case by case",
    "tight": "tight",
    "ban": "ban",
}
OF_SLOT = {
    "coalition": {"none": "stay outside", "join": "join"},
    "stockpile": {"none": "no stock", "modest": "a modest stock", "strong": "a large stock"},
    "price_floor": {"none": "no floor", "pay": "pay a floor"},
}
"""Options that are called otherwise in a slot than elsewhere."""
TERMS = {
    "security": "security of supply",
    "autonomy": "autonomy",
    "relations_rival": "relations with {rival}",
    "relations_controller": "relations with {controller}",
    "relations": "relations with {focal}",
    "cost": "cost",
    "constancy": "staying the course",
    "leverage": "leverage",
    "revenue": "export revenue",
    "diversification": "others diversify",
    "retaliation": "retaliation",
    "concessions": "concessions",
}


def roles(scenario: Any, names: Mapping[str, str]) -> dict[str, str]:
    """What the nations in the three roles are called, for the texts above."""
    return {role: spoken(names[getattr(scenario, role)]) for role in ("controller", "focal", "rival")}


def slot_in_words(slot: str, roles: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A slot such as `regime:IND` as a person says it."""
    name, _, target = slot.partition(":")
    return SLOTS[name].format(**roles, target=spoken(names.get(target, target)))


def option_in_words(option: str, slot: str = "") -> str:
    """An option as a person says it, of a slot such as `regime:IND`."""
    return OF_SLOT.get(slot.partition(":")[0], OPTIONS).get(option, option)


def sight_in_words(sight: Sight) -> str:
    """What a nation sees of a thing: a figure with its unit, or a public act."""
    if isinstance(sight.value, str):
        return option_in_words(sight.value)
    if sight.unit == "-1..1":
        return f"{sight.value:+.2f}"
    return f"{sight.value:.1f} months" if sight.unit == "months" else f"{100 * sight.value:.0f} %"
