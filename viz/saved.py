"""Saved runs and sweeps: which there are, and what opens one again. Names by whitelist, inside the folder of runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from sim.files import NAME, RUNS, FolderError, result_folder
from sim.scenario import Scenario, load, parse_value

MOST = 500  # folders listed


class Entry(NamedTuple):
    """A folder of results; `kind` is run or sweep, `problem` why it cannot be used, else ''."""

    name: str
    kind: str
    scenario: str
    seed: str
    status: str
    changed: float  # seconds since 1970
    problem: str = ""


def runs_folder() -> Path:
    """Where runs are kept; `rare-earth view --runs` says so."""
    return Path(os.environ.get("RARE_EARTH_RUNS", RUNS))


def entries(kind: str = "") -> list[Entry]:
    """What is in the folder of runs, newest first; links and names that no run can have are passed over."""
    folder = runs_folder()
    if not folder.is_dir():
        return []
    found = [_entry(path) for path in folder.iterdir() if NAME.fullmatch(path.name) and _is_result(path)]
    wanted = [entry for entry in found if not kind or entry.kind == kind]
    return sorted(wanted, key=lambda entry: -entry.changed)[:MOST]


def _is_result(path: Path) -> bool:
    return not path.is_symlink() and path.is_dir() and (path / "manifest.json").is_file()


def _entry(path: Path) -> Entry:
    changed = path.stat().st_mtime
    try:
        said = _manifest(path)
    except FolderError as error:
        return Entry(path.name, "run", "", "", "unreadable", changed, str(error))
    kind = "sweep" if said.get("kind") == "sweep" else "run"
    status, reason = str(said.get("status", "")), str(said.get("reason", ""))
    name = str(said.get("title") or said.get("name") or "") if kind == "sweep" else str(said.get("scenario", ""))
    return Entry(path.name, kind, name, str(said.get("seed", "")), status, changed, reason)


def _manifest(path: Path) -> dict[str, Any]:
    file = path / "manifest.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise FolderError(f"{file} cannot be read: {' '.join(str(error).split())[:200]}") from None
    return content if isinstance(content, dict) else {}


class Again(NamedTuple):
    """What makes a saved run again: its turns are a person's, in the words of `viz.session.Turn`."""

    scenario: Scenario
    seed: int
    seat: str = ""
    turns: tuple[dict[str, Any], ...] = ()
    months: int = 0


def reopened(name: str, case: int | None = None) -> Again:
    """What makes a saved run, or a case of a saved sweep, again.

    Raises FolderError or ScenarioError in one line.
    """
    folder = result_folder(name, runs_folder())
    file = folder / "scenario.yaml"
    if not file.is_file():
        raise FolderError(f"{folder} has no scenario.yaml, so that it cannot be simulated again; Compare can read it")
    scenario, said = load(file), _manifest(folder)
    if case is not None:
        return Again(scenario.with_values(_changes(folder, case)), scenario.seed)
    seed, turns = said.get("seed", scenario.seed), said.get("turns") or []
    seed = seed if isinstance(seed, int) else scenario.seed
    return Again(scenario, seed, str(said.get("seat") or ""), tuple(map(_turn, turns)), scenario.months)


def _turn(told: dict[str, Any]) -> dict[str, Any]:
    levers = tuple((str(path), value) for path, value in told.get("levers") or [])
    words = {key: str(told.get(key, "")) for key in ("slot", "option")}
    return {"month": int(told.get("month", 0)), "levers": levers, **words}


def _changes(folder: Path, case: int) -> dict[str, Any]:
    """What a case of a sweep sets in the scenario, by path."""
    import pandas as pd

    file = folder / "draws.csv"
    if not file.is_file():
        raise FolderError(f"{folder} has no draws.csv: it is no sweep")
    draws = pd.read_csv(file, keep_default_na=False, dtype=str)
    row = draws[draws["case"] == str(case)]
    if row.empty:
        raise FolderError(f"{folder} has no case {case} (allowed: 0 to {len(draws) - 1})")
    not_inputs = ("case", "draw", "weight", "basis")
    return {str(path): parse_value(text) for path, text in row.iloc[0].items() if path not in not_inputs and text != ""}
