"""Load a scenario file: read, lay over what it extends, check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from sim import yamlio
from sim.scenario.errors import ScenarioError, refusal, say
from sim.scenario.library import find_scenario, shown
from sim.scenario.merge import merged
from sim.scenario.model import Scenario
from sim.scenario.plugins import PluginError, load_file, permitted
from sim.yamlio import Node

MAX_EXTENDS = 5


def load(path: str | Path, values: Mapping[str, Any] | None = None) -> Scenario:
    """Return the scenario of a file, or of a name in the library, with `values` set last (path to value).

    Raises ScenarioError, whose text is one line with file, line, path, value and what is allowed.
    """
    file = find_scenario(path)
    scenario = checked(Scenario, resolved(file))
    return scenario.with_values(values, shown(file)) if values else scenario


def loads(text: str, name: str = "scenario") -> Scenario:
    """Return the scenario of a YAML text that extends nothing; `name` is what errors call it."""
    root = _mapping(_marked(lambda: yamlio.parse(text, name)))
    if root.value.get("extends"):
        raise ScenarioError.at(root.value["extends"], "a text cannot extend a file (allowed: a scenario file)")
    return checked(Scenario, _run_plugins(_finished(root, None, Path(name).stem), is_file=False))


def read_mapping(file: Path) -> Node:
    """Return the marked content of a YAML file whose root is a mapping. Raises ScenarioError."""
    return _mapping(_marked(lambda: yamlio.read(file, shown(file))))


def checked[Model: BaseModel](model: type[Model], root: Node) -> Model:
    """Return the model that marked content describes. Raises ScenarioError."""
    try:
        return model.model_validate_json(to_json(root.plain()), strict=True)
    except ValidationError as error:
        raise refusal(error, model, root) from None


def resolved(file: Path) -> Node:
    """Return the marked content of a scenario file laid over all that it extends."""
    return _run_plugins(_finished(*_chain(file, ()), file.stem))


def _finished(root: Node, base: Node | None, name: str) -> Node:
    """Lay `root` over `base`, name it, and check that it removes nothing that is not there."""
    whole = merged(base or Node({}), root)
    whole.value.pop("extends", None)
    if "name" not in whole.value:
        whole.value["name"] = Node(name, root.file, root.line, ("name",))
    return whole


def _run_plugins(whole: Node, is_file: bool = True) -> Node:
    """Run the plugins that are named, each relative to the file that names it; their paths become absolute.

    A text has no folder, and may name only what lies in a folder that the user has listed.
    """
    plugins = whole.value.get("plugins")
    for node in plugins.value if plugins is not None and isinstance(plugins.value, list) else ():
        if not isinstance(node.value, str):
            continue  # the model says what is wrong
        try:
            path = permitted(node.value, Path(node.file).parent if is_file else None)
            load_file(path)
        except PluginError as error:
            raise ScenarioError.at(node, str(error)) from None
        node.value = str(path)
    return whole


def _chain(file: Path, above: tuple[Path, ...]) -> tuple[Node, Node | None]:
    """Return the content of a file and that of what it extends, itself resolved."""
    root = read_mapping(file)
    extends = root.value.get("extends")
    if extends is None or extends.value is None:
        return root, None
    chain = (*above, file.resolve())
    base = _base_file(extends, file)
    if base.resolve() in chain:
        circle = " > ".join(path.name for path in (*chain, base.resolve()))
        raise ScenarioError.at(extends, f"goes in a circle: {circle} (allowed: a file that does not lead back)")
    if len(chain) > MAX_EXTENDS:
        raise ScenarioError.at(extends, f"more than {MAX_EXTENDS} files deep (allowed: up to {MAX_EXTENDS})")
    below, lowest = _chain(base, chain)
    return root, merged(lowest or Node({}), below)


def _base_file(extends: Node, file: Path) -> Path:
    name = extends.value
    if not isinstance(name, str) or not name or PurePosixPath(name).is_absolute() or "\\" in name:
        message = f"{say(name)} is no relative path (allowed: a path such as baseline.yaml)"
        raise ScenarioError.at(extends, message)
    path = file.parent / (name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    try:
        return find_scenario(path)
    except ScenarioError as error:
        raise ScenarioError.at(extends, f"{say(name)}: {error.message}") from None


def _marked(read: Any) -> Node:
    try:
        node: Node = read()
    except yamlio.YamlError as error:
        raise ScenarioError(error.file, error.line, error.where, error.message) from None
    return node


def _mapping(root: Node) -> Node:
    if not isinstance(root.value, dict):
        raise ScenarioError(root.file, root.line, "", f"{say(root.value)} is not a mapping (allowed: key: value)")
    return root
