"""Random valid policies for property tests, made from the schemas of the policies themselves.

A new kind or field is covered as soon as it is registered. Numbers without an upper bound stay within what a person
might write; what a model refuses for other reasons (dates out of order, a condition without a test) is drawn again.
"""

from __future__ import annotations

from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.policies import KINDS
from sim.policies.base import Policy
from sim.policies.licensing import Licensing
from sim.scenario.entries import parse_policy
from sim.scenario.plugins import BUILT_IN

MONTHS = tuple(f"2024-{month:02d}" for month in range(1, 10))
PERIODS = ("2024", "2024-H1", "2024-H2", "2024-Q2", "2024-Q3", "2024-05", "2024-08")
LARGEST = 1e4
#: Conditions need a measure with its own nations and products; dates are drawn with the rest of the policy.
LEFT_OUT = ("kind", "id", "when", "release_when", "suspended")


@st.composite
def policies(draw: Any, kinds: tuple[str, ...] = tuple(sorted(BUILT_IN))) -> Policy:
    """A valid policy of one of the kinds."""
    kind = draw(st.sampled_from(kinds))
    schema = TypeAdapter(KINDS[kind]).json_schema()
    value = {"kind": kind, **draw(_mapping(schema, schema))}
    try:
        return parse_policy(value)
    except (ValidationError, ValueError):
        assume(False)
        raise


def policy_sets(most: int = 4) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Entries of a scenario with ids of their own, and one licensing desk of an origin at most."""

    def named(found: list[Policy]) -> list[dict[str, Any]]:
        return [{**p.model_dump(mode="json", exclude_none=True), "id": f"p{k}"} for k, p in enumerate(found)]

    def place(policy: Policy) -> Any:
        return policy.origin if isinstance(policy, Licensing) else id(policy)

    return st.lists(policies(), min_size=1, max_size=most, unique_by=place).map(named)


def _mapping(schema: dict[str, Any], root: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {k: v for k, v in schema["properties"].items() if k not in LEFT_OUT}
    needed = {k: _value(v, root, k) for k, v in fields.items() if k in schema.get("required", ())}
    free = {k: _value(v, root, k) for k, v in fields.items() if k not in needed}
    return st.fixed_dictionaries(needed, optional=free)


def _value(schema: dict[str, Any], root: dict[str, Any], name: str) -> st.SearchStrategy[Any]:
    while reference := schema.get("$ref"):
        schema = root["$defs"][reference.rsplit("/", 1)[-1]]
    if options := [o for o in schema.get("anyOf", ()) if o.get("type") != "null"]:
        return _value(options[0], root, name)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", 0), min(schema.get("maximum", 48), 48))
        case "number":
            return _number(schema)
        case "array":
            inside = _value(schema["items"], root, name)
            return st.lists(inside, min_size=schema.get("minItems", 0), max_size=3, unique_by=str)
        case "object" if "properties" in schema:
            return _mapping(schema, root)
        case "object":
            return _named(schema, root, name)
    return st.sampled_from(PERIODS if name == "period" else MONTHS)


def _number(schema: dict[str, Any]) -> st.SearchStrategy[float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0.0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", LARGEST))
    low = low if "minimum" in schema else low + min(0.01, 0.01 * (high - low))
    ends = st.sampled_from([float(low), float(high)])
    return st.one_of(ends, st.floats(low, high, allow_nan=False, allow_subnormal=False))


def _named(schema: dict[str, Any], root: dict[str, Any], name: str) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping by years or by names."""
    allowed = schema.get("propertyNames", {}).get("enum")
    keys = st.sampled_from(allowed) if allowed else st.sampled_from(("2020", "2024"))
    return st.dictionaries(keys, _value(schema["additionalProperties"], root, name), min_size=1, max_size=3)
