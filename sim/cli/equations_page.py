"""`docs/equations.md`: every equation with its formula, units and source, from the docstrings beside the code.

The sources are parsed and not imported, so that the page needs no compiler.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SIM = Path(__file__).parents[1]
#: The files of `sim/equations`, in the order of a month.
MODULES = (
    "demand", "ordering", "planning", "production", "choice", "pricing", "paying", "licensing", "trading", "stockpiling",
    "offtakes", "environment", "expecting", "investing", "building", "restarting", "relocating", "relations",
)  # fmt: skip
HEAD = """# Equations

Made by `python -m sim.cli.pages` from the docstrings in `sim/equations`; do not edit.

Money is in USD, mass in tonnes of product (oxide equivalent for concentrate), time in months and prices in USD per
tonne, unless an entry says otherwise. Each box is the code that runs; the text below it has the formula, the units and the
meaning. Where the line *Source* says ours, the form is the model's own; the numbers that go into it stand in
[parameters](parameters.md) with range and source, and the choices behind it in [decisions](decisions.md).

Each section ends with the loops that apply its equations to all plants, lanes or nations.
"""
NATIONS = """
## Choices of nations

A nation that decides (`strategy: logit`) weighs the terms of each option and draws one, the better the likelier. The
functions stand in `sim/agents/strategies.py`, `utilities.py` and `hedging.py`; the usual weights in `sim/agents/weights.py`
are estimated.
"""
#: What a nation can do against dependence, by the functions of `sim/agents/hedging.py`.
HEDGED = ("coalition", "stockpile", "floor")
_QUOTED = re.compile(r"`([^`]+)`")
_NAME = re.compile(r"[\w.\[\]-]+")
_CITED = re.compile(r"\(([A-Z][\w&. ]+ \d{4})\)")


class Equation(NamedTuple):
    """One scalar function as the page shows it; `source` is empty where the docstring names none."""

    name: str
    arguments: tuple[str, ...]
    body: str
    text: str
    source: str


def page() -> str:
    """The whole page."""
    return "".join([HEAD, *(section(SIM / "equations" / f"{name}.py") for name in MODULES), _nations()])


def section(path: Path) -> str:
    """The equations of a file, then its loops."""
    tree = ast.parse(path.read_text("utf-8"))
    title, _, rest = (ast.get_docstring(tree) or path.stem).partition("\n")
    parts = [
        f"\n## {title.rstrip('.')}\n\n`sim/equations/{path.name}`\n",
        f"\n{rest.strip()}\n" if rest.strip() else "",
    ]
    parts += [_shown(equation(f)) for f in _functions(tree) if is_equation(f)]
    loops = [(f.name, _sentence(f)) for f in _functions(tree) if not is_equation(f)]
    if loops:
        parts.append("\n| loop | what it does |\n|---|---|\n")
        parts += [f"| `{name}` | {_cell(text)} |\n" for name, text in loops]
    return "".join(parts)


def is_equation(function: ast.FunctionDef) -> bool:
    """Whether a function says what one number is: it returns a float, or has a formula on its first line."""
    returns = isinstance(function.returns, ast.Name) and function.returns.id == "float"
    formulas = (quoted for quoted in _QUOTED.findall(_sentence(function)) if not _NAME.fullmatch(quoted))
    return returns or any(formulas)


def equation(function: ast.FunctionDef) -> Equation:
    """Take a function apart: the code, the text with formula and units, the source."""
    text = _flat(ast.get_docstring(function) or "")
    text, _, source = text.partition("Source: ")
    if not source and (cited := _CITED.search(text)):
        source = cited[1]
    names = tuple(argument.arg for argument in function.args.args)
    return Equation(function.name, names, _body(function), text.strip(), source.strip())


def _shown(made: Equation) -> str:
    call = f"{made.name}({', '.join(made.arguments)})"
    several, one = made.body.replace("\n", "\n    "), made.body.removeprefix("return ")
    code = f"{call}:\n    {several}" if "\n" in made.body else f"{call}\n  = {one}"
    lines = [f"\n### {made.name}\n", f"```text\n{code}\n```\n", f"{made.text}\n"]
    if made.source:
        lines.append(f"*Source:* {made.source.rstrip('.')}.\n")
    return "\n".join(lines)


def _nations() -> str:
    shares = next(f for f in _functions(_tree("strategies")) if f.name == "shares")
    terms = [f for f in _functions(_tree("utilities")) if f.name.endswith("_effects")]
    terms += [f for f in _functions(_tree("hedging")) if f.name.endswith("_effects") or f.name.lstrip("_") in HEDGED]
    parts = [NATIONS, _shown(equation(shares))]
    parts += [f"\n### {f.name.lstrip('_')}\n\n```text\n{ast.get_docstring(f)}\n```\n" for f in terms]
    return "".join(parts)


def _tree(name: str) -> ast.Module:
    return ast.parse((SIM / "agents" / f"{name}.py").read_text("utf-8"))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in tree.body if isinstance(node, ast.FunctionDef) and ast.get_docstring(node))


def _sentence(function: ast.FunctionDef) -> str:
    """The first paragraph of a docstring."""
    return _flat((ast.get_docstring(function) or "").split("\n\n")[0])


def _body(function: ast.FunctionDef) -> str:
    return "\n".join(ast.unparse(node) for node in function.body[1:]).replace("np.", "")


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
