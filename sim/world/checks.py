"""Rules that the tables must satisfy: one function per rule, each raises a one-line WorldError.

`balance` adds up the base year: what each stage makes and takes of every product at base utilisation.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.world.tables import WorldError
from sim.world.types import MAGNET_ELEMENTS, Floats, World

TOLERANCE = 0.05  # supply against demand of the magnet elements, by stage
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Balance:
    """Base-year tonnes a year per product."""

    made: Floats  # P, all plants
    taken: Floats  # P, plants as input
    used: Floats  # P, sectors


def balance(world: World) -> Balance:
    """Return what plants make and take and sectors use in the base year, t/yr."""
    activity = np.zeros(len(world.recipes))
    for plant in world.plants:
        for recipe, share in zip(plant.recipes, plant.mix, strict=True):
            activity[world.recipe_index[recipe]] += plant.base_activity * share
    need = np.zeros(len(world.sectors))
    for use in world.uses:
        need[world.sector_index[use.sector]] += use.activity
    return Balance(activity @ world.outputs, activity @ world.inputs, need @ world.intensity)


def of_group(world: World, group: str) -> np.ndarray:
    """Return a P mask of the products of a group."""
    return np.array([name == group for name in world.group])


def contents_are_normalised(world: World) -> None:
    """Concentrates and oxides hold 1 t REO per t; metals are all metal; magnets are 20-35 % rare earth metal."""
    as_metal = (world.contents / world.oxide_per_metal).sum(axis=1)
    total = world.contents.sum(axis=1)
    bounds = {"concentrate": (1, 1), "oxide": (1, 1), "metal": (1, 1), "magnet": (0.2, 0.35), "scrap": (0.2, 0.35)}
    for i, product in enumerate(world.products):
        value = total[i] if world.group[i] in ("concentrate", "oxide") else as_metal[i]
        low, high = bounds[world.group[i]]
        if not low - ROUNDING <= value <= high + ROUNDING:
            raise WorldError(f"contents.csv: {product} adds up to {value:.7g}, allowed: {low} to {high}")


def didymium_split_is_one(world: World) -> None:
    """Nd and Pr stand in one ratio everywhere, so that NdPr can be traded as one product."""
    nd, pr = world.contents[:, world.element_index["Nd"]], world.contents[:, world.element_index["Pr"]]
    reference = world.product_index["oxide_NdPr"]
    wrong = np.flatnonzero(np.abs(nd * pr[reference] - pr * nd[reference]) > ROUNDING)
    if len(wrong):
        raise WorldError(f"contents.csv: {world.products[wrong[0]]} has another Nd:Pr ratio than oxide_NdPr")


def recipes_make_nothing_from_nothing(world: World) -> None:
    """No recipe but a mine puts out more of an element than it takes in."""
    fed = world.inputs.any(axis=1)
    gain = np.where(fed[:, None], (world.outputs - world.inputs) @ world.contents, 0.0)
    recipe, element = np.unravel_index(np.argmax(gain), gain.shape)
    if gain[recipe, element] > 1e-9:
        raise WorldError(f"recipes.csv: {world.recipes[recipe]} puts out more {world.elements[element]} than it takes")
    for i, name in enumerate(world.recipes):
        if fed[i] == (world.recipe_stage[i] == "mine"):
            raise WorldError(
                f"recipes.csv: {name} of stage {world.recipe_stage[i]} must have inputs unless it is a mine"
            )


def every_input_has_a_producer(world: World) -> None:
    """What a plant or a sector takes is made by some plant, running or planned."""
    running = {recipe for plant in world.plants if plant.status != "candidate" for recipe in plant.recipes}
    made = world.outputs[[world.recipe_index[recipe] for recipe in sorted(running)]].any(axis=0)
    lacking = {
        recipe: world.products[np.argmax(inputs & ~made)]
        for recipe, inputs in zip(world.recipes, world.inputs > 0.0, strict=True)
        if (inputs & ~made).any()
    }
    for plant in world.plants:
        for recipe in lacking.keys() & set(plant.recipes):
            raise WorldError(f"plants_{world.base_year}.csv:{plant.line}: nobody makes {lacking[recipe]} for {recipe}")
    for i in np.flatnonzero(world.intensity.any(axis=0) & ~made):
        raise WorldError(f"intensity.csv: nobody makes {world.products[i]} in {world.base_year}")


def every_nation_takes_part(world: World) -> None:
    """Every nation has a plant or a sector."""
    present = {plant.nation for plant in world.plants} | {use.nation for use in world.uses}
    for code in world.nations:
        if code not in present:
            raise WorldError(f"nations.csv: {code} has neither plant nor sector in {world.base_year}")


def plants_are_plausible(world: World) -> None:
    """Shares lie in 0-1, costs in their range; candidates are empty; plans start after the base year begins."""
    for plant in world.plants:
        problem = ""
        if not 0.0 <= plant.utilisation <= 1.0:
            problem = f"utilisation is {plant.utilisation}, allowed: 0 to 1"
        elif min(plant.mix) < 0.0:
            problem = f"mix is {plant.mix}, allowed: shares of 0 or more"
        elif not 0.0 < plant.cost_low <= plant.cost <= plant.cost_high:
            problem = f"cost {plant.cost} must lie between low {plant.cost_low} and high {plant.cost_high}"
        elif (plant.capacity > 0.0) == (plant.status == "candidate"):
            problem = f"capacity is {plant.capacity}: 0 for a candidate, above 0 for any other"
        elif plant.status == "planned" and plant.start < f"{world.base_year}-01":
            problem = f"start is {plant.start}, before the base year {world.base_year}"
        if problem:
            raise WorldError(f"plants_{world.base_year}.csv:{plant.line}: {problem}")


def demand_is_plausible(world: World) -> None:
    """Activities are positive, every sector buys something, intensities lie in their range."""
    for use in world.uses:
        if use.activity <= 0.0 or use.output_usd <= 0.0:
            raise WorldError(f"use.csv:{use.line}: activity and output_usd_per_activity must be above 0")
        if not world.intensity[world.sector_index[use.sector]].any():
            raise WorldError(f"intensity.csv: {use.sector} buys nothing in {world.base_year}")
    inside = (world.intensity_low <= world.intensity) & (world.intensity <= world.intensity_high)
    shares = np.maximum(np.abs(world.floor_share - 0.5), np.abs(world.thrift - 0.5)) <= 0.5
    for s, p in np.argwhere(~(inside & shares)):
        raise WorldError(f"intensity.csv: {world.sectors[s]} {world.products[p]}: value, floor or thrift out of range")


def prices_are_complete(world: World) -> None:
    """Every oxide and metal has a positive quote inside and outside the controller."""
    tabled = of_group(world, "oxide") | of_group(world, "metal")
    for i in np.flatnonzero(tabled):
        if not (world.prices_base[i] > 0.0).all():
            raise WorldError(
                f"prices_base.csv: {world.products[i]} lacks a price inside or outside in {world.base_year}"
            )


def desks_and_routes_fit(world: World) -> None:
    """Desks deal in what traders may hold; a route joins two desks of its firm."""
    desks = {(desk.firm, desk.nation, desk.product) for desk in world.desks}
    for desk in world.desks:
        if not world.tradable[world.product_index[desk.product]]:
            raise WorldError(f"traders.csv:{desk.line}: traders hold no {desk.product}")
    for route in world.routes:
        for nation in (route.origin, route.destination):
            if (route.firm, nation, route.product) not in desks:
                raise WorldError(f"routes.csv:{route.line}: {route.firm} has no desk for {route.product} in {nation}")


def alignment_is_bounded(world: World) -> None:
    """Each component of alignment lies in -1..1."""
    for part, a, b in np.argwhere(np.abs(world.alignment) > 1.0):
        raise WorldError(f"alignment.csv: {world.nations[a]} and {world.nations[b]}, component {part}: outside -1 to 1")


def magnet_elements_close_by_stage(world: World) -> None:
    """Nd, Pr, Dy and Tb: what one stage makes the next takes, within 5 %, from ore to magnet and back as scrap."""
    total = balance(world)
    columns = [world.element_index[element] for element in MAGNET_ELEMENTS]
    for group in ("concentrate", "oxide", "metal", "magnet", "scrap"):
        mask = of_group(world, group)
        supply = (total.made[mask] @ world.contents[mask])[columns]
        demand = ((total.taken + total.used)[mask] @ world.contents[mask])[columns]
        for element, made, wanted in zip(MAGNET_ELEMENTS, supply, demand, strict=True):
            if abs(made - wanted) > TOLERANCE * max(made, wanted):
                raise WorldError(
                    f"plants_{world.base_year}.csv: {element} in {group}s: {made:,.0f} t made, {wanted:,.0f} t wanted"
                )


def surplus_elements_are_rejected_not_lacking(world: World) -> None:
    """Of every other oxide at least as much is separated as is used; the rest is left in residue."""
    total = balance(world)
    for i in np.flatnonzero(of_group(world, "oxide")):
        wanted = total.taken[i] + total.used[i]
        if total.made[i] < (1.0 - TOLERANCE) * wanted:
            name = f"{world.products[i]} in {world.base_year}"
            raise WorldError(f"intensity.csv: {name}: {wanted:,.0f} t wanted, {total.made[i]:,.0f} t made")


RULES: tuple[Callable[[World], None], ...] = (
    contents_are_normalised,
    didymium_split_is_one,
    recipes_make_nothing_from_nothing,
    every_input_has_a_producer,
    every_nation_takes_part,
    plants_are_plausible,
    demand_is_plausible,
    prices_are_complete,
    desks_and_routes_fit,
    alignment_is_bounded,
    magnet_elements_close_by_stage,
    surplus_elements_are_rejected_not_lacking,
)


def check_world(world: World) -> None:
    """Run every rule. Raises WorldError with the first that is broken."""
    for rule in RULES:
        rule(world)
