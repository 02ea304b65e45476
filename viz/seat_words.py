"""The words of the seat: slots, options, terms and what a nation knows, as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SLOTS = {
    "assurance_response": "Answer {controller}'s demand for an assurance",
    "diversification": "Build a chain of its own",
    "pressure": "Pressure on {focal} if it complies",
    "offer": "A partnership for {focal}",
    "concession": "Relief for {controller} in another field",
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
KNOWN = {
    "dependence_focal": "{focal}: heavy goods of {controller}'s making",
    "gap_focal": "{focal}: need not met",
    "cover_focal": "{focal}: months in stock",
    "dependence_rival": "{rival}: heavy goods of {controller}'s making",
    "gap_rival": "{rival}: need not met",
    "leak": "{rival}: heavy goods that come through {focal}",
    "outside": "separation outside {controller}",
    "controller_focal": "relations {controller}-{focal}",
    "controller_rival": "relations {controller}-{rival}",
    "focal_rival": "relations {focal}-{rival}",
}
ACTS = {
    "regime_focal": "{controller}'s licences for {focal}",
    "regime_rival": "{controller}'s licences for {rival}",
    "answer": "{focal}'s answer",
    "diversification": "{focal}'s own chain",
    "pressure": "{rival}'s pressure",
    "offer": "{rival}'s offer to {focal}",
    "concession": "{rival}'s offer to {controller}",
}


def roles_in_words(roles: Any, names: Mapping[str, str]) -> dict[str, str]:
    """What the roles are called, for the texts above."""
    return {role: names[code] for role, code in roles._asdict().items()}


def slot_in_words(slot: str, roles: Any, names: Mapping[str, str]) -> str:
    """A slot such as `regime:IND` as a person says it."""
    name, _, target = slot.partition(":")
    return SLOTS.get(name, name.replace("_", " ")).format(
        **roles_in_words(roles, names), target=names.get(target, target)
    )


def option_in_words(option: str) -> str:
    """An option as a person says it."""
    return OPTIONS.get(option, option.replace("_", " "))


def known(now: Any, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a nation knows: measured things, then what others have decided."""
    told = roles_in_words(now.roles, names)
    rows = []
    for name, text in KNOWN.items():
        value = float(getattr(now.seen, name))
        relation = name in ("controller_focal", "controller_rival", "focal_rival")
        said = f"{value:+.2f}" if relation else f"{value:.1f}" if name == "cover_focal" else f"{100 * value:.0f} %"
        rows.append((text.format(**told), said))
    for name, text in ACTS.items():
        decided = getattr(now, name)
        who = text.format(**told).replace("s's ", "s' ")
        rows.append((who, option_in_words(decided) if decided else "nothing decided"))
    return rows
