"""Hold a finished sweep against evidence, and keep what comes of it as tables in its folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.files import write_table
from sim.scenario.load import load as load_scenario
from sim.sweep import evidence, hypotheses
from sim.sweep.observe import EvidenceError, observe, scripted
from sim.sweep.tables import read
from sim.sweep.worker import Runner

ITEMS, SUMMARY, RUNS = "evidence.csv", "hypotheses.csv", "evidence_runs.csv"


def judge(folder: Path, name: str, workers: int, runner: Runner | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run the sweep's cases again up to the end of the evidence; write and return the items and the summary.

    `name` is that of a file of evidence or of one in the library. Writes `evidence.csv` (a row per item),
    `hypotheses.csv` (a row per hypothesis) and `evidence_runs.csv` (a row per run). Raises FolderError,
    ScenarioError or EvidenceError in one line.
    """
    tables, known = read(folder), evidence.load(name)
    scenario = load_scenario(folder / "scenario.yaml")
    seen = observe(tables, scenario, known, runner or _model(), workers)
    fixed = scripted(scenario, known)
    items, summary = hypotheses.items(seen, known, fixed), hypotheses.summary(seen, known, fixed)
    summary = summary.assign(title=known.title, evidence=name, ensemble=tables.manifest["name"])
    for file, table in ((RUNS, seen), (ITEMS, items), (SUMMARY, summary)):
        write_table(folder / file, table)
    return items, summary


def adopt(folder: Path, other: Path) -> None:
    """Copy the judgement kept in the folder `other` into `folder`, whose report then shows it.

    Raises EvidenceError if there is none.
    """
    for file in (ITEMS, SUMMARY):
        if not (other / file).is_file():
            raise EvidenceError(f"{other / file} does not exist; run `rare-earth hypotheses {other}` first")
        # Read as text, so that not a digit changes.
        write_table(folder / file, pd.read_csv(other / file, dtype=str, keep_default_na=False))


def _model() -> Runner:
    from sim.run import run

    return run
