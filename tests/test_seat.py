"""The seat of a nation: what a person sees, what is on offer, and that their decisions make the run that they should."""

from __future__ import annotations

from typing import Any

import pytest
from engine_runs import named

from sim.agents.seat import SeatError, SeatView
from sim.agents.utilities import OPTIONS
from sim.model import RareEarthModel
from sim.model.result import RunResult
from sim.names import UTILITY_TERMS
from sim.scenario import Scenario, ScenarioError, loads

MONTHS = 36
SEED = 1


def choosing(**changes: Any) -> Scenario:
    return named("india_assurance").with_values({"months": MONTHS, **changes})


def same(first: RunResult, second: RunResult) -> bool:
    return (
        first.series.tobytes() == second.series.tobytes()
        and first.events == second.events
        and first.decisions == second.decisions
    )


def played(model: RareEarthModel, nation: str, choose: Any = lambda question: question.recommended) -> RunResult:
    """The run in which a person answers every question of a nation whenever it is due."""
    seat = model.seat(nation)
    for _ in range(model.config.months):
        view = seat.observe()
        for question in view.questions if view.is_due else ():
            if option := choose(question):
                seat.decide(question.slot, option)
        model.step()
    return model.result()


@pytest.fixture(scope="module")
def alone() -> RunResult:
    model = RareEarthModel(choosing(), SEED)
    for _ in range(MONTHS):
        model.step()
    return model.result()


@pytest.mark.parametrize("nation", ["CHN", "IND", "USA"])
def test_a_person_who_takes_what_is_recommended_gets_the_same_run_byte_for_byte(nation: str, alone: RunResult) -> None:
    run = played(RareEarthModel(choosing(), SEED), nation)
    assert same(run, alone)
    assert run.scenario.plan(nation).acts


def test_looking_changes_nothing(alone: RunResult) -> None:
    model = RareEarthModel(choosing(), SEED)
    for _ in range(MONTHS):
        for nation in ("JPN", "USA", "IND", "CHN", "IND"):
            model.seat(nation).observe()
        model.step()
    assert same(model.result(), alone)


def test_what_a_person_played_is_a_scenario_that_gives_the_same_run_again() -> None:
    run = played(RareEarthModel(choosing(), SEED), "IND", lambda q: q.options[-1].option)
    assert run.get("concession", "IND").max() == 0.0
    script = loads(run.scenario.to_yaml(), "played")
    assert script.digest() == run.scenario.digest() != choosing().digest()
    again = RareEarthModel(script, SEED)
    for _ in range(MONTHS):
        again.step()
    assert same(again.result(), run)


def observed(nation: str, months: int = 22) -> SeatView:
    model = RareEarthModel(choosing(), SEED)
    for _ in range(months):
        model.step()
    return model.seat(nation).observe()


def test_the_view_shows_late_figures_public_acts_and_each_term_of_each_option() -> None:
    view = observed("IND")
    assert (view.month, view.role) == ("2025-11", "focal")
    assert {sight.age for sight in view.sees} == {0, 2}  # public acts, and figures two months late
    question = view.question("assurance_response")
    assert "India" in question.text
    assert question.standing in OPTIONS["assurance_response"]
    assert [o.option for o in question.options] == list(OPTIONS["assurance_response"])
    assert sum(o.chance for o in question.options) == pytest.approx(1)
    for option in question.options:
        assert {e.term for e in option.effects} == set(UTILITY_TERMS["focal"])
        assert sum(e.contribution for e in option.effects) == pytest.approx(option.utility)
        assert all(e.words and "{" not in e.words for e in option.effects)
        assert option.text.startswith("India")


def test_a_person_may_sit_for_a_nation_that_is_scripted() -> None:
    scenario = named("controls_2025").with_values({"months": 24})
    free, taken = RareEarthModel(scenario, SEED), RareEarthModel(scenario, SEED)
    for model in (free, taken):
        for _ in range(22):
            model.step()
    question = taken.seat("IND").observe().question("assurance_response")
    assert (question.standing, question.recommended) == ("", "")
    taken.seat("IND").decide("assurance_response", "comply")
    for model in (free, taken):
        model.step()
    assert free.result().get("concession", "IND")[-1] == 0.5
    assert taken.result().get("concession", "IND")[-1] == 1.0


def test_figures_are_as_old_for_who_looks_once_as_for_who_looks_every_month() -> None:
    often, once = (RareEarthModel(named("baseline").with_values({"months": 8}), SEED) for _ in range(2))
    for model in (often, once):  # nobody decides here, so nobody else looks
        for _ in range(7):
            if model is often:
                model.seat("IND").observe()
            model.step()
    assert often.seat("IND").observe() == once.seat("IND").observe()
    assert {sight.age for sight in once.seat("IND").observe().sees} == {0, 2}


def test_before_the_first_month_relations_are_known_and_nothing_else() -> None:
    model = RareEarthModel(named("baseline").with_values({"months": 1}), SEED)
    at = model.world.nation_index
    start = model.relations[at["CHN"], at["USA"]]
    assert model.view.measure("relations", "CHN>USA") == start != 0.0
    assert model.view.figures((("relations", "CHN>USA", ""), ("supply_gap", "IND", ""))) == [start, 0.0]


def test_a_slot_that_is_left_goes_back_to_the_nation() -> None:
    model = RareEarthModel(choosing(), SEED)
    for _ in range(21):
        model.step()
    seat = model.seat("IND")
    seat.decide("diversification", "none")
    model.step()
    assert seat.observe().question("diversification").by_person
    seat.leave("diversification")
    assert not seat.observe().question("diversification").by_person


@pytest.mark.parametrize(
    ("slot", "option", "text"),
    [
        ("answer", "comply", "allowed: assurance_response, diversification"),
        ("assurance_response", "perhaps", "allowed: comply, middle_ground, refuse"),
        ("assurance_response", "comply", "allowed: from 2025-10"),
    ],
)
def test_what_is_not_on_offer_is_refused_with_what_is(slot: str, option: str, text: str) -> None:
    seat = RareEarthModel(choosing(), SEED).seat("IND")
    with pytest.raises(SeatError, match=text):
        seat.decide(slot, option)


def test_a_decision_stands_for_a_quarter_for_a_person_too() -> None:
    model = RareEarthModel(choosing(), SEED)
    for _ in range(21):
        model.step()
    model.seat("IND").decide("assurance_response", "comply")
    model.step()
    with pytest.raises(SeatError, match="in 2 months"):
        model.seat("IND").decide("assurance_response", "refuse")


def test_there_is_no_seat_after_the_last_month() -> None:
    model = RareEarthModel(choosing(months=1), SEED)
    model.step()
    with pytest.raises(SeatError, match="over"):
        model.seat("IND").observe()


@pytest.mark.parametrize(
    ("act", "text"),
    [
        ("{month: 2025-10, slot: answer, option: comply}", "answer"),
        ("{month: 2025-10, slot: regime, option: ban}", "regime:IND"),
        ("{month: 2025-10, slot: assurance_response, option: ban}", "comply, middle_ground, refuse"),
        ("{month: 2025-13, slot: assurance_response, option: comply}", "2025-13"),
    ],
)
def test_a_dated_decision_that_is_not_on_offer_is_refused(act: str, text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        loads(f"nations: {{IND: {{acts: [{act}]}}}}")
