"""A person's run: steps, levers moved on the way, the seat of a nation, saving and opening again."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.agents.seat import SeatError
from sim.scenario.plans import OPTIONS
from viz import saved, seat, seat_words, tables
from viz.components.seat_panel import expected
from viz.session import Session, Turn, open_scenario

MONTHS = 36


@pytest.fixture(scope="module")
def scenario():
    return open_scenario("india_assurance", {"months": MONTHS})


@pytest.fixture(scope="module")
def plain(scenario):
    run = Session(scenario, 5)
    run.step(MONTHS)
    return run


def played(scenario, **answers):
    run = Session(scenario, 5, "IND")
    while not run.done:
        if run.waits:
            for slot, option in answers.items():
                run.take(Turn(0, (), slot, option))
            run.answer()
        run.step(3)
    return run


def test_steps_end_with_the_scenario(plain):
    plain.step(5)
    assert plain.month == MONTHS
    assert plain.done
    assert len(plain.kept) == MONTHS


def test_a_lever_moved_on_the_way_changes_what_follows_and_nothing_before(scenario, plain):
    run = Session(scenario, 5)
    run.step(18)
    run.take(Turn(0, (("policies.licensing.odds.tight", 0.9), ("parameters.panic", 0.5))))
    run.step(MONTHS)
    apart = np.abs(run.result.series - plain.result.series).max(axis=1)
    assert not apart[:18].any()
    assert apart[18:].all()


def test_the_level_of_demand_goes_on_where_its_growth_is_moved(scenario, plain):
    run = Session(scenario, 5)
    run.step(24)
    run.take(Turn(0, (("parameters.growth_scale", 1.5),)))
    before, after = plain.model.activity[24], run.model.activity[24]
    assert np.allclose(after, before, rtol=0.02)
    assert run.model.activity[-1].sum() > plain.model.activity[-1].sum()


def test_a_seat_that_leaves_all_to_the_strategy_is_the_strategy(scenario, plain):
    assert np.array_equal(played(scenario).result.series, plain.result.series)


def test_the_seat_is_asked_every_quarter_from_the_demand_on(scenario):
    run = Session(scenario, 5, "IND")
    asked = []
    while not run.done:
        if run.waits:
            asked.append(run.question.month)
            run.answer()
        run.step(1)
    assert asked[0] == "2025-10"
    assert asked[1:3] == ["2026-01", "2026-04"]


def test_a_seat_that_decides_from_the_start_is_asked_once_there_is_a_month_to_show(scenario):
    run = Session(scenario.with_values({"nations.IND.decides_from": scenario.start}), 5, "IND")
    run.step(1)
    assert run.result.months == (scenario.start,)
    run.step(MONTHS)
    assert run.question.month == "2024-04"


def test_a_question_names_options_with_what_is_expected_of_each(scenario):
    run = Session(scenario, 5, "IND")
    run.step(MONTHS)
    asked = run.question
    assert [question.slot for question in asked.questions] == ["assurance_response", "diversification"]
    answer = asked.question("assurance_response")
    assert [option.option for option in answer.options] == ["comply", "middle_ground", "refuse"]
    assert sum(option.chance for option in answer.options) == pytest.approx(1.0)
    worth = {option.option: {effect.term: effect.value for effect in option.effects} for option in answer.options}
    assert worth["comply"]["autonomy"] < worth["refuse"]["autonomy"]
    assert worth["comply"]["security"] > worth["refuse"]["security"]


def test_an_option_is_said_in_the_words_of_its_slot():
    said = {(slot, o): seat_words.option_in_words(o, slot) for slot, options in OPTIONS.items() for o in options}
    assert all("_" not in text for text in said.values())
    assert {slot for (slot, _), text in said.items() if "effort" in text} == {"diversification"}
    assert said["stockpile", "strong"] == "a large stock"


@pytest.mark.parametrize(
    "name", ["india_assurance", "motives_2025", "minerals_security_partnership", "compliance_trap"]
)
def test_every_seat_of_a_scenario_is_asked_what_the_model_would_ask_and_it_is_said_in_words(name):
    scenario = open_scenario(name, {"months": MONTHS})
    names, roles = tables.nation_names(), seat_words.roles(scenario, tables.nation_names())
    for code in seat.seats(Session(scenario, 5).model):
        run = Session(scenario, 5, code)
        run.step(MONTHS)
        seen = run.model.seat(code).observe()
        assert run.question.questions
        for question in run.question.questions:
            assert question == seen.question(question.slot)
            assert seat_words.slot_in_words(question.slot, roles, names)
            assert "strategy would" in expected(question, roles)
        assert all(map(seat_words.sight_in_words, run.question.sees))


def test_what_the_strategy_decided_only_now_stands_and_the_question_says_for_how_long(scenario):
    run = Session(scenario, 5, "IND")
    run.step(MONTHS)
    india = run.model.nations["IND"]
    india.decisions, india._since = {"diversification": "modest"}, {"diversification": run.month - 2}
    asked = seat.question(run.model, "IND")
    assert asked.question("diversification").stands_for == 1
    assert asked.question("assurance_response").stands_for == 0
    with pytest.raises(SeatError, match="decided only now"):
        run.take(Turn(0, (), "diversification", "strong"))


def test_what_a_person_said_stands_when_levers_are_moved_on_the_way(scenario):
    run = Session(scenario, 5, "IND")
    run.step(MONTHS)
    run.take(Turn(0, (), "assurance_response", "refuse"))
    run.take(Turn(0, (("hypothesis", "bargaining"),)))
    assert run.question.month == "2025-10"
    fresh = Session(scenario.with_values({"hypothesis": "bargaining"}), 5).model
    assert run.model.nations["CHN"].weights == fresh.nations["CHN"].weights
    run.answer()
    run.step(1)
    assert run.model.nations["IND"].decisions["assurance_response"] == "refuse"


def test_asking_takes_nothing_from_the_nations_stream(scenario, plain):
    run = Session(scenario, 5, "IND")
    while not run.done:
        if run.waits:
            seat.question(run.model, "IND")
            seat.question(run.model, "IND")
            run.answer()
        run.step(1)
    assert np.array_equal(run.result.series, plain.result.series)


def test_the_persons_word_is_what_the_nation_decides(scenario):
    run = played(scenario, assurance_response="comply", diversification="none")
    decided = run.decided()
    own = decided[(decided["nation"] == "IND") & (decided["month"] == "2025-10")]
    assert dict(zip(own["slot"], own["option"], strict=True)) == {
        "assurance_response": "comply",
        "diversification": "none",
    }
    assert set(own["by"]) == {"person"}
    assert run.result.get("concession", "IND")[-1] == 1.0


def test_only_nations_that_choose_have_a_seat(scenario):
    assert seat.seats(Session(scenario, 1).model) == ("CHN", "IND", "USA")
    assert seat.seats(Session(open_scenario("baseline", {}), 1).model) == ()
    with pytest.raises(ValueError, match="JPN decides nothing"):
        Session(scenario, 1, "JPN")


def test_a_saved_run_from_the_seat_opens_as_the_same_run(scenario, tmp_path, monkeypatch):
    monkeypatch.setenv("RARE_EARTH_RUNS", str(tmp_path))
    run = played(scenario, assurance_response="refuse")
    folder = run.save(tmp_path)
    assert folder.name == "india_assurance-5-IND"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seat"] == "IND"
    assert manifest["turns"][0]["option"] == "refuse"
    assert "person" in set(pd.read_csv(folder / "decisions.csv")["by"])
    found = saved.reopened(folder.name)
    again = Session(found.scenario, found.seed, found.seat, tuple(Turn(**t) for t in found.turns), found.months)
    again.step(found.months)
    assert np.array_equal(again.result.series, run.result.series)


def test_flows_are_the_mean_of_three_months(plain):
    months = [kept.trade for kept in plain.kept[9:12]]
    assert plain.trade(12) == pytest.approx(np.mean(months, axis=0), rel=1e-5)


def test_the_controllers_content_is_a_share(plain):
    content = plain.kept[-1].content
    assert content.min() >= 0
    assert content.max() <= 1 + 1e-6
