"""Every scalar equation gives the number that was worked out by hand."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from equations_edges import EDGES
from equations_worked import WORKED

import sim.equations


def plain(function: Any) -> Callable[..., Any]:
    """The Python twin of a compiled function."""
    return getattr(function, "py_func", function)


def scalar_equations() -> set[str]:
    """Names of the functions in sim.equations that declare the type of all that they take and give."""
    found = set()
    for module in iter_modules(sim.equations.__path__):
        name = f"sim.equations.{module.name}"
        for member in vars(import_module(name)).values():
            function = plain(member)
            if inspect.isfunction(function) and function.__module__ == name:
                signature = inspect.signature(function)
                typed = all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values())
                if typed and signature.return_annotation is not inspect.Signature.empty:
                    found.add(f"{module.name}.{function.__name__}")
    return found


def label(function: Any) -> str:
    twin = plain(function)
    return f"{twin.__module__.rpartition('.')[2]}.{twin.__name__}"


@pytest.mark.parametrize(
    ("function", "arguments", "expected"), WORKED + EDGES, ids=[label(case[0]) for case in WORKED + EDGES]
)
def test_an_equation_gives_the_number_worked_out_by_hand(function, arguments, expected) -> None:
    assert function(*arguments) == pytest.approx(expected, rel=1e-6)


def test_every_scalar_equation_has_two_numbers_worked_out_by_hand() -> None:
    assert scalar_equations() == {label(function) for function, _, _ in WORKED}
    assert scalar_equations() == {label(function) for function, _, _ in EDGES}
