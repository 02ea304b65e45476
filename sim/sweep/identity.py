"""What makes a sweep the same sweep: its configuration, kept beside the results, and an id for each run.

A sweep is continued, and shards are put together, only where everything that can change a run is the same.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sim
from sim.provenance import data_digest
from sim.scenario.errors import say
from sim.scenario.model import NOT_IN_DIGEST

if TYPE_CHECKING:
    from sim.sweep.plan import Plan
    from sim.sweep.worker import Job, Runner

CONFIG = "config.json"
FORMAT = 1
_PACKAGES = ("numpy", "numba", "scipy")
_APART = {"cli", "compare", "history", "sweep", "bench.py"}
"""Parts of the package that no run depends on, but for these files of the sweep."""
_REDUCING = ("sweep/measures.py", "sweep/outcomes.py", "sweep/worker.py")
_TEXTS = {
    "sweep": {"title", "description", "scenario", "baseline", "run_timeout"},
    "scenario": NOT_IN_DIGEST,
    "baseline": NOT_IN_DIGEST,
    "outcomes": {"title", "description"},
}
"""What may differ: names and texts, where a file stands (what it says is compared), and how long one waits."""


@cache
def engine_digest() -> str:
    """Return 16 hex digits that change with any source or table that a run depends on."""
    root = Path(str(files("sim")))
    total = sha256()
    for file in sorted(root.rglob("*")):
        place = file.relative_to(root)
        if file.suffix not in (".py", ".csv", ".npz", ".json", ".yaml") or "__pycache__" in place.parts:
            continue
        if place.parts[0] not in _APART or place.as_posix() in _REDUCING:
            content = file.read_bytes()
            total.update(f"{place.as_posix()} {len(content)}\n".encode() + content)
    return total.hexdigest()[:16]


def config(plan: Plan, runner: Runner, shard: str, every_path: bool) -> dict[str, Any]:
    """Return everything that can change the results, as it stands in `config.json`; `about` may differ."""
    content = {
        "format": FORMAT,
        "sweep": plan.sweep.spec.plain(),
        "scenario": plan.scenario.plain(),
        "baseline": plan.baseline.plain(),
        "outcomes": plan.sweep.rules.plain(),
        "draws": _digest([list(case.changes().values()), case.weight] for case in plan.cases.cases),
        "paths": every_path,
        "data": data_digest(),
        "engine": {
            "version": sim.__version__,
            "sources": engine_digest(),
            "python": ".".join(platform.python_version_tuple()[:2]),
            **{package: version(package) for package in _PACKAGES},
        },
        "runner": f"{runner.__module__}.{getattr(runner, '__qualname__', type(runner).__qualname__)}",
        "shard": shard,
        "about": {"file": str(plan.sweep.file)},
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def _digest(values: Iterable[Any]) -> str:
    total = sha256()
    for value in values:
        total.update(json.dumps(value).encode())
    return total.hexdigest()[:16]


def compared(content: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """Return the part of a configuration that must be the same."""
    return {
        part: {k: v for k, v in value.items() if k not in _TEXTS[part]} if part in _TEXTS else value
        for part, value in content.items()
        if part not in ("about", *without)
    }


def difference(old: Mapping[str, Any], new: Mapping[str, Any], *without: str) -> str:
    """Return the first difference in words, such as `sweep.design.draws was 64 and is 128`; '' if there is none."""
    for path, was, now in _differences(compared(old, *without), compared(new, *without), ""):
        return f"{path} was {_said(was)} and is {_said(now)}"
    return ""


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _differences(was, now, f"{path}[{i}]")
    elif old != new:
        yield path, old, new


def _said(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"a {'list' if isinstance(value, list) else 'mapping'} of {len(value)}"
    return say(value)


def key_of(content: Mapping[str, Any]) -> str:
    """Return the sha256 of what all runs of a sweep share, whichever shard they are in and whatever is drawn."""
    return sha256(json.dumps(compared(content, "shard", "paths"), sort_keys=True).encode()).hexdigest()


def run_id(key: str, job: Job) -> str:
    """Return the id of a run: a hash of the sweep's key, what the run sets, and its seed."""
    said = json.dumps([key, job.changes, job.seed], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:16]


def shard_of(text: str) -> tuple[int, int]:
    """Return (k, n) of `k/n`; raises ValueError unless 1 <= k <= n."""
    k, slash, n = text.partition("/")
    if not (slash and k.isascii() and k.isdigit() and n.isascii() and n.isdigit() and 1 <= int(k) <= int(n) <= 100_000):
        raise ValueError(f"{text!r} is no shard")
    return int(k), int(n)


def missing_shards(present: Sequence[str]) -> list[str]:
    """Return the shards that are not among those `present`, all of one `n`."""
    n = shard_of(present[0])[1]
    return [f"{k}/{n}" for k in range(1, n + 1) if f"{k}/{n}" not in present]
