"""A folder with a scenario that others extend, for tests of what files say."""

from __future__ import annotations

from pathlib import Path

import pytest

BASE = """
title: Base
months: 24
parameters: {fear_decay: 0.1}
events:
  - {month: 2024-02, actor: CHN, text: First}
demand_index:
  - {sector: ev, month: 2024-03, index: 0.9}
policies:
  - {kind: licensing, start: 2024-06, odds: {general: 0.9, case_by_case: 0.5}}
  - {kind: export_control, id: quota, products: [heavy], access: 0.5}
  - {kind: export_control, id: ban, products: [magnets], access: 0}
nations:
  IND: {strategy: logit, rationality: 3}
"""


def base_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a folder with the scenario, a baseline and outcome rules."""
    (tmp_path / "scenarios" / "outcomes").mkdir(parents=True)
    rules = "outcomes:\n  - {name: other, title: Other, all: []}\n"
    (tmp_path / "scenarios" / "outcomes" / "default.yaml").write_text(rules)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "base", BASE)
    write(tmp_path, "baseline", "title: Rest\nmonths: 12\n")
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    """Write a scenario of the folder; return its file."""
    path = folder / "scenarios" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
