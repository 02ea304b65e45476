"""Lay one scenario file over the one that it extends; every value keeps the line where it was written."""

from __future__ import annotations

from typing import Any

from sim.scenario.errors import ScenarioError, did_you_mean, say
from sim.yamlio import Node

APPENDED = ("events", "demand_index", "cost_index", "plugins")
"""Lists that grow; any other list, but policies, is replaced."""
OWN = ("name", "title", "description", "extends")
"""What says something about one file only."""
WHOLE = ("when",)
"""A mapping that means nothing in parts, and is replaced."""


def merged(base: Node, top: Node) -> Node:
    """Return `top` laid over `base`, both roots of scenario files. Raises ScenarioError."""
    inherited = {key: node for key, node in base.value.items() if key not in OWN}
    found: dict[str, Node] = dict(inherited)
    for key, node in top.value.items():
        below = inherited.get(key)
        if key == "policies":
            found[key] = _policies(below, node)
        elif key in APPENDED and below is not None and _is_list(below, node):
            found[key] = Node([*below.value, *node.value], node.file, node.line, node.location)
        else:
            found[key] = _over(below, node)
    return Node(found, top.file, top.line, top.location)


def _over(below: Node | None, node: Node) -> Node:
    """Mappings are merged key by key; anything else replaces what was there."""
    if below is None or not (isinstance(below.value, dict) and isinstance(node.value, dict)):
        return node
    inside = dict(below.value)
    for key, value in node.value.items():
        inside[key] = value if key in WHOLE else _over(inside.get(key), value)
    return Node(inside, node.file, node.line, node.location)


def _is_list(*nodes: Node) -> bool:
    return all(isinstance(node.value, list) for node in nodes)


def _policies(below: Node | None, node: Node) -> Node:
    """Each entry changes the entry of the same id, or without an id the only one of its kind; else it is added."""
    if not isinstance(node.value, list):
        return node  # the model says what is wrong
    old: list[Node] = below.value if below is not None and isinstance(below.value, list) else []
    changes: dict[int, Node] = {}
    removed: set[int] = set()
    added: list[Node] = []
    for entry in node.value:
        if not isinstance(entry.value, dict):
            added.append(entry)
            continue
        index = _match(entry, old)
        remove, entry = _without_remove(entry)
        if index is None:
            if remove:
                raise ScenarioError.at(entry, f"removes a policy that is not there{_known(entry, old)}")
            added.append(entry)
            continue
        if index in changes or index in removed:
            raise ScenarioError.at(entry, f"changes {_name(old[index])} a second time (allowed: once in a file)")
        if remove:
            removed.add(index)
        else:
            changes[index] = _over(old[index], entry)
    kept = [changes.get(index, entry) for index, entry in enumerate(old) if index not in removed]
    return Node([*kept, *added], node.file, node.line, node.location)


def _without_remove(entry: Node) -> tuple[bool, Node]:
    flag = entry.value.get("remove")
    if flag is None:
        return False, entry
    if not isinstance(flag.value, bool):
        raise ScenarioError.at(flag, f"{say(flag.value)} is not true or false (allowed: true or false)")
    rest = {key: node for key, node in entry.value.items() if key != "remove"}
    return flag.value, Node(rest, entry.file, entry.line, entry.location)


def _match(entry: Node, old: list[Node]) -> int | None:
    """Return the position of the entry that this one changes, None if it is new."""
    kind, name = _text(entry, "kind"), _text(entry, "id")
    if name:
        same = [index for index, other in enumerate(old) if _text(other, "id") == name]
        if same and kind and kind != _text(old[same[0]], "kind"):
            was = _text(old[same[0]], "kind")
            message = f"{say(kind)} is not the kind of {name} in {old[same[0]].file} (allowed: {was})"
            raise ScenarioError.at(entry.value["kind"], message)
    else:
        same = [index for index, other in enumerate(old) if kind and _text(other, "kind") == kind]
        if len(same) > 1:
            names = ", ".join(_text(old[index], "id") or "one without an id" for index in same)
            message = f"{say(kind)} fits {len(same)} policies; give the id of one (allowed: {names})"
            raise ScenarioError.at(entry.value["kind"], message)
    return same[0] if same else None


def _text(entry: Node, key: str) -> str:
    node = entry.value.get(key) if isinstance(entry.value, dict) else None
    value: Any = node.value if node is not None else None
    return value if isinstance(value, str) else ""


def _name(entry: Node) -> str:
    return _text(entry, "id") or _text(entry, "kind") or "an entry"


def _known(entry: Node, old: list[Node]) -> str:
    names = [_name(other) for other in old]
    return did_you_mean(_name(entry), names) if names else " (allowed: none; there are no policies below)"
