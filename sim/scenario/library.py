"""Where scenarios live: the folder `scenarios/` of the current directory, else the copy that was installed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sim import yamlio
from sim.scenario.errors import ScenarioError, did_you_mean

FOLDER = "scenarios"
SUFFIXES = (".yaml", ".yml")


class Entry(NamedTuple):
    """A scenario of the library; `problem` is the line that says why it cannot be read, else ''."""

    name: str
    title: str
    description: str
    path: Path
    problem: str = ""


def folder() -> Path:
    """Return the folder of the library. Raises ScenarioError if there is none."""
    source = Path(__file__).resolve().parents[2]
    places = (Path(FOLDER), source / FOLDER, Path(sys.prefix) / "share" / "rare-earth-trade" / FOLDER)
    for place in places:
        if place.is_dir():
            return place
    raise ScenarioError(FOLDER, 0, "", "no such folder here, and none was installed (allowed: a path to a file)")


def library() -> list[Entry]:
    """Return the scenarios of the library by name; a file that cannot be read is listed with its problem."""
    return [_entry(path) for path in sorted(folder().glob("*.yaml"))]


def _entry(path: Path) -> Entry:
    try:
        root = yamlio.read(path, shown(path))
    except yamlio.YamlError as error:
        return Entry(path.stem, "", "", path, str(error))
    texts = root.plain() if isinstance(root.value, dict) else {}
    name, title, description = (str(texts.get(key) or "") for key in ("name", "title", "description"))
    return Entry(name or path.stem, title, " ".join(description.split()), path)


def find_scenario(name: str | Path) -> Path:
    """Return the file of a scenario, by its name in the library or by its path. Raises ScenarioError."""
    return _find(name, "scenario", folder)


def find_sweep(name: str | Path) -> Path:
    """Return the file of a sweep, by its name in the library's `sweeps` or by its path. Raises ScenarioError."""
    return _find(name, "sweep", lambda: folder() / "sweeps")


def find_outcomes(name: str, near: Path | None = None) -> Path:
    """Return the file of outcome rules: in `outcomes` beside the scenario file `near`, else in the library."""
    if near is not None and (path := near.parent / "outcomes" / f"{name}.yaml").is_file():
        return path
    return _find(name, "outcome rules", lambda: folder() / "outcomes")


def find_evidence(name: str | Path) -> Path:
    """Return the file of evidence, by its name in the library's `evidence` or by its path. Raises ScenarioError."""
    return _find(name, "evidence", lambda: folder() / "evidence")


def _find(name: str | Path, what: str, where: Callable[[], Path]) -> Path:
    text = str(name)
    if isinstance(name, Path) or "/" in text or "\\" in text or text.endswith(SUFFIXES):
        path = Path(name)
        if not os.path.exists(path):  # unlike Path.exists, False for a name that no file can have
            near = sorted(other.name for other in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
            raise ScenarioError(shown(path), 0, "", f"no such file{did_you_mean(path.name, near)}")
        return path
    place = where()
    path = place / f"{text}.yaml"
    if text and path.is_dir():
        raise ScenarioError(shown(path), 0, "", "is a folder, not a YAML file")
    if not text or not path.is_file():
        known = sorted(other.stem for other in place.glob("*.yaml") if other.is_file())
        raise ScenarioError(text or "''", 0, "", f"no such {what} in {shown(place)}{did_you_mean(text, known)}")
    return path


def shown(path: Path) -> str:
    """Return a path as errors show it: relative to the current directory where it is inside."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
