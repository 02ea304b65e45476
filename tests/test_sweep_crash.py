"""Sweeps that are killed, starved or interrupted: what was done is kept, and going on ends in the same bytes."""

import random
import re
import signal
import time

import pandas as pd
import pytest
import sweep_world
from sweep_process import finish, gone, lines, signalled, start

from sim.sweep import plan

TABLES = ("outcomes.csv", "draws.csv", "bands.csv", "paths.csv", "chosen.csv", "moves.csv", "signposts.csv")
RUNS, PROBES = 128, 4
HERE, TWO, RESUME = ("--workers", 0), ("--workers", 2), "--resume"
SAYS_HOW = "continue with: rare-earth sweep answers.yaml --workers 0 --json --out x --resume\n"


@pytest.fixture
def world(tmp_path):
    return sweep_world.write_world(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The tables of a sweep that nothing happened to, in one process."""
    file = sweep_world.write_world(tmp_path_factory.mktemp("whole"))
    assert finish(file, "run_slowly", *HERE) == (0, "")
    return tables(file)


def tables(file):
    return {table: (file.parent / "runs" / "x" / table).read_bytes() for table in TABLES}


def killed_at_random_moments(file, moments, seed, most=40, runs=RUNS, options=TWO):
    """Kill -9 the command `moments` times, then let it end; returns how many runs each time were lost in flight."""
    chance, lost = random.Random(seed), []
    ledger, log = file.parent / "runs" / "x" / "ledger.log", file.parent / "log"
    for _ in range(moments):
        process = start(file, "run_slowly", *options, RESUME)
        known, logged = lines(ledger), lines(log)
        until = known + chance.randrange(most) if chance.random() < 0.8 else 0  # or while it loads
        while process.poll() is None and lines(ledger) < min(until, runs + PROBES):
            time.sleep(0.002)
        time.sleep(chance.random() * (0.05 if until else 2))
        process.kill()
        process.communicate()
        assert gone(process.pid), "workers outlive the sweep"
        lost.append(max(0, lines(log) - logged - (lines(ledger) - known)))
    assert finish(file, "run_slowly", *options, RESUME) == (0, "")
    return lost


@pytest.mark.slow
def test_a_sweep_killed_at_random_moments_goes_on_and_ends_with_the_same_bytes(world, whole):
    lost = killed_at_random_moments(world, 2, seed=1)
    assert tables(world) == whole
    # A chunk holds at most 16 runs and 6 are in flight; beside those only the first run and the baselines.
    assert max(lost) <= 6 * 16 + 3
    assert not (world.parent / "runs" / "x" / "ledger.log").exists()


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_and_progress_says_so(world, whole):
    code, said = signalled(world, signal.SIGKILL, *TWO)
    assert code == 0
    assert "a worker died (killed, or out of memory); what it was running is tried again" in said
    assert tables(world) == whole


@pytest.mark.slow
def test_runs_that_raise_die_loop_or_stand_still_are_a_failed_row_each_and_all_others_are_done(world, monkeypatch):
    draw = plan.plan(str(world), None, None, {}).cases.cases[20]
    monkeypatch.setenv("POISONED", repr(draw.values["parameters.fear_decay"]))
    code, said = finish(world, "run_poisoned", *TWO, "--run-timeout", 1)
    assert code == 1
    assert said.count("is given up") == 2
    assert "4 of 128 runs failed; runs/x/outcomes.csv gives the reasons" in said
    rows = pd.read_csv(world.parent / "runs" / "x" / "outcomes.csv")
    assert len(rows) == RUNS
    failed = rows[rows["status"] == "failed"]
    assert list(zip(failed["case"], failed["seed"], failed["reason"], strict=True)) == [
        (20, 0, "ZeroDivisionError: no ore"),
        (20, 1, "the worker died in this run, 2 times"),
        (22, 0, "the run did not end within 1 s (--run-timeout)"),
        (22, 1, "the run did not end within 1 s (--run-timeout); its worker had to be killed"),
    ]


@pytest.mark.slow
def test_a_sweep_that_is_interrupted_starved_and_ended_goes_on_each_time_and_says_how(world, whole):
    for number in (signal.SIGINT, signal.SIGTERM):
        code, said = signalled(world, number, *HERE, RESUME)
        assert code == 130
        assert re.fullmatch(rf"rare-earth: interrupted; \d+ of 128 runs are kept in runs/x, {SAYS_HOW}", said)
    # Files that may not grow are a full disk to whoever writes them.
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, -1))"
    code, said = finish(world, "run_slowly", *HERE, RESUME, code=full)
    assert code == 3
    assert re.fullmatch(
        rf"rare-earth: runs/x\S*: file too large; free some space; what is done is kept, {SAYS_HOW}", said
    )
    assert finish(world, "run_slowly", *HERE, RESUME) == (0, "")
    assert tables(world) == whole
