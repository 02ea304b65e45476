"""What each instrument does to the rules."""

from __future__ import annotations

import numpy as np
import pytest
from stub_view import HEAVY, policy, rules

from sim.names import NATIONS, PRODUCTS
from sim.rules import REGIMES, STAGES

CHN, IND, USA, JPN, EUU = (NATIONS.index(code) for code in ("CHN", "IND", "USA", "JPN", "EUU"))
DY, ND, LA, MAGNET = (PRODUCTS.index(name) for name in ("oxide_Dy", "oxide_NdPr", "oxide_La", "magnet_standard"))
IS_HEAVY = np.array([product in HEAVY for product in PRODUCTS])


def test_a_half_year_quota_is_one_pool_that_knows_how_far_the_half_year_has_run() -> None:
    control = policy("export_control", products=["oxides"], quotas=[{"period": "2010-H2", "tonnes": 7976}])
    assert rules(control, date="2010-06").quotas == ()
    (pool,) = rules(control, date="2010-09").quotas
    assert (pool.tonnes, pool.period_months, pool.months_into_period) == (7976, 6, 2)
    assert LA in pool.products
    assert MAGNET not in pool.products
    assert CHN not in pool.destinations
    assert len(pool.destinations) == len(NATIONS) - 1
    assert rules(control, date="2011-01").quotas == ()


@pytest.mark.parametrize(
    ("period", "first", "last", "months"),
    [
        ("2012", "2012-01", "2012-12", 12),
        ("2012-H1", "2012-01", "2012-06", 6),
        ("2012-Q3", "2012-07", "2012-09", 3),
        ("2012-11", "2012-11", "2012-11", 1),
    ],
)
def test_quota_periods_start_and_end_in_the_right_month(period: str, first: str, last: str, months: int) -> None:
    control = policy("export_control", products=["all"], quotas=[{"period": period, "tonnes": 1}])
    assert rules(control, date=first).quotas[0].months_into_period == 0
    assert rules(control, date=last).quotas[0].months_into_period == months - 1


def test_a_quota_spread_over_months_gives_each_month_its_part() -> None:
    quotas = [{"period": "2010-H2", "tonnes": 600}]
    control = policy("export_control", products=["all"], quotas=quotas, quota_spread="month")
    pools = [rules(control, date=f"2010-{month:02d}").quotas[0] for month in range(7, 13)]
    assert {pool.tonnes for pool in pools} == {100}
    assert len({pool.name for pool in pools}) == 6


def test_an_embargo_on_one_nation_closes_its_lanes_only() -> None:
    ban = policy("export_control", products=["all"], destinations=["JPN"], access=0.05, announced_share=0.8)
    closed = rules(ban)
    assert np.all(closed.access[:, CHN, JPN] == 0.05)
    assert np.sum(closed.access < 1) == len(PRODUCTS)
    assert np.all(closed.announced[:, JPN] == 0.8)
    assert np.sum(closed.announced > 0) == len(PRODUCTS)


def test_export_taxes_differ_by_group_and_the_larger_counts_where_they_overlap() -> None:
    taxes = {"oxides": 0.15, "Dy": 0.25}
    taxed = rules(policy("export_control", products=["oxides"], export_taxes=taxes))
    assert taxed.export_tax[LA, CHN, USA] == 0.15
    assert taxed.export_tax[DY, CHN, USA] == 0.25
    assert taxed.export_tax[PRODUCTS.index("metal_Dy"), CHN, USA] == 0
    assert taxed.export_tax[LA, CHN, CHN] == 0


def test_a_control_can_harden_the_regime_that_a_desk_works_under() -> None:
    control = policy("export_control", products=["heavy"], destinations=["JPN"], regime_at_least="tight")
    hardened = rules(control, policy("licensing", relation_effect=0))
    assert (hardened.odds[DY, CHN, JPN], hardened.odds[DY, CHN, IND]) == (0.15, 0.55)


def test_news_of_a_control_ages() -> None:
    control = policy(
        "export_control", products=["all"], start="2025-04", announced_share=0.5, announced_months=3, access=0.9
    )
    assert rules(control, date="2025-06").announced[ND, USA] == 0.5
    assert rules(control, date="2025-07").announced[ND, USA] == 0
    assert rules(control, date="2025-07").access[ND, CHN, USA] == 0.9


LICENCES = policy("export_control", id="licences", products=["heavy"], licence=True)


def test_licences_of_april_2025_need_a_desk_and_hold_other_magnets_for_tests() -> None:
    desk = policy("licensing", screening={"products": ["magnets"], "share": 0.9, "months": 1.5, "t_per_month": 1000})
    licensed = rules(LICENCES, desk)
    assert np.array_equal(licensed.licence[:, CHN, IND] > 0, IS_HEAVY)
    assert np.all(licensed.odds[IS_HEAVY, CHN, IND] == 0.55)
    assert np.all(licensed.odds[~IS_HEAVY] == 1)
    assert licensed.screening[MAGNET, CHN, IND] == 0.9
    assert licensed.screening[DY, CHN, IND] == 0
    assert licensed.screening_t_per_month == 1000
    assert licensed.desks[0].review_months == 2.1
    assert licensed.desks[0].validity_months == 12


