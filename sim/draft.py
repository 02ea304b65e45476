"""Rules in the making: what a hook of a policy changes, and which fields it looked at, so that a fold calls it only once for these."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import is_not
from typing import Any

from sim.blocks import Bound
from sim.rules import Rules, View

Fields = dict[str, Any]


class Draft(Rules):
    """Rules to write on: what changes them returns the draft itself, and the fields that it began with stay as they are.

    An array is copied when it is first written to, and again when somebody has looked at it since.
    """

    _fields: Fields
    _seen: Fields  # as they were when they were looked at
    _made: Fields  # as they are now
    _own: set[str]  # arrays that nobody else has

    @classmethod
    def of(cls, fields: Fields) -> Draft:
        """A draft that begins with the rules of these fields."""
        draft = cls.__new__(cls)
        vars(draft).update(_fields=fields, _seen={}, _made={}, _own=set())
        return draft

    def __getattr__(self, name: str) -> Any:
        """The field as it stands."""
        if name in self._made:
            self._own.discard(name)
            return self._made[name]
        if name not in self._fields:
            raise AttributeError(f"rules have no {name}")
        self._seen[name] = self._fields[name]
        return self._seen[name]

    def _bounded(self, name: str, index: Any, value: Any, bound: Bound) -> Rules:
        if name not in self._own:
            self._made[name] = getattr(self, name).copy()
            self._own.add(name)
        bound.write(self._made[name], index, value)
        return self

    def with_(self, **changes: Any) -> Rules:
        """This draft, with other values."""
        for name in changes:
            if name not in self._fields:
                raise TypeError(f"rules have no {name}")
            self._own.discard(name)
        self._made.update(changes)
        return self

    def finished(self) -> Rules:
        """The rules as they stand."""
        return rules_of(self._fields | self._made)

    def traced(self) -> tuple[Fields, Fields]:
        """The fields that were looked at, as they were, and those that were changed, as they are."""
        return self._seen, self._made


def rules_of(fields: Fields) -> Rules:
    """The rules of these fields."""
    rules = Rules.__new__(Rules)
    vars(rules).update(fields)
    return rules


class Steps:
    """What hooks made of the fields that they looked at, the last time for each and what it read from the view."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Fields, Fields]] = {}

    def take(self, fields: Fields, key: Hashable, hook: Callable[[Rules, View], Rules], view: View) -> None:
        """Change `fields` as the hook does; the key says which one it is, and what it reads from the view."""
        known = self._known.get(key)
        if known is None or any(map(is_not, map(fields.get, known[0]), known[0].values())):
            draft = Draft.of(fields)
            hook(draft, view)
            known = self._known[key] = draft.traced()
        fields.update(known[1])
