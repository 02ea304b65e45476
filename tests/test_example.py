"""The example beside the sources is that of the sources: small, of the same question and columns, and runs again."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.provenance import data_digest
from sim.sweep import example
from sim.sweep.measures import Reader

FOLDER = Path(__file__).parents[1] / "runs" / example.NAME
AGAIN = "run `make example` and keep what it writes"


@pytest.fixture(scope="module")
def manifest():
    return json.loads((FOLDER / "manifest.json").read_text())


@pytest.fixture(scope="module")
def planned():
    return example.planned()


def test_the_example_is_small_and_complete(manifest):
    files = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert sum(files.values()) < example.LIMIT
    assert {"report.html", "report.md", "outcomes.csv", "draws.csv", "bands.csv", "chosen.csv", "drivers.csv"} <= set(
        files
    )
    assert (manifest["status"], manifest["failed"]) == ("complete", 0)
    assert "make example" in (FOLDER / "README.md").read_text()


def test_the_example_is_of_the_question_and_the_data_as_they_are_now(manifest, planned):
    now = {
        "scenario": planned.scenario.digest(),
        "sweep": sha256(planned.sweep.spec.to_yaml().encode()).hexdigest(),
        "data": data_digest(),
    }
    assert {key: manifest[key] for key in now} == now, AGAIN
    kept = pd.read_csv(FOLDER / "outcomes.csv", nrows=1).columns
    assert [c.label for c in planned.columns] == [c for c in kept if c in {k.label for k in planned.columns}], AGAIN


def test_the_example_says_nothing_of_its_years_which_differ_with_who_runs_it(planned):
    assert "years" not in planned.sweep.spec.description


def test_runs_of_the_example_give_the_same_numbers_again(planned):
    from sim.run import run

    outcomes = pd.read_csv(FOLDER / "outcomes.csv")
    reader = Reader(planned.columns)
    for place in (1, len(outcomes) - 1):
        row = outcomes.iloc[place]
        case = planned.cases.cases[int(row["case"])]
        paths = reader.read(run(planned.scenario.with_values(case.changes()), int(row["seed"])))
        numbers = [c.number(path) for c, path in zip(planned.columns, paths, strict=True)]
        kept = row[[c.label for c in planned.columns]].to_numpy(dtype=float)
        assert np.allclose(numbers, kept, rtol=1e-6, atol=1e-9), AGAIN
