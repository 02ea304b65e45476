"""One line for everything that can be wrong with a file: where it stands, what it is, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.allowed import allowed_at, schema_at
from sim.yamlio import Location, Node, YamlError, spell


class ScenarioError(YamlError):
    """A scenario, sweep or outcome file that is refused.

    The text is one line, such as `x.yaml:6: policies[2].odds.case_by_case: 1.4 is above the allowed 1 (allowed:
    0 to 1)`. `all` holds this and every further error of the file, in the order of the lines.
    """

    def __init__(self, file: str, line: int, where: str, message: str) -> None:
        super().__init__(file, line, where, message)
        self.all: tuple[ScenarioError, ...] = (self,)

    @classmethod
    def at(cls, node: Node, message: str, *more: str | int) -> ScenarioError:
        """Return the error of a marked value, or of what is missing below it."""
        return cls(node.file, node.line, spell((*node.location, *more)), message)

    @classmethod
    def of(cls, errors: Iterable[ScenarioError]) -> ScenarioError:
        """Return the first of several errors, by file and line, with all of them in `all`."""
        ordered = sorted(errors, key=lambda error: (error.file, error.line))
        ordered[0].all = tuple(ordered)
        return ordered[0]


def refusal(error: ValidationError, model: type[BaseModel], root: Node) -> ScenarioError:
    """Return what pydantic found wrong with `root`, a marked value that should be a `model`."""
    data = root.plain()
    found: dict[Location, ScenarioError] = {}
    for details in sorted(error.errors(include_url=False), key=_least_telling_last):
        location, alternative = _place(details, data)
        if details["type"] == "default_factory_not_called":
            continue  # for want of another value, which has an error of its own
        # Each alternative of a field complains; the one that got furthest is the one that was meant.
        if alternative and any(other[: len(location)] == location for other in found):
            continue
        node, rest = root.nearest(location)
        message = describe(details, model, location, data, alternative)
        found.setdefault(location, ScenarioError.at(node, message, *rest))
    return ScenarioError.of(found.values())


def _least_telling_last(details: ErrorDetails) -> tuple[int, bool]:
    return -len(details["loc"]), details["type"].endswith("_type")


def _place(details: ErrorDetails, data: Any) -> tuple[Location, bool]:
    """Return where an error stands, without pydantic's marks for keys and for alternatives, and if it had these."""
    steps = [step for step in details["loc"] if step != "[key]"]
    place: list[str | int] = []
    inside = data
    for position, step in enumerate(steps):
        absent = position == len(steps) - 1 and isinstance(step, str) and not details["type"].endswith("_type")
        if isinstance(inside, dict) and (step in inside or absent):
            inside = inside.get(str(step))
        elif isinstance(inside, list) and isinstance(step, int) and step < len(inside):
            inside = inside[step]
        else:
            continue
        place.append(step)
    return tuple(place), len(place) < len(steps)


def describe(
    details: ErrorDetails, model: type[BaseModel], location: Location, data: Any, alternative: bool = False
) -> str:
    """Return what is wrong at `location` of `data` and what is allowed there, without the place."""
    kind, value = details["type"], details["input"]
    context: Mapping[str, Any] = details.get("ctx") or {}
    if "(allowed:" in details["msg"]:
        return details["msg"]
    if kind == "extra_forbidden":
        known = tuple(schema_at(model, location[:-1], data).get("properties", ()))
        return f"unknown key{did_you_mean(str(location[-1]), known)}"
    if kind == "unknown_name":
        return f"{say(context['value'])} is no known {context['what']}" + did_you_mean(
            context["value"], context["allowed"]
        )
    schema = schema_at(model, location, data)
    allowed = allowed_at(schema)
    if kind == "missing":
        return f"is {'too short' if isinstance(details['loc'][-1], int) else 'missing'}{allowed}"
    if value is None:
        return f"is empty{allowed}"
    names = schema.get("enum")
    if isinstance(value, str) and names and value not in names:
        return f"{say(value)} is not one of the choices{did_you_mean(value, names)}"
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"{say(value)} is {word} the allowed {context[key]}{allowed}"
    if kind == "value_error":
        return str(context.get("error", details["msg"]))
    if kind in _WRONG_TYPE or kind.endswith(("_type", "_parsing")):
        what = "allowed here" if alternative else _WRONG_TYPE.get(kind, "what belongs here")
        return f"{say(value)} is not {what}{allowed}"
    if kind == "string_pattern_mismatch":
        return f"{say(value)} does not fit{allowed}"
    message = details["msg"]
    if kind in _PYDANTIC:
        message = message[:1].lower() + message[1:]
    return message + allowed


_BOUNDS = {
    "less_than_equal": ("above", "le"),
    "less_than": ("not below", "lt"),
    "greater_than_equal": ("below", "ge"),
    "greater_than": ("not above", "gt"),
}
_WRONG_TYPE = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "literal_error": "one of the choices",
}
_PYDANTIC = ("too_short", "too_long", "string_too_short", "string_too_long")


def say(value: Any) -> str:
    """Return a value in one short line, as YAML writes it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list, tuple)):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:56]}...{text[-1]}"


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return `; did you mean X? (allowed: ...)` for a name that is not among the `known`."""
    names = [str(name) for name in known]
    folded = {name.lower(): name for name in reversed(names)}
    near = get_close_matches(value.lower(), folded, n=1, cutoff=0.6)
    return (f"; did you mean {folded[near[0]]}?" if near else "") + (f" (allowed: {listed(names)})" if names else "")


def listed(names: list[str], most: int = 24) -> str:
    """Return names with commas between; of many, the first and how many more."""
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"
