"""Read YAML as a person means it, with the line of every value; refuse what can surprise or harm.

PyYAML follows YAML 1.1, where `NO` is false, `1e3` is text and `2025-04-01` is a date object; a repeated
key silently wins and a few hundred bytes of aliases grow without bound. Here only `true` and `false` are
booleans, `1e3` is a number and dates stay text (YAML 1.2 core schema); keys are always text. Refused are
aliases, anchors, tags, repeated keys, several documents in a file, depth above 20, more than 256 KiB, and
what is not UTF-8.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_INTEGER = 2**63 - 1  # what a 64-bit integer holds

_INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
"""What is read as a number."""
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
} | dict.fromkeys(("", "~", "null", "Null", "NULL"))

Location = tuple[str | int, ...]
"""Keys and list positions from the root to a value."""


class YamlError(ValueError):
    """A file that is refused; the text is one line: file, line, path, what is wrong, what is allowed."""

    def __init__(self, file: str, line: int, where: str, message: str) -> None:
        self.file, self.line, self.where, self.message = file, line, where, " ".join(message.split())
        place = f"{file}:{line}" if line else file
        super().__init__(": ".join(part for part in (" ".join(place.split()), where, self.message) if part))


@dataclass(slots=True)
class Node:
    """A value and where it stands: a scalar, a dict of text to nodes, or a list of nodes.

    `line` (from 1) is that of the key for an entry of a mapping; 0 where there is no file.
    """

    value: Any
    file: str = ""
    line: int = 0
    location: Location = ()

    def plain(self) -> Any:
        """Return the value without marks: scalars, dicts and lists."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return [node.plain() for node in self.value] if isinstance(self.value, list) else self.value

    def walk(self) -> Iterator[Node]:
        """Yield this node and all below it."""
        yield self
        below = self.value.values() if isinstance(self.value, dict) else self.value
        for node in below if isinstance(self.value, (dict, list)) else ():
            yield from node.walk()

    def lines(self) -> dict[Location, int]:
        """Return the line of every value, by location."""
        return {node.location: node.line for node in self.walk()}

    def nearest(self, location: Location) -> tuple[Node, Location]:
        """Return the deepest node on the way to `location`, and what is left of the way."""
        node = self
        for depth, step in enumerate(location):
            inside = node.value
            if isinstance(inside, dict) and str(step) in inside:
                node = inside[str(step)]
            elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
                node = inside[step]
            else:
                return node, location[depth:]
        return node, ()


def spell(location: Location) -> str:
    """Return a location as people write it: `policies[2].odds.case_by_case`."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return " ".join(text.split()) if text.isprintable() else repr(text)


def read(path: Path, name: str | None = None) -> Node:
    """Return the marked content of a YAML file; `name` is what errors call it. Raises YamlError."""
    name = str(path) if name is None else name
    if os.path.isdir(path):
        raise YamlError(name, 0, "", "is a folder, not a YAML file")
    if not os.path.isfile(path):  # unlike Path.is_file, False for a name that no file can have
        raise YamlError(name, 0, "", "no such file")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)  # never more than this into memory
    except OSError as error:
        raise YamlError(name, 0, "", f"cannot be read ({(error.strerror or 'unknown reason').lower()})") from None
    root = parse(content, name)
    if root.value is None:
        raise YamlError(name, 0, "", "is empty (allowed: a YAML mapping)")
    return root


def parse(content: bytes | str, name: str) -> Node:
    """Return the marked content of a YAML text, None if it is empty. Raises YamlError."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(data) > MAX_BYTES:
        raise YamlError(name, 0, "", f"more than {MAX_BYTES // 1024} KiB (allowed: up to {MAX_BYTES // 1024} KiB)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlError(name, line, "", f"byte 0x{data[error.start]:02x} is not UTF-8 (allowed: UTF-8 text)") from None
    return _Builder(text, name).document()


def parse_scalar(text: str, name: str = "value") -> Any:
    """Return one value as YAML reads it, such as the right side of `--set path=value`. Raises YamlError."""
    return parse(text, name).plain()


class _Builder:
    """Builds nodes from the events of PyYAML's parser, so that nothing is built before it is checked."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.events = self._events()

    def document(self) -> Node:
        """Return the root of the only document."""
        root = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "a second document begins here (allowed: one document per file)"
                    raise self._error(event, (), message)
                root = self._node(next(self.events), (), 0)
        return root or Node(None, self.name)

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or error.context or "unreadable"
            raise YamlError(self.name, mark.line + 1 if mark else 0, "", f"not valid YAML: {problem}") from None
        except yaml.reader.ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            code = f"U+{ord(self.text[error.position]):04X}"
            raise YamlError(self.name, line, "", f"control character {code} (allowed: printable text)") from None
        except (ValueError, OverflowError) as error:  # PyYAML does not check \U escapes
            if isinstance(error, YamlError):
                raise
            raise YamlError(self.name, 0, "", f"not valid YAML: {error}") from None

    def _node(self, event: Any, at: Location, depth: int, line: int = 0) -> Node:
        line = line or _line(event)
        if isinstance(event, yaml.AliasEvent):
            raise self._error(event, at, f"alias *{event.anchor} (allowed: values written out)")
        if event.anchor is not None:
            raise self._error(event, at, f"anchor &{event.anchor} (allowed: values written out)")
        if event.tag is not None:
            raise self._error(event, at, f"tag {event.tag} (allowed: plain values)")
        if isinstance(event, yaml.ScalarEvent):
            return Node(self._scalar(event, at), self.name, line, at)
        if depth >= MAX_DEPTH:
            raise self._error(event, at[:3], f"nested too deep (allowed: up to {MAX_DEPTH} levels)")
        inside = self._mapping if isinstance(event, yaml.MappingStartEvent) else self._sequence
        return Node(inside(at, depth + 1), self.name, line, at)

    def _sequence(self, at: Location, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*at, len(items)), depth))
        return items

    def _mapping(self, at: Location, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            if isinstance(event, yaml.CollectionStartEvent):
                raise self._error(event, at, "a list or mapping stands as a key (allowed: text)")
            self._node(event, at, depth)  # refuses in a key what it refuses in a value
            key = str(getattr(event, "value", ""))
            if key in entries:
                message = f"the key stands twice, first in line {entries[key].line} (allowed: once)"
                raise self._error(event, (*at, key), message)
            entries[key] = self._node(next(self.events), (*at, key), depth, line)
        return entries

    def _scalar(self, event: Any, at: Location) -> Any:
        text = str(event.value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise self._error(event, at, "half of a surrogate pair (allowed: UTF-8 text)")
        if event.style is not None:  # quoted or block: text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            raise self._error(event, at, f"{text} is not a finite number (allowed: finite numbers)")
        if not FLOAT.fullmatch(text):
            return text
        number = _number(text)
        if not isfinite(number):
            raise self._error(event, at, f"{text[:20]} is too large (allowed: up to {MAX_INTEGER})")
        return number

    def _error(self, event: Any, at: Location, message: str) -> YamlError:
        return YamlError(self.name, _line(event), spell(at), message)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= 20 and abs(int(text)) <= MAX_INTEGER else inf
    number = float(text)
    # 1e3 is meant as a whole number: counts such as `draws: 1e3` are written so.
    whole = "." not in text and abs(number) < 2**53 and number == int(number)
    return int(number) if whole else number
