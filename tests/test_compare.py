"""Comparing saved results: comparability first, then only what differs."""

import io
import json

import pandas as pd
import pytest
import yaml
from compare_files import MONTHS, save_run

from sim.compare import as_csv, as_json, as_markdown, compare
from sim.compare.difference import PARAMETERS
from sim.compare.told import told


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


def test_a_change_too_small_to_be_written_does_not_lead_the_outcomes(tmp_path):
    folders = [save_run(tmp_path / "a"), save_run(tmp_path / "b", dependency=0.6)]
    for folder, fear in zip(folders, (1e-9, 3e-4), strict=True):
        table = pd.read_csv(folder / "series.csv")
        table.loc[table["measure"] == "relations", ["nation", "measure", "value"]] = "IND", "fear", fear
        table.to_csv(folder / "series.csv", index=False)
        (folder / "scenario.yaml").write_text(yaml.safe_dump({"focal": "IND"}))
    assert compare(folders).outcomes["quantity"].tolist() == ["import_dependency.IND", "fear.IND"]


@pytest.mark.parametrize(("price", "told"), [(60.1, "+0.10 USD/kg: rises"), (75.0, "+15.0 USD/kg, +25 %: rises")])
def test_a_percentage_that_rounds_to_nothing_is_left_out(tmp_path, price, told):
    for name, value in (("a.csv", 60.0), ("b.csv", price)):
        rows = {"month": MONTHS, "product": "oxide_Dy", "measure": "spot_outside", "unit": "USD/kg", "value": value}
        pd.DataFrame(rows).to_csv(tmp_path / name, index=False)
    assert f"| {told} |" in as_markdown(compare([tmp_path / "a.csv", tmp_path / "b.csv"]))


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


def test_a_list_that_differs_is_a_cell_of_the_csv(tmp_path):
    a, b = save_run(tmp_path / "a"), save_run(tmp_path / "b")
    for folder, words in ((a, []), (b, ["oxides", "metals"])):
        (folder / "scenario.yaml").write_text(yaml.safe_dump({"policies": [{"kind": "tariff", "products": words}]}))
    table = pd.read_csv(io.StringIO(as_csv(compare([a, b]))))
    assert table[["quantity", "first", "second"]].values.tolist() == [
        ["policies[tariff].products", "[]", '["oxides", "metals"]']
    ]


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
