"""The pages that are made from the code: current, complete, and with a source for what is somebody else's."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from sim.agents import hedging, utilities
from sim.cli import app, commands_page, equations_page
from sim.cli.pages import DOCS, PAGES, write_pages

EQUATIONS = Path(equations_page.SIM) / "equations"


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "write the page again: python -m sim.cli.pages"


def test_pages_are_written_where_they_are_wanted(tmp_path: Path) -> None:
    write_pages(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(PAGES)


def test_no_file_of_equations_is_left_out() -> None:
    files = {path.stem for path in EQUATIONS.glob("*.py")} - {"__init__"}
    assert files == set(equations_page.MODULES)


@pytest.mark.parametrize("module", equations_page.MODULES)
def test_every_function_of_a_file_is_on_the_page(module: str) -> None:
    text = equations_page.section(EQUATIONS / f"{module}.py")
    functions = [f for f in ast.parse((EQUATIONS / f"{module}.py").read_text("utf-8")).body if hasattr(f, "args")]
    missing = [f.name for f in functions if f"### {f.name}\n" not in text and f"| `{f.name}` |" not in text]
    assert not missing


def test_whatever_a_nation_weighs_is_on_the_page() -> None:
    text = equations_page.page()
    for terms in (utilities.regime_effects, *utilities._EFFECTS.values(), *hedging._ROWS.values()):
        assert f"### {terms.__name__.lstrip('_')}\n" in text


def test_an_equation_is_taken_apart_into_code_text_and_source() -> None:
    source = '''
def double(value: float, times: float) -> float:
    """USD of two: `value times`; times a number.

    Source: somebody (2000), ch. 3.
    """
    return value * np.exp(times)
'''
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert equations_page.is_equation(function)
    made = equations_page.equation(function)
    assert made == (
        "double",
        ("value", "times"),
        "return value * exp(times)",
        "USD of two: `value times`; times a number.",
        "somebody (2000), ch. 3.",
    )


def test_what_others_have_found_is_cited() -> None:
    text = equations_page.page()
    for author in ("Sterman", "Wright 1936", "Becker", "Armington", "Deaton", "McKelvey", "Sprecher", "Binnemans"):
        assert re.search(rf"^\*Source:\*.*{author}", text, re.M), author


def test_every_command_and_every_option_of_its_help_is_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        text = commands_page.section(name, command.callback, command.epilog)
        app([name, "--help"], standalone_mode=False)
        helped = set(re.findall(r"(?<=\W)--[a-z][a-z-]*", capsys.readouterr().out.split("Example:")[0]))
        assert helped - {"--help"} <= set(re.findall(r"--[a-z][a-z-]*", text)), name
