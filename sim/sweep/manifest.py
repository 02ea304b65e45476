"""The manifest of a sweep: what somebody needs to trust and repeat it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sim import posterior
from sim.provenance import provenance
from sim.sweep.collect import Collection
from sim.sweep.plan import Plan


@dataclass(frozen=True)
class Ending:
    """How a sweep has ended: `why` is '' for the last run, else what stopped it; `known` runs were done before.

    `begun` and `timings` are in seconds of the process's clock.
    """

    folder: Path
    workers: int
    begun: float
    timings: dict[str, float]
    why: str = ""
    known: int = 0


def manifest(plan: Plan, collection: Collection, ending: Ending, warnings: list[str]) -> dict[str, Any]:
    """Return the manifest of a sweep."""
    spec = plan.sweep.spec
    timings = ending.timings | {"total": time.perf_counter() - ending.begun}
    return {
        **provenance("sweep"),
        "name": ending.folder.name,
        "title": spec.title or plan.scenario.title or plan.scenario.name,
        "description": " ".join((spec.description or plan.scenario.description).split()),
        "status": "interrupted" if collection.todo else "complete",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenario": plan.scenario.digest(),
        "sweep": sha256(spec.to_yaml().encode()).hexdigest(),
        "base_year": plan.scenario.base_year,
        "start": collection.months[0],
        "end": collection.months[-1],
        "months": len(collection.months),
        "roles": plan.roles._asdict(),
        "method": spec.design.method,
        "seeds": list(plan.seeds),
        "cases": len(plan.cases.cases),
        "settings": plan.cases.settings,
        "planned": collection.jobs.runs,
        "declared": bool(spec.uncertainties),
        "fitted_to_history": spec.behaviour == "posterior" and posterior.load().is_fitted,
        "levers": {path: list(values) for path, values in spec.levers.items()},
        "reference": dict(plan.cases.reference),
        "objectives": [
            {"column": o.column.label, "direction": "minimize" if o.minimize else "maximize", "weight": o.weight}
            for o in plan.objectives
        ],
        "outcomes": [
            {"name": r.name, "title": r.title, "description": r.description} for r in plan.sweep.rules.outcomes
        ],
        "balance_residual": collection.residual,
        "workers": ending.workers,
        "resumed_from": ending.known,
        "seconds": {name: round(value, 3) for name, value in timings.items()},
        "warnings": warnings,
    }


def shard_manifest(plan: Plan, collection: Collection, shard: str, left: int) -> dict[str, Any]:
    """Return the manifest of a part of a sweep."""
    return {
        **provenance("shard"),
        "shard": shard,
        "title": plan.sweep.spec.title or plan.scenario.title or plan.scenario.name,
        "status": "interrupted" if left else "complete",
        "left": left,
        "failed": collection.failed,
    }
