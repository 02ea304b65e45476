"""What the pages Sweep and Compare do with files: a sweep as it is typed, saved runs, names of jobs."""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.files import FolderError
from viz import address, compare_tables, jobs, saved
from viz.workshop import Workshop

ROOT = Path(__file__).parents[1]


@pytest.fixture
def workshop():
    made = Workshop()
    yield made
    made.close()
    assert not made.place.exists()


def test_a_sweep_is_checked_as_it_is_typed_and_faults_have_their_line(workshop):
    text = (ROOT / "scenarios/sweeps/india_assurance.yaml").read_text()
    good = workshop.check("india_assurance", text, 4, 2)
    assert not good.faults
    assert good.runs >= 4 * 2 * 4
    wrong = text.replace("method: sobol", "method: sobel")
    line = next(i for i, row in enumerate(wrong.split("\n"), 1) if "sobel" in row)
    (fault,) = workshop.check("india_assurance", wrong).faults
    assert fault.line == line
    assert "did you mean sobol?" in fault.text
    assert str(workshop.place) not in fault.text


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "scenario: ../nowhere.yaml", "x" * 100_000, "a: &a [*a]"])
def test_bad_text_is_a_fault_and_nothing_worse(workshop, text):
    checked = workshop.check("../../evil", text)
    assert checked.faults
    assert all("\n" not in fault.text for fault in checked.faults)
    assert not (workshop.place.parent / "evil.yaml").exists()


@pytest.fixture
def runs(tmp_path, monkeypatch):
    monkeypatch.setenv("RARE_EARTH_RUNS", str(tmp_path))
    return tmp_path


def keep(folder, value=1.0, **manifest):
    folder.mkdir()
    (folder / "manifest.json").write_text(
        json.dumps({"kind": "run", "scenario": "x", "seed": 1, "status": "ok"} | manifest)
    )
    months = ["2024-01", "2024-02"]
    table = pd.DataFrame(
        {
            "month": months,
            "nation": "IND",
            "product": "",
            "measure": "supply_gap",
            "unit": "share",
            "value": [0.1, 0.1 * value],
        }
    )
    table.to_csv(folder / "series.csv", index=False)


def test_saved_runs_are_listed_and_odd_names_links_and_files_are_not(runs):
    keep(runs / "good")
    keep(runs / "failed", status="failed", reason="magnets do not balance in 2025-03")
    keep(runs / "<script>alert(1)<")
    os.symlink(runs / "good", runs / "link")
    (runs / "file").write_text("")
    assert {entry.name for entry in saved.entries()} == {"good", "failed"}
    (failed,) = [entry for entry in saved.entries() if entry.name == "failed"]
    assert "do not balance" in failed.problem


@pytest.mark.parametrize("name", ["../good", "link", "missing", "a" * 200, "<b>"])
def test_what_is_no_run_in_the_folder_is_not_opened(runs, name):
    keep(runs / "good")
    os.symlink(runs / "good", runs / "link")
    with pytest.raises(FolderError):
        saved.reopened(name)


def test_two_runs_are_compared_with_direction_first_divergence_and_overlay(runs):
    keep(runs / "a")
    keep(runs / "b", value=2.0)
    found = compare_tables.compared(("a", "b"))
    (row,) = compare_tables.outcomes(found.comparison).to_dict("records")
    assert row["outcome"] == "India: need not met"
    assert row["direction"] == "rises, worse"
    assert row["differs from"] == "2024-02"
    table = compare_tables.overlay(found, "supply_gap.IND")
    assert list(table.columns) == ["month", "a", "b"]
    assert table["b"].tolist() == pytest.approx([0.1, 0.2])


@pytest.mark.parametrize("names", [("a",), tuple("abcdefghi"), ("a", "../b")])
def test_compare_takes_two_to_eight_runs_of_the_folder(runs, names):
    keep(runs / "a")
    with pytest.raises(ValueError, match=r"choose 2 to 8|cannot name a run"):
        compare_tables.compared(names)


def test_names_of_running_sweeps_stay_in_the_folder(runs):
    assert jobs._free("../../evil", runs) == "sweep"
    (runs / "sweep").mkdir()
    assert jobs._free("../../evil", runs) == "sweep-2"
    assert address.read(f"run={jobs._free('x' * 200, runs)}").run


def test_a_sweep_that_was_asked_to_end_is_stopping_until_it_has_and_keeps_what_was_done(runs):
    codes = [None]
    job = jobs.Job("sweep", 10, SimpleNamespace(poll=lambda: codes[0]), runs / "log", "")
    (runs / "log").write_text("rare-earth: interrupted\n")
    assert job.progress().state == "preparing"
    job.asked = 1
    assert job.progress().state == "stopping"
    codes[0] = 3
    assert job.progress()[0] == "cancelled"
    assert job.progress().text == ""
    assert not job.keeps
    (runs / "sweep").mkdir()
    (runs / "sweep" / jobs.LEDGER).write_text("a line\n")
    assert job.keeps
