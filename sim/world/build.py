"""From tables to one `World`: names become positions, rows become arrays."""

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType

import numpy as np

from sim.names import GROUPS, SECTORS, STAGES
from sim.world.actors import read_desks, read_plants, read_routes, read_uses
from sim.world.tables import Row, WorldError, read, year_rows
from sim.world.types import BASE_YEARS, COMPONENTS, MARKETS, PRICING, Floats, World

Index = MappingProxyType[str, int]


def index(names: Iterable[str]) -> Index:
    """Return name -> position."""
    return MappingProxyType({name: i for i, name in enumerate(names)})


def unique(rows: list[Row], column: str) -> tuple[str, ...]:
    """Return the names of a column; a repeated name is an error."""
    seen: dict[str, int] = {}
    for row in rows:
        name = row.text(column)
        if name in seen:
            raise row.error(f"{column} '{name}' stands already in line {seen[name]}")
        seen[name] = row.line
    return tuple(seen)


def column(rows: list[Row], name: str) -> Floats:
    """Return a column of numbers as an array."""
    return np.array([row.number(name) for row in rows])


def read_parameters(nations: Index, folder: Path) -> dict[str, Floats]:
    """Return parameter -> N; every nation needs every parameter."""
    found: dict[str, Floats] = {}
    for row in read("nation_parameters.csv", folder):
        values = found.setdefault(row.text("parameter"), np.full(len(nations), np.nan))
        values[row.member("nation", nations)] = row.number("value")
    for name, values in found.items():
        for code, i in nations.items():
            if np.isnan(values[i]):
                raise WorldError(f"nation_parameters.csv: {code} has no '{name}'")
    return found


def read_contents(base_year: int, elements: Index, products: Index, folder: Path) -> Floats:
    """Return P x E, t REO per t of product, as products were made in the base year."""
    contents = np.zeros((len(products), len(elements)))
    for row in year_rows("contents.csv", base_year, folder):
        contents[row.member("product", products), row.member("element", elements)] = row.number("share")
    return contents


def read_recipes(
    base_year: int, products: Index, folder: Path
) -> tuple[tuple[str, ...], tuple[str, ...], Floats, Floats]:
    """Return names, stages, inputs and outputs (R x P, t per t of activity)."""
    rows = list(year_rows("recipes.csv", base_year, folder))
    stages = dict.fromkeys((row.text("recipe") for row in rows), "")
    names = index(stages)
    inputs = np.zeros((len(names), len(products)))
    outputs = np.zeros_like(inputs)
    side = {"input": inputs, "output": outputs}
    for row in rows:
        name = row.text("recipe")
        row.member("stage", index(STAGES))
        if stages[name] not in ("", row.text("stage")):
            raise row.error(f"{name} is a recipe of stage {stages[name]} above, of {row.text('stage')} here")
        stages[name] = row.text("stage")
        row.member("kind", index(side))
        side[row.text("kind")][names[name], row.member("product", products)] = row.number("coefficient")
    return tuple(stages), tuple(stages.values()), inputs, outputs


def read_prices(base_year: int, products: Index, folder: Path) -> Floats:
    """Return P x 2 (inside, outside) in USD/kg; nan where no quote is tabled."""
    prices = np.full((len(products), len(MARKETS)), np.nan)
    for row in year_rows("prices_base.csv", base_year, folder):
        prices[row.member("product", products), row.member("market", index(MARKETS))] = row.number("value")
    return prices


def read_intensity(base_year: int, products: Index, folder: Path) -> dict[str, Floats]:
    """Return the four S x P arrays of intensity.csv."""
    names = {
        "intensity": "t_per_activity",
        "intensity_low": "low",
        "intensity_high": "high",
        "floor_share": "floor_share",
        "thrift": "thrift_per_year",
    }
    arrays = {name: np.zeros((len(SECTORS), len(products))) for name in names}
    sectors = index(SECTORS)
    for row in year_rows("intensity.csv", base_year, folder):
        place = row.member("sector", sectors), row.member("product", products)
        for name, cell in names.items():
            arrays[name][place] = row.number(cell)
    return arrays


