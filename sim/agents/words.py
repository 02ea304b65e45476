"""Decisions of nations in words, for the list of events."""

from __future__ import annotations

from collections.abc import Mapping

from sim.agents.situation import Roles

_ANSWERS = {
    "comply": "{focal} gives {controller} the assurance that heavy rare earths will not go on to {rival}.",
    "middle_ground": "{focal} offers {controller} a limited assurance: part of the goods, fewer audits.",
    "refuse": "{focal} refuses the assurance that {controller} asks for.",
}
_EFFORTS = {
    "none": "{self} builds no chain of its own for now.",
    "modest": "{self} gives its own chain modest support.",
    "strong": "{self} builds its own chain with full support.",
}
_PRESSURE = {
    "none": "{rival} puts no pressure on {focal}.",
    "diplomatic": "{rival} presses {focal} through diplomacy not to comply.",
    "tariff": "{rival} puts tariffs on {focal} for complying.",
}
_OFFERS = {
    "none": "{rival} has no partnership on offer for {focal}.",
    "partnership": "{rival} offers {focal} a partnership on critical minerals.",
}
_CONCESSIONS = {
    "none": "{rival} has no relief on offer for {controller}.",
    "relief": "{rival} offers {controller} relief in another field.",
}
_REGIMES = {
    "open": "{controller} lets exports to {target} go without licences.",
    "general": "{controller} grants {target} general licences.",
    "case_by_case": "{controller} licenses exports to {target} case by case.",
    "tight": "{controller} tightens licences for {target}: approval becomes the exception.",
    "ban": "{controller} bans controlled exports to {target}.",
}
_COALITION = {
    "none": "{self} stays outside the buyers' coalition.",
    "join": "{self} joins the buyers' coalition.",
}
_STOCKPILES = {
    "none": "{self} keeps no public stock of rare earths.",
    "modest": "{self} keeps a modest public stock of rare earths.",
    "strong": "{self} keeps a large public stock of rare earths.",
}
_FLOORS = {
    "none": "{self} pays no price floor.",
    "pay": "{self} pays a price floor to producers outside {controller}.",
}
_TEXTS = {
    "coalition": _COALITION,
    "stockpile": _STOCKPILES,
    "price_floor": _FLOORS,
    "assurance_response": _ANSWERS,
    "diversification": _EFFORTS,
    "pressure": _PRESSURE,
    "offer": _OFFERS,
    "concession": _CONCESSIONS,
    "regime": _REGIMES,
}


def spoken(name: str) -> str:
    """A nation's name inside a sentence: `the United States`, `India`."""
    return f"the {name}" if name.startswith(("United ", "European ")) else name


def in_words(slot: str, option: str, roles: Roles, names: Mapping[str, str], nation: str) -> str:
    """One sentence for a decision of a nation; `slot` may carry the code of a target (`regime:IND`)."""
    return sentence(_TEXTS[slot.partition(":")[0]][option], slot, roles, names, nation)


def sentence(text: str, slot: str, roles: Roles, names: Mapping[str, str], nation: str) -> str:
    """A text with the names of the roles, of the target of a slot and of the nation itself."""
    code = slot.partition(":")[2]
    told = {role: spoken(names[held]) for role, held in roles._asdict().items()}
    filled = text.format(**told, target=spoken(names.get(code, code)), self=spoken(names.get(nation, nation)))
    return filled[0].upper() + filled[1:]
