"""What every policy shares: a kind, an id, dates, a condition, and three pure hooks on the month's rules.

`sim.policies.fold` calls the hooks of all policies in force in three passes, each sorted by name, so that the
order in a scenario file does not matter:

1. `apply` tightens or supports: caps fall, taxes, grants and regimes rise (`Rules.lower`, `Rules.raise_`);
2. `relax` eases what stands after that: a truce, an assurance that was given;
3. `settle` turns what stands into numbers: a regime into odds.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar, Self

from pydantic import Field, model_validator

from sim.fields import Measure, Month, Strict, check_address
from sim.rules import Rules, View


class When(Strict):
    """A condition on last month: a measure above or below a level, or a nation's standing decision."""

    measure: Measure | None = Field(None, description="name of a measure in sim.records")
    nation: str = Field("", description="nation of the measure or of the decision")
    product: str = Field("", description="product, sector, stage or element of the measure")
    above: float | None = Field(None, description="true while the measure is above this (its own unit)")
    below: float | None = Field(None, description="true while the measure is below this (its own unit)")
    decision: str = Field("", description="slot of a nation's decision, such as assurance_response")
    among: tuple[str, ...] = Field((), description="true while the decision is one of these options")

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if bool(self.measure) == bool(self.decision):
            raise ValueError("give either a measure (with above or below) or a decision (with among)")
        if self.measure:
            check_address(self.measure, self.nation, self.product)
            if self.above is None and self.below is None:
                raise ValueError("a measure needs above or below")
        if self.decision and not (self.nation and self.among):
            raise ValueError("a decision needs nation and among")
        return self

    def holds(self, view: View) -> bool:
        """Whether the condition is true of last month."""
        if self.measure is None:
            return view.decision(self.nation, self.decision) in self.among
        value = view.measure(self.measure, self.nation, self.product)
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


class Policy(Strict):
    """A dated instrument. Subclasses fix `kind` by a Literal and override the hooks they need."""

    #: Whether `apply` looks at nothing in the view but the date (and the names of the world).
    by_calendar: ClassVar[bool] = False

    kind: str
    id: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_-]*$",
        description="name of this policy, for sweeps and truces; the kind if left out",
    )
    start: Month | None = Field(None, description="first month in force; from the beginning if left out")
    end: Month | None = Field(None, description="last month in force; to the end of the run if left out")
    when: When | None = Field(None, description="in force only while this holds as well")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.start and self.end and self.end < self.start:
            raise ValueError(f"ends ({self.end}) before it starts ({self.start})")
        return self

    @property
    def name(self) -> str:
        """The id, or the kind where no id was given."""
        return self.id or self.kind

    def apply(self, rules: Rules, view: View) -> Rules:
        """Pass 1: tighten or support."""
        return rules

    def relax(self, rules: Rules, view: View) -> Rules:
        """Pass 2: ease what stands after pass 1."""
        return rules

    def settle(self, rules: Rules, view: View) -> Rules:
        """Pass 3: turn what stands after pass 2 into numbers."""
        return rules

    def reads(self, view: View) -> Hashable:
        """What the hooks read from the view: the rules are folded again when this changes."""
        return ()

    @property
    def is_steady(self) -> bool:
        """Whether what the hooks read cannot change while the policy is in force."""
        return type(self).reads is Policy.reads

    def kept(self) -> frozenset[str]:
        """What a run keeps under the name of this policy, such as how much of a quota is used; by words of its own."""
        return frozenset()

    def notes(self) -> tuple[str, ...]:
        """What of this policy can have no effect, in words, where that may be meant."""
        return ()

    def suspends(self) -> dict[str, float]:
        """Names of policies that are out of force while this one is, and how far that is believed (0-1)."""
        return {}
