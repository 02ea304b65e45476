"""The report: every number in it comes from the tables, and it says what it is."""

import json
import re
import shutil

import pandas as pd
import pytest
import sweep_world

from sim.sweep import report, reporting, run_sweep
from sim.sweep.facts import facts
from sim.sweep.tables import read
from sim.words import likelihood


@pytest.fixture(scope="module")
def folder(explained):
    return explained


@pytest.fixture(scope="module")
def runs(folder):
    outcomes = pd.read_csv(folder.path / "outcomes.csv")
    draws = pd.read_csv(folder.path / "draws.csv").drop(columns="draw")
    return outcomes.merge(draws, on="case")


@pytest.fixture(scope="module")
def text(folder):
    return (folder.path / "report.md").read_text()


def test_the_folder_holds_every_table(folder):
    names = {file.name for file in folder.files}
    assert names >= {
        "manifest.json", "sweep.yaml", "scenario.yaml", "draws.csv", "outcomes.csv", "baseline.csv", "bands.csv",
        "paths.csv", "chosen.csv", "events.csv", "moves.csv", "signposts.csv", "report.md", "outcomes.png",
        "paths.png", "cloud.png",
    }  # fmt: skip
    assert not [name for name in folder.path.iterdir() if name.name.startswith(".")]


def test_the_bottom_line_agrees_with_the_table_of_outcomes(folder, runs):
    basis = runs[runs["nations.IND.assurance_response"] == "adaptive"]
    shares = basis.groupby("outcome")["weight"].sum() / basis["weight"].sum()
    leading = shares.idxmax()
    said = re.search(r"outcome by 2026 is \*\*(.+?)\*\*: (.+?), (\d+) % of the runs", folder.bottom_line)
    assert said is not None
    assert said[1] == leading.replace("_", " ")
    assert said[2] == likelihood(shares[leading])
    assert int(said[3]) == round(100 * shares[leading])
    assert {name: share for name, share in folder.outcomes.items() if share > 0} == pytest.approx(shares.to_dict())


@pytest.mark.parametrize("part", ["best", "worst"])
def test_the_bottom_line_agrees_with_the_chosen_runs(folder, runs, part):
    chosen = pd.read_csv(folder.path / "chosen.csv").set_index("role").loc[part]
    run = runs[(runs["case"] == chosen["case"]) & (runs["seed"] == chosen["seed"])].iloc[0]
    said = re.search(rf"The plausible {part} .*?ends in \*\*(.+?)\*\*, with .*? at (\d+) % ", folder.bottom_line)
    assert said is not None
    assert said[1] == run["outcome"].replace("_", " ")
    assert int(said[2]) == round(100 * run["import_dependency.IND"])


def test_the_bottom_line_agrees_on_the_levers(folder):
    table = pd.read_csv(folder.path / "levers.csv").set_index("setting")
    said = re.search(r"\*\*([\w ]+)\*\* does best on average", folder.bottom_line)
    assert said is not None
    assert said[1] == table["mean"].idxmax().replace("_", " ")
    worst_future = "in the worst future" in folder.bottom_line
    assert worst_future == (table["maximin"].idxmax() == table["mean"].idxmax())


def test_changes_are_from_the_baseline_with_the_same_seed(folder, runs):
    base = pd.read_csv(folder.path / "baseline.csv").set_index("seed")["import_dependency.IND"]
    expected = runs["import_dependency.IND"] - runs["seed"].map(base)
    assert (runs["change.import_dependency.IND"] - expected).abs().max() < 1e-9


def test_likelihood_and_confidence_never_share_a_sentence(text):
    words = "almost no chance|unlikely|roughly even chance|likely|almost certain"
    sentences = re.split(r"(?<=[.!?])\s|\n", text)
    both = [s for s in sentences if re.search(words, s) and re.search("confidence", s, re.IGNORECASE)]
    assert both == []


def test_a_likelihood_word_stands_beside_outcomes_only(folder, text):
    chosen = text.split("## Best, worst, most likely")[1].split("## Drivers")[0]
    for line in chosen.splitlines():
        if re.search(r"\b(very |un)?likely \(|chance \(|certain \(", line):
            assert "How likely that outcome is" in line


def test_the_report_has_the_sections_of_an_assessment_in_order(text):
    titles = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert titles == [
        "Bottom line up front", "Outcomes", "Best, worst, most likely", "Drivers", "Signposts",
        "Competing hypotheses", "Key assumptions", "Red flags", "Blind spots", "Implications", "Recommendations",
        "Outlook", "What would change the judgement", "Data gaps", "Entities", "Sources and method",
        "Annex: observed extremes",
    ]  # fmt: skip
    assert all(mark in text for mark in ("[fact]", "[assumption]", "[model]"))
    assert "nan" not in text.lower().replace("nation", "").replace("governance", "").replace("finance", "")


