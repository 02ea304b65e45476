"""How nations choose: shares follow utilities, each term pushes where it should, motives differ after a concession."""

from __future__ import annotations

import numpy as np
import pytest

from sim.agents.situation import Reading, Roles, Situation, blurred
from sim.agents.strategies import choose, shares
from sim.agents.utilities import OPTIONS, WITHHELD, appraise, utility
from sim.agents.weights import usual
from sim.names import UTILITY_TERMS
from sim.streams import stream

ROLES = Roles("CHN", "IND", "USA")
NOW = Situation(ROLES)


def chances(slot: str, now: Situation, weights: dict[str, float], rationality: float = 5.0) -> dict[str, float]:
    options = appraise(slot, now, "")
    return dict(zip(options, shares([utility(e, weights) for e in options.values()], rationality), strict=True))


def seeing(now: Situation = NOW, **changes: float) -> Situation:
    return now._replace(seen=now.seen._replace(**changes))


def test_without_rationality_all_options_are_equally_likely() -> None:
    assert shares([0.0, 3.0, -8.0, 1.0], 0) == [0.25] * 4


def test_with_much_rationality_the_best_option_is_taken() -> None:
    assert shares([0.1, 0.3, 0.2], 1000)[1] == pytest.approx(1)


def test_choices_follow_their_shares_and_take_one_number_each() -> None:
    rng, twin = stream(1, "choice"), stream(1, "choice")
    drawn = [choose(("a", "b"), (0.0, np.log(3.0)), 1.0, rng) == "b" for _ in range(4000)]
    assert np.mean(drawn) == pytest.approx(0.75, abs=0.03)
    twin.random(4000)
    assert rng.random() == twin.random()


@pytest.mark.parametrize(("role", "slot"), [("controller", "regime:IND"), ("controller", "regime:USA")])
@pytest.mark.parametrize("hypothesis", ["leverage", "bargaining"])
def test_every_term_of_the_controller_has_a_weight_under_both_hypotheses(role: str, slot: str, hypothesis: str) -> None:
    weights = usual(role, hypothesis)
    assert set(weights) == set(UTILITY_TERMS[role])
    for option in OPTIONS["regime"]:
        assert set(appraise(slot, NOW, "")[option]) == set(weights)


@pytest.mark.parametrize(
    ("role", "slot"),
    [
        ("focal", "assurance_response"),
        ("focal", "diversification"),
        ("rival", "pressure"),
        ("rival", "offer"),
        ("rival", "concession"),
    ],
)
def test_every_term_of_the_others_has_a_weight(role: str, slot: str) -> None:
    weights = usual(role, "leverage")
    assert set(weights) == set(UTILITY_TERMS[role])
    for option in OPTIONS[slot]:
        assert set(appraise(slot, NOW, "")[option]) == set(weights)


@pytest.mark.parametrize(
    ("slot", "term", "up", "down"),
    [
        ("regime:USA", "leverage", "ban", "general"),
        ("regime:USA", "revenue", "open", "ban"),
        ("regime:USA", "diversification", "general", "ban"),
        ("regime:USA", "retaliation", "general", "ban"),
        ("regime:USA", "concessions", "ban", "open"),
        ("regime:IND", "leverage", "tight", "general"),
        ("assurance_response", "security", "comply", "refuse"),
        ("assurance_response", "autonomy", "refuse", "comply"),
        ("assurance_response", "relations_rival", "refuse", "comply"),
        ("assurance_response", "relations_controller", "comply", "refuse"),
        ("assurance_response", "cost", "refuse", "comply"),
        ("diversification", "security", "strong", "none"),
        ("diversification", "autonomy", "strong", "none"),
        ("diversification", "relations_rival", "strong", "none"),
        ("diversification", "relations_controller", "none", "strong"),
        ("diversification", "cost", "none", "strong"),
        ("pressure", "security", "tariff", "none"),
        ("pressure", "leverage", "tariff", "none"),
        ("pressure", "relations", "none", "tariff"),
        ("pressure", "cost", "none", "tariff"),
        ("offer", "security", "partnership", "none"),
        ("offer", "leverage", "partnership", "none"),
        ("offer", "relations", "partnership", "none"),
        ("offer", "cost", "none", "partnership"),
        ("concession", "security", "relief", "none"),
        ("concession", "leverage", "none", "relief"),
        ("concession", "cost", "none", "relief"),
    ],
)
def test_more_weight_on_a_term_moves_chances_from_one_option_to_the_other(
    slot: str, term: str, up: str, down: str
) -> None:
    role = {"regime": "controller", "assurance_response": "focal", "diversification": "focal"}
    weights = usual(role.get(slot.partition(":")[0], "rival"), "leverage")
    answer = "" if slot.startswith("regime") else "middle_ground"
    now = seeing(leak=0.2)._replace(answer=answer)
    light, heavy = chances(slot, now, weights), chances(slot, now, {**weights, term: weights[term] + 1})
    assert heavy[up] / heavy[down] > light[up] / light[down]


