"""Mutation testing: `python -m tests.mutate equations --sample 100` changes the code and sees whether a test notices.

The changes are those of Cosmic Ray, which must be installed beside the project. They are made in a copy of the checkout, one at
a time; each runs the quick tests of its package in a fork of this process, with nothing compiled, so that tests see the change.
A change that no test notices is printed: either a test is missing, or the change means nothing.
"""

from __future__ import annotations

import argparse
import difflib
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).parents[1]
#: The test of the table of defaults and bounds.
BOUNDS = "golden.py::test_defaults_and_bounds_of_instruments_are_the_stored_ones"
#: Loops over a whole world are held by what comes of one in which most instruments work.
WORLD = "golden.py::test_a_world_where_most_instruments_work_gives_the_stored_sums_to_nine_digits"
#: Tests of the loops of the equations, on small tables.
LOOPS = tuple(sorted(path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_loops_*.py")))
#: By package: what is changed, and the tests that should notice.
PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "equations": (
        ("sim/equations",),
        ("equations", *LOOPS, "equations_border", "equations_plants", "equations_trade", "crumbs", WORLD),
    ),
    "market": (("sim/market",), ("kernel_worked", "kernel")),
    "policies": (
        ("sim/policies", "sim/draft.py", "sim/blocks.py"),
        (
            "policies",
            "policies_folded",
            "policy_reads",
            "instrument_rules",
            "strategies",
            "policy_numbers",
            "memo",
            BOUNDS,
        ),
    ),
    "selection": (
        (
            "sim/sweep/select.py",
            "sim/sweep/choose.py",
            "sim/sweep/scores.py",
            "sim/sweep/modes.py",
            "sim/sweep/shares.py",
            "sim/sweep/outcomes.py",
            "sim/scenario/outcomes.py",
        ),
        ("scores", "shares", "outcome_rules", "outcomes", "outcome_windows", "select", "modes", "choose"),
    ),
}
#: Without the decorators nothing changes, for nothing is compiled here; and `|` stands in types only.
MEANINGLESS = ("RemoveDecorator", "BitOr_")
COPIED = ("sim", "tests", "scenarios", "examples", "docs", "viz", "pyproject.toml")
#: Seconds after which a change counts as noticed: it made a loop without end.
LIMIT = 120


class Mutant(NamedTuple):
    """One change of one file."""

    file: str
    operator: str
    arguments: dict[str, Any]
    number: int


def mutants(files: tuple[str, ...]) -> Iterator[Mutant]:
    """Every change that Cosmic Ray knows for these files."""
    from cosmic_ray.ast import ast_nodes, get_ast_from_path
    from cosmic_ray.plugins import get_operator, operator_names

    for place in files:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).glob("*.py")):
            tree = get_ast_from_path(path)
            for name in operator_names():
                kind = get_operator(name)
                if kind.arguments() or any(part in name for part in MEANINGLESS):
                    continue
                count = sum(1 for node in ast_nodes(tree) for _ in kind().mutation_positions(node))
                for number in range(count):
                    yield Mutant(str(path.relative_to(ROOT)), name, {}, number)


def mutated(mutant: Mutant) -> str | None:
    """The changed text of the file, or None where the change does nothing."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    text = (ROOT / mutant.file).read_text("utf-8")
    changed: str | None = mutate_code(text, get_operator(mutant.operator)(), mutant.number)
    return changed if changed != text else None


def tested(copy: Path, tests: list[str]) -> int:
    """Run tests in a fork; return pytest's exit code, or -1 for one that takes too long."""
    child = os.fork()
    if child == 0:
        code = 99
        with suppress(BaseException):
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            os.chdir(copy)
            sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
            sys.dont_write_bytecode = True
            import pytest

            code = int(pytest.main(["-x", "-q", "-n", "0", "--assert=plain", "-p", "no:cacheprovider", *tests]))
        os._exit(code)
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -1


def difference(mutant: Mutant, text: str) -> str:
    """The changed lines."""
    before = (ROOT / mutant.file).read_text("utf-8").splitlines()
    lines = list(difflib.unified_diff(before, text.splitlines(), lineterm="", n=0))[2:]
    return "\n".join([mutant.file, *lines])


def main(arguments: list[str] | None = None) -> int:
    """Change, test, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--sample", type=int, default=100, help="changes to try, drawn evenly; 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    os.environ |= {"NUMBA_DISABLE_JIT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    import hypothesis  # noqa: F401  what every fork needs, but nothing of the project
    import mesa  # noqa: F401
    import numba  # noqa: F401
    import pandas  # noqa: F401
    import pydantic  # noqa: F401
    import pytest  # noqa: F401
    import sklearn.cluster
    import sklearn.metrics  # noqa: F401

    files, names = PACKAGES[chosen.package]
    tests, every = (
        [f"tests/test_{name}" if "::" in name else f"tests/test_{name}.py" for name in names],
        list(mutants(files)),
    )
    picked = np.random.default_rng(chosen.seed).permutation(len(every))[: chosen.sample or None]
    counts, survivors = Counter[str](), []
    with tempfile.TemporaryDirectory() as place:
        for name in COPIED:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, Path(place) / name)
        for junk in Path(place).rglob("__pycache__"):
            shutil.rmtree(junk)
        if tested(Path(place), tests):
            print(f"the tests of {chosen.package} fail without any change")
            return 2
        for k in track(picked, chosen.package, console=Console(stderr=True)):
            text = mutated(every[k])
            if text is None:
                continue
            (Path(place) / every[k].file).write_text(text, "utf-8")
            noticed = tested(Path(place), tests) != 0
            shutil.copy(ROOT / every[k].file, Path(place) / every[k].file)
            counts["noticed" if noticed else "missed"] += 1
            if not noticed:
                survivors.append(difference(every[k], text))
                print(survivors[-1], end="\n\n", flush=True)
    total = sum(counts.values())
    print(
        f"{chosen.package}: {counts['noticed']} of {total} noticed ({counts['noticed'] / max(total, 1):.0%}), of {len(every)} changes"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