def read_alignment(base_year: int, nations: Index, folder: Path) -> Floats:
    """Return COMPONENTS x N x N, symmetric; every pair needs every component."""
    size = len(nations)
    alignment = np.full((len(COMPONENTS), size, size), np.nan)
    alignment[:, np.arange(size), np.arange(size)] = 0.0
    components = index(COMPONENTS)
    for row in year_rows("alignment.csv", base_year, folder):
        part = row.member("component", components)
        a, b = row.member("nation_a", nations), row.member("nation_b", nations)
        alignment[part, a, b] = alignment[part, b, a] = row.number("value")
    missing = np.argwhere(np.isnan(alignment))
    if len(missing):
        part, a, b = missing[0]
        codes = tuple(nations)
        raise WorldError(f"alignment.csv: no {COMPONENTS[part]} of {codes[a]} and {codes[b]} for {base_year}")
    return alignment


def build_world(base_year: int, folder: Path) -> World:
    """Return the world of one base year, unchecked. Raises WorldError with file and line."""
    if base_year not in BASE_YEARS:
        raise WorldError(f"base_year is {base_year}, allowed: {', '.join(map(str, BASE_YEARS))}")
    nation_rows, element_rows, product_rows = (
        list(read(name, folder)) for name in ("nations.csv", "elements.csv", "products.csv")
    )
    nations, elements, products = (
        index(unique(rows, name))
        for rows, name in ((nation_rows, "code"), (element_rows, "element"), (product_rows, "product"))
    )
    for row in product_rows:
        row.member("group", index(GROUPS))
        row.member("pricing", index(PRICING))
    recipes, recipe_stage, inputs, outputs = read_recipes(base_year, products, folder)
    plants = read_plants(base_year, nations, dict(zip(recipes, recipe_stage, strict=True)), folder)
    desks = read_desks(base_year, nations, products, folder)
    uses = read_uses(base_year, nations, index(SECTORS), folder)
    firms = [p.firm for p in plants] + [d.firm for d in desks] + [u.firm for u in uses]
    return World(
        base_year=base_year,
        nations=tuple(nations),
        nation_names=tuple(row.text("name") for row in nation_rows),
        latitude=column(nation_rows, "latitude"),
        longitude=column(nation_rows, "longitude"),
        nation=MappingProxyType(read_parameters(nations, folder)),
        elements=tuple(elements),
        element_group=tuple(row.text("group") for row in element_rows),
        oxide_per_metal=column(element_rows, "oxide_per_metal"),
        finishing_cost=column(element_rows, "finishing_cost_usd_per_kg"),
        products=tuple(products),
        product_names=tuple(row.text("name") for row in product_rows),
        group=tuple(row.text("group") for row in product_rows),
        product_element=tuple(row.text("element") for row in product_rows),
        pricing=tuple(row.text("pricing") for row in product_rows),
        heavy=column(product_rows, "heavy") > 0,
        tradable=column(product_rows, "tradable_by_traders") > 0,
        target_cover=column(product_rows, "target_cover_months"),
        contents=read_contents(base_year, elements, products, folder),
        recipes=recipes,
        recipe_stage=recipe_stage,
        inputs=inputs,
        outputs=outputs,
        prices_base=read_prices(base_year, products, folder),
        sectors=SECTORS,
        **read_intensity(base_year, products, folder),
        plants=plants,
        desks=desks,
        uses=uses,
        routes=read_routes(base_year, nations, products, folder),
        firms=tuple(dict.fromkeys(firms)),
        alignment=read_alignment(base_year, nations, folder),
        nation_index=nations,
        element_index=elements,
        product_index=products,
        recipe_index=index(recipes),
        sector_index=index(SECTORS),
    )
