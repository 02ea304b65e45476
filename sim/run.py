"""One run of one scenario: `run`, and `write_run` for its folder."""

from __future__ import annotations

from sim.model import RareEarthModel
from sim.model.result import Event, FlowTable, PlantTable, RunResult
from sim.scenario import Scenario


def run(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """Run a scenario to its end. A breach of a balance or a numerical failure gives status 'failed' with its reason.

    detail: keep flows by lane and plants by month as well (for a run folder).
    """
    model = RareEarthModel(scenario, seed)
    for _ in range(scenario.months):
        model.step()
    return model.result()


__all__ = ["Event", "FlowTable", "PlantTable", "RunResult", "run"]
