"""A digest of everything that a replay depends on: the engine's sources and the world's tables."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

import sim

_LATER = ("history", "cli", "sweep", "compare")
"""Packages that stand above the engine, and change no run."""


@cache
def engine_digest() -> str:
    """Return the sha256 of the engine's sources and tables, without the fitted sample."""
    folder = Path(sim.__file__).parent
    total = sha256()
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        if file.suffix not in (".py", ".csv") or inside.parts[0] in _LATER or file.stem in ("posterior", "bench"):
            continue
        content = file.read_bytes()
        total.update(f"{inside.as_posix()} {len(content)}\n".encode() + content)
    return total.hexdigest()
