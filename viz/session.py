"""One person's simulation: the only module of the viewer that knows the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.files import new_folder
from sim.model import RareEarthModel
from sim.run import RunResult, run, write_run
from sim.scenario import Scenario, find_scenario, load

Floats = NDArray[np.float64]

SMOOTHED = 3  # months; cargoes and licences come in lots, so that one month alone flickers


def open_scenario(name: str, changes: Mapping[str, Any]) -> Scenario:
    """Load a scenario of the library with `changes` (path to value); raises ScenarioError."""
    return load(find_scenario(name), changes)


class Session:
    """A run that goes on as far as it is asked to."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.model = RareEarthModel(scenario, seed)
        self.result: RunResult = self.model.result()
        self._delivered: deque[Floats] = deque(maxlen=SMOOTHED)

    @property
    def month(self) -> int:
        """Months simulated so far."""
        return len(self.result.months)

    @property
    def done(self) -> bool:
        """Whether the scenario's last month has been simulated."""
        return self.month >= self.scenario.months

    def step(self, months: int) -> None:
        """Simulate up to `months` more months; `result` and `trade` then include them."""
        for _ in range(min(months, self.scenario.months - self.month)):
            self.model.step()
            self._delivered.append(self.model.delivered.copy())
        self.result = self.model.result()

    def save(self, runs: Path) -> Path:
        """Write the run so far to a new folder in `runs`, as `rare-earth run --save` does.

        It is run again, because flows and plants by month are kept only where they are asked for.
        """
        so_far = self.scenario.with_values({"months": self.month, "seed": self.seed})
        folder = new_folder(f"{so_far.name}-{self.seed}", runs, numbered=True)
        write_run(run(so_far, detail=True), folder)
        return folder

    def trade(self) -> Floats:
        """Tonnes a month from nation to nation, mean of the last months: (products, origins, destinations)."""
        mean: Floats = np.mean(self._delivered, axis=0)
        return mean
