"""Instruments from outside the package: Python files that a scenario names, and packages that are installed.

A plugin is code that runs with the rights of whoever runs the scenario: `run`, `check` and `sweep` execute it. So a
scenario may only name files in its own folder or below; other folders must be listed in the environment variable
RARE_EARTH_PLUGINS. Installed packages declare the entry point group `rare_earth.policies`, the name being the kind.
What a plugin contains goes into the digest of the scenario.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import sys
import types
import typing
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple

from sim import policies
from sim.policies.base import Policy
from sim.scenario.allowed import forget_schemas

GROUP = "rare_earth.policies"
FOLDERS = "RARE_EARTH_PLUGINS"
MAX_BYTES = 256 * 1024
_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")
BUILT_IN = frozenset(policies.KINDS)


class PluginError(ValueError):
    """A plugin that is refused; one line that says what is allowed."""


class Origin(NamedTuple):
    """Where a kind comes from: a file or a module, and the sha256 of its content."""

    name: str
    sha256: str


_origins: dict[type[Policy], Origin] = {}
_files: dict[str, str] = {}


def origin(policy: Policy) -> Origin | None:
    """Where a policy's code comes from; None for what comes with the package."""
    return _origins.get(type(policy))


def permitted(name: str, folder: Path | None) -> Path:
    """Return the file that a scenario in `folder` means by `name`. Raises PluginError if it may not be run."""
    path = ((folder or Path()) / name).resolve()
    if path.suffix != ".py" or not path.is_file():
        raise PluginError(f"{name!r} is no Python file (allowed: a file such as my_instrument.py beside the scenario)")
    places = [Path(place).resolve() for place in os.environ.get(FOLDERS, "").split(os.pathsep) if place]
    if not any(path.is_relative_to(place) for place in (places if folder is None else [folder.resolve(), *places])):
        text = f"{name!r} lies outside the scenario's folder, and a plugin is code that runs"
        raise PluginError(f"{text} (allowed: files in that folder, or in one listed in {FOLDERS})")
    return path


def load_file(path: Path, sha256: str = "") -> Origin:
    """Run a plugin and register the kinds that it defines; once for each content. Raises PluginError.

    sha256: content that is expected, '' for any.
    """
    content = path.read_bytes()
    source = Origin(path.name, hashlib.sha256(content).hexdigest())
    if len(content) > MAX_BYTES:
        raise PluginError(f"{path.name} has more than {MAX_BYTES // 1024} KiB (allowed: up to {MAX_BYTES // 1024} KiB)")
    if sha256 not in ("", source.sha256):
        raise PluginError(f"{path.name} has changed since the run began (allowed: the content with sha256 {sha256})")
    name = f"rare_earth_plugin_{re.sub(r'[^A-Za-z0-9_]', '_', path.stem)}_{source.sha256[:16]}"
    if name not in sys.modules:
        found = _kinds(_executed(name, path, content))
        if not found:
            sys.modules.pop(name)
            raise PluginError(f"{path.name} defines no instrument (allowed: a subclass of Policy with a kind)")
        for kind, model in found.items():
            _register(kind, model, source)
    _files[str(path)] = source.sha256
    return source


def loaded(path: str) -> str:
    """The sha256 of the content with which a plugin was last run; runs it if it has not been."""
    return _files.get(path) or load_file(Path(path)).sha256


def load_installed(kind: str = "") -> None:
    """Register the kinds of installed packages, or one of them, that are not known yet. Raises PluginError."""
    for point in entry_points(group=GROUP):
        if point.name in policies.KINDS or kind not in ("", point.name):
            continue
        try:
            model = point.load()
        except Exception as error:
            raise PluginError(f"{point.value}: {type(error).__name__}: {error}") from error
        if not (isinstance(model, type) and issubclass(model, Policy) and _kind_of(model) == point.name):
            raise PluginError(f"{point.value} is no instrument of kind {point.name} (allowed: a subclass of Policy)")
        file = inspect.getsourcefile(model)
        content = Path(file).read_bytes() if file else point.value.encode()
        _register(point.name, model, Origin(point.value, hashlib.sha256(content).hexdigest()))


def _executed(name: str, path: Path, content: bytes) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module  # pydantic looks up annotations there
    try:
        exec(compile(content, str(path), "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        sys.modules.pop(name)
        where = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        raise PluginError(f"{path.name} cannot be run: {type(error).__name__}{where}: {error}") from error
    return module


def _kinds(module: types.ModuleType) -> dict[str, type[Policy]]:
    """The instruments that a module defines itself, by kind."""
    models = [m for m in vars(module).values() if isinstance(m, type) and issubclass(m, Policy)]
    return {_kind_of(m): m for m in models if m.__module__ == module.__name__ and _kind_of(m)}


def _kind_of(model: type[Policy]) -> str:
    """The kind that a model fixes by a Literal, '' where it fixes none."""
    names = typing.get_args(model.model_fields["kind"].annotation)
    return str(names[0]) if len(names) == 1 else ""


def _register(kind: str, model: type[Policy], source: Origin) -> None:
    if not _KIND.fullmatch(kind):
        raise PluginError(f"{source.name}: kind {kind!r} (allowed: small letters, digits and underscores)")
    if kind in BUILT_IN:
        raise PluginError(f"{source.name}: kind {kind} comes with the program (allowed: another name)")
    other = _origins.get(policies.KINDS[kind]) if kind in policies.KINDS else None
    if other and other.name != source.name:
        raise PluginError(f"{source.name}: kind {kind} is defined by {other.name} as well (allowed: each kind once)")
    policies.KINDS[kind] = model
    _origins[model] = source
    forget_schemas()
