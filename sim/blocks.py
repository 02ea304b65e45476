"""Blocks of an array, all combinations of some positions along each axis, and how rules bound what stands there."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Block(tuple[Any, ...]):
    """What `np.ix_` makes of the axes, and where that lies in memory: one list of places is twice as quick as three axes.

    It indexes any array of as many dimensions; blocks are the same object for the same axes (`block`) and compare so.
    """

    __hash__ = object.__hash__
    __eq__ = object.__eq__

    def __init__(self, axes: Any) -> None:
        self._places: dict[tuple[int, ...], NDArray[np.int64]] = {}

    def places(self, shape: tuple[int, ...]) -> NDArray[np.int64]:
        """Positions of the block in the flat memory of an array of `shape`, in the shape of the block."""
        if shape not in self._places:
            self._places[shape] = np.asarray(np.ravel_multi_index(tuple(self), shape), dtype=np.int64)
        return self._places[shape]


@lru_cache(maxsize=1024)
def block(*axes: tuple[int, ...]) -> Block:
    """The index of all combinations of `axes` in an array of as many dimensions."""
    return Block(np.ix_(*axes))


class Bound(NamedTuple):
    """How what stands and what is asked for become one, for arrays and for single numbers."""

    arrays: np.ufunc
    numbers: Callable[[Any, Any], Any]

    def write(self, array: NDArray[Any], index: Any, value: Any) -> None:
        """Bound `array[index]` by `value`, in place."""
        if type(index) is Block and array.flags.c_contiguous:
            places, array = index.places(array.shape), array.reshape(-1)
            array[places] = self.arrays(array.take(places), value)
            return
        old = array[index]
        array[index] = (self.arrays if isinstance(old, np.ndarray) else self.numbers)(old, value)


def bounded(array: NDArray[Any], bound: Bound, index: Any, value: Any) -> NDArray[Any]:
    """A copy of the array in which `array[index]` is bounded by `value`."""
    copy = array.copy()
    bound.write(copy, index, value)
    return copy


LOWER, RAISE = Bound(np.minimum, min), Bound(np.maximum, max)
