"""Small tables for the loops of the equations: a few plants, lanes or buyers, by name, as plain Python sees them."""

from types import FunctionType, SimpleNamespace

import numpy as np


def plain(function):
    """The Python twin of a compiled function, which calls the twins of what it calls."""
    twin = getattr(function, "py_func", function)
    known = twin.__globals__
    called = {name: known[name] for name in twin.__code__.co_names if hasattr(known.get(name), "__wrapped__")}
    called |= {name: known[name] for name in twin.__code__.co_names if hasattr(known.get(name), "py_func")}
    own = {name: plain(other) for name, other in called.items()}
    return FunctionType(twin.__code__, known | own, twin.__name__, twin.__defaults__)


def some(**parts):
    """Parts by name; lists become arrays, of whole numbers where all are whole and none is written with a point."""
    return SimpleNamespace(**{k: np.array(v) if isinstance(v, list) else v for k, v in parts.items()})


def near(array, expected):
    """Fail unless an array holds these numbers, to rounding."""
    np.testing.assert_allclose(array, expected, rtol=1e-9, atol=1e-12)


def lines(**changes):
    """One line of one plant, that makes product 0 from nothing."""
    usual = {
        "plant": [0], "out_product": [[0]], "out_coef": [[1.0]], "out_slot": [[0]],
        "in_product": [[-1]], "in_coef": [[0.0]], "in_slot": [[-1]],
    }  # fmt: skip
    return some(**usual | changes)
