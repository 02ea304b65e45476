"""Room to work in for compiled code: arrays on the stack of the function that asks for them.

They cost nothing to make, need no counted references, and are gone when the function returns. So nobody may return one,
and who asks for one inside a loop piles them up.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import lower_builtin
from numba.np import arrayobj
from numpy.typing import NDArray

from sim.jit import PLAIN


def room(*lengths: int) -> NDArray[np.float64]:
    """Return an array of floats with these lengths, of no particular content; in plain Python a usual one."""
    return np.empty(lengths)


class _Room(AbstractTemplate):
    """The type of what `room` returns."""

    key = room

    def generic(self, lengths: Any, _: Any) -> Any:
        return types.Array(types.float64, len(lengths), "C")(*lengths)


def _make_room(target: Any, builder: Any, signature: Any, given: Any) -> Any:
    kind = signature.return_type
    pairs = zip(given, signature.args, strict=True)
    lengths = [target.cast(builder, value, length, types.intp) for value, length in pairs]
    count, strides = target.get_constant(types.intp, 1), list[Any]()
    size = target.get_constant(types.intp, 8)
    for length in reversed(lengths):
        strides.insert(0, builder.mul(count, size))
        count = builder.mul(count, length)
    data = builder.alloca(target.get_data_type(types.float64), size=count)
    data.align = 64
    view = target.make_array(kind)(target, builder)
    arrayobj.populate_array(view, data, lengths, strides, size, None)
    return view._getvalue()


if not PLAIN:
    infer_global(room, types.Function(_Room))
    lower_builtin(room, types.VarArg(types.Integer))(_make_room)
