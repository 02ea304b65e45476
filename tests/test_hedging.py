"""What allies may do: join, store, pay a floor; who asks them, what moves them, and that policies follow."""

from __future__ import annotations

import pytest
from engine_runs import baseline, rule, simulate

from sim.agents.hedging import HEDGES
from sim.agents.situation import Roles, Situation, Stance, blurred
from sim.agents.strategies import shares
from sim.agents.utilities import OPTIONS, appraise, utility
from sim.agents.weights import usual
from sim.model import RareEarthModel
from sim.names import UTILITY_TERMS
from sim.streams import stream

ROLES = Roles("CHN", "IND", "USA")
LOOKS = {"ally": "JPN", "focal": "IND", "rival": "USA"}


def now(role: str = "ally", joined: float = 0.0, **figures: float | str) -> Situation:
    stance = Stance(dependence=0.7, gap=0.05, cover=2.0, regime="case_by_case")._replace(**figures)
    return Situation(ROLES, code=LOOKS[role], joined=joined, others={"JPN": stance})


def chances(
    slot: str, situation: Situation, role: str = "ally", rationality: float = 5.0, **more: float
) -> dict[str, float]:
    weights = {**usual(role, "leverage"), **more}
    options = appraise(slot, situation, "")
    return dict(zip(options, shares([utility(e, weights) for e in options.values()], rationality), strict=True))


SLOTS = [(role, slot) for role in LOOKS for slot in HEDGES] + [("ally", "diversification")]


@pytest.mark.parametrize(("role", "slot"), SLOTS)
def test_every_term_of_a_hedge_has_a_weight(role: str, slot: str) -> None:
    for option in OPTIONS[slot]:
        assert set(appraise(slot, now(role), "")[option]) == set(UTILITY_TERMS[role])


@pytest.mark.parametrize(
    ("slot", "term", "up", "down"),
    [
        ("coalition", "security", "join", "none"),
        ("coalition", "autonomy", "none", "join"),
        ("coalition", "relations_rival", "join", "none"),
        ("coalition", "relations_controller", "none", "join"),
        ("coalition", "cost", "none", "join"),
        ("stockpile", "security", "strong", "none"),
        ("stockpile", "autonomy", "strong", "none"),
        ("stockpile", "cost", "none", "strong"),
        ("price_floor", "security", "pay", "none"),
        ("price_floor", "autonomy", "pay", "none"),
        ("price_floor", "relations_rival", "pay", "none"),
        ("price_floor", "relations_controller", "none", "pay"),
        ("price_floor", "cost", "none", "pay"),
        ("diversification", "security", "strong", "none"),
        ("diversification", "cost", "none", "strong"),
    ],
)
def test_more_weight_on_a_term_moves_an_ally_the_stated_way(slot: str, term: str, up: str, down: str) -> None:
    light, heavy = chances(slot, now()), chances(slot, now(), **{term: usual("ally", "")[term] + 1})
    assert heavy[up] / heavy[down] > light[up] / light[down]


@pytest.mark.parametrize("slot", HEDGES)
def test_an_ally_chooses_by_chance_without_rationality_and_the_best_with_much(slot: str) -> None:
    assert set(chances(slot, now(), rationality=0).values()) == {1 / len(OPTIONS[slot])}
    effects = appraise(slot, now(), "")
    best = max(effects, key=lambda option: utility(effects[option], usual("ally", "leverage")))
    assert chances(slot, now(), rationality=1e5)[best] == pytest.approx(1)


@pytest.mark.parametrize("slot", HEDGES)
def test_an_ally_in_need_hedges_more(slot: str) -> None:
    calm, tight = chances(slot, now(regime="open", dependence=0.3)), chances(slot, now(regime="tight", gap=0.3))
    assert tight["none"] < 0.8 * calm["none"]


def test_a_full_store_makes_a_public_stock_less_likely() -> None:
    assert chances("stockpile", now(cover=12.0))["none"] > chances("stockpile", now(cover=1.0))["none"]


def test_the_more_have_joined_the_more_join() -> None:
    assert chances("coalition", now(joined=1.0))["join"] > chances("coalition", now(joined=0.0))["join"]


def test_an_ally_blurs_what_is_measured_and_not_what_is_public() -> None:
    seen = blurred(Stance(regime="tight", conceded=0.4), 0.3, stream(1, "blur"))
    assert (seen.regime, seen.conceded) == ("tight", 0.4)
    assert seen.dependence != Stance().dependence


def asking(*slots: str, **plan: str) -> list[dict]:
    """A tariff of Japan's for each slot: any policy may look at a decision."""
    among = {"coalition": ["join"], "stockpile": ["modest", "strong"], "price_floor": ["pay"]}
    return [
        rule(
            "tariff",
            id=f"on_{slot}",
            importer="JPN",
            rate=0.1,
            when={"nation": "JPN", "decision": slot, "among": among[slot]},
        )
        for slot in slots
    ]


def test_an_ally_decides_only_where_a_policy_looks_at_it() -> None:
    plan = {"JPN": {"strategy": "logit"}}
    model = RareEarthModel(baseline(*asking("coalition", "stockpile"), nations=plan, months=12))
    assert tuple(model.nations["JPN"].choices) == ("coalition", "stockpile")
    assert not model.nations["KOR"].choices


def test_the_policy_follows_what_the_ally_decides() -> None:
    told = {option: {"JPN": {"stockpile": option}} for option in ("none", "strong")}
    runs = {o: simulate(baseline(*asking("stockpile"), nations=n, months=12)) for o, n in told.items()}
    assert runs["strong"].get("public_cost_usd", "JPN").sum() != runs["none"].get("public_cost_usd", "JPN").sum()


def test_allies_of_a_frightened_world_act_and_say_so() -> None:
    ban = rule("export_control", id="ban", products=["heavy"], destinations=["JPN"], access=0.2, regime_at_least="ban")
    plan = {"JPN": {"strategy": "logit", "rationality": 50}}
    run = simulate(baseline(ban, *asking(*HEDGES), nations=plan, months=18))
    taken = {slot: option for _, nation, slot, option in run.decisions if nation == "JPN"}
    assert taken["stockpile"] != "none"
    assert any("Japan" in event.text and "stock" in event.text for event in run.events)
