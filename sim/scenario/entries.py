"""A policy entry of a scenario: its `kind` says which model of `sim.policies` reads it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, TypeAdapter
from pydantic_core import CoreSchema, PydanticCustomError, core_schema, to_json

from sim import policies
from sim.fields import refuse, unknown_name
from sim.policies.base import Policy
from sim.scenario.plugins import load_installed


def parse_policy(value: Any) -> Policy:
    """Return the policy that a mapping describes; raises pydantic errors."""
    if isinstance(value, Policy):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("model_type", "a policy is a mapping with a kind")
    kind = value.get("kind")
    if isinstance(kind, str) and kind not in policies.KINDS:
        load_installed(kind)
    if not isinstance(kind, str) or kind not in policies.KINDS:
        refuse((("kind",), kind, _bad_kind(kind)))
    # As JSON, because strict reading of Python objects would refuse a list where a tuple is meant.
    return policies.KINDS[str(kind)].model_validate_json(to_json(value), strict=True)


def _bad_kind(kind: Any) -> PydanticCustomError:
    if kind is None:
        return PydanticCustomError("no_kind", "is missing (allowed: {kinds})", {"kinds": ", ".join(policies.KINDS)})
    return unknown_name("kind of policy", str(kind), policies.KINDS)


class _AnyKind:
    """Reads, writes and describes a policy of any registered kind."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            parse_policy,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda policy, info: policy.model_dump(mode=info.mode), info_arg=True
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        kinds = [TypeAdapter(model).core_schema for model in policies.KINDS.values()]
        return {"anyOf": [handler(kind) for kind in kinds]}


PolicyEntry = Annotated[Policy, _AnyKind]
