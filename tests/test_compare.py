"""Comparing saved results: comparability first, then only what differs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from sim.compare import as_csv, as_json, as_markdown, compare
from sim.compare.difference import PARAMETERS
from sim.compare.told import told

MONTHS = [f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(24)]


def save_run(folder: Path, dependency=0.7, seed=1, version="1", months=MONTHS, cover=None) -> Path:
    """Save a run of one nation whose dependency moves to a value from month 7 on."""
    folder.mkdir()
    rows = []
    for i, month in enumerate(months):
        value = 0.7 if i < 6 else dependency
        rows.append((month, "IND", "", "import_dependency", "share", value))
        rows.append((month, "IND>USA", "", "relations", "index -1..1", 0.3))
    pd.DataFrame(rows, columns=["month", "nation", "product", "measure", "unit", "value"]).to_csv(
        folder / "series.csv", index=False
    )
    manifest = {"schema": 1, "kind": "run", "version": version, "seed": seed}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    scenario = {"name": "a", "nations": {"IND": {"assurance_response": cover or "adaptive"}}}
    (folder / "scenario.yaml").write_text(yaml.safe_dump(scenario))
    return folder


def test_a_run_compared_with_itself_is_the_same(tmp_path):
    folder = save_run(tmp_path / "a")
    found = compare([folder, folder])
    assert (found.verdict, found.exit_code) == ("same", 0)
    assert "Nothing differs" in as_markdown(found)


def test_a_difference_names_the_change_its_direction_and_its_first_month(tmp_path):
    a = save_run(tmp_path / "a")
    b = save_run(tmp_path / "b", dependency=0.56, cover="refuse")
    found = compare([a, b])
    assert (found.verdict, found.exit_code) == ("differ", 1)
    assert found.parameters[["path", "first", "second"]].values.tolist() == [
        ["nations.IND.assurance_response", "adaptive", "refuse"]
    ]
    (row,) = found.outcomes.to_dict("records")
    assert row["quantity"] == "import_dependency.IND"
    assert row["change"] == pytest.approx(-0.14)
    assert row["relative"] == pytest.approx(-0.2)
    assert row["direction"] == "falls, better"
    assert row["diverges"] == MONTHS[6]
    assert row["noise"] == "same seed"


def test_other_seeds_and_versions_are_said(tmp_path):
    a = save_run(tmp_path / "a")
    b = save_run(tmp_path / "b", seed=2, version="2", dependency=0.6)
    notes = " ".join(compare([a, b]).notes)
    assert "seeds differ" in notes
    assert "versions of the model: 1 and 2" in notes


def test_another_horizon_is_not_comparable_and_the_reason_names_both(tmp_path):
    found = compare([save_run(tmp_path / "a"), save_run(tmp_path / "b", months=MONTHS[:12])])
    assert found.exit_code == 2
    assert found.problems == (
        "horizons differ: a runs from 2024-01 to 2025-12 and b from 2024-01 to 2024-12: run both over the same months",
    )


def test_a_missing_column_is_not_comparable_and_is_named(tmp_path):
    a, b = save_run(tmp_path / "a"), save_run(tmp_path / "b")
    table = pd.read_csv(b / "series.csv")
    table[table["measure"] != "relations"].to_csv(b / "series.csv", index=False)
    found = compare([a, b])
    assert (found.exit_code, found.problems) == (2, ("b lacks relations.IND>USA",))


def test_runs_without_a_shared_month_cannot_be_compared(tmp_path):
    late = [f"{year}-01" for year in range(2030, 2036)]
    found = compare([save_run(tmp_path / "a"), save_run(tmp_path / "b", months=late)])
    assert (found.verdict, found.exit_code) == ("not comparable", 2)
    assert found.problems == ("they share no month",)


def test_other_units_cannot_be_compared(tmp_path):
    a, b = save_run(tmp_path / "a"), save_run(tmp_path / "b")
    text = (b / "series.csv").read_text().replace("share", "percent")
    (b / "series.csv").write_text(text)
    assert compare([a, b]).problems == ("import_dependency is in share in one and in percent in the other",)


def test_a_wide_table_from_elsewhere_is_read_and_its_provenance_unknown(tmp_path):
    for name, price in (("a.csv", 60.0), ("b.csv", 75.0)):
        pd.DataFrame({"date": MONTHS, "spot_price": price}).to_csv(tmp_path / name, index=False)
    found = compare([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert found.outcomes["change"].tolist() == [15.0]
    assert sum("provenance unknown" in note for note in found.notes) == 2


def test_several_are_each_held_against_the_first(tmp_path):
    folders = [save_run(tmp_path / name, dependency=d) for name, d in (("a", 0.7), ("b", 0.6), ("c", 0.5))]
    found = compare(folders)
    assert found.names == ("a", "b", "c")
    assert found.outcomes["name"].tolist() == ["b", "c"]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "month\n2024-01\n"])
def test_a_file_that_holds_no_results_is_one_line(tmp_path, content):
    (tmp_path / "a.csv").write_text(content)
    with pytest.raises(ValueError, match=r"a\.csv") as error:
        compare([tmp_path / "a.csv", tmp_path / "a.csv"])
    assert "\n" not in str(error.value)


def test_one_result_alone_is_refused(tmp_path):
    with pytest.raises(ValueError, match="two results"):
        compare([tmp_path])


def test_an_entry_added_to_a_list_does_not_rename_the_others(tmp_path):
    a, b = save_run(tmp_path / "a"), save_run(tmp_path / "b")
    control, talks = {"kind": "export_control", "start": "2025-04"}, {"kind": "diplomacy", "start": "2025-05"}
    (a / "scenario.yaml").write_text(yaml.safe_dump({"policies": [control]}))
    (b / "scenario.yaml").write_text(yaml.safe_dump({"policies": [talks, control]}))
    assert compare([a, b]).parameters["path"].tolist() == ["policies[diplomacy].kind", "policies[diplomacy].start"]


def test_all_three_formats_carry_the_same_rows(tmp_path):
    a, b = save_run(tmp_path / "a"), save_run(tmp_path / "b", dependency=0.56, cover="=refuse")
    found = compare([a, b])
    assert len(as_csv(found).splitlines()) == 3
    assert "'=refuse" in as_csv(found)
    content = json.loads(as_json(found))
    assert (content["verdict"], len(content["parameters"]), len(content["outcomes"])) == ("differ", 1, 1)
    assert "import_dependency.IND" in as_markdown(found)


def save_sweep(folder: Path, shift=0.0, noise=0.0, seeds=2, draws=30, panic=1.0) -> Path:
    """Save a sweep whose dependency is moved by a shift and by noise that differs from draw to draw."""
    folder.mkdir()
    chance = np.tile([-1.0, 1.0], draws // 2)
    cases = pd.DataFrame({"case": range(draws), "draw": range(draws), "weight": 1 / draws, "basis": 1})
    cases.to_csv(folder / "draws.csv", index=False)
    runs = [
        {
            "case": d, "draw": d, "seed": s, "status": "ok", "reason": "",
            "outcome": "diversified" if d < draws / 3 + 20 * shift else "no_change",
            "import_dependency.IND": 0.6 + 0.001 * d + shift + noise * chance[d], "supply_gap.IND": 0.01,
        }
        for d in range(draws)
        for s in range(seeds)
    ]  # fmt: skip
    pd.DataFrame(runs).to_csv(folder / "outcomes.csv", index=False)
    manifest = {"schema": 1, "kind": "sweep", "version": "1", "start": "2024-01", "end": "2035-12"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "scenario.yaml").write_text(yaml.safe_dump({"parameters": {"panic": panic}}))
    (folder / "sweep.yaml").write_text(yaml.safe_dump({"seeds": seeds}))
    return folder


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


def test_more_than_eight_results_are_refused(tmp_path):
    with pytest.raises(ValueError, match="up to 8"):
        compare([tmp_path] * 9)


def test_a_policy_on_one_side_only_is_one_row_for_a_reader_and_texts_are_left_to_the_csv():
    paths = {
        "description": ("what it asks", "something else"),
        "events[0].text": ("", "China announces licences."),
        "policies[ban].end": ("", "2025-12"),
        "policies[ban].kind": ("", "export_control"),
        "policies[ban].start": ("", "2025-04"),
        "policies[quota].end": (None, "2025-07"),
        "policies[quota].tolerated": (0.1, 0.2),
    }
    table = pd.DataFrame([("b", path, *pair) for path, pair in paths.items()], columns=PARAMETERS)
    assert told(table)[["path", "first", "second"]].values.tolist() == [
        ["events", "0 of its own", "1 of its own"],
        ["policies[ban]", "none", "export control, 2025-04 to 2025-12"],
        ["policies[quota].end", "none", "2025-07"],
        ["policies[quota].tolerated", 0.1, 0.2],
    ]
