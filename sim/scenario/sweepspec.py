"""The sweep: what a YAML file says about many runs of one scenario."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Measure, Positive, Strict, check_address
from sim.scenario.distributions import Distribution
from sim.scenario.dumping import dump
from sim.scenario.model import Line, OutcomeRef, Prose

MAX_SEEDS = 10_000
Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
Value = bool | int | float | str


class Design(Strict):
    """How the draws are chosen."""

    method: Literal["sobol", "lhs", "grid", "monte_carlo", "saltelli"] = Field("sobol", description="Kind of design")
    draws: int = Field(256, ge=1, le=1_000_000, description="Number of sets of values")
    seed: Seed = Field(0, description="Seed of the design, apart from those of the runs")


class Objective(Strict):
    """A measure that best and worst are judged by."""

    measure: Measure = Field(description="Measure of sim.records")
    nation: str = Field("", description="Nation, role (focal, rival, controller), pair such as IND>USA, or ''")
    product: str = Field("", description="Product, sector, stage or element, or '' where it does not apply")
    direction: Literal["minimize", "maximize"] = Field(description="Which way is better")
    weight: Positive = Field(1.0, description="Weight beside the other objectives")
    statistic: Literal["last12", "mean", "sum", "max", "min"] = Field(
        "last12", description="One number of a run: mean of its last 12 months, or over the whole run"
    )

    @model_validator(mode="after")
    def _is_reported(self) -> Self:
        check_address(self.measure, self.nation, self.product, roles=True)
        return self


def _check_seeds(seeds: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(seeds)) < len(seeds):
        raise PydanticCustomError("seed_twice", "a seed stands twice (allowed: each seed once)")
    return seeds


def _check_settings(settings: tuple[Value, ...]) -> tuple[Value, ...]:
    if len({str(setting) for setting in settings}) < len(settings):
        raise PydanticCustomError("setting_twice", "a setting stands twice (allowed: each setting once)")
    return settings


Seeds = Annotated[tuple[Seed, ...], Field(min_length=1, max_length=MAX_SEEDS), AfterValidator(_check_seeds)]
Settings = Annotated[tuple[Value, ...], Field(min_length=1, max_length=100), AfterValidator(_check_settings)]


class SweepSpec(Strict):
    """Draws of uncertain inputs, settings of levers, the same seeds for each, and what to judge the runs by."""

    title: Line = Field("", description="Name for people")
    description: Prose = Field("", description="What the sweep asks")
    scenario: str = Field(description="Scenario file, relative to this one, or a name in the library")
    baseline: str | None = Field(
        None, description="Scenario that outcomes are compared with; baseline.yaml beside the scenario if left out"
    )
    seeds: Annotated[int, Field(ge=1, le=MAX_SEEDS)] | Seeds = Field(
        8, description="Number of seeds (0, 1, ...) or a list of them; the same for every draw"
    )
    design: Design = Field(Design(), description="How the draws are chosen")
    uncertainties: dict[str, Distribution] = Field({}, description="Path into the scenario: distribution")
    behaviour: Literal["fixed", "prior", "posterior"] = Field(
        "fixed",
        description="Behavioural parameters that the calibration fits: as in the scenario, each from its range, or "
        "all together from the sample fitted to 2008-2015",
    )
    levers: dict[str, Settings] = Field({}, description="Path into the scenario: settings to compare")
    objectives: tuple[Objective, ...] = Field((), description="What best and worst are judged by")
    outcomes: OutcomeRef = Field(OutcomeRef(), description="Rules that name the outcomes")

    run_timeout: float = Field(
        600.0, ge=0, lt=1e6, description="Seconds that a run may take before it counts as failed; 0: no limit"
    )

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds of every draw."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    def plain(self) -> dict[str, Any]:
        """Return everything as dicts, lists and scalars, defaults included, without empty alternatives."""
        return self.model_dump(mode="json", exclude_none=True)

    def to_yaml(self) -> str:
        """Return the sweep as YAML; what it leaves out has the default."""
        return dump(self.plain())
