"""Numbers that instruments write into the rules, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from stub_view import policy, rules

from sim.names import NATIONS, PRODUCTS

CHN, IND, USA, JPN, MYS = (NATIONS.index(code) for code in ("CHN", "IND", "USA", "JPN", "MYS"))
DY = PRODUCTS.index("oxide_Dy")


@pytest.mark.parametrize(("date", "duty"), [("2025-02", 0.0), ("2025-03", 0.0), ("2025-04", 0.2), ("2026-01", 0.2)])
def test_an_answer_to_a_tariff_comes_after_its_months(date: str, duty: float) -> None:
    tariff = policy("tariff", importer="USA", rate=0.3, start="2025-01", retaliation={"rate": 0.2, "after_months": 3})
    found = rules(tariff, date=date)
    assert found.tariff[DY, CHN, USA] == 0.3
    assert found.tariff[DY, USA, CHN] == duty


def test_a_tariff_without_an_answer_taxes_one_way_whatever_its_start() -> None:
    for more in ({}, {"start": "2025-01"}):
        assert rules(policy("tariff", importer="USA", rate=0.3, **more)).tariff[DY, USA].max() == 0.0


def test_a_coalitions_floor_is_a_contract_of_each_member_with_its_own_producers() -> None:
    floor = {"floor_usd_per_kg": 90.0, "upside_share": 0.4, "t_per_month": 50.0, "products": ["Dy"]}
    floors = rules(policy("coalition", members=["USA", "JPN"], floor=floor)).floors
    assert {(f.nation, f.payer) for f in floors} == {(USA, USA), (JPN, JPN)}
    assert DY in {f.product for f in floors}
    assert {(f.floor_usd_per_t, f.upside_share, f.tonnes_per_month) for f in floors} == {(90_000.0, 0.4, 50.0)}


def test_half_an_effort_of_a_host_halves_what_it_pays_and_takes() -> None:
    offer = policy("china_plus_one", hosts=["IND"], homes=["JPN"], incentive_share=0.4, absorption_t_per_year=3000)
    full, half = rules(offer), rules(offer, decided={("IND", "diversification"): "modest"})
    assert (full.host_incentive[IND], full.host_absorption[IND]) == (0.4, 3000)
    assert (half.host_incentive[IND], half.host_absorption[IND]) == (0.2, 1500)
    assert half.host_open[JPN, IND] == 1.0
    assert half.host_open.sum() == 1.0


def test_a_new_design_is_adopted_by_those_who_are_named_and_else_by_who_pays_for_it() -> None:
    for named, adopt in (([], (JPN,)), (["USA", "IND"], (USA, IND))):
        (programme,) = rules(policy("substitution", nation="JPN", adopters=named)).programmes
        assert programme.payer == JPN
        assert sorted(programme.nations) == sorted(adopt)


def test_a_coalition_holds_a_stock_only_where_it_names_months() -> None:
    assert rules(policy("coalition", members=["USA", "JPN"])).stocks == ()
    held = rules(policy("coalition", members=["USA", "JPN"], stock_months=2.0)).stocks
    assert {stock.months for stock in held} == {2.0}


def test_a_duty_to_recover_grows_with_its_ramp_and_its_buy_out_holds_from_the_start() -> None:
    duty = policy(
        "recycling", nations=["IND"], start="2025-01", ramp_months=12, recycled_content_share=0.3, buyout_usd_per_t=9000
    )
    found = [rules(duty, date=date) for date in ("2025-01", "2025-06", "2026-06")]
    assert [float(r.recycled_content[IND]) for r in found] == pytest.approx([0.075, 0.15, 0.3])
    assert [float(r.recycled_buyout[IND]) for r in found] == [9000.0] * 3


@pytest.mark.parametrize(("gap", "acts"), [(0.2, False), (0.21, True), (0.39, True), (0.4, False)])
def test_a_condition_holds_strictly_between_its_bounds(gap: float, acts: bool) -> None:
    when = {"measure": "supply_gap", "nation": "USA", "above": 0.2, "below": 0.4}
    tariff = policy("tariff", importer="USA", rate=0.3, when=when)
    found = rules(tariff, measures={("supply_gap", "USA", ""): gap})
    assert (found.tariff[DY, CHN, USA] > 0) == acts


def test_a_campaign_lowers_what_is_tolerated_by_its_share() -> None:
    campaign = {"start": "2025-06", "end": "2025-08", "share": 0.25}
    quota = policy("production_quota", mining_t_per_year={2024: 120_000}, tolerated=0.4, crackdowns=[campaign])
    during, after = rules(quota), rules(quota, date="2025-09")
    assert during.tolerated[CHN] == pytest.approx(0.3)
    assert during.crackdown[CHN] == 0.25
    assert after.tolerated[CHN] == 0.4
    assert after.crackdown[CHN] == 0.0
    assert during.mine_cap[CHN] == pytest.approx(10_000)


def test_a_ceiling_grows_after_its_last_year_and_does_not_hold_before_its_first() -> None:
    quota = policy("production_quota", separation_t_per_year={2025: 12_000, 2027: 24_000}, growth_per_year=0.1)
    caps = [rules(quota, date=f"{year}-05").separation_cap[CHN] for year in (2024, 2025, 2026, 2027, 2029)]
    assert caps == [np.inf, 1000, 1000, 2000, pytest.approx(2000 * 1.21)]


def test_half_an_effort_gives_half_the_speed_up_of_permits_and_half_the_money() -> None:
    stage = {
        "capex_grant_share": 0.3,
        "incentive_usd_per_t": 1000.0,
        "permit_speed": 2.0,
        "research_usd_per_month": 4e6,
    }
    half = policy("domestic_capability", nation="IND", stages={"magnet": stage}, effort={"strong": 0.5})
    found = rules(half)
    at = (IND, 3)
    assert (found.permit_speed[at], found.capex_grant[at]) == (1.5, 0.15)
    assert (found.operating_incentive[at], found.research[at]) == (500.0, 2e6)
    assert found.support_limit[at] == np.inf


@pytest.mark.parametrize(
    ("date", "way"), [("2025-01", 0.25), ("2025-03", 0.25), ("2025-04", 0.5), ("2025-12", 1.0), ("2030-01", 1.0)]
)
def test_recycling_ramps_up_by_quarters(date: str, way: float) -> None:
    ramped = policy(
        "recycling", nations=["JPN"], collection_share=0.4, recycled_content_share=0.2, ramp_months=12, start="2025-01"
    )
    found = rules(ramped, date=date)
    assert found.collection[JPN] == pytest.approx(0.4 * way)
    assert found.recycled_content[JPN] == pytest.approx(0.2 * way)
    assert rules(policy("recycling", nations=["JPN"], collection_share=0.4)).collection[JPN] == 0.4


def test_a_pool_by_the_month_is_a_twelfth_under_a_name_of_its_own() -> None:
    quotas = [{"period": "2025", "tonnes": 1200}]
    by_month = policy("export_control", id="q", products=["heavy"], quotas=quotas, quota_spread="month")
    whole = policy("export_control", id="q", products=["heavy"], quotas=quotas)
    (month,), (year,) = rules(by_month).quotas, rules(whole).quotas
    assert (month.name, month.tonnes, month.period_months, month.months_into_period) == ("q 2025 month 6", 100, 1, 0)
    assert (year.name, year.tonnes, year.period_months, year.months_into_period) == ("q 2025", 1200, 12, 5)


@pytest.mark.parametrize(
    ("period", "months", "into"), [("2025", 12, 5), ("2025-H1", 6, 5), ("2025-Q2", 3, 2), ("2025-06", 1, 0)]
)
def test_a_period_knows_how_far_it_has_run(period: str, months: int, into: int) -> None:
    found = rules(policy("export_control", products=["heavy"], quotas=[{"period": period, "tonnes": 60}])).quotas
    assert [(pool.period_months, pool.months_into_period) for pool in found] == [(months, into)]
    later = rules(
        policy("export_control", products=["heavy"], quotas=[{"period": period, "tonnes": 60}]), date="2026-01"
    )
    assert later.quotas == ()


def test_stringency_is_bounded_from_its_year_on_and_free_before() -> None:
    bounds = policy("environment", nations=["MYS"], stringency={2025: 0.4}, stringency_at_most={2026: 0.7})
    found = [
        (rules(bounds, date=f"{y}-01").strict_least[MYS], rules(bounds, date=f"{y}-01").strict_most[MYS])
        for y in (2024, 2025, 2027)
    ]
    assert found == [(0.0, 1.0), (0.4, 1.0), (0.4, 0.7)]


def test_members_share_claims_on_goods_evenly_and_pay_together() -> None:
    club = policy(
        "coalition", members=["USA", "JPN", "MYS"], offtake_share=0.3, offtake_products=["Dy"], shared_finance=0.5
    )
    found = rules(club)
    assert {claim.share for claim in found.offtakes} == {0.15}
    assert {(claim.buyer, claim.host) for claim in found.offtakes} == {
        (a, b) for a in (USA, JPN, MYS) for b in (USA, JPN, MYS) if a != b
    }  # fmt: skip
    (pool,) = found.pools
    assert pool.share == 0.5
    assert rules(policy("coalition", members=["USA", "JPN"])).pools == ()
    larger = policy("coalition", members=["USA", "JPN", "MYS", "IND"], offtake_share=0.3, offtake_products=["Dy"])
    assert all(claim.share == pytest.approx(0.1) for claim in rules(larger).offtakes)
