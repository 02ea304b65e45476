"""Rules that hold from the first month on: what is normal is known although nobody ever traded freely."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import rule, simulate

from sim.model.result import RunResult
from sim.scenario import Scenario

MAGNETS = "magnet_heavy"
CAP = {"products": ["heavy"], "access": 0.5}
DUTY = {"products": ["heavy"], "licence": True}
BROKEN = {"products": ["heavy"], "beneficiaries": ["ALL"], "kept_probability": 0.0, "broken_share": 0.5}


def alone(*policies: dict[str, Any]) -> RunResult:
    """The world of 2024 with these policies and no others."""
    return simulate(Scenario(name="alone", months=18, policies=policies))


def exports(*policies: dict[str, Any]) -> np.ndarray:
    return alone(*policies).get("exports_t", "CHN", MAGNETS)


@pytest.mark.parametrize("start", [None, "2024-01"])
@pytest.mark.parametrize(("kind", "values"), [("export_control", CAP), ("predictability", BROKEN)])
def test_half_of_normal_trade_is_half_of_it_from_the_first_month_on(kind: str, values: dict, start: str | None) -> None:
    free, held = exports(), exports(rule(kind, start=start, **values))
    assert held[0] == pytest.approx(0.5 * free[0], rel=1e-6)
    later = exports(rule(kind, start="2024-02", **values))
    assert held[1:] == pytest.approx(later[1:], rel=0.01)


def test_what_was_under_way_passes_when_papers_are_asked_for_from_the_first_month_on() -> None:
    free, held = exports(), exports(rule("export_control", **DUTY), rule("licensing"))
    assert 0.4 * free[0] < held[0] <= free[0] * (1 + 1e-9)


def test_what_is_normal_is_that_of_the_same_luck_and_changes_nothing_else() -> None:
    free, all_open = alone(), alone(rule("predictability", **BROKEN | {"kept_probability": 1.0}))
    prices = [r.get("price_paid", "JPN", "oxide_Dy") for r in (free, all_open)]
    assert np.array_equal(*prices)
