"""What a run leaves behind: series, and on request flows and plants month by month."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.records import Key, unit_of
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


class Event(NamedTuple):
    """Something that an actor did or that happened, in words; month as YYYY-MM."""

    month: str
    actor: str
    text: str


class FlowTable(NamedTuple):
    """Trade by lane and month (rows,): product, origin, destination as names' positions; prices USD/kg."""

    month: np.ndarray
    product: np.ndarray
    origin: np.ndarray
    destination: np.ndarray
    tonnes: np.ndarray
    spot_price: np.ndarray
    price_paid: np.ndarray


class PlantTable(NamedTuple):
    """Plants by month: arrays (months, plants) in t/month, and the plants' names, firms, stages and nations."""

    names: tuple[str, ...]
    firms: tuple[str, ...]
    stages: tuple[str, ...]
    nations: tuple[str, ...]
    capacity: np.ndarray
    output: np.ndarray
    stock: np.ndarray
    running: np.ndarray


@dataclass(frozen=True)
class RunResult:
    """One run: `series` is (months, keys) float64; a failed run has status 'failed' and its reason in one line."""

    scenario: Scenario
    seed: int
    status: str
    reason: str
    months: tuple[str, ...]
    keys: tuple[Key, ...]
    series: np.ndarray
    events: tuple[Event, ...] = ()
    decisions: tuple[tuple[str, str, str, str], ...] = ()  # month, nation, slot, option
    residual: float = 0.0
    flows: FlowTable | None = None
    plants: PlantTable | None = None
    nations: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @cached_property
    def index(self) -> dict[Key, int]:
        """Position of each key."""
        return {key: i for i, key in enumerate(self.keys)}

    def get(self, measure: str, nation: str = "", product: str = "") -> np.ndarray:
        """One series (months,); KeyError names an unknown key."""
        key = Key(measure, nation, product)
        if key not in self.index:
            raise KeyError(f"no series {measure} for nation '{nation}', product '{product}'")
        return self.series[:, self.index[key]]

    def frame(self) -> pd.DataFrame:
        """The long table: month, nation, product, measure, unit, value."""
        import pandas as pd

        months, keys = len(self.months), len(self.keys)
        column = lambda values: np.tile(np.array(values, dtype=object), months)  # noqa: E731
        return pd.DataFrame(
            {
                "month": np.repeat(np.array(self.months, dtype=object), keys),
                "nation": column([k.nation for k in self.keys]),
                "product": column([k.product for k in self.keys]),
                "measure": column([k.measure for k in self.keys]),
                "unit": column([unit_of(k.measure) for k in self.keys]),
                "value": self.series.ravel(),
            }
        )
