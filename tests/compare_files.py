"""Saved results as small files, for the tests of comparing."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

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