def test_every_lever_and_every_input_is_shown_to_move_a_measure(folder):
    moves = pd.read_csv(folder.path / "moves.csv")
    assert moves["path"].tolist() == ["parameters.fear_decay", "hypothesis", "nations.IND.assurance_response"]
    assert moves["moves"].tolist() == [1, 1, 1]


def test_the_report_is_written_again_from_the_tables_alone(folder, text, tmp_path):
    other = shutil.copytree(folder.path, tmp_path / "answers")
    page = (other / "report.html").read_text()
    for name in ("report.md", "report.html", "drivers.csv", "levers.csv", "assumptions.csv", "drivers.png"):
        (other / name).unlink()
    assert report(other) == folder.bottom_line
    assert (other / "report.md").read_text() == text
    assert (other / "report.html").read_text() == page


def test_a_folder_that_is_no_sweep_is_refused_in_one_line(tmp_path):
    with pytest.raises(ValueError, match="not the folder of a sweep"):
        report(tmp_path)
    (tmp_path / "outcomes.csv").write_text("a\n1\n")
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ValueError, match="cannot be read"):
        report(tmp_path)


def test_the_manifest_says_what_the_sweep_was_made_with(folder):
    manifest = json.loads((folder.path / "manifest.json").read_text())
    assert (manifest["kind"], manifest["status"], manifest["failed"]) == ("sweep", "complete", 0)
    assert manifest["seeds"] == [0, 1, 2]
    assert manifest["done"] == manifest["planned"] == 64 * 4 * 3
    assert manifest["balance_residual"] == 1e-12
    assert {"numpy", "scipy", "numba"} <= manifest["versions"].keys()
    assert len(manifest["data"]) == len(manifest["scenario"]) == len(manifest["sweep"]) == 64


def test_without_a_declared_distribution_no_likelihood_word_is_used(tmp_path):
    inputs = sweep_world.SWEEP.split("uncertainties:")[0] + "levers:" + sweep_world.SWEEP.split("levers:")[1]
    world = sweep_world.write_world(tmp_path, inputs)
    done = run_sweep(str(world), workers=0, progress=False, runs=tmp_path / "runs", runner=sweep_world.run)
    text = (done.path / "report.md").read_text()
    assert "the most representative outcome" in done.bottom_line
    assert not re.search(r"\blikely\b(?! path| paths)", done.bottom_line)
    assert "no word: no distribution declared" in text


def test_an_outcome_that_never_occurs_is_reported_as_a_finding(folder, runs, text):
    absent = facts(read(folder.path))["absent"]
    assert set(absent) == set(folder.outcomes) - set(runs["outcome"])
    for name in absent:
        assert f"**{name.replace('_', ' ')}**" in folder.bottom_line


def test_a_sweep_without_objectives_still_names_outcomes(tmp_path):
    world = sweep_world.write_world(tmp_path, sweep_world.SWEEP.split("objectives:")[0])
    done = run_sweep(str(world), workers=0, progress=False, runs=tmp_path / "runs", runner=sweep_world.run)
    assert sum(done.outcomes.values()) == pytest.approx(1)
    assert any("no objectives" in warning for warning in done.warnings)
    assert (done.path / "report.md").is_file()


def test_results_are_never_written_over(tmp_path, monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)
    world = sweep_world.write_world(tmp_path)
    small = {"draws": 4, "seeds": 1, "workers": 0, "progress": False, "runs": tmp_path / "runs"}
    names = [run_sweep(str(world), **small, runner=sweep_world.run).path.name for _ in range(2)]
    assert names == ["answers", "answers-2"]
    with pytest.raises(ValueError, match="exists"):
        run_sweep(str(world), out="answers", **small)


def test_a_grid_weighs_its_cells_and_levers_may_be_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)
    sweep = sweep_world.SWEEP.replace("method: sobol, draws: 16", "method: grid, draws: 8")
    sweep = sweep.replace("objectives:", "  parameters.panic: [1, 2.5]\nobjectives:")
    world = sweep_world.write_world(tmp_path, sweep)
    done = run_sweep(str(world), workers=0, progress=False, runs=tmp_path / "runs", runner=sweep_world.run)
    tables = read(done.path)
    found = facts(tables)
    assert sum(row["share"] for row in found["shares"]) == pytest.approx(1)
    leverage = tables.basis[tables.basis["hypothesis"] == "leverage"]
    assert leverage["weight"].sum() == pytest.approx(0.6)
    panic = [row for row in found["by_setting"] if row["lever"] == "parameters.panic"]
    assert [(row["setting"], row["runs"]) for row in panic] == [(1, 16), (2.5, 16)]
    assert "held at 1 and all else left to the nations" in done.bottom_line
