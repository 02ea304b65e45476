"""The folder that a sweep works in: a new one, or one that was begun before with the same configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.files import RUNS, FolderError, new_folder, result_folder
from sim.sweep.identity import CONFIG, FORMAT, difference
from sim.sweep.ledger import LEDGER
from sim.sweep.plan import Plan, plan_again
from sim.sweep.series import SERIES

RESULTS = (
    "manifest.json", "outcomes.csv", "bands.csv", "moves.csv", "chosen.csv", "signposts.csv", "paths.csv", "events.csv",
    "report.md",
)  # fmt: skip
"""What an unfinished sweep may have written about the runs that it had."""


class ResumeError(ValueError):
    """A folder that this sweep cannot continue in; the text is one line and names what differs."""


def begin(name: str, numbered: bool, resume: bool, config: Mapping[str, Any], runs: Path = RUNS) -> Path:
    """Return the folder `name` in `runs`, made or, with `resume`, as it was left.

    Raises FolderError for a name or folder that may not be used, ResumeError for one with another configuration.
    """
    if not resume or not (runs / name).exists(follow_symlinks=False):
        return new_folder(name, runs, numbered=numbered and not resume)
    folder = result_folder(name, runs)
    if not (folder / CONFIG).exists():
        if any(not file.name.startswith(".") for file in folder.iterdir()):
            raise FolderError(
                f"{folder} holds no sweep that can be resumed ({CONFIG} is missing); choose another --out"
            )
        return folder
    if changed := difference(saved(folder), config):
        raise ResumeError(
            f"{folder} was begun with another configuration: {changed}; give the same command as then, or another --out"
        )
    return folder


def saved(folder: Path) -> dict[str, Any]:
    """Return the configuration of a sweep's folder; raises FolderError if it has none that can be read."""
    try:
        content = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise FolderError(f"{folder / CONFIG} cannot be read: {' '.join(str(error).split())[:200]}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise FolderError(f"{folder / CONFIG} is not the configuration of a sweep of this version")
    return content


def planned(folder: Path) -> tuple[dict[str, Any], Plan]:
    """Return the configuration of a sweep's folder and the plan that it holds; raises FolderError if it holds none."""
    config = saved(folder)
    try:
        return config, plan_again(config)
    except (ValueError, KeyError, TypeError) as error:
        said = " ".join(str(error).split())[:200]
        raise FolderError(f"{folder / CONFIG} is not the configuration of a sweep: {said}") from None


def is_complete(folder: Path) -> bool:
    """Whether the sweep in a folder has been finished, with nothing left of its work."""
    try:
        status = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["status"]
    except (ValueError, OSError, KeyError, TypeError):
        return False
    if status != "complete" or (folder / LEDGER).exists():
        return False
    (folder / SERIES).unlink(missing_ok=True)  # a crash between the two
    return True


def cleared(folder: Path) -> None:
    """Remove what was written about the runs of an unfinished sweep; the runs themselves stay."""
    for name in RESULTS:
        (folder / name).unlink(missing_ok=True)


def remove_if_empty(folder: Path) -> None:
    """Remove a folder in which nothing was begun."""
    if folder.is_dir() and all(file.name.startswith(".") for file in folder.iterdir()):
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
