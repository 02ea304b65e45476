"""A sweep of the model itself: the same bytes whatever the number of workers and the hash seed."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest

CODE = """
import sys
from pathlib import Path
from sim.sweep import run_sweep

if __name__ == "__main__":
    name, workers = sys.argv[1:]
    done = run_sweep("india_assurance", 2, 2, int(workers), name, {"months": 30}, False, Path(sys.argv[0]).parent)
    assert done.failed == 0
"""


@pytest.mark.slow
def test_the_model_gives_the_same_outcomes_at_one_and_two_workers_and_under_two_hash_seeds(tmp_path):
    script = tmp_path / "sweep.py"
    script.write_text(CODE)
    for name, workers, seed in (("one", "1", "1"), ("two", "2", "2")):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, str(script), name, workers], env=environment, check=True)
    for file in ("outcomes.csv", "draws.csv", "bands.csv", "chosen.csv", "moves.csv", "paths.csv", "signposts.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text())
    assert manifest["balance_residual"] <= 1e-9
    outcomes = pd.read_csv(tmp_path / "two" / "outcomes.csv")
    assert set(outcomes["outcome"]) <= {entry["name"] for entry in manifest["outcomes"]}
