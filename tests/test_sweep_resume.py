"""Going on with a sweep: only with the same configuration, only what is missing, and never over what is there."""

import errno
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
import sweep_world

from sim.cli import errors
from sim.files import FolderError
from sim.sweep import Stopped, reporting, run_sweep
from sim.sweep.begin import ResumeError
from sim.sweep.ledger import Ledger
from sim.sweep.sweep import SweepError

TABLES = ("outcomes.csv", "draws.csv", "bands.csv", "paths.csv", "chosen.csv", "moves.csv", "signposts.csv")
BEFORE = ("the first run", "the baseline of seed 0", "the baseline of seed 1")


class Counted:
    """The small world, with a count of its runs; stopped by Ctrl-C in the nth."""

    def __init__(self, stop=0):
        self.runs, self.stop = Counter(), stop

    def __call__(self, scenario, seed=None, detail=False):
        if self.stop and self.runs.total() == self.stop:
            self.stop = 0
            raise KeyboardInterrupt
        self.runs[scenario.to_yaml(), seed] += 1
        return sweep_world.run(scenario, seed)


@pytest.fixture(autouse=True)
def no_report(monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)


@pytest.fixture
def world(tmp_path):
    return sweep_world.write_world(tmp_path)


def sweep(file, runner=None, name="x", **options):
    given = {"workers": 0, "progress": False, "runner": runner or Counted()} | options
    return run_sweep(str(file), out=name, runs=file.parent / "runs", **given)


