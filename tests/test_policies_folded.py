"""Policies together: their order does not matter, the tighter wins, ends leave no trace, nonsense is refused."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError
from stub_view import OPEN, StubView, policy, rules, same

from sim.names import NATIONS, PRODUCTS
from sim.policies import KINDS
from sim.policies.fold import Rulebook

CHN, IND, USA, JPN, EUU = (NATIONS.index(code) for code in ("CHN", "IND", "USA", "JPN", "EUU"))
DY, ND, LA, MAGNET = (PRODUCTS.index(name) for name in ("oxide_Dy", "oxide_NdPr", "oxide_La", "magnet_standard"))

LICENCES = policy("export_control", id="licences", products=["heavy"], licence=True)
MANY = [
    LICENCES,
    policy("licensing", default_regime="tight", screening={"share": 0.5}),
    policy("assurance", response="comply"),
    policy("diplomacy", parties=["EUU"], regime_at_most="general", suspended=["october"]),
    policy("export_control", id="october", products=["light"], access=0.4, announced_share=0.9),
]


def test_the_order_of_policies_does_not_matter() -> None:
    first = rules(*MANY)
    assert all(same(first, rules(*order)) for order in permutations(MANY))


def test_of_overlapping_policies_the_tighter_wins() -> None:
    loose = policy("export_control", id="loose", products=["all"], access=0.7, export_taxes={"all": 0.1})
    tight = policy("export_control", id="tight", products=["Dy"], access=0.2, export_taxes={"all": 0.3})
    both = rules(loose, tight)
    assert (both.access[DY, CHN, USA], both.access[ND, CHN, USA]) == (0.2, 0.7)
    assert (both.export_tax[DY, CHN, USA], both.export_tax[ND, CHN, USA]) == (0.3, 0.1)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_policy_that_has_ended_leaves_no_trace(kind: str) -> None:
    needed: dict[str, dict[str, Any]] = {
        "export_control": {"products": ["all"], "access": 0, "licence": True},
        "technology_control": {"access": {"mine": 0}},
        "china_plus_one": {"hosts": ["IND"]},
        "domestic_capability": {"nation": "IND", "stages": {"magnet": {"capex_grant_share": 0.5}}},
        "price_support": {"nation": "USA", "t_per_month": 10},
        "production_quota": {"mining_t_per_year": {2000: 1.0}},
        "diplomacy": {"concessions": [{"giver": "USA", "taker": "CHN", "field": "talks", "value": 1}]},
        "tariff": {"importer": "USA", "rate": 1},
        "coalition": {"members": ["USA", "JPN"], "preference": 0.1},
        "environment": {"nations": ["MYS"], "stringency": {2024: 1}},
        "mining_assets": {"investor": "JPN", "stakes": [{"host": "AUS", "t_per_year": 1}]},
        "recycling": {"nations": ["EUU"], "collection_share": 0.2},
        "stockpile": {"nations": ["JPN"]},
        "substitution": {"nation": "JPN"},
    }
    book = Rulebook([policy(kind, start="2025-02", end="2025-03", **needed.get(kind, {}))], OPEN)
    assert same(book.rules(StubView(date="2025-01")), OPEN)
    assert not same(book.rules(StubView(date="2025-02")), OPEN)
    assert not same(book.rules(StubView(date="2025-03")), OPEN)
    assert same(book.rules(StubView(date="2025-04")), OPEN)


def test_rules_are_folded_again_only_when_something_changed() -> None:
    book = Rulebook([*MANY, policy("production_quota", mining_t_per_year={2024: 1.0})], OPEN)
    first = book.rules(StubView(date="2025-05"))
    assert book.rules(StubView(date="2025-06", month=18)) is first
    decided = StubView(date="2025-06", decided={("IND", "assurance_response"): "refuse"})
    assert book.rules(decided) is not first
    assert book.rules(StubView(date="2026-01")) is not first


def test_what_follows_the_calendar_is_folded_once_for_all_runs_of_the_same_policies() -> None:
    quota = policy("production_quota", mining_t_per_year={2024: 1.0})
    policies = (quota, policy("assurance", response="comply"))
    first, second = (Rulebook(policies, OPEN).rules(StubView(date="2025-05")) for _ in range(2))
    assert first is not second
    assert first.mine_cap is second.mine_cap
    other = Rulebook((policy("production_quota", mining_t_per_year={2024: 2.0}), policies[1]), OPEN)
    assert other.rules(StubView(date="2025-05")).mine_cap[CHN] == 2.0 / 12


def test_what_a_suspended_policy_announced_follows_its_own_dates_and_conditions_through_the_truce() -> None:
    control: dict[str, Any] = {"id": "october", "products": ["all"], "announced_share": 0.5}
    truce = policy("diplomacy", suspended=["october"], credibility=0.2, start="2025-03", end="2025-10")
    fear = {"measure": "fear", "nation": "IND", "above": 0.5}

    def doubted(*policies: Any) -> list[float]:
        book = Rulebook([*policies, truce], OPEN)
        views = [StubView(date=f"2025-{m:02d}", measures={("fear", "IND", ""): m / 10}) for m in range(4, 9)]
        return [float(book.rules(view).announced[DY, USA]) for view in views]

    assert doubted(policy("export_control", **control)) == [0.4, 0.4, 0.4, 0.4, 0.4]
    assert doubted(policy("export_control", **control, end="2025-06")) == [0.4, 0.4, 0.4, 0.0, 0.0]
    assert doubted(policy("export_control", **control, when=fear)) == [0.0, 0.0, 0.4, 0.4, 0.4]
    # News for three months from its start; and the other half of a control of the same name that goes on.
    assert doubted(policy("export_control", **control, start="2025-04", announced_months=3)) == [
        0.4,
        0.4,
        0.4,
        0.0,
        0.0,
    ]
    light = policy("export_control", id="october", products=["light"], announced_share=0.1)
    assert doubted(policy("export_control", **control, end="2025-06"), light) == [0.4, 0.4, 0.4, 0.0, 0.0]


def test_a_calendar_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.policies.fold.MOST", 2)
    yearly = {year: float(year) for year in range(2000, 2010)}
    book = Rulebook((policy("production_quota", mining_t_per_year=yearly),), OPEN)
    for _ in range(2):
        caps = [book.rules(StubView(date=f"{year}-05")).mine_cap[CHN] for year in yearly]
        assert caps == [year / 12 for year in yearly]


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("export_control", {"products": ["magnet"]}, "product or group"),
        ("export_control", {"products": ["all"], "access": 1.5}, "less than or equal to 1"),
        ("export_control", {"products": ["all"], "quotas": [{"period": "2010-H3", "tonnes": 1}]}, "pattern"),
        ("licensing", {"regimes": {"IN": "tight"}}, "nation"),
        ("licensing", {"speed": 1}, "Extra inputs"),
        ("tariff", {"importer": "USA", "rate": 1, "start": "2025-05", "end": "2025-04"}, "before it starts"),
        ("tariff", {"importer": "USA", "rate": 1, "when": {"measure": "fear", "nation": "IND"}}, "above or below"),
    ],
)
def test_what_a_policy_cannot_mean_is_refused(kind: str, values: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        policy(kind, **values)


def test_a_condition_reads_last_month_or_a_decision() -> None:
    levy = {"importer": "USA", "origins": ["IND"], "rate": 0.5}
    priced = policy("tariff", when={"measure": "spot_outside", "product": "oxide_Dy", "above": 400}, **levy)
    pressed = policy("tariff", when={"nation": "USA", "decision": "pressure", "among": ["tariff"]}, **levy)
    assert rules(priced).tariff.max() == 0
    assert rules(priced, measures={("spot_outside", "", "oxide_Dy"): 500.0}).tariff.max() == 0.5
    assert rules(pressed).tariff.max() == 0
    assert rules(pressed, decided={("USA", "pressure"): "tariff"}).tariff.max() == 0.5
