"""Reading what was saved: the folder of a run, the folder of a sweep, or a CSV from elsewhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

LONG = ["month", "nation", "product", "measure", "unit", "value"]
UNKNOWN = "provenance unknown"
MONTHS = ("month", "date", "time", "step")
RUNS = ("case", "draw", "run", "scenario_id", "seed")
"""Columns that name the months of a series, or the runs of a table, in files from elsewhere."""


class SavedError(ValueError):
    """Something that cannot be read as saved results; the text is one line and names the file."""


@dataclass(frozen=True)
class Saved:
    """Saved results: `kind` is 'run', 'sweep', 'csv' (monthly series) or 'table' (a row per run).

    A run or CSV has `series`, the long table; a sweep or table has `outcomes`, a row per finished run, and `draws`, a
    row per case, a sweep also `bands`. `parameters` is the resolved configuration by path.
    """

    name: str
    kind: str
    manifest: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    series: pd.DataFrame = field(default_factory=pd.DataFrame)
    outcomes: pd.DataFrame = field(default_factory=pd.DataFrame)
    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    bands: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def many(self) -> bool:
        """Whether these are many runs, a row each, and not the months of one."""
        return self.kind in ("sweep", "table")


def read(path: Path) -> Saved:
    """Return the results at `path`; raises SavedError if there are none that can be read."""
    if path.is_symlink():
        raise SavedError(f"{path} is a symbolic link; name the folder or file itself")
    if path.is_file():
        return _file(path)
    if not path.is_dir():
        raise SavedError(f"{path} does not exist; name a folder in runs/ or a CSV file")
    if (path / "outcomes.csv").is_file():
        return Saved(
            path.name,
            "sweep",
            _manifest(path),
            # What the command line set in the scenario stands in scenario.yaml only.
            _parameters(path / "sweep.yaml") | _parameters(path / "scenario.yaml", "scenario."),
            outcomes=_table(path / "outcomes.csv"),
            draws=_table(path / "draws.csv"),
            bands=_table(path / "bands.csv") if (path / "bands.csv").is_file() else pd.DataFrame(),
        )
    if (path / "series.csv").is_file():
        parameters = _parameters(path / "scenario.yaml")
        return Saved(path.name, "run", _manifest(path), parameters, series=_long(path / "series.csv"))
    raise SavedError(f"{path} holds neither series.csv (a run) nor outcomes.csv (a sweep)")


def _file(path: Path) -> Saved:
    """Return a CSV from elsewhere: monthly series, or a table with a row per run if it names runs and no months."""
    table = _table(path)
    names = {str(name).strip().lower(): name for name in table.columns}
    if set(names) & set(MONTHS) or not set(names) & set(RUNS):
        return Saved(path.name, "csv", series=_long(path))
    table = table.rename(columns={names[n]: n for n in (*RUNS, "status", "outcome") if n in names})
    given = next((n for n in ("case", "draw", "run", "scenario_id") if n in table), None)
    cases = pd.factorize(table[given])[0] if given else np.arange(len(table)) if "seed" not in table else 0
    draws = pd.factorize(table["draw"])[0] if "draw" in table else cases
    table = table.assign(
        case=table.get("case", cases),
        draw=table.get("draw", draws),
        seed=table.get("seed", 0),
        status=table.get("status", "ok"),
    )
    each = table[["case"]].drop_duplicates().assign(weight=1.0, basis=1)
    return Saved(path.name, "table", outcomes=table, draws=each)


def _manifest(folder: Path) -> dict[str, Any]:
    file = folder / "manifest.json"
    if not file.is_file():
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SavedError(f"{file} is not JSON: {error}") from None
    return content if isinstance(content, dict) else {}


def _parameters(file: Path, prefix: str = "") -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        found = flat(yaml.safe_load(file.read_text(encoding="utf-8")))
        return {prefix + path: value for path, value in found.items()}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SavedError(f"{file} is not YAML: {' '.join(str(error).split())[:200]}") from None


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Return nested mappings and lists as one mapping by dotted path.

    An entry of a list is named by its `id` or its `kind`, so that one added in the middle does not rename the rest.
    """
    if isinstance(value, dict) and value:
        return _joined((f"{path}.{key}" if path else str(key), inner) for key, inner in value.items())
    if isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        return _joined((f"{path}[{name}]", inner) for name, inner in zip(_names(value), value, strict=True))
    return {} if isinstance(value, dict) else {path: value}


def _joined(pairs: Any) -> dict[str, Any]:
    return {key: leaf for path, inner in pairs for key, leaf in flat(inner, path).items()}


def _names(entries: list[Any]) -> list[str]:
    names = [str(e.get("id") or e.get("kind") or i) if isinstance(e, dict) else str(i) for i, e in enumerate(entries)]
    return [name if names.count(name) == 1 else f"{name} {names[:i].count(name) + 1}" for i, name in enumerate(names)]


def _table(file: Path) -> pd.DataFrame:
    try:
        # Only these are missing: an outcome or a setting may be called "none" or "NA".
        return pd.read_csv(file, keep_default_na=False, na_values=["", "nan", "NaN"], low_memory=False)
    except (OSError, ValueError) as error:
        raise SavedError(f"{file} is not a CSV table: {' '.join(str(error).split())[:200]}") from None


def _long(file: Path) -> pd.DataFrame:
    """Return a long table with the columns LONG; a wide one, a column per measure, is turned into it."""
    table = _table(file)
    table.columns = pd.Index([str(name).strip() for name in table.columns])
    month = next((c for c in table.columns if c.lower() in MONTHS), None)
    if month is None:
        raise SavedError(f"{file} has no column 'month'; it needs month, measure, value or a column per measure")
    table = table.rename(columns={month: "month"})
    if not {"measure", "value"} <= set(table.columns):
        names = [c for c in ("month", "nation", "product") if c in table.columns]
        numbers = [c for c in table.select_dtypes("number").columns if c not in names]
        if not numbers:
            raise SavedError(f"{file} has no column of numbers; it needs month, measure, value")
        table = table.melt(names, numbers, "measure", "value")
    for column in LONG:
        if column not in table.columns:
            table[column] = ""
    table["value"] = pd.to_numeric(table["value"], errors="coerce")
    texts = [c for c in LONG if c != "value"]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "").astype(str)
    return table.loc[table["value"].notna(), LONG].reset_index(drop=True)
