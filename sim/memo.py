"""What follows from arrays that nobody writes to, worked out once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Memo:
    """Results by function, by the arrays that it was given, and by what else it was given, which compares by value.

    An array is known by where it lies; it is kept with the result, so that no other ever lies there.
    """

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Any, Any]] = {}

    def of[Result](self, function: Callable[..., Result], arrays: tuple[Any, ...], *others: Any) -> Result:
        """`function(*arrays, *others)`, which is not to be written to."""
        key = (function, others, *map(id, arrays))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = function(*arrays, *others), arrays
        result: Result = known[0]
        return result
