"""A wrong table of the world is refused in one line that names the file and, where there is one, the row."""

import shutil
from pathlib import Path

import pytest

from sim.world import DATA, WorldError, load_world
from sim.world.build import build_world
from sim.world.checks import check_world


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the tables that a test may break."""
    folder = tmp_path / "data"
    folder.mkdir()
    for table in DATA.glob("*.csv"):
        shutil.copy(table, folder)
    return folder


def replace_once(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


BROKEN = [
    ("contents.csv", "conc_weld,La,0.", "conc_weld,La,1.", r"contents\.csv: conc_weld adds up to"),
    ("contents.csv", "metal_NdPr,Nd,0.", "metal_NdPr,Nd,0.1", r"contents\.csv: metal_NdPr"),
    ("recipes.csv", "sep_clay,separation,output,oxide_Dy,0.", "sep_clay,separation,output,oxide_Dy,1.", "more Dy"),
    ("recipes.csv", "sep_clay,separation,output", "sep_clay,metal,output", r"recipes\.csv:\d+: sep_clay is"),
    ("plants_2024.csv", "Lynas Mt Weld,Lynas,AUS", "Lynas Mt Weld,Lynas,AUT", r"plants_2024\.csv:\d+: nation is 'AUT'"),
    ("plants_2024.csv", "mine_weld,1,14500,", "mine_gold,1,14500,", r"plants_2024\.csv:\d+: 'mine_gold' is no recipe"),
    ("plants_2024.csv", "mine_weld,1,14500,", "mine_weld,1,lots,", r"plants_2024\.csv:\d+: capacity_t_per_year is 'l"),
    ("plants_2024.csv", "mine_weld,1,14500,", "mine_weld,1,nan,", r"plants_2024\.csv:\d+: .* finite number"),
    ("plants_2024.csv", "mine_weld,1,14500,0.", "mine_weld,1,14500,9.", r"plants_2024\.csv:\d+: utilisation is 9"),
    ("plants_2024.csv", "mine_clay,1,17000,", "mine_clay,1,1700,", "Dy in concentrates"),
    ("plants_2024.csv", "planned,2025-12,", "planned,soon,", r"plants_2024\.csv:\d+: start is 'soon'"),
    ("plants_2024.csv", "Lynas Mt Weld,", "MP Mountain Pass mine,", "stands already in line"),
    ("plants_2024.csv", "mine_weld", "mine_clay", r"plants_2024\.csv:\d+: nobody makes conc_weld for sep_weld"),
    ("idle.csv", "Lynas LAMP,stalled", "Lynas LAMB,stalled", r"idle\.csv:\d+: plant is 'Lynas LAMB'"),
    ("idle.csv", "Lynas LAMP,stalled", "Lynas LAMP,asleep", r"idle\.csv:\d+: kind is 'asleep', allowed: mothballed"),
    ("idle.csv", "LAMP,stalled,2009-02", "LAMP,stalled,2009", r"idle\.csv:\d+: idle_since is '2009'"),
    ("idle.csv", "22700,14000", "2270,14000", r"idle\.csv:\d+: capital_left_usd_per_t 2270"),
    ("idle.csv", "Lynas LAMP,stalled", "Lynas Mt Weld,stalled", r"idle\.csv:\d+: plant 'Lynas Mt Weld' stands alr"),
    ("use.csv", "2024,ev,IND", "2024,tv,IND", r"use\.csv:\d+: sector is 'tv', allowed: ev, wind"),
    ("use.csv", "output", "", "no column 'output_usd_per_activity'"),
    ("intensity.csv", "2024,catalysts,oxide_La,3", "2024,catalysts,oxide_La,33", r"intensity\.csv: catalysts oxide_La"),
    ("traders.csv", "oxide_La", "magnet_SmCo", r"traders\.csv:\d+: traders hold no magnet_SmCo"),
    ("routes.csv", "CHN,VNM,smuggling", "CHN,BRA,smuggling", r"routes\.csv:\d+: .* has no desk .* in BRA"),
    ("alignment.csv", "2024,CHN,IND,", "2024,CHN,IND,-7", r"alignment\.csv: CHN and IND, component 0"),
    ("alignment.csv", "2024,CHN,IND,", "2023,CHN,IND,", "no un_voting of CHN and IND for 2024"),
    ("prices_base.csv", "2024,oxide_Dy,outside", "2023,oxide_Dy,outside", "oxide_Dy lacks a price inside or outside"),
    ("nation_parameters.csv", "IND,capex_factor", "CHN,capex_factor", "IND has no 'capex_factor'"),
    ("nations.csv", ",estimated", ",guessed", r"nations\.csv:2: confidence is 'guessed', allowed"),
    ("elements.csv", "element,", "", r"elements\.csv:2: \d+ cells, \d+ are expected|elements\.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "message"), BROKEN, ids=lambda value: str(value)[:24])
def test_a_broken_table_is_refused_in_one_line(tables: Path, name: str, old: str, new: str, message: str) -> None:
    replace_once(tables, name, old, new)
    with pytest.raises(WorldError, match=message) as error:
        check_world(build_world(2008 if name == "idle.csv" else 2024, tables))
    assert "\n" not in str(error.value)


def test_a_missing_table_and_an_unknown_base_year_are_refused(tables: Path) -> None:
    (tables / "routes.csv").unlink()
    with pytest.raises(WorldError, match=r"routes\.csv: no such table"):
        build_world(2024, tables)
    with pytest.raises(WorldError, match="base_year is 1999, allowed: 2008, 2024"):
        load_world(1999)
