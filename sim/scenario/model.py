"""The scenario: what a YAML file may say about a run. One description and one default, on the field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from sim.fields import Month, Nation, NationOrAll, SectorOrAll, Strict
from sim.names import CONTROLLER, FOCAL, RIVAL
from sim.policies.base import Policy
from sim.policies.select import RuleStage
from sim.scenario.checks import Parameters, check_policies, check_roles, check_start
from sim.scenario.dumping import dump
from sim.scenario.entries import PolicyEntry
from sim.scenario.plans import NationPlan
from sim.scenario.plugins import load_file, loaded, origin

Frozen = Literal["growth", "shocks", "projects", "openings", "learning", "cohorts", "policies"]
Hypothesis = Literal["leverage", "bargaining"]
Line = Annotated[str, StringConstraints(max_length=200)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
NOT_IN_DIGEST = {"name", "title", "description", "extends", "plugins"}


class DatedEvent(Strict):
    """Something that happens in the story; it is told, and moves nothing by itself."""

    month: Month = Field(description="When it happens")
    actor: Line = Field(description="Who acts: a nation code, a firm or an organisation")
    text: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(description="What happens, in words")


class DemandIndex(Strict):
    """A declared input: activity of a sector beside its trend, such as the slump of 2009."""

    sector: SectorOrAll = Field(description="End-use sector, or ALL")
    nation: NationOrAll = Field("ALL", description="Nation, or ALL")
    month: Month = Field(description="First month in which this holds; it holds until the next entry")
    index: float = Field(ge=0, le=10, description="Activity relative to its trend; 1 is the trend")


class CostIndex(Strict):
    """A declared input: prices of labour, energy and reagents beside those of the base year."""

    stage: RuleStage = Field(description="Stage whose plants pay them")
    nation: NationOrAll = Field("ALL", description="Nation, or ALL; an entry for a nation goes before ALL")
    month: Month = Field(
        description="When it is reached: steadily from the base year or the entry before; it holds after the last"
    )
    index: float = Field(
        gt=0, le=10, description="Cost of processing, less what is learned, over that of the base year"
    )


class OutcomeRef(Strict):
    """Which rules name the outcome of a run."""

    rules: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)] = Field(
        "default", description="Name of a file in scenarios/outcomes, without .yaml", examples=["default"]
    )


class Scenario(Strict):
    """One world and the policies in it; with a seed it is one run."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)] = Field(
        description="Short name, for folders and tables; the file's name if left out", examples=["india_assurance"]
    )
    title: Line = Field("", description="Name for people")
    description: Prose = Field("", description="What the scenario is about")
    extends: str | None = Field(None, description="File that this one changes, relative to it, such as baseline.yaml")
    base_year: Literal[2008, 2024] = Field(2024, description="Year of the tables that the world starts from")
    start: Month = Field(
        default_factory=lambda known: f"{known.get('base_year', 2024)}-01",
        description="First month; January of the base year if left out",
    )
    months: int = Field(144, ge=1, le=600, description="Length of the run in months")
    firm_parts: int = Field(
        1, ge=1, le=25, description="Equal parts of every plant and trader: the same world of more and smaller firms"
    )
    seed: int = Field(0, ge=0, le=2**63 - 1, description="Seed of the random streams")
    controller: Nation = Field(CONTROLLER, description="Nation that controls exports")
    focal: Nation = Field(FOCAL, description="Nation whose answer is asked for")
    rival: Nation = Field(RIVAL, description="Nation that the controls are aimed at")
    hypothesis: Hypothesis = Field("leverage", description="What moves the controller: denial, or trade relief")
    freeze: tuple[Frozen, ...] = Field((), description="What stands still, to see whether the world rests")
    parameters: Parameters = Field({}, description="Behavioural parameters that differ from sim/data/parameters.csv")
    demand_index: tuple[DemandIndex, ...] = Field((), description="Declared paths of activity")
    cost_index: tuple[CostIndex, ...] = Field(
        (), description="Declared paths of the prices of labour, energy, reagents"
    )
    events: tuple[DatedEvent, ...] = Field((), description="Dated events that are told along the way")
    policies: tuple[PolicyEntry, ...] = Field((), description="Instruments in force, by kind")
    nations: dict[Nation, NationPlan] = Field({}, description="How nations decide; a nation not listed is scripted")
    plugins: tuple[Annotated[str, StringConstraints(max_length=1000)], ...] = Field(
        (),
        description="Python files with instruments of your own, in the folder of this file: code that runs",
        examples=["my_instrument.py"],
    )
    outcomes: OutcomeRef = Field(OutcomeRef(), description="Rules that name the outcome")

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        check_start(self.start, self.base_year)
        check_roles({"controller": self.controller, "focal": self.focal, "rival": self.rival})
        check_policies(self.policies)
        return self

    def policy(self, name: str) -> Policy:
        """Return the policy with this id, or of this kind if it is the only one. Raises ScenarioError."""
        from sim.scenario.errors import ScenarioError
        from sim.scenario.paths import PathError, policy_index

        try:
            return self.policies[policy_index(self, name)]
        except PathError as error:
            raise ScenarioError(self.name, 0, f"policies.{name}", str(error)) from None

    def plan(self, nation: str) -> NationPlan:
        """Return how a nation decides."""
        return self.nations.get(nation) or NationPlan()

    def plain(self) -> dict[str, Any]:
        """Return everything as dicts, lists and scalars, defaults included."""
        return self.model_dump(mode="json", exclude={"extends"})

    def with_value(self, path: str, value: Any) -> Scenario:
        """Return a copy in which the value at `path` is another; see `with_values`."""
        return self.with_values({path: value})

    def with_values(self, values: Mapping[str, Any], source: str = "") -> Scenario:
        """Return a copy with other values at some paths, such as `policies.licensing.odds.case_by_case`.

        A policy is named by its id, or by its kind if that is unique. All values are set, then the whole is
        checked once. Raises ScenarioError, in whose line `source` stands for the file (default: the name).
        """
        from sim.scenario.paths import changed

        return changed(self, values, source or self.name)

    def to_yaml(self) -> str:
        """Return the resolved scenario as YAML that `load` reads back as the same scenario."""
        return dump(self.plain())

    def digest(self) -> str:
        """Return the sha256 of everything that can change a run (not the names and texts of the file)."""
        config = self.model_dump(mode="json", exclude=NOT_IN_DIGEST)
        if config["firm_parts"] == 1:  # so that a run from before there were parts is known again
            del config["firm_parts"]
        if codes := self.codes():
            config["codes"] = codes
        return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()

    def codes(self) -> dict[str, str]:
        """Return the sha256 of the code of each kind of policy here that does not come with the package."""
        found = ((policy.kind, origin(policy)) for policy in self.policies)
        return {kind: source.sha256 for kind, source in found if source}

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A worker process runs the plugins first; what they define has no name that it could import."""
        if not self.plugins:
            return super().__reduce_ex__(protocol)
        files = {path: loaded(path) for path in self.plugins}
        return _revived, (files, json.dumps(self.plain()))


def _revived(files: Mapping[str, str], text: str) -> Scenario:
    for path, sha256 in files.items():
        load_file(Path(path), sha256)
    return Scenario.model_validate_json(text, strict=True)
