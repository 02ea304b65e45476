"""`docs/commands.md`: every command with its arguments and options, from the Typer application."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from enum import Enum
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

HEAD = """# Commands

Made by `python -m sim.cli.pages` from the command line itself; do not edit. `rare-earth COMMAND --help` prints the same.
After `make setup` the command is `.venv/bin/rare-earth`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | a run failed, or `compare` found differences |
| 2 | bad input, or results that cannot be compared |
| 3 | a sweep was stopped and can be resumed |
| 70 | an internal error, to be reported |
| 130 | interrupted |

An error is one line that says what to do; `RARE_EARTH_DEBUG=1` adds the traceback.
"""


class Row(NamedTuple):
    """One argument or option."""

    is_option: bool
    name: str  # as it is written on the command line
    default: str
    text: str


def page() -> str:
    """The whole page."""
    from sim.cli import app

    commands = {str(c.name or getattr(c.callback, "__name__", "")): c for c in app.registered_commands if not c.hidden}
    listed = [f"| [`{name}`](#{name}) | {_texts(c.callback)[0]} |\n" for name, c in commands.items()]
    table = "\n| command | what it does |\n|---|---|\n" + "".join(listed)
    return HEAD + table + "".join(section(name, c.callback, c.epilog) for name, c in commands.items())


def section(name: str, function: Any, epilog: str | None) -> str:
    """One command: usage, what it says of itself, arguments and options, example."""
    rows = sorted(parameters(function), key=lambda row: row.is_option)
    usage = ["rare-earth", name, *(row.name for row in rows if not row.is_option)]
    usage += ["[OPTIONS]"] if any(row.is_option for row in rows) else []
    parts = [f"\n## {name}\n\n```text\n{' '.join(usage)}\n```\n\n", "\n\n".join(_texts(function)), "\n"]
    if rows:
        parts.append("\n| argument or option | default | what it says |\n|---|---|---|\n")
        parts += [f"| `{_cell(row.name)}` | {row.default} | {_cell(row.text)} |\n" for row in rows]
    if epilog:
        label, _, example = epilog.partition(": ")
        parts.append(f"\n{label}:\n\n```text\n{example}\n```\n")
    return "".join(parts)


def parameters(function: Callable[..., Any]) -> Iterator[Row]:
    """The arguments and options of a command, as its signature declares them."""
    import typer

    hints = get_type_hints(function, include_extras=True)
    for name, given in inspect.signature(function).parameters.items():
        kind, info = get_args(hints[name])[:2]
        several = get_origin(kind) is list
        needed = given.default is inspect.Parameter.empty
        if isinstance(info, typer.models.OptionInfo):
            words = ", ".join(info.param_decls or (f"--{name.rstrip('_').replace('_', '-')}",))
            shown = words if kind is bool else f"{words} {info.metavar or _takes(kind)}"
        else:
            shown = (info.metavar or name.upper()) + ("..." if several and not info.metavar else "")
            shown = shown if needed else f"[{shown}]"
        if not info.hidden:
            yield Row(isinstance(info, typer.models.OptionInfo), shown, _default(given.default), info.help or "")


def _takes(kind: Any) -> str:
    """What follows an option: its choices, or the sort of value."""
    if get_origin(kind) is Literal:
        return "|".join(str(option) for option in get_args(kind))
    if get_args(kind):  # a list, or a type or None
        return _takes(next(inner for inner in get_args(kind) if inner is not NoneType))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "|".join(str(option.value) for option in kind)
    return {int: "INTEGER", float: "NUMBER"}.get(kind, "TEXT")


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty or value in (None, "", False, [], ()):
        return ""
    return f"`{getattr(value, 'value', value)}`"


def _texts(function: Any) -> list[str]:
    """The paragraphs of what a command says of itself."""
    return [_cell(part) for part in (inspect.getdoc(function) or "").split("\n\n")]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
