"""What a sweep keeps of each run: one number per column, and monthly series of a few measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.records import MEASURES, Key

Floats = NDArray[np.float64]
WINDOW = 12
"""Months at the end of a run over which its state is averaged."""

TOTALS = ("output_lost_usd", "public_cost_usd", "co2_t", "diverted_t", "smuggled_t", "seized_t")
"""Flows that matter by their sum over the whole run; every other measure by its mean over the last 12 months."""


class Roles(NamedTuple):
    """Who holds the three roles of the scenario."""

    controller: str
    focal: str
    rival: str


class Result(Protocol):
    """The part of a run's result that a sweep reads."""

    @property
    def keys(self) -> Sequence[Key]: ...
    @property
    def series(self) -> Floats: ...


STATISTICS: dict[str, Callable[[Floats], Any]] = {
    "last12": lambda path: path[..., -WINDOW:].mean(axis=-1),
    "mean": lambda path: path.mean(axis=-1),
    "sum": lambda path: path.sum(axis=-1),
    "max": lambda path: path.max(axis=-1),
    "min": lambda path: path.min(axis=-1),
}
"""How a monthly series becomes one number of a run, months on the last axis."""
PERIODS = {
    "last12": "mean of the last 12 months", "mean": "mean of the run", "sum": "whole run", "max": "highest month",
    "min": "lowest month",
}  # fmt: skip
"""What such a number covers, in words."""


@dataclass(frozen=True)
class Column:
    """A measure of one nation, pair or product, as one number per run; '' takes the measure's usual statistic."""

    measure: str
    nation: str = ""
    product: str = ""
    statistic: str = ""

    def __post_init__(self) -> None:
        if self.statistic == self.usual:
            object.__setattr__(self, "statistic", "")

    @property
    def usual(self) -> str:
        """The statistic of this measure where none is asked for."""
        return "sum" if self.measure in TOTALS else "last12"

    @property
    def label(self) -> str:
        """The name of the column in `outcomes.csv`, such as `relations.IND>USA` or `supply_gap.IND:max`."""
        name = ".".join(part for part in (self.measure, self.nation, self.product) if part)
        return f"{name}:{self.statistic}" if self.statistic else name

    @property
    def path(self) -> Column:
        """The monthly series that the number is taken from."""
        return replace(self, statistic="")

    @property
    def period(self) -> str:
        """What the number covers, in words."""
        return PERIODS[self.statistic or self.usual]

    @property
    def unit(self) -> str:
        """The unit of the number; a mean of a flow is a flow per month."""
        return self._declared if (self.statistic or self.usual) == "sum" else self.monthly_unit

    @property
    def monthly_unit(self) -> str:
        """The unit of a month's value."""
        flow = self._declared.split(" ")[0] in ("t", "USD") and not self.measure.startswith(("stock", "capacity"))
        return f"{self._declared} a month" if flow else self._declared

    @property
    def _declared(self) -> str:
        return MEASURES[self.measure].unit if self.measure in MEASURES else ""

    @property
    def direction(self) -> str:
        """'lower' or 'higher' where one is better for the nation, else ''."""
        return MEASURES[self.measure].direction if self.measure in MEASURES else ""

    @classmethod
    def of(cls, label: str) -> Column:
        """Return the column with this label; raises ValueError if its measure is not declared."""
        name, _, statistic = label.partition(":")
        measure, *rest = name.split(".")
        if measure not in MEASURES or len(rest) > 2:
            raise ValueError(f"{label!r} is not a column of outcomes.csv")
        by = MEASURES[measure].by
        nation = rest.pop(0) if len(rest) == 2 or (rest and {"nation", "pair"} & set(by)) else ""
        return cls(measure, nation, rest[0] if rest else "", statistic)

    def number(self, path: Floats) -> Any:
        """Return the number for monthly values, months on the last axis."""
        return STATISTICS[self.statistic or self.usual](path)


def standard(roles: Roles) -> tuple[Column, ...]:
    """Return the columns that every sweep keeps, whatever its objectives."""
    c, f, r = roles
    return (
        *(Column(m, f) for m in (
            "import_dependency", "heavy_dependency", "supply_gap", "output_lost_usd", "strategic_autonomy",
            "tech_sovereignty", "transition_pace", "public_cost_usd", "stock_cover_months", "concession",
            "heavy_supply_from_controller", "regime", "diverted_t", "co2_t", "fear",
        )),
        Column("relations", f"{f}>{r}"),
        Column("relations", f"{f}>{c}"),
        *(Column(m, r) for m in ("import_dependency", "supply_gap", "output_lost_usd")),
        Column("rival_heavy_via_focal_t"),
        Column("rival_heavy_via_focal_share"),
        Column("heavy_supply_from_controller", f, "", "mean"),
        Column("transition_pace", f, "", "mean"),
        Column("supply_gap", f, "", "max"),
        *(Column(m, "", p) for m in ("spot_outside", "spot_inside") for p in ("oxide_NdPr", "oxide_Dy")),
        *(Column("share_magnet_ree", c, stage) for stage in ("mine", "separation", "magnet")),
    )  # fmt: skip


BANDS = (
    "import_dependency", "heavy_dependency", "supply_gap", "output_lost_usd", "strategic_autonomy",
    "tech_sovereignty", "transition_pace", "public_cost_usd", "heavy_supply_from_controller", "regime",
    "relations", "rival_heavy_via_focal_t", "spot_outside", "spot_inside", "share_magnet_ree",
    "stock_cover_months", "licences_pending", "fear",
)  # fmt: skip
"""Measures whose monthly series are kept for every run, for the bands, the clusters and the signposts."""


def merged(*groups: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns of all groups, each once, in the order of first mention."""
    return tuple(dict.fromkeys(column for group in groups for column in group))


class Reader:
    """Reads columns from results; finds their places once per set of keys.

    A column without a product on a measure kept by sector or product is the sum over those, for the nation.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = tuple(columns)
        self._keys: Sequence[Key] = ()
        self._places: list[list[int]] = []

    def missing(self, keys: Sequence[Key]) -> list[Column]:
        """Return the columns that a result with these keys does not hold."""
        return [column for column in self.columns if not places(column, keys)]

    def read(self, result: Result) -> Floats:
        """Return the monthly values, shape (columns, months); raises KeyError for a column that is missing."""
        if result.keys is not self._keys and tuple(result.keys) != tuple(self._keys):
            self._keys, self._places = result.keys, [places(c, result.keys) for c in self.columns]
            if absent := [c.label for c, at in zip(self.columns, self._places, strict=True) if not at]:
                self._keys = ()
                raise KeyError(f"the run does not record {', '.join(absent)}")
        if not self.columns:
            return np.empty((0, len(result.series)))
        return np.stack([result.series[:, at].sum(axis=1) for at in self._places])


def places(column: Column, keys: Sequence[Key]) -> list[int]:
    """Return where `column` stands among `keys`: its own series, or those that it is the sum of."""
    exact = [i for i, key in enumerate(keys) if tuple(key) == (column.measure, column.nation, column.product)]
    if exact or column.product or column.unit.split(" ")[0] not in ("t", "USD", "t/month"):
        return exact  # tonnes and money add up over products, prices and shares do not
    return [i for i, key in enumerate(keys) if key[0] == column.measure and key[1] == column.nation]
