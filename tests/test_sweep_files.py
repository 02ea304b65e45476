"""What a sweep writes: names that stay inside, cells that are safe, tables and series in pieces."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sweep_world

from sim.files import ROWS, FolderError, folder_in, table_text, write_table
from sim.sweep import SweepError, reporting, run_sweep
from sim.sweep.collect import _quantiles
from sim.sweep.scores import quantile
from sim.sweep.series import SeriesFile, checksum


@pytest.fixture(autouse=True)
def no_report(monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)


@pytest.fixture
def world(tmp_path):
    return sweep_world.write_world(tmp_path)


def sweep(file, name="x", runner=sweep_world.run, **options):
    given = {"workers": 0, "progress": False, "runner": runner} | options
    return run_sweep(str(file), out=name, runs=file.parent / "runs", **given)


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/b", "a\0b", "..", ".", ".x", "~", "runs/../x", "runs//tmp/x"])
def test_a_name_that_leads_out_of_the_folder_is_refused(world, name):
    with pytest.raises(FolderError) as error:
        folder_in(name)
    assert "\n" not in str(error.value)
    with pytest.raises(FolderError):
        sweep(world, name)
    assert not (world.parent / "x").exists()
    assert folder_in("runs/x") == folder_in("x") == "x"


def test_reasons_that_a_spreadsheet_would_run_are_neutralised(world):
    def runner(scenario, seed=None, detail=False):
        result = sweep_world.run(scenario, seed)
        hostile = seed == 1 and scenario.plan("IND").assurance_response == "comply"
        return replace(result, status="failed", reason='=HYPERLINK("x")') if hostile else result

    text = (sweep(world, runner=runner).path / "outcomes.csv").read_text()
    assert ",\"'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    assert ',"=HYPERLINK' not in text


@pytest.mark.parametrize("options", [{"workers": -1}, {"engine": "ray"}, {"limit": -1.0}, {"limit": float("nan")}])
def test_options_that_make_no_sense_are_refused(world, options):
    with pytest.raises(SweepError):
        sweep(world, **options)


def test_a_long_table_is_written_in_pieces_that_make_the_same_text(tmp_path):
    frame = pd.DataFrame({"a": np.arange(2 * ROWS + 1) / 7, "b": ["=x"] * ROWS + ["y,\n"] * (ROWS + 1)})
    write_table(tmp_path / "t.csv", frame)
    assert (tmp_path / "t.csv").read_text() == table_text(frame)
    write_table(tmp_path / "t.csv", frame.iloc[:0])
    assert (tmp_path / "t.csv").read_text() == "a,b\n"


def test_bands_in_pieces_are_those_of_the_whole(monkeypatch):
    band = np.random.default_rng(1).normal(size=(198, 30)).astype(np.float32)
    places = np.arange(0, 198, 2)
    whole = quantile(band[places].astype(float), (0.05, 0.25, 0.5, 0.75, 0.95), np.full(99, 1 / 99))
    monkeypatch.setattr("sim.sweep.collect.SORTED", 700)
    assert np.array_equal(_quantiles(band, places, np.full(99, 1 / 99)), whole.T)
    uneven = np.linspace(0.5, 1.5, 99)
    assert np.array_equal(
        _quantiles(band, places, uneven), quantile(band[places].astype(float), (0.05, 0.25, 0.5, 0.75, 0.95), uneven).T
    )


def test_series_are_read_back_as_they_were_written(tmp_path):
    bands = np.random.default_rng(2).normal(size=(3, 5, 7)).astype(np.float32)
    file = SeriesFile(tmp_path, bands.shape)
    for place in (4, 0, 2, 1, 3):
        file.write(place, bands[:, place])
    file.sync()
    assert np.array_equal(file[:, np.array([3, 1])], bands[:, [3, 1]])
    assert np.array_equal(file[2], bands[2])
    assert np.array_equal(file.run(4), bands[:, 4])
    assert list(file.sums()) == [checksum(bands[:, place]) for place in range(5)]
    file.close()
