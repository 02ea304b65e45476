"""What the commands read from the command line, and where they put results."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sim.cli.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario


def settings(pairs: list[str]) -> dict[str, Any]:
    """Read `--set path=value` options into a mapping; the value is read as YAML."""
    from sim.scenario.paths import parse_value

    found: dict[str, Any] = {}
    for pair in pairs:
        path, equals, value = pair.partition("=")
        if not equals or not path.strip() or not value.strip():
            raise InputError(f"--set {pair}: write path=value, as in --set nations.IND.assurance_response=refuse")
        found[path.strip()] = parse_value(value.strip())
    return found


def scenario(name: str, pairs: list[str], months: int | None = None, seed: int | None = None) -> Scenario:
    """Load a scenario by name or file, with the changes of the command line; raises ScenarioError."""
    from sim.scenario import find_scenario, load

    changes = settings(pairs)
    if months is not None:
        changes["months"] = months
    if seed is not None:
        changes["seed"] = seed
    return load(find_scenario(name), changes)


def tell_notes(of: Scenario) -> None:
    """Say on stderr, a line each, what in a scenario can have no effect."""
    for policy in of.policies:
        for note in policy.notes():
            print(f"rare-earth: note: policies.{policy.name}: {note}", file=sys.stderr)


def split_folder(out: str) -> tuple[str, Path]:
    """Split `--out` into the name of the folder and the folder it stands in: `runs/x`, `/tmp/x`, or only `x`."""
    from pathlib import Path

    from sim.files import RUNS

    path = Path(out)
    return path.name, path.parent if path.parent != Path() else RUNS
