"""Fuzzing of the YAML files: `python -m tests.fuzz_yaml --inputs 100000`.

Every input is a committed scenario, sweep or rule file with a few changes, to its bytes or to its structure. It is loaded and
checked, never run, and must be accepted or refused in one line; anything else is a finding, which is printed whole.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.scenario import load
from sim.scenario.library import folder
from sim.scenario.load_sweep import load_sweep
from sim.scenario.outcomes import load_outcomes
from sim.yamlio import YamlError

LOADERS: dict[str, Callable[[Path], Any]] = {"sweeps": load_sweep, "outcomes": load_outcomes}
#: What a hand, an editor or an attacker may leave in a file.
TOKENS = (
    ":", ": ", "- ", "\n", "\n  ", "\t", "#", "'", '"', "|", ">", "&a ", "*a", "!!python/object:os.system ", "<<: ", "? ", "%", "@",
    "{", "}", "[", "]", ",", "---\n", "...\n", "\x00", "\ufeff", "\x85", "\u2028", "\ud800", "é", "NO", "~", "null", ".nan", "-.inf",
    "1e999", "1e3", "0x1f", "-0", "9" * 40, "2025-13", "2025-02-30", "0000-00", "[" * 30, "{a: " * 30,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 10**6, 2**63, -(2**63), 10**400, 0.5, -0.5, 1e-320, 1e308, "", " ", "x", "NO", "CHN", "IND", "ALL",
    "all", "heavy", "oxides", "2025-04", "2025-4", "9999-12", "../x.yaml", "baseline", "a" * 5000, "é\n\u2028", [], {}, [[]], [{}],
    {"": None}, [None], {"kind": "tariff"}, {"uniform": [0, 1]}, {"uniform": [1, 0]}, {"choice": {}}, {"normal": [0, 0]}, {"beta": [0, -1]},
    ["CHN", "CHN"], {2024: 1}, {"measure": "x", "above": 1}, {"any": []},
)  # fmt: skip


class Plain(yaml.SafeDumper):
    """Writes a value again where it stands twice, and not an alias of the first."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value in full."""
        return True


def committed() -> list[Path]:
    """The scenarios, sweeps and rules of the library."""
    return [
        *sorted(folder().glob("*.yaml")),
        *sorted(folder().glob("sweeps/*.yaml")),
        *sorted(folder().glob("outcomes/*.yaml")),
    ]


def places(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every value."""
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    return [path, *(place for key, value in items for place in places(value, (*path, key)))]


def at(content: Any, path: tuple[Any, ...]) -> Any:
    """The value at a path."""
    for key in path:
        content = content[key]
    return content


@st.composite
def changed_bytes(draw: st.DrawFn, text: bytes) -> bytes:
    """A few slices cut, doubled, moved or replaced by tokens."""
    for _ in range(draw(st.integers(1, 4))):
        a, size = draw(st.integers(0, len(text))), draw(st.sampled_from((0, 1, 1, 2, 5, 20, 100)))
        token = b""
        kind = draw(st.sampled_from(("token", "cut", "double", "byte", "cut_off")))
        if kind == "token":
            token = draw(st.sampled_from(TOKENS)).encode("utf-8", "surrogatepass")
        elif kind == "double":
            token = text[a : a + size] * 2
        elif kind == "byte":
            token = bytes([draw(st.integers(0, 255))])
        text = text[:a] + token + (b"" if kind == "cut_off" else text[a + size :])
    return text


@st.composite
def changed_structure(draw: st.DrawFn, content: Any) -> Any:
    """A few values replaced, dropped, doubled, renamed or moved."""
    content = deepcopy(content)
    for _ in range(draw(st.integers(1, 3))):
        inner = [path for path in places(content) if path]
        if not inner:
            break
        path = draw(st.sampled_from(inner))
        parent, key = at(content, path[:-1]), path[-1]
        kind = draw(st.sampled_from(("value", "value", "drop", "rename", "double", "move", "number")))
        if kind == "drop":
            del parent[key]
        elif kind == "rename" and isinstance(parent, dict):
            other = st.sampled_from(("x", "", "kind", "id", "start", "months", 7, None)) | st.text(max_size=8)
            parent[draw(other)] = parent.pop(key)
        elif kind == "double" and isinstance(parent, list):
            parent.insert(key, deepcopy(parent[key]))
        elif kind == "move":
            parent[key] = deepcopy(at(content, draw(st.sampled_from(inner))))
        elif kind == "number":
            parent[key] = draw(st.integers() | st.floats(allow_nan=False, allow_infinity=False))
        else:
            parent[key] = deepcopy(draw(st.sampled_from(VALUES)))
    return content


@st.composite
def inputs(draw: st.DrawFn) -> tuple[Path, bytes]:
    """A committed file and what is put in its place."""
    file = draw(st.sampled_from(committed()))
    text = file.read_bytes()
    if draw(st.booleans()):
        return file, draw(changed_bytes(text))
    content = draw(changed_structure(yaml.safe_load(text)))
    return file, yaml.dump(content, Dumper=Plain, sort_keys=False, allow_unicode=draw(st.booleans())).encode()


def outcome(file: Path, text: bytes, place: Path) -> str:
    """Load `text` in the place of `file`, in a copy of the library: 'accepted', 'refused', or what went wrong."""
    kind = file.parent.name if file.parent != folder() else ""
    mine = place / kind / "fuzzed.yaml"
    mine.write_bytes(text)
    try:
        LOADERS.get(kind, load)(mine)
    except YamlError as error:
        told = str(error)
        return (
            "refused"
            if told and len(told.splitlines()) == 1
            else f"refused in {len(told.splitlines())} lines: {told!r}"
        )
    except Exception:
        return traceback.format_exc()
    return "accepted"


def library_copy(place: Path) -> Path:
    """The library in another place, for files beside which others are found."""
    return Path(shutil.copytree(folder(), place / "scenarios"))


def fuzz(
    count: int, first: int, place: Path, tell: Callable[[int], None] = lambda done: None
) -> tuple[Counter[str], list[str]]:
    """Try `count` inputs in batches, each with a seed of its own from `first`; return the outcomes and what was found."""
    library, counts, found = library_copy(place), Counter[str](), []
    done, batch = 0, first
    while done < count:
        size = min(500, count - done)

        @seed(batch)
        @settings(
            max_examples=size, database=None, deadline=None, phases=[Phase.generate], derandomize=False,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(inputs())
        def one(case: tuple[Path, bytes]) -> None:
            said = outcome(*case, library)
            counts[said if said in ("accepted", "refused") else "wrong"] += 1
            if said not in ("accepted", "refused"):
                found.append(f"{case[0].name} as {case[1]!r}\n{said}")

        one()
        done, batch = done + size, batch + 1
        tell(size)
    return counts, found


def main(arguments: list[str] | None = None) -> int:
    """Fuzz, with progress on stderr; exit code 1 where anything was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first batch of 500 inputs")
    chosen = parser.parse_args(arguments)
    start = time.perf_counter()
    columns = TextColumn("inputs"), MofNCompleteColumn(), TimeRemainingColumn()
    with tempfile.TemporaryDirectory() as place, Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=chosen.inputs)
        counts, found = fuzz(chosen.inputs, chosen.seed, Path(place), lambda size: progress.advance(task, size))
    kinds = Counter(text.strip().splitlines()[-1][:120] for text in found)
    for text in found[:20]:
        print(text, end="\n\n")
    for kind, number in kinds.most_common():
        print(f"{number:6} x {kind}")
    print(f"{sum(counts.values())} inputs in {time.perf_counter() - start:.0f} s: {dict(counts)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
