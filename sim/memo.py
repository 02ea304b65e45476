"""What follows from arrays that nobody writes to, worked out once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any


class Memo:
    """Results by function, by the arrays that it was given, and by what else it was given, which compares by value.

    An array is known by where it lies; it is kept with the result, so that no other ever lies there. The same goes for
    anything else that stays as it is, such as a scenario.
    """

    def __init__(self, most: float = inf) -> None:
        """most: results that are kept; when there are so many, all are forgotten."""
        self._known: dict[Any, tuple[Any, Any]] = {}
        self._most = most

    def of[Result](self, function: Callable[..., Result], arrays: tuple[Any, ...], *others: Any) -> Result:
        """`function(*arrays, *others)`, which is not to be written to."""
        key = (function, others, *map(id, arrays))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= self._most:
                self._known.clear()
            known = self._known[key] = function(*arrays, *others), arrays
        result: Result = known[0]
        return result