def test_a_controllers_decision_sets_the_regime_and_the_regime_sets_the_odds() -> None:
    desk = policy("licensing", regimes={"USA": "tight"}, relation_effect=0)
    decided = {("CHN", "regime:IND"): "general", ("CHN", "regime:USA"): "ban"}
    assert rules(desk).regime[CHN, USA] == REGIMES.index("tight")
    chosen = rules(LICENCES, desk, decided=decided)
    assert chosen.regime[CHN, USA] == REGIMES.index("ban")
    assert chosen.odds[DY, CHN, USA] == 0
    assert chosen.odds[DY, CHN, IND] == 0.95
    assert chosen.general[DY, CHN, IND] == 0.6
    assert chosen.general[DY, CHN, JPN] == 0


def test_better_relations_and_fewer_refused_end_uses_raise_the_odds() -> None:
    friend = {("CHN", "IND"): 1.0}
    assert rules(policy("licensing"), related=friend).odds[DY, CHN, IND] == pytest.approx(0.66)
    refusing = policy("licensing", refused_end_uses={"defence": 0.1})
    assert rules(refusing).odds[DY, CHN, IND] == pytest.approx(0.495)


@pytest.mark.parametrize(
    ("answer", "regime", "scope", "verification"),
    [("refuse", "tight", 0, 0.4), ("middle_ground", "case_by_case", 0.5, 0.2), ("comply", "general", 1, 0.4)],
)
def test_the_answer_to_a_demand_moves_the_regime_and_the_certificate(
    answer: str, regime: str, scope: float, verification: float
) -> None:
    demand = policy("assurance", verification=0.4)
    seen = rules(policy("licensing"), demand, decided={("IND", "assurance_response"): answer})
    assert REGIMES[seen.regime[CHN, IND]] == regime
    assert REGIMES[seen.regime[CHN, JPN]] == "case_by_case"
    assert seen.assurances[0].scope == scope
    assert seen.assurances[0].verification == verification


def test_a_regime_that_the_controller_chose_is_not_moved_by_the_answer() -> None:
    decided = {("IND", "assurance_response"): "refuse", ("CHN", "regime:IND"): "general"}
    seen = rules(policy("licensing"), policy("assurance"), decided=decided)
    assert REGIMES[seen.regime[CHN, IND]] == "general"


def test_too_much_found_diverted_revokes_what_compliance_earned() -> None:
    demand = policy("assurance", response="comply", verification=0.5, revocation_t_per_month=1)
    kept = rules(policy("licensing"), demand, measures={("diverted_t", "IND", ""): 1.0})
    broken = rules(policy("licensing"), demand, measures={("diverted_t", "IND", ""): 3.0})
    assert REGIMES[kept.regime[CHN, IND]] == "general"
    assert REGIMES[broken.regime[CHN, IND]] == "tight"


def test_limited_audits_find_less_and_revoke_a_middle_ground_later() -> None:
    demand = policy(
        "assurance", response="middle_ground", verification=0.5, limited_audits=0.5, revocation_t_per_month=1
    )
    regimes = [
        REGIMES[rules(policy("licensing"), demand, measures={("diverted_t", "IND", ""): t}).regime[CHN, IND]]
        for t in (3.0, 5.0)
    ]
    assert regimes == ["case_by_case", "tight"]


def test_without_a_limit_no_diversion_revokes_it() -> None:
    demand = policy("assurance", response="comply", verification=0.5, revocation_t_per_month=0)
    found = rules(policy("licensing"), demand, measures={("diverted_t", "IND", ""): 300.0})
    assert REGIMES[found.regime[CHN, IND]] == "general"


def test_a_middle_ground_lapses_at_its_sunset() -> None:
    demand = policy("assurance", response="middle_ground", start="2025-10", sunset_months=12)
    assert rules(demand, date="2026-09").assurances[0].scope == 0.5
    assert rules(demand, date="2026-10").assurances[0].scope == 0


