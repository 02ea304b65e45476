"""All arrays of a model in a few buffers, because a compiled call pays for every array that it is given.

There are more than a hundred.  So the fixed ones lie behind each other in a buffer of integers and one of floats, those
that move in a third, and a table says where each starts and what shape it has.  `sim.model.openers` names them again
inside compiled code, where that costs next to nothing; Python sees the same memory through `view_state`.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.jit import PLAIN
from sim.model.structure import (
    TRACERS,
    Desks,
    F,
    Goods,
    I,
    Lanes,
    Lines,
    Plants,
    Routes,
    Slots,
    State,
    Uses,
    Weights,
)

#: The groups of fixed arrays in the order of the table; the state follows.
FIXED = (Plants, Lines, Slots, Desks, Routes, Uses, Lanes, Goods, Weights)
_STARTS = np.cumsum([0, *(len(group._fields) for group in FIXED)]).tolist()
#: Number of each group's first array in the table.
PLANTS, LINES, SLOTS, DESKS, ROUTES, USES, LANES, GOODS, WEIGHTS, STATE = _STARTS


class Packs(NamedTuple):
    """What compiled calls take first, in this order."""

    table: I  # (arrays, 4) start in its buffer and up to three lengths, -1 where there are fewer
    ints: I
    reals: F
    moving: F
    prm: Any  # (1,) structured: the parameters by name


def pack(groups: tuple[Any, ...], moving: dict[str, tuple[int, ...]]) -> tuple[I, I, F]:
    """The table, the integers and the floats of the fixed `groups`; `moving` has the shapes of the state by name."""
    rows: list[tuple[int, tuple[int, ...]]] = []
    parts: dict[str, list[Any]] = {"i": [], "f": []}
    at = {"i": 0, "f": 0}
    for array in (array for group in groups for array in group):
        kind = array.dtype.kind
        rows.append((at[kind], array.shape))
        at[kind] += array.size
        parts[kind].append(array.ravel())
    start = 0
    for name in State._fields:
        rows.append((start, moving[name]))
        start += int(np.prod(moving[name]))
    table = [(first, *shape, *(-1,) * (3 - len(shape))) for first, shape in rows]
    return np.array(table, dtype=np.int64), np.concatenate(parts["i"]), np.concatenate(parts["f"])


def state_shapes(groups: tuple[Any, ...], nations: int) -> dict[str, tuple[int, ...]]:
    """Shape of each array of the state by name; `groups` in the order of FIXED."""
    plants, lines, slots, _, _, uses, _, goods, _ = groups
    products, sellers, buyers = goods.reo.size, slots.s_product.size, slots.b_product.size
    size: dict[str, tuple[int, ...]] = dict.fromkeys(State._fields, (products, nations))
    size |= dict.fromkeys(("capacity", "running", "waste"), (plants.nation.size,))
    size |= dict.fromkeys(("midpoint", "plan", "ratio", "activity", "line_cost", "l_share"), (lines.plant.size,))
    size |= dict.fromkeys(("s_stock", "s_expected", "s_output"), (sellers,)) | {"s_mix": (sellers, TRACERS)}
    size |= dict.fromkeys(("b_stock", "b_need"), (buyers,)) | {"b_mix": (buyers, TRACERS)}
    size |= dict.fromkeys(("payable", "finish_cost", "cover", "rejected", "index_in", "index_out"), (products,))
    size |= dict.fromkeys(("thrift", "u_scale", "u_expected", "grade", "used"), (uses.slot.size,))
    size |= dict.fromkeys(("u_design", "u_shift", "u_floor"), (uses.slot.size,))
    size |= {"lost_share": (uses.activity.size,)}
    size |= {"public_mix": (products, nations, TRACERS)}
    return size | dict.fromkeys(("reach", "premium", "rent"), (products, nations, nations))


def empty_state(table: I) -> F:
    """Zeros for all that moves."""
    first, *lengths = table[-1].tolist()
    return np.zeros(first + int(np.prod([n for n in lengths if n >= 0])))


def view_state(table: I, moving: F) -> State:
    """The named arrays in the buffer `moving`."""
    arrays = []
    for first, a, b, c in table[STATE:].tolist():
        if b < 0:
            arrays.append(moving[first : first + a])
        elif c < 0:
            arrays.append(moving[first : first + a * b].reshape(a, b))
        else:
            arrays.append(moving[first : first + a * b * c].reshape(a, b, c))
    return State(*arrays)


def pack_parameters(prm: Any) -> Any:
    """The parameters as one array of records (1,): code reads them by name, compiled or not.

    Only plain Python needs numpy's own class for that; compiled calls take ten times as long to look at it.
    """
    records = np.array([tuple(prm)], dtype=_record(prm._fields))
    return records.view(np.recarray) if PLAIN else records


@cache
def _record(names: tuple[str, ...]) -> np.dtype[np.void]:
    """One and the same type for all models: compiled calls compare another one name by name, every time."""
    return np.dtype([(name, np.float64) for name in names])
