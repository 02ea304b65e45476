"""What a report says of its inputs."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from sim.sweep import report_context


def test_an_input_that_moved_nothing_is_told_so_even_where_none_moved_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_context, "tested", lambda facts: "")
    moves = pd.DataFrame({"path": ["parameters.panic"], "kind": "uncertainty", "measure": [float("nan")]})
    tables = SimpleNamespace(
        moves=moves,
        inputs=["parameters.panic"],
        levers={},
        spec={"uncertainties": {"parameters.panic": {"uniform": [1, 4]}}},
        manifest={"objectives": []},
    )
    assert "| nothing seen |" in report_context.assumptions(tables, {})