def test_production_quotas_follow_their_years_and_a_crackdown_its_months() -> None:
    quota = policy(
        "production_quota",
        mining_t_per_year={2010: 89200, 2011: 93800},
        separation_t_per_year={2010: 86000},
        growth_per_year=0.1,
        crackdowns=[{"start": "2011-08", "end": "2011-12", "share": 0.5}],
        includes_imported_ore=True,
    )
    assert rules(quota, date="2009-12").mine_cap[CHN] == np.inf
    assert rules(quota, date="2010-05").mine_cap[CHN] == pytest.approx(89200 / 12)
    assert rules(quota, date="2011-08").mine_cap[CHN] == pytest.approx(93800 / 12)
    assert rules(quota, date="2011-08").crackdown[CHN] == 0.5
    assert rules(quota, date="2012-01").mine_cap[CHN] == pytest.approx(93800 * 1.1 / 12)
    assert rules(quota, date="2012-01").separation_cap[CHN] == pytest.approx(86000 * 1.21 / 12)
    assert rules(quota, date="2012-01").cap_counts_imports[CHN]
    assert np.isinf(rules(quota, date="2012-01").mine_cap[USA])


def test_a_technology_control_spares_its_origin() -> None:
    barred = rules(policy("technology_control", access={"separation": 0.2, "magnet": 0.6}))
    assert barred.technology[IND].tolist() == [1, 0.2, 1, 0.6]
    assert barred.technology[CHN].tolist() == [1, 1, 1, 1]


def test_china_plus_one_opens_its_hosts_to_friends() -> None:
    offer = policy("china_plus_one", hosts=["IND"], least_relations=0.3, incentive_share=0.4)
    seen = rules(offer, related={("JPN", "IND"): 0.6})
    assert seen.host_open[JPN, IND] == 1
    assert np.sum(seen.host_open) == 1
    assert seen.host_incentive[IND] == 0.4
    assert (seen.exposure_threshold, seen.relocation_share) == (0.5, 0.3)


def test_indias_magnet_scheme_follows_its_effort_and_stops_at_its_limit() -> None:
    stages = {"magnet": {"capex_grant_share": 0.3, "incentive_usd_per_t": 24000, "limit_t_per_year": 6000}}
    scheme, magnet = policy("domestic_capability", nation="IND", stages=stages), STAGES.index("magnet")
    full = rules(scheme)
    half = rules(scheme, decided={("IND", "diversification"): "modest"})
    built = rules(scheme, measures={("capacity_t", "IND", "magnet"): 1000.0})
    assert (full.capex_grant[IND, magnet], full.operating_incentive[IND, magnet]) == (0.3, 24000)
    assert (half.capex_grant[IND, magnet], half.operating_incentive[IND, magnet]) == (0.15, 12000)
    assert (built.capex_grant[IND, magnet], built.operating_incentive[IND, magnet]) == (0, 12000)
    assert np.sum(full.capex_grant) == pytest.approx(0.3)


def test_price_support_is_a_contract_per_product() -> None:
    (floor,) = rules(policy("price_support", nation="AUS", payer="JPN", t_per_month=400)).floors
    assert (floor.nation, floor.payer, floor.product) == (NATIONS.index("AUS"), JPN, ND)
    assert (floor.floor_usd_per_t, floor.upside_share, floor.tonnes_per_month) == (110_000, 0.3, 400)


def test_a_truce_suspends_what_it_names_and_doubt_remains() -> None:
    ban = policy("export_control", id="october", products=["all"], access=0.0, announced_share=0.5)
    truce = policy("diplomacy", suspended=["october"], credibility=0.3, end="2026-11")
    pause = rules(ban, truce)
    assert np.all(pause.access == 1)
    assert pause.announced[DY, USA] == pytest.approx(0.35)
    last = policy("export_control", id="october", products=["all"], announced_share=0.5, end="2025-06")
    assert rules(last, truce).announced[DY, USA] == pytest.approx(0.35)
    assert rules(last, truce, date="2025-07").announced[DY, USA] == 0
    assert rules(ban, truce, date="2026-12").access[DY, CHN, USA] == 0


def test_diplomacy_eases_regimes_and_technology_for_its_parties_and_records_concessions() -> None:
    deal = policy(
        "diplomacy",
        parties=["EUU"],
        regime_at_most="general",
        technology_at_least={"magnet": 0.7},
        concessions=[{"giver": "EUU", "taker": "CHN", "field": "tariff", "value": 0.2}],
    )
    ban = policy("technology_control", access={"magnet": 0.1})
    seen = rules(policy("licensing", relation_effect=0), ban, deal)
    assert REGIMES[seen.regime[CHN, EUU]] == "general"
    assert seen.odds[DY, CHN, EUU] == 0.95
    assert seen.technology[EUU, STAGES.index("magnet")] == 0.7
    assert seen.technology[IND, STAGES.index("magnet")] == 0.1
    assert seen.goodwill[EUU, CHN] == 0.2


def test_a_tariff_falls_on_the_importers_lanes() -> None:
    seen = rules(policy("tariff", importer="USA", origins=["CHN"], products=["magnets"], rate=0.25))
    assert seen.tariff[MAGNET, CHN, USA] == 0.25
    assert np.sum(seen.tariff > 0) == 3
