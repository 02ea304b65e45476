"""Every number that a scenario may set, with unit, default, range and source: one list, for people and for programs."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sim import names, parameters, policies
from sim.policies.base import Policy
from sim.policies.select import PRODUCT_WORDS
from sim.records import MEASURES
from sim.rules import STAGES
from sim.scenario.allowed import words
from sim.scenario.plans import NationPlan

Schema = Mapping[str, Any]


class Row(NamedTuple):
    """One settable number or choice; `path` is as in `--set`, with * for a name and [] for a position."""

    group: str
    path: str
    unit: str
    default: str
    allowed: str
    description: str
    source: str
    confidence: str


_COMMON = tuple(name for name in Policy.model_fields if name != "kind")
#: Long lists of names, said in a word.
_LISTS = {
    frozenset(names.NATIONS): "a nation",
    frozenset((*names.NATIONS, "ALL")): "a nation or ALL",
    frozenset(names.PRODUCTS): "a product",
    frozenset(PRODUCT_WORDS): "a product, group or element",
    frozenset(names.SECTORS): "a sector",
    frozenset(STAGES): "a stage",
    frozenset(MEASURES): "a measure",
}
#: Unit by the end of a name; the first that fits counts.
_UNITS = (
    ("usd_per_kg", "USD/kg"), ("usd_per_t", "USD/t"), ("usd_per_month", "USD/month"), ("usd_per_year", "USD/year"),
    ("_usd", "USD"), ("t_per_year", "t/year"), ("t_per_month", "t/month"), ("t_per_month_max", "t/month"),
    ("tonnes_per_file", "t/file"), ("files_per_month", "files/month"), ("files_per_month_max", "files/month"),
    ("per_year", "1/year"), ("months", "months"), ("tonnes", "t"), ("permit_speed", "times normal"),
)  # fmt: skip


def rows() -> list[Row]:
    """Behavioural parameters, then policies by kind, then how nations decide."""
    return [*_behaviour(), *_policies(), *_fields("nations.*", "nations.*", NationPlan.model_json_schema(), _ESTIMATED)]


_ESTIMATED = ("choice of whoever writes the scenario", "")


def _behaviour() -> Iterator[Row]:
    for name, row in parameters.TABLE.items():
        allowed = f"{row.low:g} to {row.high:g}"
        path = f"parameters.{name}"
        yield Row(
            "parameters", path, row.unit, f"{row.default:g}", allowed, row.description, row.source, row.confidence
        )


def _policies() -> Iterator[Row]:
    common = {name: field for name, field in Policy.model_json_schema()["properties"].items() if name in _COMMON}
    schema = {**Policy.model_json_schema(), "properties": common}
    yield from _fields("every policy", "policies.*", schema, ("choice of whoever writes the scenario", ""))
    for kind, model in sorted(policies.KINDS.items()):
        schema = model.model_json_schema()
        own = {name: field for name, field in schema["properties"].items() if name not in (*_COMMON, "kind")}
        yield from _fields(kind, f"policies.{kind}", {**schema, "properties": own}, (_history(model), "estimated"))


def _history(model: type[Policy]) -> str:
    """What the docstring of a policy's module says under `History:`; its measures are where the defaults come from."""
    text = inspect.getdoc(sys.modules[model.__module__]) or ""
    after = text.partition("History:")[2].partition("Place in the month:")[0]
    return " ".join(after.split())


def _fields(group: str, path: str, schema: Schema, source: tuple[str, str]) -> Iterator[Row]:
    """A row for each field, with those of the mappings and lists inside."""

    def walk(path: str, field: Schema, default: Any, description: str) -> Iterator[Row]:
        field = _meant(field, schema)
        default = field.get("default", default)
        description = str(field.get("description") or description)
        if inside := field.get("properties"):
            for name, below in inside.items():
                value = default.get(name) if isinstance(default, dict) else None
                yield from walk(f"{path}.{name}", below, value, "")
            return
        for suffix, below in (("[]", field.get("items")), (".*", field.get("additionalProperties"))):
            if isinstance(below, dict) and "properties" in (record := _meant(below, schema)):
                yield from walk(f"{path}{suffix}", {**record, "default": None}, None, description)
                return
        name = path.rsplit(".", 1)[-1]
        yield Row(group, path, _unit(name, field), _shown(default), _allowed(field, schema), description, *source)

    for name, field in schema["properties"].items():
        yield from walk(f"{path}.{name}", field, None, "")


def _meant(field: Schema, root: Schema) -> Schema:
    """Follow references and leave out `null`; what stands beside a reference goes before what it says."""
    if reference := field.get("$ref"):
        return {
            **_meant(root["$defs"][reference.rsplit("/", 1)[-1]], root),
            **{k: v for k, v in field.items() if k != "$ref"},
        }
    options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
    return (
        {**_meant(options[0], root), **{k: v for k, v in field.items() if k != "anyOf"}} if len(options) == 1 else field
    )


def _unit(name: str, field: Schema) -> str:
    if "unit" in field:
        return str(field["unit"])
    kind = field.get("type")
    if kind == "object":
        return _unit(name, field.get("additionalProperties") or {})
    if kind not in ("number", "integer"):
        return "YYYY-MM" if "examples" in field and "pattern" in field and field["examples"] == ["2025-04"] else ""
    for end, unit in _UNITS:
        if name.endswith(end):
            return unit
    return "share" if (field.get("minimum"), field.get("maximum")) == (0, 1) else "1"


def _shown(default: Any) -> str:
    if default is None or default == "":
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, float):
        return f"{default:g}"
    if isinstance(default, (list, tuple)):
        return ", ".join(map(str, default)) or "none"
    return (
        (", ".join(f"{key}: {value}" for key, value in default.items()) or "none")
        if isinstance(default, dict)
        else str(default)
    )


def _allowed(field: Schema, root: Schema) -> str:
    """What is allowed, in words; long lists of names by what they are."""
    if "enum" in field and (said := _LISTS.get(frozenset(field["enum"]))):
        return said
    if field.get("type") == "array":
        inside = _meant(field.get("items") or {}, root)
        return f"list of: {_allowed(inside, root)}" if inside else "a list"
    if field.get("type") == "object":
        inside = _meant(field.get("additionalProperties") or {}, root)
        key = _allowed(field["propertyNames"], root) if "propertyNames" in field else "name"
        return f"for each {key.removeprefix('a ')}: {_allowed(inside, root)}" if inside else "a mapping"
    if field.get("type") == "string" and "pattern" in field and "examples" not in field:
        return "text"
    return words(dict(field)).strip() or "text"
