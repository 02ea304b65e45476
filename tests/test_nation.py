"""When a nation decides, what it sees by then, and how it is told."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest
from stub_view import StubView

from sim.agents.nation import Nation, Observatory
from sim.agents.situation import Roles, Situation
from sim.agents.strategies import LogitStrategy, ScriptedStrategy
from sim.agents.weights import usual
from sim.streams import stream

ROLES = Roles("CHN", "IND", "USA")
NOW = Situation(ROLES)
NAMES = {"CHN": "China", "IND": "India", "USA": "the United States"}


def nation(code: str, strategy: Any, starts: dict[str, str], delay: int = 1) -> Nation:
    observatory = Observatory(ROLES, delay)
    return Nation(mesa.Model(rng=1), code, strategy, observatory, lambda: stream(1, code), NAMES, starts)


def test_a_nation_decides_when_its_slot_opens_each_quarter_and_when_others_act() -> None:
    asked: list[str] = []

    class Recorder:
        def decide(self, now: Situation, standing: Any, rng: np.random.Generator) -> dict[str, str]:
            asked.append(now.pressure)
            return {"assurance_response": "refuse"}

    india = nation("IND", Recorder(), {"assurance_response": "2025-09"})
    months = [f"2025-{m:02d}" for m in range(7, 13)]
    for month, date in enumerate(months):
        acts = {("USA", "pressure"): "diplomatic"} if date >= "2025-12" else {}
        india.decide(StubView(date=date, month=month, decided=acts))
    assert asked == ["", "", "diplomatic"]


def test_a_decision_is_told_once_in_words() -> None:
    india = nation("IND", ScriptedStrategy({"assurance_response": "middle_ground"}), {"assurance_response": "2025-10"})
    assert india.decide(StubView(date="2025-09", month=0)) == []
    ((slot, option, text),) = india.decide(StubView(date="2025-10", month=1))
    assert (slot, option) == ("assurance_response", "middle_ground")
    assert text.startswith("India offers China a limited assurance")
    assert india.decide(StubView(date="2026-01", month=4)) == []
    assert india.decisions == {"assurance_response": "middle_ground"}


def test_what_was_decided_stands_for_a_quarter() -> None:
    class Fickle:
        def decide(self, now: Situation, standing: Any, rng: np.random.Generator) -> dict[str, str]:
            return {"assurance_response": "comply" if standing.get("assurance_response") == "refuse" else "refuse"}

    india = nation("IND", Fickle(), {"assurance_response": "2025-01"})
    answers = []
    for month in range(12):
        acts = {("USA", "pressure"): ("none", "tariff")[month % 2]}
        india.decide(StubView(date=f"2025-{month + 1:02d}", month=month, decided=acts))
        answers.append(india.decisions["assurance_response"])
    assert answers == ["refuse"] * 3 + ["comply"] * 3 + ["refuse"] * 3 + ["comply"] * 3


def test_figures_arrive_late_and_acts_at_once() -> None:
    observatory = Observatory(ROLES, 3)
    gaps = [{("supply_gap", "IND", ""): month / 10} for month in range(5)]
    views = [StubView(month=month, measures=gaps[month], before=gaps[:month]) for month in range(5)]
    assert [observatory.look(view)[0].gap_focal for view in views] == pytest.approx([0.0, 0.0, 0.0, 0.1, 0.2])
    assert [observatory.age(month) for month in range(5)] == [1, 2, 3, 3, 3]
    # Whoever looks for the first time sees what everybody sees.
    assert Observatory(ROLES, 3).look(views[4])[0].gap_focal == pytest.approx(0.2)


def test_a_slot_that_is_told_leaves_the_draws_of_the_others_alone() -> None:
    weights, slots = usual("focal", "leverage"), ("assurance_response", "diversification")
    free = LogitStrategy(slots, weights, 1.0)
    told = LogitStrategy(slots, weights, 1.0, {"assurance_response": "comply"})
    for seed in range(20):
        first, second = (s.decide(NOW, {}, stream(seed, "IND")) for s in (free, told))
        assert second["assurance_response"] == "comply"
        assert first["diversification"] == second["diversification"]
