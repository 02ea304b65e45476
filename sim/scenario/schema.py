"""JSON Schemas of the YAML files, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any, Literal

from sim import parameters
from sim.fields import Strict
from sim.scenario.model import Scenario
from sim.scenario.outcomes import OutcomeRules
from sim.scenario.sweepspec import SweepSpec

Kind = Literal["scenario", "sweep", "outcomes"]


def json_schema(kind: Kind = "scenario") -> dict[str, Any]:
    """Return the JSON Schema of a scenario, a sweep or outcome rules.

    That of a scenario is the one of a file, which may leave to the file that it extends what the resolved scenario
    must have: its name, and of a policy all but what it changes.
    """
    models: dict[str, type[Strict]] = {"scenario": Scenario, "sweep": SweepSpec, "outcomes": OutcomeRules}
    schema = models[kind].model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    if kind == "scenario":
        _for_extending(schema)
        _name_parameters(schema)
    return schema


def _name_parameters(schema: dict[str, Any]) -> None:
    """Each behavioural parameter with its unit, default, range and source."""
    schema["properties"]["parameters"] |= {
        "additionalProperties": False,
        "properties": {
            name: {
                "type": "number",
                "default": row.default,
                "minimum": row.low,
                "maximum": row.high,
                "description": row.description,
                "unit": row.unit,
                "source": row.source,
                "confidence": row.confidence,
            }
            for name, row in parameters.TABLE.items()
        },
    }


def _for_extending(schema: dict[str, Any]) -> None:
    schema["required"] = [key for key in schema.get("required", ()) if key != "name"]
    remove = {"type": "boolean", "default": False, "description": "Drop this policy of the file that is extended"}
    kinds = []
    for policy in schema["properties"]["policies"]["items"]["anyOf"]:
        if reference := policy.get("$ref"):
            policy = schema["$defs"][reference.rsplit("/", 1)[-1]]
        entry = {key: value for key, value in policy.items() if key != "required"}
        kinds.append({**entry, "properties": {**policy["properties"], "remove": remove}})
    schema["properties"]["policies"]["items"]["anyOf"] = kinds