def test_who_stands_by_a_decision_is_likelier_to_keep_it() -> None:
    weights = usual("focal", "leverage")
    effects = {current: appraise("assurance_response", NOW, current) for current in ("", "refuse")}
    fresh, standing = (
        shares([utility(e, weights) for e in effects[c].values()], 5)[OPTIONS["assurance_response"].index("refuse")]
        for c in ("", "refuse")
    )
    assert standing / (1 - standing) > 3 * fresh / (1 - fresh)


def expected_withholding(hypothesis: str, target: str, now: Situation) -> float:
    chance = chances(f"regime:{target}", now, usual("controller", hypothesis))
    return sum(WITHHELD[option] * share for option, share in chance.items())


def test_under_the_bargaining_motive_an_offered_concession_eases_the_regime_much_more() -> None:
    offered = NOW._replace(conceded_by_rival=0.6)
    eased = {
        motive: expected_withholding(motive, "USA", NOW) - expected_withholding(motive, "USA", offered)
        for motive in ("leverage", "bargaining")
    }
    assert eased["bargaining"] > 0.1
    assert eased["bargaining"] > 1.5 * eased["leverage"]


def test_the_leverage_motive_answers_a_refusal_harder() -> None:
    refused, complied = NOW._replace(answer="refuse"), NOW._replace(answer="comply")
    for motive in ("leverage", "bargaining"):
        assert expected_withholding(motive, "IND", refused) > expected_withholding(motive, "IND", complied) + 0.1
    hard, mild = (expected_withholding(motive, "IND", refused) for motive in ("leverage", "bargaining"))
    assert hard > mild + 0.2


def test_pressure_from_the_rival_makes_compliance_less_likely() -> None:
    weights = usual("focal", "leverage")
    calm = chances("assurance_response", NOW, weights)
    pressed = chances("assurance_response", NOW._replace(pressure="tariff"), weights)
    assert pressed["comply"] < 0.7 * calm["comply"]


def test_a_nation_in_need_refuses_less() -> None:
    weights = usual("focal", "leverage")
    safe = chances("assurance_response", seeing(dependence_focal=0.3, cover_focal=6.0), weights)
    needy = chances("assurance_response", seeing(dependence_focal=1.0, gap_focal=0.5, cover_focal=0.5), weights)
    assert needy["refuse"] < safe["refuse"]


def test_the_rival_presses_only_those_who_comply() -> None:
    weights = usual("rival", "leverage")
    assert chances("pressure", NOW, weights, 100)["none"] == pytest.approx(1, abs=1e-3)
    through = seeing(NOW._replace(answer="comply"), leak=0.5, focal_rival=-0.5)
    assert chances("pressure", through, weights, 100)["none"] < 0.1


def test_blur_keeps_figures_within_their_bounds() -> None:
    rng = stream(3, "blur")
    assert blurred(Reading(), 0.0, rng) == Reading()
    seen = [blurred(Reading(dependence_focal=0.95), 0.5, rng).dependence_focal for _ in range(200)]
    assert max(seen) == 1.0
    assert min(seen) >= 0.0
    assert np.std(seen) > 0.05
