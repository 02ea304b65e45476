"""Rules in the making: a fold of many policies is quicker on a draft than on one copy after the other."""

from __future__ import annotations

from typing import Any

from sim.blocks import Bound, bounded
from sim.memo import Memo
from sim.rules import Rules


class Draft(Rules):
    """A copy of rules to write on: what changes it returns the draft itself.

    What is written to an array is noted and done when somebody reads it, or at the end. The same writes to the same array
    give the same array.
    """

    _memo: Memo
    _writes: dict[str, list[Any]]  # by name, as the memo takes it: `bounded`, the array, then what is written to it

    @classmethod
    def of(cls, rules: Rules, memo: Memo) -> Draft:
        """A draft that begins with `rules`, which stay as they are."""
        draft = cls.__new__(cls)
        vars(draft).update(vars(rules), _memo=memo, _writes={})
        return draft

    def _bounded(self, name: str, index: Any, value: Any, bound: Bound) -> Rules:
        try:
            hash((index, value))
        except TypeError:  # lists and arrays may be other ones by then
            return super()._bounded(name, index, value, bound)
        if name not in self._writes:
            self._writes[name] = [bounded, (vars(self).pop(name),)]
        self._writes[name].append((bound, index, value))
        return self

    def __getattr__(self, name: str) -> Any:
        """The array that was written to."""
        if name not in self._writes:
            raise AttributeError(f"rules have no {name}")
        vars(self)[name] = self._memo.of(*self._writes.pop(name))
        return vars(self)[name]

    def with_(self, **changes: Any) -> Rules:
        """This draft, with other values."""
        fields, writes = vars(self), self._writes
        for name, value in changes.items():
            if writes.pop(name, None) is None and name not in fields:
                raise TypeError(f"rules have no {name}")
            fields[name] = value
        return self

    def finished(self) -> Rules:
        """The rules as they stand."""
        rules = Rules.__new__(Rules)
        fields = vars(rules)
        fields.update(vars(self))
        for name, noted in self._writes.items():
            fields[name] = self._memo.of(*noted)
        del fields["_memo"], fields["_writes"]
        return rules