def tables(folder):
    return {table: (folder / table).read_bytes() for table in TABLES}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reporting, "explained", lambda folder: None)
        return tables(sweep(sweep_world.write_world(tmp_path_factory.mktemp("whole"))).path)


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """A sweep that was stopped in its 60th run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reporting, "explained", lambda folder: None)
        done = sweep(sweep_world.write_world(tmp_path_factory.mktemp("left")), Counted(stop=60))
    assert (done.status, done.why, done.planned) == ("interrupted", "interrupted", 128)
    assert done.runs == 60 - len(BEFORE)
    return done.path


@pytest.fixture
def stopped(world, left):
    """The folder of that sweep, to go on with or to damage."""
    return Path(shutil.copytree(left, world.parent / "runs" / "x"))


def test_a_sweep_goes_on_with_what_is_missing_and_ends_in_the_same_bytes(world, stopped, whole):
    runner = Counted()
    done = sweep(world, runner, resume=True)
    assert done.status == "complete"
    assert tables(done.path) == whole
    chosen = 4
    assert runner.runs.total() == len(BEFORE) + 128 + 4 - 57 + chosen
    assert not {"ledger.log", "series.f32"} & {file.name for file in done.files}


def test_a_sweep_goes_on_from_its_own_folder_when_its_files_are_gone(world, stopped, whole):
    for file in world.parent.glob("*.yaml"):
        file.unlink()
    done = run_sweep(str(stopped), workers=0, progress=False, runner=Counted(), resume=True)
    assert (done.path, done.status) == (stopped, "complete")
    assert tables(done.path) == whole


def test_a_folder_goes_on_only_as_it_was_begun(stopped):
    for other in ({"draws": 8}, {"seeds": 3}, {"sets": {"months": 24}}, {"out": "y"}):
        with pytest.raises(SweepError, match="goes on as it was begun"):
            run_sweep(str(stopped), resume=True, runner=Counted(), **other)
    for other, says in (({"shard": "1/2"}, "shard was"), ({"every_path": True}, "paths was")):
        with pytest.raises(ResumeError, match=says):
            run_sweep(str(stopped), resume=True, runner=Counted(), **other)


def test_a_sweep_that_is_complete_is_opened_and_nothing_is_run(world):
    done = sweep(world)
    runner = Counted()
    again = sweep(world, runner, resume=True)
    assert runner.runs.total() == 0
    assert (again.runs, again.outcomes, again.bottom_line) == (done.runs, done.outcomes, done.bottom_line)


@pytest.mark.parametrize("damage", ["torn", "changed", "zeros", "foreign", "series"])
def test_a_damaged_line_or_series_costs_that_run_only(world, stopped, whole, damage):
    ledger = stopped / "ledger.log"
    lines = ledger.read_bytes().splitlines(keepends=True)
    if damage == "torn":
        lines[-1] = lines[-1][:-9]
    elif damage == "changed":
        lines[20] = lines[20].replace(b'"seed', b'"sEEd').replace(b"0", b"1", 1)
    elif damage == "zeros":
        lines[-1] = bytes(len(lines[-1]))
    elif damage == "foreign":
        lines[20] = lines[20].replace(b'"id": "', b'"id": "f')
    else:
        with (stopped / "series.f32").open("r+b") as file:
            file.seek(4 * 36 * 20)
            file.write(b"\0\0\0\0")
    ledger.write_bytes(b"".join(lines))
    runner = Counted()
    assert tables(sweep(world, runner, resume=True).path) == whole
    assert runner.runs.total() == len(BEFORE) + 128 + 4 - 56 + 4


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"draws": 8}, "sweep.design.draws was 16 and is 8"),
        ({"seeds": 3}, "sweep.seeds was 2 and is 3"),
        ({"sets": {"parameters.panic": 2.0}}, "scenario.parameters.panic was nothing and is 2.0"),
        ({"sets": {"months": 24}}, "scenario.months was 36 and is 24"),
        ({"shard": "1/2"}, "shard was '1/1' and is '1/2'"),
        ({"every_path": True}, "paths was false and is true"),
        ({"runner": sweep_world.run}, "runner was"),
    ],
)
def test_another_configuration_is_refused_with_the_field_that_differs(world, stopped, changed, says):
    with pytest.raises(ResumeError) as error:
        sweep(world, resume=True, **changed)
    assert f"was begun with another configuration: {says}" in str(error.value)
    assert errors.explain(error.value) == 2


def test_a_title_and_a_time_limit_may_change(world, stopped, whole):
    world.write_text(world.read_text().replace("What India can answer", "Another title"))
    assert tables(sweep(world, resume=True, limit=5.0).path) == whole


def test_results_are_never_written_over(world, stopped):
    with pytest.raises(FolderError, match="exists; choose another name"):
        sweep(world)
    (world.parent / "runs" / "mine").mkdir()
    (world.parent / "runs" / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(FolderError, match="holds no sweep that can be resumed"):
        sweep(world, name="mine", resume=True)
    ledger = Ledger(stopped)
    with pytest.raises(FolderError, match="is in use: another process"):
        sweep(world, resume=True)
    ledger.close()


def test_links_are_not_followed(world, stopped):
    outside = world.parent / "outside"
    stopped.rename(outside)
    stopped.symlink_to(outside)
    with pytest.raises(FolderError, match="symbolic link"):
        sweep(world, resume=True)
    stopped.unlink()
    outside.rename(stopped)
    (stopped / "ledger.log").rename(world.parent / "ledger.log")
    (stopped / "ledger.log").symlink_to(world.parent / "ledger.log")
    with pytest.raises(Stopped, match=r"ledger\.log: too many levels of symbolic links"):
        sweep(world, resume=True)


@pytest.mark.parametrize(("number", "says"), [(errno.ENOSPC, "free some space"), (errno.EROFS, "make it writable")])
def test_a_disk_that_takes_no_more_is_one_line_and_nothing_done_is_lost(world, whole, monkeypatch, number, says):
    written, real = [], os.pwrite

    def full(file, data, at):
        written.append(at)
        if len(written) > 500:
            raise OSError(number, os.strerror(number))
        return real(file, data, at)

    monkeypatch.setattr(os, "pwrite", full)
    with pytest.raises(Stopped, match=says) as error:
        sweep(world)
    assert error.value.folder == world.parent / "runs" / "x"
    assert errors.explain(error.value) == 3
    monkeypatch.undo()
    monkeypatch.setattr(reporting, "explained", lambda folder: None)
    assert tables(sweep(world, resume=True).path) == whole


def test_fail_fast_stops_at_the_first_failure_and_can_go_on(world):
    done = sweep(world, sweep_world.run_but_raise, fail_fast=True)
    assert done.status == "interrupted"
    assert 1 <= done.failed <= done.runs < 128
    assert "failed: ZeroDivisionError: the mine is empty" in done.why
    on = sweep(world, sweep_world.run_but_raise, resume=True)
    assert (on.status, on.runs, on.failed) == ("complete", 128, 16)


def test_a_run_that_loops_is_ended_in_this_process_too(world, monkeypatch):
    monkeypatch.setitem(sweep_world.POISON, ("comply", 1), sweep_world.POISON["refuse", 0])
    monkeypatch.setitem(sweep_world.POISON, ("refuse", 1), sweep_world.POISON["comply", 0])
    monkeypatch.delitem(sweep_world.POISON, ("refuse", 0))
    monkeypatch.setenv("POISONED", "0.2")
    world.write_text(world.read_text().replace("{uniform: [0.1, 0.3]}", "{choice: {0.2: 0.5, 0.3: 0.5}}"))
    done = sweep(world, sweep_world.run_poisoned, draws=2, limit=0.2)
    text = (done.path / "outcomes.csv").read_text()
    assert text.count("the run did not end within 0.2 s (--run-timeout)") == text.count("no ore") / 2 > 0
