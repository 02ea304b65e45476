"""Rows of the tables that name somebody: plants, trader desks, routes, sector buyers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sim.world.tables import Row, read, year_rows
from sim.world.types import IDLE, STATUSES, Desk, Idle, Plant, Route, Use

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
ROUTES = {"smuggling": 0, "reexport": 1}


def read_plant(row: Row, nations: Mapping[str, int], stages: Mapping[str, str]) -> Plant:
    """Return one plant; `stages` maps each recipe to its stage."""
    row.member("nation", nations)
    row.member("status", {name: i for i, name in enumerate(STATUSES)})
    recipes = tuple(row.text("recipes").split("|"))
    for recipe in recipes:
        if stages.get(recipe) != row.text("stage"):
            raise row.error(f"'{recipe}' is no recipe of the stage {row.text('stage')}")
    mix = row.numbers("mix")
    if len(mix) != len(recipes) or abs(sum(mix) - 1.0) > 1e-6:
        raise row.error(f"mix is '{row.text('mix')}', {len(recipes)} shares with sum 1 are expected")
    start, status = row.text("start"), row.text("status")
    if bool(MONTH.fullmatch(start)) != (status == "planned") or (start and status != "planned"):
        raise row.error(f"start is '{start}': YYYY-MM for a planned plant, empty for any other")
    return Plant(
        name=row.text("plant"),
        firm=row.text("firm"),
        nation=row.text("nation"),
        stage=row.text("stage"),
        recipes=recipes,
        mix=mix,
        capacity=row.number("capacity_t_per_year"),
        utilisation=row.number("utilisation"),
        status=status,
        start=start,
        ramp_months=int(row.number("ramp_months")),
        cost=row.number("cost_usd_per_t"),
        cost_low=row.number("low"),
        cost_high=row.number("high"),
        licensed=row.number("licensed") > 0,
        confidence=row.text("confidence"),
        source=row.text("source"),
        note=row.text("note"),
        line=row.line,
    )


def read_idle(row: Row, plants: Mapping[str, Plant]) -> Idle:
    """Return what is known of an idle project; only a planned plant can be one, and only once."""
    row.member("kind", {name: i for i, name in enumerate(IDLE)})
    row.member("plant", {name: i for i, (name, p) in enumerate(plants.items()) if p.status == "planned"})
    if plants[row.text("plant")].idle is not None:
        raise row.error(f"plant '{row.text('plant')}' stands already in a line above")
    if not MONTH.fullmatch(row.text("idle_since")):
        raise row.error(f"idle_since is '{row.text('idle_since')}', YYYY-MM is expected")
    low, left, high = (row.number(name) for name in ("low", "capital_left_usd_per_t", "high"))
    if not 0.0 < low <= left <= high:
        raise row.error(f"capital_left_usd_per_t {left} must lie between low {low} and high {high}, above 0")
    capacity, months = row.number("capacity_t_per_year"), row.number("months")
    if capacity <= 0.0 or months < 1.0:
        raise row.error("capacity_t_per_year must be above 0, months 1 or more")
    return Idle(row.text("kind"), row.text("idle_since"), capacity, left, int(months), row.line)


def read_plants(
    base_year: int, nations: Mapping[str, int], stages: Mapping[str, str], folder: Path
) -> tuple[Plant, ...]:
    """Return the plants of one base year; names are unique."""
    plants: dict[str, Plant] = {}
    for row in read(f"plants_{base_year}.csv", folder):
        plant = read_plant(row, nations, stages)
        if plant.name in plants:
            raise row.error(f"plant '{plant.name}' stands already in line {plants[plant.name].line}")
        plants[plant.name] = plant
    for row in year_rows("idle.csv", base_year, folder):
        idle = read_idle(row, plants)
        plants[row.text("plant")] = replace(plants[row.text("plant")], idle=idle)
    return tuple(plants.values())


def read_desks(
    base_year: int, nations: Mapping[str, int], products: Mapping[str, int], folder: Path
) -> tuple[Desk, ...]:
    """Return the traders' desks of one base year."""
    desks = []
    for row in year_rows("traders.csv", base_year, folder):
        row.member("nation", nations)
        row.member("product", products)
        desks.append(
            Desk(
                row.text("firm"),
                row.text("nation"),
                row.text("product"),
                row.number("handling_t_per_month"),
                row.number("base_stock_t"),
                row.line,
            )
        )
    return tuple(desks)


def read_routes(
    base_year: int, nations: Mapping[str, int], products: Mapping[str, int], folder: Path
) -> tuple[Route, ...]:
    """Return the traders' ways round controls of one base year."""
    routes = []
    for row in year_rows("routes.csv", base_year, folder):
        row.member("from_nation", nations)
        row.member("to_nation", nations)
        row.member("product", products)
        row.member("kind", ROUTES)
        routes.append(
            Route(
                row.text("route"),
                row.text("firm"),
                row.text("product"),
                row.text("from_nation"),
                row.text("to_nation"),
                row.text("kind"),
                row.number("capacity_t_per_month"),
                row.line,
            )
        )
    return tuple(routes)


def read_uses(base_year: int, nations: Mapping[str, int], sectors: Mapping[str, int], folder: Path) -> tuple[Use, ...]:
    """Return the sector buyers of one base year."""
    uses = []
    for row in year_rows("use.csv", base_year, folder):
        row.member("sector", sectors)
        row.member("nation", nations)
        uses.append(
            Use(
                row.text("firm"),
                row.text("sector"),
                row.text("nation"),
                row.number("activity"),
                row.text("unit"),
                row.number("growth_per_year"),
                row.number("output_usd_per_activity"),
                row.line,
            )
        )
    return tuple(uses)
