"""The scenarios that come with the program: each loads, says what it asks, and keeps history and choice apart."""

from __future__ import annotations

import pytest
from stub_view import StubWorld

from sim.policies.select import products_of
from sim.rules import REGIMES
from sim.scenario.library import find_scenario, library
from sim.scenario.load import load
from sim.scenario.load_sweep import load_sweep
from sim.scenario.model import Scenario

NAMES = [entry.name for entry in library()]


BRIEF = {
    "baseline", "crisis_2010", "controls_2025", "india_assurance", "motives_2025", "technology_ban", "china_plus_one",
    "minerals_security_partnership", "full_embargo", "detente", "recycling_push",
}  # fmt: skip


def test_the_library_has_the_scenarios_of_the_brief() -> None:
    assert set(NAMES) >= BRIEF


@pytest.mark.parametrize("name", sorted(BRIEF - {"baseline", "crisis_2010", "controls_2025", "india_assurance"}))
def test_a_scenario_extends_another_in_few_lines(name: str) -> None:
    text = find_scenario(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert "\nextends: " in text
    assert 10 <= len(lines) <= 40


@pytest.mark.parametrize("name", NAMES)
def test_each_scenario_says_what_it_asks_and_what_to_look_at(name: str) -> None:
    scenario = load(name)
    assert scenario.title
    assert "ask" in scenario.description or "choose" in scenario.description
    assert "ook at" in scenario.description
    assert len(scenario.description) < 1000


@pytest.mark.parametrize("name", NAMES)
def test_each_policy_has_a_name_of_its_own_and_acts_within_the_run(name: str) -> None:
    scenario = load(name)
    names = [policy.name for policy in scenario.policies]
    assert len(names) == len(set(names))
    last = f"{int(scenario.start[:4]) + scenario.months // 12 - 1}-12"
    for policy in scenario.policies:
        assert (policy.end or last) >= scenario.start
        assert (policy.start or scenario.start) <= last
        assert products_of(getattr(policy, "products", ("all",)), StubWorld())


def deciders(scenario: Scenario) -> set[str]:
    return {code for code, plan in scenario.nations.items() if plan.strategy == "logit"}


def actor(policy: object) -> str:
    """The nation whose act a policy is."""
    for field in ("payer", "origin", "importer", "nation", "controller"):
        if code := getattr(policy, field, None):
            return str(code)
    return str(policy.hosts[0])  # type: ignore[attr-defined]


def test_in_india_assurance_no_dated_act_of_the_three_comes_after_september_2025_but_what_they_may_choose() -> None:
    scenario = load("india_assurance")
    assert deciders(scenario) == {"CHN", "IND", "USA"}
    chosen = {"assurance", "india_chain", "india_host"}  # the demand itself, and what follows India's effort
    for policy in scenario.policies:
        late = (policy.start or "") >= "2025-10"
        assert not late or actor(policy) not in deciders(scenario) or policy.when or policy.name in chosen, policy.name


def test_no_relief_is_dated_where_china_chooses_its_regime() -> None:
    for policy in load("india_assurance").policies:
        eased = getattr(policy, "regime_at_most", None)
        assert eased is None or (policy.end or "9999") < "2025-10"
        assert getattr(policy, "regime_at_least", None) is None


def test_the_quotas_of_2010_are_pools_of_half_years() -> None:
    quotas = {quota.period: quota.tonnes for quota in load("crisis_2010").policy("export_quota").quotas}  # type: ignore[attr-defined]
    assert (quotas["2010-H1"], quotas["2010-H2"]) == (22282, 7976)
    assert quotas["2009-H1"] + quotas["2009-H2"] == 50145
    assert quotas["2011-H1"] + quotas["2011-H2"] == 30246


def test_the_sweep_draws_odds_within_regimes_and_never_a_regime() -> None:
    sweep = load_sweep("india_assurance")
    paths = [*sweep.spec.uncertainties, *sweep.spec.levers]
    assert not any(path.startswith(("nations.CHN.regime", "policies.licensing.regimes")) for path in paths)
    assert sweep.spec.levers["nations.IND.assurance_response"] == ("comply", "middle_ground", "refuse", "adaptive")
    assert set(REGIMES) > {"case_by_case", "tight"}
    assert len(sweep.spec.uncertainties) >= 10
