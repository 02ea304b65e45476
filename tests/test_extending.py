"""The guide to extending: its files are taken out and run; and what a plugin may not do."""

from __future__ import annotations

import pickle
import re
import runpy
import shutil
from pathlib import Path

import pytest
from engine_runs import named, simulate

from sim import policies
from sim.run import manifest
from sim.scenario import Scenario, ScenarioError, load, loads
from sim.scenario.plugins import FOLDERS, PluginError, load_file

GUIDE = Path(__file__).parent.parent / "docs" / "extending.md"
BLOCKS = dict(re.findall(r"```\w+\n# file: (\S+)\n(.*?)```", GUIDE.read_text("utf-8"), re.S))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files of the guide and the scenario that they extend."""
    for name, text in BLOCKS.items():
        (tmp_path / name).write_text(text, "utf-8")
    shutil.copy("scenarios/baseline.yaml", tmp_path)
    return tmp_path


def test_the_guide_has_its_files() -> None:
    assert set(BLOCKS) == {"my_tariffs.yaml", "minimum_price.py", "minimum_price.yaml", "session.py"}


def test_the_scenario_of_the_guide_changes_one_policy(folder: Path) -> None:
    wall = load(folder / "my_tariffs.yaml").policy("wall")
    assert wall.kind == "tariff"


def test_the_instrument_of_the_guide_is_run_and_acts_like_an_export_tax(folder: Path) -> None:
    scenario = load(folder / "minimum_price.yaml", {"months": 18})
    with_floor, without = simulate(scenario), simulate(named("baseline").with_values({"months": 18}))
    after = slice(8, 18)
    assert (
        with_floor.get("exports_t", "CHN", "oxide_Dy")[after].sum()
        < 0.9 * without.get("exports_t", "CHN", "oxide_Dy")[after].sum()
    )
    inside, outside = (
        with_floor.get(m, "", "oxide_Dy")[after].mean() / without.get(m, "", "oxide_Dy")[after].mean()
        for m in ("spot_inside", "spot_outside")
    )
    assert outside > inside
    assert manifest(with_floor)["plugins"] == scenario.codes()


def test_the_session_of_the_guide_decides_for_india(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = runpy.run_path(str(folder / "session.py"))
    assert done["result"].scenario.plan("IND").acts
    assert "assurance_response" in capsys.readouterr().out


def test_the_content_of_a_plugin_is_part_of_the_digest_and_its_place_is_not(folder: Path, tmp_path: Path) -> None:
    first = load(folder / "minimum_price.yaml")
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    for name in ("minimum_price.py", "minimum_price.yaml", "baseline.yaml"):
        shutil.copy(folder / name, moved)
    assert load(moved / "minimum_price.yaml").digest() == first.digest()
    plugin = moved / "minimum_price.py"
    plugin.write_text(plugin.read_text("utf-8") + "\n# another\n", "utf-8")
    assert load(moved / "minimum_price.yaml").digest() != first.digest()


def test_a_scenario_with_a_plugin_travels_to_a_worker_unless_the_file_has_changed(folder: Path) -> None:
    scenario = load(folder / "minimum_price.yaml")
    parcel = pickle.dumps(scenario)
    assert pickle.loads(parcel).digest() == scenario.digest()
    (folder / "minimum_price.py").write_text("x = 1\n", "utf-8")
    with pytest.raises(PluginError, match="has changed"):
        pickle.loads(parcel)


def test_a_resolved_scenario_names_its_plugin_and_needs_leave_to_run_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = load(folder / "minimum_price.yaml")
    with pytest.raises(ScenarioError, match=FOLDERS):
        loads(scenario.to_yaml())
    monkeypatch.setenv(FOLDERS, str(folder))
    assert loads(scenario.to_yaml()).digest() == scenario.digest()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("../outside.py", "outside the scenario's folder"),
        ("/etc/hostname", "no Python file"),
        ("absent.py", "no Python file"),
        ("link.py", "outside the scenario's folder"),
        ("broken.py", "SyntaxError in line 1"),
        ("raising.py", "ValueError: no"),
        ("leaving.py", "SystemExit"),
        ("empty.py", "defines no instrument"),
        ("taken.py", "comes with the program"),
        ("odd.py", "small letters"),
        ("3", "is not text"),
    ],
)
def test_a_plugin_that_is_refused_says_why_in_one_line(tmp_path: Path, name: str, text: str) -> None:
    head = "from typing import Literal\nfrom sim.policies.base import Policy\nclass P(Policy):\n    kind: Literal"
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside.py").write_text("", "utf-8")
    (inside / "link.py").symlink_to(tmp_path / "outside.py")
    files = {
        "broken": "def",
        "raising": "raise ValueError('no')",
        "leaving": "raise SystemExit(0)",
        "empty": "x = 1",
        "taken": f"{head}['tariff']",
        "odd": f"{head}['Odd-Kind']",
    }
    for stem, content in files.items():
        (inside / f"{stem}.py").write_text(content, "utf-8")
    (inside / "s.yaml").write_text(f"months: 12\nplugins: [{name}]\n", "utf-8")
    before = dict(policies.KINDS)
    with pytest.raises(ScenarioError, match=re.escape(text)) as error:
        load(inside / "s.yaml")
    assert "s.yaml:2: plugins[0]" in str(error.value)
    assert "\n" not in str(error.value)
    assert before == policies.KINDS


def test_two_plugins_cannot_define_the_same_kind(folder: Path) -> None:
    load_file(folder / "minimum_price.py")
    shutil.copy(folder / "minimum_price.py", folder / "other.py")
    with pytest.raises(PluginError, match="each kind once"):
        load_file(folder / "other.py")


def test_the_command_line_cannot_name_a_plugin() -> None:
    with pytest.raises(ScenarioError, match="cannot be set"):
        named("baseline").with_value("plugins", ["x.py"])


def test_an_installed_package_brings_a_kind(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = BLOCKS["minimum_price.py"].replace("minimum_price", "packaged_price")
    (tmp_path / "packaged.py").write_text(text, "utf-8")
    info = tmp_path / "packaged-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: packaged\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text("[rare_earth.policies]\npackaged_price = packaged:MinimumPrice\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    entry = {"kind": "packaged_price", "product": "oxide_Dy", "usd_per_kg": 300.0}
    scenario = Scenario.model_validate({"name": "packaged", "policies": [entry]})
    assert list(scenario.codes()) == ["packaged_price"]
    policies.KINDS.pop("packaged_price")
