"""A sweep of the model itself: the same bytes whatever the number of workers and the hash seed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.sweep import reporting, run_sweep

TABLES = ("outcomes.csv", "draws.csv", "bands.csv", "chosen.csv", "moves.csv", "paths.csv", "signposts.csv")
#: The strategies of the library's sweep, with one lever and few inputs: each input costs a probe of its own.
SWEEP = """
scenario: scenarios/india_assurance.yaml
seeds: 1
design: {method: sobol, draws: 4}
uncertainties:
  hypothesis: {choice: {leverage: 0.6, bargaining: 0.4}}
  policies.licensing.odds.tight: {uniform: [0.05, 0.3]}
  parameters.trust_power: {uniform: [0, 2]}
levers:
  nations.IND.assurance_response: [comply, refuse, adaptive]
objectives:
  - {measure: import_dependency, nation: IND, direction: minimize, weight: 0.6}
  - {measure: relations, nation: IND>USA, direction: maximize, weight: 0.4}
"""
CODE = """
import sys
from pathlib import Path
from sim.sweep import reporting, run_sweep

if __name__ == "__main__":
    reporting.explained = lambda folder: None
    here = Path(sys.argv[0]).parent
    run_sweep(str(here / "small.yaml"), 4, 1, 2, "two", {"months": 24}, False, here)
"""


@pytest.mark.slow
def test_the_model_gives_the_same_outcomes_here_and_with_two_workers_under_another_hash_seed(tmp_path, monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)
    (tmp_path / "scenarios").symlink_to(Path(__file__).parents[1] / "scenarios")
    file = tmp_path / "small.yaml"
    file.write_text(SWEEP)
    done = run_sweep(str(file), 4, 1, 0, "here", {"months": 24}, False, tmp_path)
    assert done.failed == 0
    script = tmp_path / "sweep.py"
    script.write_text(CODE)
    other = os.environ | {"PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"}
    subprocess.run([sys.executable, str(script)], env=other, check=True)
    for file in TABLES:
        assert (tmp_path / "here" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text())
    assert manifest["balance_residual"] <= 1e-9
    outcomes = pd.read_csv(tmp_path / "two" / "outcomes.csv")
    assert set(outcomes["outcome"]) <= {entry["name"] for entry in manifest["outcomes"]}
