"""The example scripts run, and show what they say they show."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"


def test_a_scenario_made_in_python_runs_and_its_embargo_makes_dysprosium_dearer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    without, under = runpy.run_path(str(EXAMPLES / "without_yaml.py"))["main"](24)
    assert under > 1.1 * without
    assert "rows in the long table" in capsys.readouterr().out


def test_tools_of_mesa_work_on_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    example = runpy.run_path(str(EXAMPLES / "mesa_tools.py"))
    found = example["main"](6)
    assert len(found) == 4
    assert found["peak"].gt(0).all()
    told = capsys.readouterr().out
    assert "16 nations and" in told
    assert "t of magnets a month" in told
    assert "worst balance" in told


def test_every_example_is_run_here() -> None:
    text = Path(__file__).read_text("utf-8")
    assert all(path.name in text for path in EXAMPLES.glob("*.py"))
