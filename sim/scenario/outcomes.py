"""Outcome rules: an ordered list; the first rule whose conditions all hold names the outcome of a run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import MONTH, Measure, Strict, check_address, refuse, unknown_name
from sim.names import NATIONS, ROLES
from sim.scenario.library import find_outcomes
from sim.scenario.load import checked, read_mapping
from sim.scenario.model import Line, Prose
from sim.scenario.plans import ADAPTIVE, NationPlan


def _slots() -> dict[str, tuple[str, ...]]:
    choices = {name: get_args(field.annotation) for name, field in NationPlan.model_fields.items()}
    found = {
        name: tuple(o for o in options if o != ADAPTIVE) for name, options in choices.items() if ADAPTIVE in options
    }
    regimes = found.pop("regime")
    return found | {f"regime:{nation}": regimes for nation in NATIONS}


SLOTS: dict[str, tuple[str, ...]] = _slots()
"""What a nation can decide, and its options; a regime is decided for each destination."""
_PERIOD = re.compile(f"({MONTH.pattern})\\.\\.({MONTH.pattern})")


def _check_window(value: str) -> str:
    if value in ("last12", "whole"):
        return value
    if not _PERIOD.fullmatch(value):
        message = "'{value}' is no window (allowed: last12, whole, or months such as 2026-01..2026-12)"
        raise PydanticCustomError("bad_window", message, {"value": value})
    if value[:7] > value[9:]:
        raise PydanticCustomError("bad_window", "'{value}' ends before it begins", {"value": value})
    return value


Window = Annotated[str, AfterValidator(_check_window), WithJsonSchema({"type": "string", "examples": ["last12"]})]


def _check_decision(value: str) -> str:
    nation, dot, slot = value.partition(".")
    if not dot:
        message = "'{value}' is no decision (allowed: nation.slot, such as focal.assurance_response)"
        raise PydanticCustomError("bad_decision", message, {"value": value})
    if nation not in (*NATIONS, *ROLES):
        raise unknown_name("nation", nation, (*ROLES, *NATIONS))
    if slot not in SLOTS:
        raise unknown_name("decision", slot, SLOTS)
    return value


DecisionName = Annotated[str, AfterValidator(_check_decision)]


class Decision(Strict):
    """A nation decided so at least once, up to the end of the window."""

    model_config = ConfigDict(populate_by_name=True)

    decision: DecisionName = Field(description="nation.slot, such as focal.assurance_response")
    is_: str = Field(alias="is", description="The option that was chosen, such as refuse")

    @model_validator(mode="after")
    def _is_an_option(self) -> Self:
        options = SLOTS[self.decision.partition(".")[2]]
        if self.is_ not in options:
            refuse((("is",), self.is_, unknown_name("option", self.is_, options)))
        return self


class Condition(Strict):
    """A measure within bounds over a window, or a decision that was taken."""

    model_config = ConfigDict(populate_by_name=True)

    measure: Measure | None = Field(None, description="Measure of sim.records")
    nation: str = Field("", description="Nation, role (focal, rival, controller), pair such as focal>rival, or ''")
    product: str = Field("", description="Product, sector, stage or element, or '' where it does not apply")
    compare: Literal["absolute", "change_from_baseline", "ratio_to_baseline"] = Field(
        "absolute", description="The value itself, or its difference or ratio to the same seed's baseline"
    )
    statistic: Literal["mean", "last", "sum", "min", "max"] = Field(
        "mean", description="What is compared over the window, unless months are counted"
    )
    above: float | None = Field(None, description="Holds above this")
    at_least: float | None = Field(None, description="Holds at or above this")
    below: float | None = Field(None, description="Holds below this")
    at_most: float | None = Field(None, description="Holds at or below this")
    months_at_least: int | None = Field(
        None, ge=1, le=600, description="Number of months of the window in which the bounds must hold, each by itself"
    )
    window: Window = Field("last12", description="last12, whole, or months such as 2026-01..2026-12")
    after: Decision | None = Field(
        None, description="A decision that must have occurred; only the months of the window after it count"
    )
    decided: DecisionName | None = Field(
        None, alias="decision", description="Instead of a measure: nation.slot that was decided"
    )
    is_: str | None = Field(None, alias="is", description="The option that was chosen in that decision")

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.decided is not None or self.is_ is not None:
            if self.model_fields_set != {"decided", "is_"}:
                raise PydanticCustomError("two_tests", "a decision stands alone (allowed: decision and is)")
            Decision.model_validate({"decision": self.decided, "is": self.is_})
            return self
        if self.measure is None:
            raise PydanticCustomError("no_test", "tests nothing (allowed: a measure and a bound, or a decision)")
        check_address(self.measure, self.nation, self.product, roles=True)
        if not self.model_fields_set & {"above", "at_least", "below", "at_most"}:
            raise PydanticCustomError("no_bound", "has no bound (allowed: above, at_least, below, at_most)")
        if self.window == "last12" and (self.months_at_least or 0) > 12:
            raise PydanticCustomError("no_room", "the window has 12 months (allowed: months_at_least 1 to 12)")
        return self

    @property
    def decision(self) -> Decision | None:
        """The decision that must have occurred, if that is the test."""
        return None if self.decided is None else Decision(decision=self.decided, is_=str(self.is_))

    def within(self, value: float) -> bool:
        """Whether a value lies within all bounds that are given."""
        return (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )


class OutcomeRule(Strict):
    """One named outcome."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] = Field(
        description="Short name, for tables"
    )
    title: Line = Field(description="Name for people")
    description: Prose = Field("", description="What happens in it; nothing about how likely it is")
    all: tuple[Condition, ...] = Field(description="Conditions that must all hold; none in the last rule")


class OutcomeRules(Strict):
    """Rules in order; exactly one names each run, because the first match wins and the last always holds."""

    title: Line = Field("", description="Name for people")
    description: Prose = Field("", description="What the rules are for")
    outcomes: tuple[OutcomeRule, ...] = Field(min_length=1, description="Rules in order; the first match wins")

    @model_validator(mode="after")
    def _is_exhaustive(self) -> Self:
        names = [rule.name for rule in self.outcomes]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise PydanticCustomError("name_twice", "the name {name} stands twice (allowed: once)", {"name": twice})
        empty = [rule.name for rule in self.outcomes if not rule.all]
        if empty != names[-1:]:
            message = "the last rule, and only that, has no conditions (allowed: all: [] in the last rule)"
            raise PydanticCustomError("not_exhaustive", message)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the outcomes, in order."""
        return tuple(rule.name for rule in self.outcomes)

    def plain(self) -> dict[str, Any]:
        """Return the rules as dicts, lists and scalars, without what is not set."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def load_outcomes(name: str | Path, near: Path | None = None) -> OutcomeRules:
    """Return the rules of a file or of a name, looked up beside the scenario file `near` first.

    Raises ScenarioError.
    """
    file = name if isinstance(name, Path) else find_outcomes(name, near)
    return checked(OutcomeRules, read_mapping(file))
