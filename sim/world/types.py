"""What a world consists of: plants, desks, routes, buyers and the `World` that holds them with its arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

BASE_YEARS = (2008, 2024)
MARKETS = ("inside", "outside")
COMPONENTS = ("un_voting", "dispute", "coalition")
STATUSES = ("operating", "planned", "candidate")
IDLE = ("mothballed", "stalled")
PRICING = ("tension", "cost_plus", "netback")
MAGNET_ELEMENTS = ("Nd", "Pr", "Dy", "Tb")


@dataclass(frozen=True, slots=True)
class Idle:
    """What a planned plant is where no opening is known by date: works that stand unused or half built."""

    kind: str  # mothballed | stalled
    since: str  # YYYY-MM; nobody asks whether to go on before
    capacity: float  # t of activity per year that its owner planned
    capital_left: float  # USD per t/yr still to be spent
    months: int  # from the decision to output
    line: int


@dataclass(frozen=True, slots=True)
class Plant:
    """One production plant, running, planned or possible; `mix` is the base share of each recipe."""

    name: str
    firm: str
    nation: str
    stage: str
    recipes: tuple[str, ...]
    mix: tuple[float, ...]
    capacity: float  # t of activity per year
    utilisation: float  # base-year output / capacity
    status: str
    start: str  # YYYY-MM, '' if it runs or is a candidate
    ramp_months: int
    cost: float  # USD per t of activity, without traded inputs
    cost_low: float
    cost_high: float
    licensed: bool
    confidence: str
    source: str
    note: str
    line: int
    idle: Idle | None = None

    @property
    def base_activity(self) -> float:
        """Activity of the base year, t/yr; 0 unless it operates."""
        return self.capacity * self.utilisation if self.status == "operating" else 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """One trader's desk: a product bought and sold in a nation."""

    firm: str
    nation: str
    product: str
    handling: float  # t per month
    base_stock: float  # t
    line: int


@dataclass(frozen=True, slots=True)
class Route:
    """A way round a control that one trading firm can use."""

    name: str
    firm: str
    product: str
    origin: str
    destination: str
    kind: str  # smuggling | reexport
    capacity: float  # t per month
    line: int


@dataclass(frozen=True, slots=True)
class Use:
    """A sector's buyer in a nation."""

    firm: str
    sector: str
    nation: str
    activity: float  # units per year
    unit: str
    growth: float  # per year
    output_usd: float  # USD per unit of activity
    line: int


@dataclass(frozen=True, eq=False)
class World:
    """All tables of one base year, as names, index maps and arrays (read-only)."""

    base_year: int
    nations: tuple[str, ...]
    nation_names: tuple[str, ...]
    latitude: Floats  # N, degrees
    longitude: Floats  # N, degrees
    nation: Mapping[str, Floats]  # parameter -> N
    elements: tuple[str, ...]
    element_group: tuple[str, ...]
    oxide_per_metal: Floats  # E, t/t
    finishing_cost: Floats  # E, USD/kg oxide
    products: tuple[str, ...]
    product_names: tuple[str, ...]
    group: tuple[str, ...]  # P
    product_element: tuple[str, ...]  # P, '' where mixed
    pricing: tuple[str, ...]  # P
    heavy: Flags  # P
    tradable: Flags  # P
    target_cover: Floats  # P, months
    contents: Floats  # P x E, t REO per t product
    recipes: tuple[str, ...]
    recipe_stage: tuple[str, ...]
    inputs: Floats  # R x P, t per t of activity
    outputs: Floats  # R x P, t per t of activity
    prices_base: Floats  # P x 2 (inside, outside), USD/kg ex VAT; nan where no quote is tabled
    sectors: tuple[str, ...]
    intensity: Floats  # S x P, t per unit of activity
    intensity_low: Floats
    intensity_high: Floats
    floor_share: Floats  # S x P
    thrift: Floats  # S x P, per year
    plants: tuple[Plant, ...]
    desks: tuple[Desk, ...]
    uses: tuple[Use, ...]
    routes: tuple[Route, ...]
    firms: tuple[str, ...]
    alignment: Floats  # 3 (COMPONENTS) x N x N, -1..1, symmetric
    nation_index: Mapping[str, int]
    element_index: Mapping[str, int]
    product_index: Mapping[str, int]
    recipe_index: Mapping[str, int]
    sector_index: Mapping[str, int]

    @property
    def recipe_loss(self) -> Floats:
        """R x E: t REO lost or left in residue per t of activity (mines: nothing, ore is the source)."""
        change = self.inputs @ self.contents - self.outputs @ self.contents
        return np.where(self.inputs.any(axis=1, keepdims=True), change, 0.0)
