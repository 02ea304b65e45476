"""Firms are views on the arrays; nations decide by the quarter, in words, and as they were told."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from engine_runs import ALL, baseline, named, rule, simulate, stepped

from sim.agents.firm import Firm
from sim.agents.nation import QUARTERS, Nation
from sim.scenario import Scenario

DEMAND = rule("assurance", start="2024-04")
DESK = (rule("export_control", products=["heavy"], licence=True), rule("licensing"))


def test_nations_and_firms_are_agents_of_mesa() -> None:
    model = stepped(baseline(months=1), 0)
    assert isinstance(model, mesa.Model)
    assert tuple(model.nations) == ALL
    assert len(model.firms) >= 120
    members = set(model.agents)
    assert all(isinstance(n, Nation) and n in members for n in model.nations.values())
    assert all(isinstance(f, Firm) and f in members for f in model.firms.values())


def test_every_plant_belongs_to_exactly_one_firm() -> None:
    model = stepped(baseline(months=1), 0)
    owned = np.concatenate([firm.plants for firm in model.firms.values()])
    assert sorted(owned) == list(range(model.state.capacity.size))
    assert len(owned) >= 250


def test_what_is_written_to_a_firm_stands_in_the_arrays_and_the_other_way_round() -> None:
    model = stepped(baseline(months=2), 0)
    firm = model.firms["MP Materials"]
    before = model.state.capacity.copy()
    firm.capacity = 2.0 * firm.capacity
    np.testing.assert_allclose(model.state.capacity[firm.plants], 2.0 * before[firm.plants])
    others = np.setdiff1d(np.arange(before.size), firm.plants)
    assert np.array_equal(model.state.capacity[others], before[others])
    firm.running = np.zeros(firm.plants.size)
    assert model.state.running[firm.plants].max() == 0.0
    model.state.running[firm.plants] = 0.5
    assert np.all(firm.running == 0.5)


def test_stock_and_cash_of_all_firms_are_those_of_the_arrays() -> None:
    model = stepped(baseline(months=3))
    state = model.state
    assert sum(f.stock for f in model.firms.values()) == pytest.approx(state.s_stock.sum() + state.b_stock.sum())
    assert sum(f.cash for f in model.firms.values()) == pytest.approx(model.cash.sum())


def test_a_firm_that_is_mothballed_makes_nothing() -> None:
    model = stepped(baseline(months=3), 1)
    firm = model.firms["MP Materials"]
    firm.running = np.zeros(firm.plants.size)
    model.step()
    mine = np.isin(model.layout.lines.plant, firm.plants)
    assert model.state.activity[mine].max() == 0.0


def deciding(months: int = 36, **nations: dict) -> Scenario:
    """A demand for an assurance from April 2024 under licences, and nations that answer it."""
    return baseline(*DESK, DEMAND, months=months, nations=nations)


def test_a_nation_alone_decides_in_the_first_month_of_a_quarter() -> None:
    result = simulate(deciding(months=72, IND={"strategy": "logit", "rationality": 0.0}))
    changes = [month for month, nation, _, _ in result.decisions if nation == "IND"]
    assert len(changes) > 5
    assert {month[5:7] for month in changes} <= set(QUARTERS)


def test_nations_that_watch_each_other_decide_by_the_quarter_or_when_another_has_acted() -> None:
    result = simulate(named("india_assurance"))
    assert result.decisions
    acted: dict[str, set[str]] = {}
    for month, nation, _, _ in result.decisions:
        acted.setdefault(month, set()).add(nation)
    order = {month: i for i, month in enumerate(result.months)}
    for month, nations in acted.items():
        if month[5:7] in QUARTERS or month == "2025-10":
            continue
        before = {n for m in acted for n in acted[m] if order[m] in (order[month] - 1, order[month])}
        assert before - nations or len(nations) > 1, (month, nations)


def test_a_nation_leaves_a_decision_for_at_least_a_quarter() -> None:
    result = simulate(named("india_assurance"), 4)
    last: dict[tuple[str, str], int] = {}
    for month, nation, slot, _ in result.decisions:
        now = result.months.index(month)
        assert now - last.get((nation, slot), -99) >= 3
        last[nation, slot] = now


def test_decisions_are_told_as_events_in_words() -> None:
    result = simulate(named("india_assurance"))
    told = {(event.month, event.actor) for event in result.events}
    seen = set()
    for month, nation, slot, option in result.decisions:
        # That a nation begins without doing anything is no news.
        if option != "none" or (nation, slot) in seen:
            assert (month, nation) in told, (month, nation, slot, option)
        seen.add((nation, slot))


@pytest.mark.parametrize("name", ["india_assurance", "controls_2025", "crisis_2010"])
def test_every_event_is_a_sentence(name: str) -> None:
    texts = {event.text for event in simulate(named(name)).events}
    assert {text for text in texts if not (text[0].isupper() and text.endswith(".")) or "_" in text} == set()


def test_dated_events_are_told_in_their_month() -> None:
    result = simulate(named("crisis_2010"))
    for event in named("crisis_2010").events:
        assert (event.month, event.actor, event.text) in result.events


@pytest.mark.parametrize(("answer", "concession"), [("comply", 1.0), ("middle_ground", 0.5), ("refuse", 0.0)])
@pytest.mark.parametrize("strategy", ["scripted", "logit"])
def test_an_answer_that_was_scripted_is_given_and_kept(strategy: str, answer: str, concession: float) -> None:
    result = simulate(deciding(IND={"strategy": strategy, "assurance_response": answer}))
    given = [d for d in result.decisions if d[2] == "assurance_response"]
    assert given == [("2024-04", "IND", "assurance_response", answer)]
    assert np.all(result.get("concession", "IND")[:3] == 0.0)
    assert np.all(result.get("concession", "IND")[3:] == concession)


@pytest.mark.parametrize(("answer", "regime"), [("comply", 1), ("middle_ground", 2), ("refuse", 3)])
def test_the_controllers_regime_follows_the_answer_where_it_does_not_decide_itself(answer: str, regime: int) -> None:
    result = simulate(deciding(IND={"assurance_response": answer}))
    assert np.all(result.get("regime", "IND")[4:] == regime)
    assert np.all(result.get("regime", "JPN")[4:] == 2)


def test_a_scripted_regime_holds_whatever_the_focal_nation_answers() -> None:
    result = simulate(deciding(CHN={"regimes": {"IND": "open"}}, IND={"assurance_response": "refuse"}))
    assert np.all(result.get("regime", "IND")[1:] == 0)


def test_compliance_cools_relations_with_the_rival_and_refusal_with_the_controller() -> None:
    comply, refuse = (simulate(deciding(IND={"assurance_response": a})) for a in ("comply", "refuse"))
    assert np.all(comply.get("relations", "IND>USA")[4:] < refuse.get("relations", "IND>USA")[4:] - 0.05)
    assert np.all(refuse.get("relations", "CHN>IND")[4:] < comply.get("relations", "CHN>IND")[4:] - 0.02)


def test_an_answer_in_a_policy_moves_relations_as_the_same_answer_of_the_nation_does() -> None:
    by_nation = simulate(deciding(IND={"assurance_response": "comply"}))
    by_policy = simulate(baseline(*DESK, DEMAND | {"response": "comply"}, months=36))
    for pair in ("IND>USA", "CHN>IND"):
        np.testing.assert_allclose(
            by_policy.get("relations", pair)[6:], by_nation.get("relations", pair)[6:], atol=0.01
        )


def test_a_nation_without_rationality_tries_everything_and_a_rational_one_is_steady() -> None:
    def tried(rationality: float) -> int:
        scenario = deciding(72, IND={"strategy": "logit", "rationality": rationality})
        decisions = [d for seed in range(4) for d in simulate(scenario, seed).decisions]
        return len({option for _, _, slot, option in decisions if slot == "assurance_response"})

    assert tried(0.0) == 3
    assert tried(100.0) < 3


def test_relations_are_mutual_and_within_their_scale() -> None:
    result = simulate(named("india_assurance"))
    for a in ALL:
        for b in ALL:
            one = result.get("relations", f"{a}>{b}")
            assert np.abs(one).max() <= 1.0
            np.testing.assert_allclose(one, result.get("relations", f"{b}>{a}"), atol=1e-12)


def test_a_month_is_the_same_whether_mesa_counts_it_or_not() -> None:
    counted, plain = stepped(baseline(months=3)), stepped(baseline(months=3), 0)
    for _ in range(3):
        plain.advance()
    assert counted.steps == 3
    assert plain.month == counted.month
    assert plain.result().series.tobytes() == counted.result().series.tobytes()
