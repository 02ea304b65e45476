"""A folder with a good scenario in it, and what is said of files that are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, load

GOOD = """\
title: Good
months: 12
policies:
  - kind: licensing
    odds: {case_by_case: 0.5}
  - {kind: export_control, id: quota, products: [heavy]}
  - {kind: export_control, id: ban, products: [magnets]}
nations:
  IND:
    assurance_response: refuse
"""
NATIONS = "CHN, IND, USA, JPN, EUU, KOR, AUS, MYS, VNM, MMR, THA, BRA, CAN, RUS, GBR, ROW"


def good_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with a scenario that is good, its baseline and its outcome rules."""
    (tmp_path / "scenarios" / "outcomes").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    put("scenarios/outcomes/default.yaml", "outcomes:\n  - {name: other, title: Other, all: []}\n")
    put("good.yaml", GOOD)
    put("baseline.yaml", "months: 12\n")
    return tmp_path


def put(name: str, text: str | bytes) -> str:
    """Write a file; return its name."""
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return name


def refused(read: Callable[[], object]) -> str:
    """What is said of a file that cannot be read: one line."""
    with pytest.raises(ScenarioError) as caught:
        read()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def refused_scenario(name: str) -> str:
    """What is said of a scenario that cannot be loaded."""
    return refused(lambda: load(name))
