"""What must not move unnoticed: results of the baseline, defaults and bounds of instruments.

`python -m tests.make_golden` writes them anew; a change of results belongs into the changelog.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from make_golden import BUSY, FIELDS, HEADLINES, MONTHS, baseline, busy, fields, name, stored


def test_the_baseline_gives_the_stored_results_to_nine_digits():
    names, wanted = stored()
    assert names == [name(key) for key in HEADLINES]
    assert wanted.shape == (MONTHS, len(HEADLINES))
    # 5e-9 is half a unit of the ninth digit where the first is 1; the rest is tolerance.
    got = baseline()
    for column, key in enumerate(HEADLINES):
        np.testing.assert_allclose(got[:, column], wanted[:, column], rtol=6e-9, atol=1e-12, err_msg=name(key))


def test_a_world_where_most_instruments_work_gives_the_stored_sums_to_nine_digits():
    names, wanted = stored(BUSY)
    measures, got = busy()
    assert measures == names
    for column, measure in enumerate(measures):
        np.testing.assert_allclose(got[:, column], wanted[:, column], rtol=6e-9, atol=1e-9, err_msg=measure)


@pytest.mark.slow
def test_the_same_in_plain_python_without_compiling():
    this = f"{__file__}::{test_a_world_where_most_instruments_work_gives_the_stored_sums_to_nine_digits.__name__}"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", this]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[1],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_no_headline_is_idle():
    _, wanted = stored()
    assert (np.ptp(wanted, axis=0) > 0).sum() > 0.8 * len(HEADLINES)


def test_defaults_and_bounds_of_instruments_are_the_stored_ones():
    with FIELDS.open(encoding="utf-8", newline="") as file:
        wanted = [tuple(row) for row in csv.reader(file)]
    got = list(fields())
    assert [row for row in got if row not in wanted] == []
    assert [row for row in wanted if row not in got] == []
