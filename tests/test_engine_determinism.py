"""The same scenario and seed give the same bytes; another seed gives others; a longer run begins like a shorter one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from engine_runs import ALL, baseline, named, simulate, total

from sim.run import run

CODE = "import test_engine_determinism; print(test_engine_determinism.digest())"


def digest() -> str:
    """All that a run of the flagship says, in short."""
    result = run(named("india_assurance").with_value("months", 48), 3)
    text = repr((result.keys, result.events, result.decisions)).encode()
    return hashlib.sha256(result.series.tobytes() + text).hexdigest()


@pytest.mark.parametrize("name", ["baseline", "india_assurance"])
def test_a_run_repeats_itself_to_the_last_bit(name: str) -> None:
    scenario = named(name).with_value("months", 48)
    first, second = run(scenario, 5), run(scenario, 5)
    assert first.series.tobytes() == second.series.tobytes()
    assert first.events == second.events
    assert first.decisions == second.decisions


def test_a_run_is_the_same_whatever_ran_before_it() -> None:
    scenario = named("crisis_2010").with_value("months", 36)
    alone = run(scenario, 1).series.tobytes()
    run(named("controls_2025").with_value("months", 36), 2)
    assert run(scenario, 1).series.tobytes() == alone


def test_a_run_is_the_same_in_another_process_under_another_hash_seed() -> None:
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = os.environ | {"PYTHONHASHSEED": other, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digest()


def test_details_do_not_change_a_run() -> None:
    scenario = baseline(months=24)
    assert run(scenario, detail=True).series.tobytes() == run(scenario).series.tobytes()


def test_another_seed_gives_another_run_in_the_same_world() -> None:
    first, second = simulate(baseline(), 1), simulate(baseline(), 2)
    assert not np.array_equal(first.series, second.series)
    one, two = (total(r, "mine_output_t", ALL).mean() for r in (first, second))
    assert one == pytest.approx(two, rel=0.05)


def test_the_scenario_says_the_seed_unless_another_is_given() -> None:
    seeded = baseline(months=12, seed=7)
    assert run(seeded).seed == 7
    assert run(seeded).series.tobytes() == run(seeded, 7).series.tobytes()
    assert run(seeded, 8).seed == 8


@pytest.mark.parametrize("seed", [1, 2])
def test_a_longer_run_begins_like_a_shorter_one(seed: int) -> None:
    short, long = simulate(baseline(months=24), seed), simulate(baseline(months=60), seed)
    assert np.array_equal(short.series, long.series[:24])
