"""The tables of the world: what they must hold, and that the base years close."""

import csv
from collections.abc import Callable

import numpy as np
import pytest

from sim.names import ELEMENTS, NATIONS, PRODUCTS, SECTORS
from sim.world import BASE_YEARS, DATA, MAGNET_ELEMENTS, World, load_world
from sim.world.checks import RULES, balance
from sim.world.tables import CONFIDENCE

TABLES = (
    "nations", "nation_parameters", "elements", "products", "contents", "recipes", "prices_base", "plants_2024",
    "plants_2008", "idle", "traders", "routes", "use", "intensity", "alignment",
)  # fmt: skip

NAMED = {
    "Arafura", "Carester", "China Northern Rare Earth", "China Rare Earth Group", "Energy Fuels", "IREL", "Iluka",
    "JL Mag", "Lynas", "MP Materials", "Midwest Advanced Materials", "Molycorp", "Neo Magnequench", "Neo Performance",
    "Ningbo Yunsheng", "Noveon (Urban Mining)", "Proterial (ex Hitachi Metals)", "ReElement", "Rhodia La Rochelle",
    "SGI (Star Group)", "Serra Verde", "Shenghe Resources", "Shin-Etsu", "Silmet", "Solvay", "Sona Comstar", "TDK",
    "Toyotsu Rare Earths India", "USA Rare Earth", "Vacuumschmelze (VAC)", "Xiamen Tungsten (Jinlong)",
    "Zhenghai Magnetics", "Zhongke Sanhuan", "eVAC Magnetics",
}  # fmt: skip

MINE_OUTPUT_2024 = {  # t REO, USGS; the rest of the world stands in ROW
    "CHN": 270_000, "USA": 45_000, "MMR": 31_000, "AUS": 13_000, "THA": 13_000, "IND": 2_900, "RUS": 2_500,
    "VNM": 300, "MYS": 130, "BRA": 20, "ROW": 15_000,
}  # fmt: skip
MINE_OUTPUT_2008 = {"CHN": 120_000, "IND": 2_700, "BRA": 650, "RUS": 2_500}


@pytest.fixture(params=BASE_YEARS)
def world(request: pytest.FixtureRequest) -> World:
    return load_world(request.param)


