"""Evidence: dated things that happened, each as a test on the records of a run (`scenarios/evidence/*.yaml`)."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Strict
from sim.scenario.library import find_evidence
from sim.scenario.load import checked, read_mapping
from sim.scenario.model import Line, Prose
from sim.scenario.outcomes import Condition, OutcomeRule, OutcomeRules

_DATE = r"^(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


class Item(Strict):
    """One thing that happened, and what a run must show to have it as well."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] = Field(
        description="Short name, for tables"
    )
    date: Annotated[str, StringConstraints(pattern=_DATE)] = Field(description="YYYY, YYYY-MM or YYYY-MM-DD")
    text: Prose = Field(description="What happened, in a sentence")
    source: Line = Field(description="Who reports it")
    confidence: Literal["sourced", "derived", "estimated", "unverified"] = Field(description="How sure the report is")
    fixed_by: tuple[str, ...] = Field(
        (), description="Policies that make it happen by their dates; with one of them in the scenario it tells nothing"
    )
    all: tuple[Condition, ...] = Field(description="Conditions that must all hold in a run that has it")

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        if not self.all:
            raise PydanticCustomError("no_test", "tests nothing (allowed: one condition or more under all)")
        for condition in self.all:
            if condition.decision is None and not re.match(r"\d{4}-\d\d\.\.", condition.window):
                message = "'{value}' is no dated window (allowed: months such as 2025-04..2025-06)"
                raise PydanticCustomError("bad_window", message, {"value": condition.window})
        return self


class Evidence(Strict):
    """Competing hypotheses with their priors, and the items that they are held against."""

    title: Line = Field(description="Name for people")
    question: Prose = Field("", description="What the hypotheses disagree about")
    path: str = Field("hypothesis", description="Input or lever of the sweep whose values are the hypotheses")
    priors: dict[str, float] = Field(min_length=2, description="hypothesis: probability before the evidence")
    items: tuple[Item, ...] = Field(description="What happened, in the order of dates")

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if not self.items:
            raise PydanticCustomError("no_items", "has no items (allowed: one or more)")
        if min(self.priors.values()) <= 0 or abs(sum(self.priors.values()) - 1) > 1e-6:
            raise PydanticCustomError(
                "bad_priors", "priors must be above 0 and add up to 1 (allowed: such as 0.5, 0.5)"
            )
        names = [item.id for item in self.items]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise PydanticCustomError("id_twice", "the id {name} stands twice (allowed: once)", {"name": twice})
        return self

    @property
    def rules(self) -> OutcomeRules:
        """The items as rules that can be tested on a run, in order; a last rule takes nothing away."""
        rules = [OutcomeRule(name=item.id, title=item.id, all=item.all) for item in self.items]
        return OutcomeRules(outcomes=(*rules, OutcomeRule(name="end_of_rules", title="end", all=())))

    @property
    def last_month(self) -> str:
        """The last month that an item looks at."""
        return max(c.window[9:] for item in self.items for c in item.all if c.decision is None)


def load(name: str) -> Evidence:
    """Return the evidence of a file or of a name in the library. Raises ScenarioError in one line."""
    return checked(Evidence, read_mapping(find_evidence(name)))
