"""Comparing saved sweeps: paired by draw and seed where they share them, as samples where not."""

import json

import numpy as np
import pandas as pd
import pytest
from compare_files import MONTHS, save_run, save_sweep

from sim.compare import as_csv, as_markdown, compare


def test_paired_sweeps_tell_a_shift_from_noise(tmp_path):
    a = save_sweep(tmp_path / "a")
    shifted = compare([a, save_sweep(tmp_path / "b", shift=0.5)]).outcomes.set_index("quantity")
    assert shifted.loc["import_dependency.IND", "noise"] == "beyond noise"
    assert shifted.loc["import_dependency.IND", "change"] == pytest.approx(0.5)
    assert shifted.loc["share of outcome diversified", "change"] == pytest.approx(1 / 3)
    noisy = compare([a, save_sweep(tmp_path / "c", noise=0.05)]).outcomes.set_index("quantity")
    assert noisy.loc["import_dependency.IND", "noise"] == "within noise"


def test_sweeps_of_other_designs_are_compared_as_samples(tmp_path):
    a, b = save_sweep(tmp_path / "a"), save_sweep(tmp_path / "b", draws=40)
    assert any("independent samples" in note for note in compare([a, b]).notes)


def test_a_sweep_and_a_run_cannot_be_compared(tmp_path):
    found = compare([save_sweep(tmp_path / "a"), save_run(tmp_path / "b")])
    assert found.exit_code == 2
    assert "compare two of a kind" in found.problems[0]


def test_a_sweep_compared_with_itself_lists_nothing(tmp_path):
    folder = save_sweep(tmp_path / "a", noise=0.05)
    found = compare([folder, folder])
    assert (found.exit_code, len(found.parameters), len(found.outcomes)) == (0, 0, 0)
    assert compare([folder, folder / "outcomes.csv"]).exit_code == 0


def test_the_parameter_that_was_changed_comes_first_then_outcomes_by_size(tmp_path):
    a, b = save_sweep(tmp_path / "a"), save_sweep(tmp_path / "b", shift=0.5, panic=2.0)
    found = compare([a, b])
    assert found.parameters["path"].tolist() == ["scenario.parameters.panic"]
    lines = as_csv(found).splitlines()
    assert lines[1].startswith("parameter,b,scenario.parameters.panic,")
    changed = found.outcomes
    size = changed["change"].abs() / np.maximum(changed["first"].abs(), changed["second"].abs())
    assert size.is_monotonic_decreasing
    assert {"share of outcome diversified", "import_dependency.IND"} <= set(changed["quantity"])
    assert found.exit_code == 1


def test_a_sweep_over_other_months_or_without_a_column_is_not_comparable(tmp_path):
    a, b, c = (save_sweep(tmp_path / name) for name in "abc")
    manifest = json.loads((b / "manifest.json").read_text())
    (b / "manifest.json").write_text(json.dumps(manifest | {"end": "2030-12"}))
    pd.read_csv(c / "outcomes.csv").drop(columns="supply_gap.IND").to_csv(c / "outcomes.csv", index=False)
    assert "to 2035-12 and b from 2024-01 to 2030-12" in compare([a, b]).problems[0]
    assert compare([a, c]).problems == ("c lacks supply_gap.IND",)
    assert compare([a, c]).exit_code == 2


def test_a_sweep_says_from_which_month_on_the_medians_differ(tmp_path):
    a, b = save_sweep(tmp_path / "a"), save_sweep(tmp_path / "b", shift=0.5)
    for folder, late in ((a, 0.6), (b, 0.9)):
        rows = [("basis", m, "IND", "", "import_dependency", 0.6 if i < 6 else late) for i, m in enumerate(MONTHS)]
        names = ["group", "month", "nation", "product", "measure", "p50"]
        pd.DataFrame(rows, columns=names).to_csv(folder / "bands.csv", index=False)
    found = compare([a, b])
    assert found.outcomes.set_index("quantity").loc["import_dependency.IND", "diverges"] == MONTHS[6]
    assert "| noise | from |" in as_markdown(found)


def test_tables_of_runs_from_elsewhere_are_paired_by_what_names_the_runs(tmp_path):
    table = pd.DataFrame({"run": range(20), "seed": 1, "price": np.linspace(50, 60, 20), "outcome": "up"})
    table.to_csv(tmp_path / "a.csv", index=False)
    table.assign(price=table["price"] + 1).to_csv(tmp_path / "b.csv", index=False)
    found = compare([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert "paired run by run" in " ".join(found.notes)
    assert sum("provenance unknown" in note for note in found.notes) == 2
    assert found.outcomes[["quantity", "change", "noise"]].values.tolist() == [
        ["price", pytest.approx(1), "beyond noise"]
    ]
    table.drop(columns="price").assign(cost=1.0).to_csv(tmp_path / "c.csv", index=False)
    assert compare([tmp_path / "a.csv", tmp_path / "c.csv"]).problems == ("they share no measure",)
