"""What results were made with: versions, commit, data; the head of every manifest."""

from __future__ import annotations

import platform
import subprocess
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

import sim

SCHEMA = 1
"""Number of the folders' layout; compare refuses to set two of them side by side."""
PACKAGES = ("numpy", "pandas", "scipy", "numba", "mesa", "pydantic", "SALib", "scikit-learn", "matplotlib")


def provenance(kind: str) -> dict[str, object]:
    """Return the entries that a manifest starts with; `kind` says what the folder holds: a run or a sweep."""
    return {
        "kind": kind,
        "schema": SCHEMA,
        "version": sim.__version__,
        "commit": commit(),
        "versions": versions(),
        "data": data_digest(),
    }


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """Return the commit of the sources, with '+' if they were changed since, or '' outside a repository."""
    folder = Path(sim.__file__).parent
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return head + ("+" if _git(folder, "status", "--porcelain", "--", ".") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()


def data_digest() -> str:
    """Return the sha256 of all tables of the world, names and bytes."""
    total = sha256()
    for file in sorted(files("sim").joinpath("data").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".csv"):
            content = file.read_bytes()
            total.update(f"{file.name} {len(content)}\n".encode() + content)
    return total.hexdigest()
