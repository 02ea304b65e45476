"""Runs with few measures, given month by month, and rules that name their outcomes."""

import json
from types import SimpleNamespace

import numpy as np

from sim.records import Key
from sim.scenario.outcomes import OutcomeRules
from sim.sweep.measures import Reader, Roles
from sim.sweep.outcomes import Classifier, watched

ROLES = Roles("CHN", "IND", "USA")
MONTHS = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(36))
KEYS = (
    Key("heavy_supply_from_controller", "IND"),
    Key("concession", "IND"),
    Key("relations", "IND>USA"),
    Key("import_dependency", "IND"),
)
BASE = (100.0, 0.0, 0.4, 0.9)
REFUSED = (("2025-01", "IND", "assurance_response", "refuse"),)


def result(supply=100.0, concession=0.0, relations=0.4, dependency=0.9, decisions=(), seed=1):
    """A run whose measures are constant, or given month by month."""
    columns = [np.broadcast_to(np.asarray(v, float), 36) for v in (supply, concession, relations, dependency)]
    return SimpleNamespace(keys=KEYS, series=np.column_stack(columns), seed=seed, decisions=decisions)


def classifier(rules):
    """What names the outcome of a run, held against a baseline that never changes."""
    base = Reader(watched(rules, ROLES)).read(result(*BASE))
    return Classifier(rules, ROLES, MONTHS, {1: base})


def rules(*conditions):
    """Rules with one named outcome and the rest."""
    hit = {"name": "hit", "title": "Hit", "all": list(conditions)}
    return OutcomeRules.model_validate_json(
        json.dumps({"outcomes": [hit, {"name": "rest", "title": "Rest", "all": []}]})
    )


def named(condition, run):
    """The outcome of a run by one condition: hit or rest."""
    return classifier(rules(condition))(run)
