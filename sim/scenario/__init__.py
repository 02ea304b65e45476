"""Scenarios, sweeps and outcome rules: YAML files, read strictly, with errors of one line."""

from sim.scenario.distributions import Distribution
from sim.scenario.errors import ScenarioError
from sim.scenario.library import Entry, find_outcomes, find_scenario, find_sweep, folder, library
from sim.scenario.load import load, loads
from sim.scenario.load_sweep import Sweep, load_sweep
from sim.scenario.model import CostIndex, DatedEvent, DemandIndex, OutcomeRef, Scenario
from sim.scenario.outcomes import Condition, Decision, OutcomeRule, OutcomeRules, load_outcomes
from sim.scenario.paths import parse_value
from sim.scenario.plans import ADAPTIVE, NationPlan
from sim.scenario.schema import json_schema
from sim.scenario.sweepspec import Design, Objective, SweepSpec

__all__ = [
    "ADAPTIVE",
    "Condition",
    "CostIndex",
    "DatedEvent",
    "Decision",
    "DemandIndex",
    "Design",
    "Distribution",
    "Entry",
    "NationPlan",
    "Objective",
    "OutcomeRef",
    "OutcomeRule",
    "OutcomeRules",
    "Scenario",
    "ScenarioError",
    "Sweep",
    "SweepSpec",
    "find_outcomes",
    "find_scenario",
    "find_sweep",
    "folder",
    "json_schema",
    "library",
    "load",
    "load_outcomes",
    "load_sweep",
    "loads",
    "parse_value",
]