def flows(world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what is made, taken by plants and used by sectors, N x P, t/yr."""
    made = np.zeros((len(world.nations), len(world.products)))
    taken, used = np.zeros_like(made), np.zeros_like(made)
    for plant in world.plants:
        n = world.nation_index[plant.nation]
        for recipe, share in zip(plant.recipes, plant.mix, strict=True):
            made[n] += plant.base_activity * share * world.outputs[world.recipe_index[recipe]]
            taken[n] += plant.base_activity * share * world.inputs[world.recipe_index[recipe]]
    for use in world.uses:
        used[world.nation_index[use.nation]] += use.activity * world.intensity[world.sector_index[use.sector]]
    return made, taken, used


def share(world: World, stage: str, nation: str = "CHN", elements: tuple[str, ...] = ELEMENTS) -> float:
    """Return a nation's share of what a stage puts out, in REO of some elements."""
    columns = [world.element_index[element] for element in elements]
    total = np.zeros(len(world.nations))
    for plant in world.plants:
        if plant.stage == stage:
            for recipe, part in zip(plant.recipes, plant.mix, strict=True):
                out = world.outputs[world.recipe_index[recipe]] @ world.contents
                total[world.nation_index[plant.nation]] += plant.base_activity * part * out[columns].sum()
    return float(total[world.nation_index[nation]] / total.sum())


def links(world: World) -> int:
    """Return the number of seller-buyer pairs over all products."""
    sellers, buyers = np.zeros(len(world.products)), np.zeros(len(world.products))
    for plant in world.plants:
        rows = [world.recipe_index[recipe] for recipe in plant.recipes]
        sellers += world.outputs[rows].any(axis=0)
        buyers += world.inputs[rows].any(axis=0)
    for desk in world.desks:
        sellers[world.product_index[desk.product]] += 1
        buyers[world.product_index[desk.product]] += 1
    for use in world.uses:
        buyers += world.intensity[world.sector_index[use.sector]] > 0
    return int(sellers @ buyers)


def test_names_and_order_are_those_of_the_code(world: World) -> None:
    assert world.nations == NATIONS
    assert world.elements == ELEMENTS
    assert world.products == PRODUCTS
    assert world.sectors == SECTORS


def test_the_2024_world_has_the_promised_size() -> None:
    world = load_world(2024)
    assert len(world.nations) >= 16
    assert len(world.firms) >= 120
    assert len(world.plants) + len(world.desks) + len(world.uses) >= 250
    assert len(world.products) >= 18
    assert 4_500 <= links(world) <= 7_200


def test_the_2008_world_has_the_promised_size() -> None:
    world = load_world(2008)
    assert len(world.plants) >= 90
    assert links(world) >= 1_500


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_holds_in_both_base_years(world: World, rule: Callable[[World], None]) -> None:
    rule(world)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_unit_a_source_and_a_confidence(name: str) -> None:
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            assert row["unit"]
            assert row["source"]
            assert row["confidence"] in CONFIDENCE


def test_no_company_is_invented(world: World) -> None:
    aggregate = ("Other ", "Unlicensed China ", "Kachin operators", "Shan operators")
    for plant in world.plants:
        assert plant.firm in NAMED or plant.firm.startswith(aggregate) or plant.firm.endswith("candidate"), plant.firm


def test_mine_output_matches_the_statistics_by_nation() -> None:
    for year, figures in ((2024, MINE_OUTPUT_2024), (2008, MINE_OUTPUT_2008)):
        world = load_world(year)
        made, _, _ = flows(world)
        mined = made[:, [group == "concentrate" for group in world.group]].sum(axis=1)
        for nation, tonnes in figures.items():
            assert mined[world.nation_index[nation]] == pytest.approx(tonnes, rel=0.1), nation
    world_2024 = flows(load_world(2024))[0][:, :6].sum()
    assert world_2024 == pytest.approx(390_000, rel=0.02)


def test_china_leads_each_stage_of_2024_by_the_published_share() -> None:
    world = load_world(2024)
    assert share(world, "mine") == pytest.approx(0.69, abs=0.01)
    assert share(world, "separation", elements=MAGNET_ELEMENTS) == pytest.approx(0.91, abs=0.01)
    assert share(world, "magnet", elements=MAGNET_ELEMENTS) == pytest.approx(0.94, abs=0.01)


def test_china_leads_each_stage_of_2008_by_the_published_share() -> None:
    world = load_world(2008)
    assert share(world, "separation", elements=MAGNET_ELEMENTS) == pytest.approx(0.97, abs=0.02)
    assert share(world, "magnet", elements=MAGNET_ELEMENTS) == pytest.approx(0.76, abs=0.01)
    assert share(world, "magnet", "JPN", MAGNET_ELEMENTS) == pytest.approx(0.20, abs=0.01)


def test_ndpr_of_2024_comes_from_80_kt_of_ore_and_26_kt_of_scrap() -> None:
    world = load_world(2024)
    ndpr = world.product_index["oxide_NdPr"]
    by_stage = {"separation": 0.0, "recycling": 0.0}
    for plant in world.plants:
        if plant.stage in by_stage:
            for recipe, part in zip(plant.recipes, plant.mix, strict=True):
                made = world.outputs[world.recipe_index[recipe], ndpr]
                by_stage[plant.stage] += plant.base_activity * part * made
    assert by_stage["separation"] == pytest.approx(80_000, rel=0.02)
    assert by_stage["recycling"] == pytest.approx(26_000, rel=0.03)
    assert 103_000 <= balance(world).taken[ndpr] <= 110_000


def test_magnets_of_2024_and_their_trade_match_the_statistics() -> None:
    world = load_world(2024)
    made, _, used = flows(world)
    magnets = [world.product_index["magnet_standard"], world.product_index["magnet_heavy"]]
    surplus = (made - used)[:, magnets].sum(axis=1)
    need = used[:, magnets].sum(axis=1)
    at = world.nation_index
    assert made[:, magnets].sum() == pytest.approx(220_000, rel=0.02)
    assert surplus[at["CHN"]] == pytest.approx(58_152, rel=0.02)
    assert need[at["IND"]] == pytest.approx(3_300, rel=0.05)
    assert -surplus[at["USA"]] == pytest.approx(7_444, rel=0.1)


def test_world_magnets_of_2008_are_60_to_70_kt() -> None:
    world = load_world(2008)
    total = balance(world).made
    assert (
        60_000 <= total[world.product_index["magnet_standard"]] + total[world.product_index["magnet_heavy"]] <= 70_000
    )


def test_unlicensed_mines_dug_about_27_percent_of_china_in_2008() -> None:
    mines = [plant for plant in load_world(2008).plants if plant.stage == "mine" and plant.nation == "CHN"]
    unlicensed = sum(plant.base_activity for plant in mines if not plant.licensed)
    assert 0.25 <= unlicensed / sum(plant.base_activity for plant in mines) <= 0.30


def test_la_and_ce_are_in_surplus_in_2024_and_scarce_enough_in_2008() -> None:
    for year, low, high in ((2024, 0.2, 0.6), (2008, -0.01, 0.05)):
        world = load_world(year)
        total = balance(world)
        for product in ("oxide_La", "oxide_Ce"):
            i = world.product_index[product]
            assert low <= 1 - total.used[i] / total.made[i] <= high


def test_relations_are_symmetric_and_dispute_shows_what_votes_do_not(world: World) -> None:
    assert np.array_equal(world.alignment, world.alignment.transpose(0, 2, 1))
    votes, dispute, _ = world.alignment
    at = world.nation_index
    assert votes[at["CHN"], at["IND"]] > votes[at["USA"], at["IND"]]
    assert dispute[at["CHN"], at["IND"]] < -0.2


def test_the_world_is_read_once_per_base_year() -> None:
    assert load_world(2024) is load_world(2024)


def test_heavy_magnets_of_2008_hold_terbium_to_dysprosium_as_53_to_1310_and_ores_are_the_same_in_both_years():
    old, new = load_world(2008), load_world(2024)
    tb, dy = (old.element_index[e] for e in ("Tb", "Dy"))
    for product in ("magnet_heavy", "scrap_heavy"):
        p = old.product_index[product]
        assert old.contents[p, tb] / old.contents[p, dy] == pytest.approx(53 / 1310)
        assert new.contents[p, tb] / new.contents[p, dy] == pytest.approx(0.00494004 / 0.02788911)
        assert old.contents[p, dy] == new.contents[p, dy]
    ores = [old.product_index[p] for p in PRODUCTS if p.startswith("conc")]
    np.testing.assert_array_equal(old.contents[ores], new.contents[ores])
    # Metal goes in as the magnet and its swarf hold it, with the same loss in both years.
    lost = [
        w.inputs[w.recipe_index["magnet_heavy"], w.product_index["metal_Tb"]]
        / (w.contents[w.product_index["magnet_heavy"], tb] / w.oxide_per_metal[tb])
        for w in (old, new)
    ]
    assert lost[0] == pytest.approx(lost[1])
