"""What is allowed at a place of a file, in words, read from the JSON Schema of its model."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

Schema = dict[str, Any]


@lru_cache(maxsize=8)
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def forget_schemas() -> None:
    """Read the schemas again; a kind of policy was added."""
    _schema.cache_clear()


def schema_at(model: type[BaseModel], location: tuple[str | int, ...], data: Any) -> Schema:
    """Return the JSON Schema of the value at `location`, {} where it cannot be told.

    `data` decides between alternatives: a policy's `kind` says which of the schemas is meant.
    """
    root = _schema(model)
    schema = _meant(root, root, data)
    for step in location:
        data = _below(data, step)
        if isinstance(step, int) and schema.get("type") == "array":
            ahead = schema.get("prefixItems", ())
            schema = ahead[step] if step < len(ahead) else schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(str(step)) or schema.get("additionalProperties") or {}
        if not isinstance(schema, dict):
            return {}
        schema = _meant(root, schema, data)
    return schema


def _below(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(str(step))
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _meant(root: Schema, schema: Schema, data: Any) -> Schema:
    """Follow references, and of several alternatives take the one that `data` is nearest to."""
    while reference := schema.get("$ref"):
        schema = {**root["$defs"][reference.rsplit("/", 1)[-1]]}
    if isinstance(items := schema.get("items"), dict):
        schema = schema | {"items": _meant(root, items, None)}
    options = schema.get("anyOf") or schema.get("oneOf")
    if not options:
        return schema
    full = [_meant(root, option, data) for option in options if option.get("type") != "null"]
    if len(full) == 1:
        return full[0]
    wanted = [option for option in full if _fits(option, data)]
    return wanted[0] if wanted else {"anyOf": full}


def _fits(option: Schema, data: Any) -> bool:
    if isinstance(data, dict):
        properties = option.get("properties", {})
        marks = {key: schema["const"] for key, schema in properties.items() if "const" in schema}
        needed = option.get("required", ())
        return option.get("type") == "object" and (
            all(data.get(key) == value for key, value in marks.items()) and all(key in data for key in needed[:1])
        )
    return isinstance(data, list) and option.get("type") == "array"


def allowed_at(schema: Schema) -> str:
    """Return ` (allowed: ...)` for a schema, '' where there is nothing to say."""
    text = words(schema)
    return f" (allowed: {text})" if text else ""


def words(schema: Schema) -> str:
    """Return what a schema allows, in words."""
    if options := schema.get("anyOf"):
        kinds = dict.fromkeys(kind for option in options for kind in _kinds(option))
        if len(kinds) > 1:
            return f"a mapping with a kind: {', '.join(kinds)}"
        return " or ".join(dict.fromkeys(filter(None, map(words, options))))
    if names := schema.get("enum"):
        return ", ".join(str(name) for name in names)
    if "const" in schema:
        return str(schema["const"])
    match schema.get("type"):
        case "integer":
            return f"whole numbers{_range(schema)}"
        case "number":
            return _range(schema).strip() or "numbers"
        case "boolean":
            return "true or false"
        case "array":
            return _list(schema)
        case "object":
            return "a mapping" + (f" of {', '.join(keys)}" if (keys := schema.get("properties")) else "")
        case "string":
            return _text(schema)
    return ""


def _kinds(option: Schema) -> Iterable[str]:
    """The kinds of a mapping that has one."""
    kind = option.get("properties", {}).get("kind", {})
    return [kind["const"]] if "const" in kind else kind.get("enum", ())


def _list(schema: Schema) -> str:
    if ahead := schema.get("prefixItems"):
        return f"a list of {len(ahead)} {words(ahead[0])}"
    inside = words(schema.get("items") or {})
    return f"a list of {inside}" if inside else "a list"


def _range(schema: Schema) -> str:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" {_figure(low)} to {_figure(high)}"
    first = f"{_figure(low)} or more" if low is not None else f"above {_figure(above)}" if above is not None else ""
    last = f"up to {_figure(high)}" if high is not None else f"below {_figure(below)}" if below is not None else ""
    return f" {first}{', ' if first and last else ''}{last}" if first or last else ""


def _figure(number: float) -> str:
    return str(int(number)) if number == int(number) else f"{number:g}"


def _text(schema: Schema) -> str:
    if examples := schema.get("examples"):
        return f"text such as {examples[0]}"
    return str(schema.get("description") or "text of that form") if "pattern" in schema else "text"
