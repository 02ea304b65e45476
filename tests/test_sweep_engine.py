"""The engine: nothing is lost when a run raises or a worker dies, and the number of workers changes no byte."""

from dataclasses import replace

import numpy as np
import pytest
import sweep_world

from sim.sweep import SweepError, SweepFailed, engine, facts, plan, reporting, run_sweep, writing
from sim.sweep.outcomes import watched


@pytest.fixture(autouse=True)
def no_report(monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)


@pytest.fixture
def world(tmp_path):
    return sweep_world.write_world(tmp_path)


def sweep(file, name, workers=0, runner=sweep_world.run, **changes):
    return run_sweep(
        str(file), workers=workers, out=name, progress=False, runs=file.parent / "runs", runner=runner, **changes
    )


@pytest.mark.slow
def test_outcomes_are_the_same_bytes_in_this_process_and_at_one_two_and_four_workers(world):
    folders = [sweep(world, f"at-{workers}", workers).path for workers in (0, 1, 2, 4)]
    for name in ("outcomes.csv", "draws.csv", "bands.csv", "chosen.csv", "moves.csv", "paths.csv"):
        texts = [(folder / name).read_text().replace(folder.name, "") for folder in folders]
        assert len(set(texts)) == 1, name


def test_a_run_that_raises_is_a_row_with_its_reason_in_one_line(world):
    folder = sweep(world, "raise", runner=sweep_world.run_but_raise)
    rows = (folder.path / "outcomes.csv").read_text().splitlines()
    failed = [row for row in rows if ",failed," in row]
    assert len(failed) == folder.failed == 16
    assert all("ZeroDivisionError: the mine is empty" in row for row in failed)
    assert len(rows) == 1 + 16 * 4 * 2


def test_a_case_that_misses_a_seed_is_not_ranked(world):
    folder = sweep(world, "rank", runner=sweep_world.run_but_raise)
    assert "refuse" not in folder.bottom_line.split("The plausible best")[1].split(" ends in ")[0]
    assert any("16 of 128 runs failed" in warning for warning in folder.warnings)


def test_ctrl_c_ends_a_sweep_with_a_report_of_what_was_done(world, monkeypatch):
    monkeypatch.undo()
    folder = sweep(world, "stopped", runner=sweep_world.Stopping(40))
    assert folder.status == "interrupted"
    assert 0 < folder.runs < 128
    assert len((folder.path / "outcomes.csv").read_text().splitlines()) == 1 + folder.runs
    assert "stopped early" in (folder.path / "report.md").read_text()


def test_a_baseline_that_fails_ends_the_sweep_in_one_line_and_leaves_no_folder(world):
    with pytest.raises(SweepFailed, match="the scenario fails with seed 0: no ore"):
        sweep(world, "broken", runner=sweep_world.run_and_fail)
    assert not (world.parent / "runs" / "broken").exists()


def test_chunks_last_long_enough_and_leave_work_for_every_worker():
    assert engine.chunk_size(1000, 0.01, 2) == 20
    assert engine.chunk_size(16, 0.001, 2) == 2
    assert engine.chunk_size(1, 0.001, 2) == 1
    jobs = list(range(1000))
    assert [j for chunk in engine.chunked(jobs, 67) for j in chunk] == jobs


def test_a_measure_that_is_not_finite_makes_the_run_a_failed_one(world):
    folder = sweep(world, "nan", runner=sweep_world.run_without_number)
    assert "not a finite number: import_dependency.IND" in (folder.path / "outcomes.csv").read_text()


def test_an_objective_that_is_not_recorded_is_refused(world):
    world.write_text(world.read_text().replace("import_dependency, nation: focal", "fear, nation: focal"))
    with pytest.raises(SweepError, match=r"objectives: fear\.IND is not recorded"):
        sweep(world, "absent")


def test_settings_of_the_command_line_reach_the_sweep_the_scenario_and_the_baseline(world):
    chosen = plan.plan(str(world), 4, 3, {"design.method": "lhs", "months": 24, "parameters.panic": 2.0})
    assert (len(chosen.cases.cases), len(chosen.seeds), chosen.sweep.spec.design.method) == (16, 3, "lhs")
    assert (chosen.scenario.months, chosen.baseline.months) == (24, 24)
    assert chosen.baseline.parameters == {"panic": 2.0}
    assert watched(chosen.sweep.rules, chosen.roles)[0].label == "heavy_supply_from_controller.IND"
    assert replace(chosen, seeds=(1,)).jobs[0].seed == 1


def test_what_the_sweep_varies_cannot_be_set_as_well(world):
    with pytest.raises(ValueError, match="--set: hypothesis: the sweep varies it"):
        plan.plan(str(world), None, None, {"hypothesis": "leverage"})


def test_probes_move_one_input_at_a_time_from_end_to_end(world):
    chosen = plan.plan(str(world), 4, None, {})
    probes = chosen.probes
    assert [path for path, _ in probes] == ["parameters.fear_decay"] * 2 + ["hypothesis"] * 2
    values = [job.changes["parameters.fear_decay"] for _, job in probes]
    assert np.allclose(values, [0.11, 0.29, 0.2, 0.2])
    assert [job.changes["hypothesis"] for _, job in probes] == ["leverage", "leverage", "bargaining", "leverage"]


def test_only_the_runs_whose_paths_are_kept_are_packed(world, monkeypatch):
    packed = []
    monkeypatch.setattr("sim.sweep.worker.packed", lambda result: packed.append(result.seed) or b"packed")
    folder = sweep(world, "kept", draws=4, every_path=True)
    assert folder.runs == 4 * 4 * 2 == len(packed)  # and four probes, whose paths nobody reads
    assert len(list((folder.path / "paths").iterdir())) == folder.runs


def test_what_the_report_says_is_not_worked_out_again_at_the_end(world, monkeypatch):
    said, worked_out = [], []
    measured = facts.measures
    monkeypatch.setattr(facts, "measures", lambda *given: worked_out.append(given) or measured(*given))
    monkeypatch.setattr(reporting, "explained", lambda folder: said.append(writing._said(folder)) or said[0])
    folder = sweep(world, "once", draws=4)
    assert len(worked_out) == len(said) == 1
    assert folder.bottom_line == said[0].bottom_line == writing.opened(folder.path).bottom_line
