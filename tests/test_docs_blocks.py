"""Every code block of the documentation is run: shell lines by the command line, YAML by its file, Python as it stands.

A page is run from its top to its end in one folder that has the library, as a reader would. Sweeps are made small. `text` is
for what cannot be run; what only somebody with a cluster, a browser or an hour can run is parsed and not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from docs_pages import PAGES, ROOT, Block, blocks

from sim.cli import commands_page, main
from sim.sweep import reporting

#: Options that make a command small; they come after those of the page, and the last one counts.
SMALL = {
    "sweep": ["--draws", "2", "--seeds", "1", "--workers", "0"],
    "hindcast": ["--runs", "2", "--workers", "0"],
}
#: A library sweep runs for so many months; the tutorial's own is short enough, and looks at 2028.
SHORT = ["--set", "months=12"]
#: Commands that are held against their own declaration and not run: a server, an hour of fitting, a measurement.
PARSED = {"view", "calibrate", "bench", "hypotheses"}
#: Words that mark a line for a place that a test does not have.
ELSEWHERE = ("--scheduler", "--engine dask", "dask ", "python -m pip", "--update docs/")
#: Pages that other tests run (test_extending.py) or that are made from the code, with examples of their own.
OTHERS = {"extending.md", "commands.md", "equations.md", "parameters.md"}
SHELL = ("sh", "bash", "shell", "")
#: Pages that take more than a few seconds.
SLOW = {"sweeps.md", "tutorial.md"}
RUN = [
    pytest.param(page, id=str(page.relative_to(ROOT)), marks=[pytest.mark.slow] if page.name in SLOW else [])
    for page in PAGES
    if page.name not in OTHERS and any(block.language != "text" for block in blocks(page))
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the library of scenarios, as a clone has it."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    shorten(tmp_path / "scenarios" / "sweeps" / "india_assurance.yaml")
    monkeypatch.chdir(tmp_path)
    drawn, draw = [], reporting.figures  # the pictures of a page's first sweep stand in for those of the others
    monkeypatch.setattr(reporting, "figures", lambda *of: drawn[0] if drawn else drawn.append(draw(*of)) or drawn[0])
    return tmp_path


def shorten(file: Path) -> None:
    """Leave a sweep two of its inputs: each has probes of its own, so that few draws alone are no short sweep."""
    plain = yaml.safe_load(file.read_text("utf-8"))
    del plain["behaviour"]
    plain["uncertainties"] = {path: plain["uncertainties"][path] for path in ("hypothesis", "parameters.growth_scale")}
    file.write_text(yaml.safe_dump(plain), "utf-8")


@pytest.mark.parametrize("page", RUN)
def test_every_block_of_a_page_runs(page: Path, folder: Path) -> None:
    prepare(page)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.file:
            target = folder / block.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, "utf-8")
            if target.suffix == ".yaml":
                call(["check", block.file], where(page, block))
        elif block.language == "python":
            exec(compile(block.text, where(page, block), "exec"), names)
        elif block.language in SHELL:
            for line in commands(block.text):
                run_line(line, where(page, block))
        else:
            assert block.language == "text", f"{where(page, block)}: '{block.language}' is neither run nor text"


def prepare(page: Path) -> None:
    """What a page says that the reader has already."""
    if page.name == "own-data.md":
        call(["run", "baseline", "--months", "12", "--out", "runs/baseline-0"], page.name)


def commands(text: str) -> Iterator[str]:
    """The command lines of a block, joined where they go on and without comments."""
    for line in text.replace("\\\n", " ").splitlines():
        if line := re.sub(r"(^|\s+)#.*$", "", line).strip():
            yield line


def run_line(line: str, place: str) -> None:
    """Run a line; one that no test can run is held against the options that there are."""
    program, *rest = shlex.split(line)
    if program == "make" or (program != "rare-earth" and line.startswith(ELSEWHERE)):
        return  # the targets of make are looked up in test_docs.py
    assert program == "rare-earth", f"{place}: `{line}` is no command of this project"
    if rest[0] in PARSED or any(mark in line for mark in ELSEWHERE):
        check_options(rest, place)
        return
    name = rest[0]
    is_long = name == "sweep" and not rest[1].startswith("quota")
    call([*rest, *SMALL.get(name, []), *(SHORT if is_long else [])], place)


def call(arguments: list[str], place: str) -> None:
    """Run the command line in this process; 0 is right, and so is 1 of `compare`, which says that results differ."""
    with pytest.raises(SystemExit) as left, contextlib.redirect_stdout(io.StringIO()):
        main(arguments)
    allowed = (0, 1) if arguments[0] == "compare" else (0,)
    assert left.value.code in allowed, f"{place}: rare-earth {shlex.join(arguments)} ends with {left.value.code}"


def check_options(arguments: list[str], place: str) -> None:
    """Whether a command has the options that a line gives it."""
    from sim.cli import app

    functions = {c.name or getattr(c.callback, "__name__", ""): c.callback for c in app.registered_commands}
    assert arguments[0] in functions, f"{place}: no command {arguments[0]}"
    rows = commands_page.parameters(functions[arguments[0]])
    known = {word for row in rows if row.is_option for word in re.findall(r"--[a-z-]+", row.name)}
    given = {word.partition("=")[0].replace("--no-", "--") for word in arguments if word.startswith("--")}
    assert given <= known, f"{place}: {sorted(given - known)}"


def where(page: Path, block: Block) -> str:
    return f"{page.relative_to(ROOT)}:{block.line}"
