"""The tables of a sweep's folder, read back; the report is made from these and from nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.files import FolderError
from sim.sweep.measures import Column

CASE_COLUMNS = ("case", "draw", "weight", "basis")
NEEDED = (
    "name", "title", "description", "status", "version", "commit", "data", "base_year", "start", "end", "roles",
    "method", "seeds", "cases", "settings", "declared", "levers", "reference", "objectives", "outcomes",
    "balance_residual", "warnings",
)  # fmt: skip
"""Entries of the manifest that the report reads."""
FILES = {
    "draws": "draws.csv", "outcomes": "outcomes.csv", "baseline": "baseline.csv", "bands": "bands.csv",
    "chosen": "chosen.csv", "events": "events.csv", "moves": "moves.csv", "signposts": "signposts.csv",
    "drivers": "drivers.csv", "robust": "levers.csv", "assumptions": "assumptions.csv", "evidence": "evidence.csv",
    "hypotheses": "hypotheses.csv",
}  # fmt: skip
"""The tables of a folder by their name here; one that is absent is empty."""
RUN_COLUMNS = (
    "case", "draw", "seed", "status", "reason", "outcome", "score_best", "score_worst", "path_kind",
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """Everything that a sweep wrote, as frames; an optional table that is absent is empty."""

    folder: Path
    manifest: dict[str, Any]
    spec: dict[str, Any]
    draws: pd.DataFrame
    outcomes: pd.DataFrame
    baseline: pd.DataFrame
    bands: pd.DataFrame
    chosen: pd.DataFrame
    events: pd.DataFrame
    moves: pd.DataFrame
    signposts: pd.DataFrame
    drivers: pd.DataFrame
    robust: pd.DataFrame
    assumptions: pd.DataFrame
    evidence: pd.DataFrame
    hypotheses: pd.DataFrame

    @cached_property
    def levers(self) -> dict[str, list[Any]]:
        """The settings of each lever."""
        return dict(self.manifest["levers"])

    @cached_property
    def inputs(self) -> list[str]:
        """The paths of the uncertain inputs."""
        return [c for c in self.draws.columns if c not in CASE_COLUMNS and c not in self.levers]

    @cached_property
    def measures(self) -> list[Column]:
        """The measures of `outcomes.csv`, without changes from the baseline."""
        return [Column.of(c) for c in self.outcomes.columns if c not in RUN_COLUMNS and not c.startswith("change.")]

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Finished runs with their case: weight (over the seeds), basis, inputs and levers."""
        runs = self.outcomes[self.outcomes["status"] == "ok"].merge(
            self.draws.drop(columns="draw"), on="case", how="left"
        )
        return runs.assign(weight=runs["weight"] / len(self.manifest["seeds"]))

    @cached_property
    def basis(self) -> pd.DataFrame:
        """Finished runs that likelihoods come from."""
        return self.runs[self.runs["basis"] == 1]

    def under(self, runs: pd.DataFrame, path: str, value: Any) -> pd.DataFrame:
        """Return the runs in which a lever stands at a setting; a table may have turned 0 into 0.0."""
        column = runs[path]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        stands = (
            column == value if number and pd.api.types.is_numeric_dtype(column) else column.astype(str) == str(value)
        )
        return runs.loc[stands.to_numpy(dtype=bool)]

    def role(self, role: str) -> dict[str, Any] | None:
        """Return the row of `chosen.csv` for this role, None if there is none."""
        rows = self.chosen[self.chosen["role"] == role].to_dict("records") if len(self.chosen) else []
        return {str(k): v for k, v in rows[0].items()} if rows else None


def read(folder: Path) -> Tables:
    """Return the tables of a sweep's folder; raises FolderError in one line if it is not one."""
    file = folder / "manifest.json"
    if not file.is_file() or not (folder / "outcomes.csv").is_file():
        raise FolderError(f"{folder} is not the folder of a sweep: manifest.json or outcomes.csv is missing")
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        spec = yaml.safe_load((folder / "sweep.yaml").read_text(encoding="utf-8"))
    except (ValueError, OSError, yaml.YAMLError) as error:
        raise FolderError(f"{folder} cannot be read: {' '.join(str(error).split())[:200]}") from None
    if manifest.get("kind") != "sweep":
        raise FolderError(f"{folder} holds a {manifest.get('kind', 'thing of another kind')}, not a sweep")
    if absent := [key for key in NEEDED if key not in manifest]:
        raise FolderError(f"{file} lacks {', '.join(absent)}; run the sweep again with this version")
    return Tables(folder, manifest, spec, **{name: _frame(folder / file) for name, file in FILES.items()})


def again(tables: Tables, *names: str) -> Tables:
    """Return the tables with some of them, by their names here, read again."""
    fresh: dict[str, Any] = {name: _frame(tables.folder / FILES[name]) for name in names}
    return replace(tables, **fresh)


def _frame(file: Path) -> pd.DataFrame:
    if not file.is_file() or file.stat().st_size < 2:
        return pd.DataFrame()
    # Only the empty cell is missing: an outcome or a setting may be called "none" or "NA".
    # The copy puts columns of a type together; read one by one, a hundred of them make pandas warn at every new one.
    return pd.read_csv(file, keep_default_na=False, na_values=[""], low_memory=False).copy()
