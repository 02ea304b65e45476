"""What each of the newer instruments does to the same world and seed: one sentence each, with sign and size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import HEAVY, NATIONS, baseline, lane_t, rule, simulate, stepped, total

from sim.model import RareEarthModel
from sim.model.result import RunResult
from sim.model.structure import RECYCLING

#: For a year little heavy material reaches Japan.
EMBARGO = rule(
    "export_control", id="embargo", products=["heavy"], destinations=["JPN"], access=0.1, start="2027-01", end="2027-12"
)
IND = NATIONS.index("IND")
YEAR = slice(36, 54)
LICENCES = (
    rule("export_control", id="ctl", products=["heavy", "magnets"], licence=True, announced_share=0.5, start="2025-01"),
    rule("licensing", id="lic", products=["heavy", "magnets"], default_regime="tight", start="2025-01"),
)


def with_and_without(months: int, *policies: dict[str, Any], world: tuple[dict[str, Any], ...] = ()) -> list[RunResult]:
    """The baseline with `world`, and with `policies` as well."""
    return [simulate(baseline(*world, *more, months=months)) for more in ((), policies)]


def cost(result: RunResult, *nations: str) -> float:
    """Public cost of the run, USD."""
    return float(total(result, "public_cost_usd", nations).sum())


def test_sixty_days_of_stock_spare_japan_most_of_what_a_years_embargo_costs() -> None:
    plan = rule("stockpile", nations=["JPN"], products=["heavy"], cover_months=2)
    bare, stocked = with_and_without(60, plan, world=(EMBARGO,))
    assert bare.get("supply_gap", "JPN")[YEAR].sum() > 0.05
    assert stocked.get("supply_gap", "JPN")[YEAR].sum() < 0.3 * bare.get("supply_gap", "JPN")[YEAR].sum()
    held = stocked.get("public_stock_t", "JPN")
    assert held[35] == pytest.approx(held[:36].max())  # full when it is needed, and used while it lasts
    assert held[47] < 0.7 * held[35]
    assert np.all(bare.get("public_stock_t", "JPN") == 0.0)


def test_a_stockpile_costs_what_its_goods_cost_and_brings_in_what_it_sells() -> None:
    plan = rule("stockpile", nations=["JPN"], products=["magnet_heavy"], cover_months=2)
    bare, stocked = with_and_without(60, plan, world=(EMBARGO,))
    spent = np.cumsum(stocked.get("public_cost_usd", "JPN") - bare.get("public_cost_usd", "JPN"))
    held = stocked.get("public_stock_t", "JPN")[35] / 0.3  # a tonne of magnets holds about 0.3 t of rare earth metal
    price = 1000 * stocked.get("price_paid", "JPN", "magnet_heavy")[:36].mean()
    assert spent[35] == pytest.approx(held * price, rel=0.35)
    assert spent[47] < spent[35]


def test_a_joint_stock_serves_the_member_that_is_cut_off() -> None:
    plan = rule("stockpile", nations=["USA", "JPN"], products=["heavy"], cover_months=1)
    alone, joint = (simulate(baseline(EMBARGO, plan | {"joint": both}, months=60)) for both in (False, True))
    used = [r.get("public_stock_t", "USA")[35] - r.get("public_stock_t", "USA")[36:48].min() for r in (alone, joint)]
    assert used[1] > used[0] + 10.0


def test_a_stockpile_whose_plan_ends_is_sold_off_slowly() -> None:
    plan = rule("stockpile", nations=["JPN"], products=["heavy"], end="2025-12", fill_months=12)
    (_, stocked) = with_and_without(60, plan)
    held = stocked.get("public_stock_t", "JPN")
    assert np.all(np.diff(held[24:]) <= 1e-9)
    assert 0.0 < held[59] < 0.6 * held[23]


def test_collection_and_a_subsidy_recover_more_neodymium_and_the_subsidy_costs_money() -> None:
    targets = rule("recycling", nations=["EUU"], start="2025-01", collection_share=0.25, subsidy_usd_per_t=3000)
    without, recycling = with_and_without(120, targets)
    assert recycling.get("recycled_share", "EUU")[-1] > 1.2 * without.get("recycled_share", "EUU")[-1]
    assert total(recycling, "recycled_t", [""], ["Nd", "Pr"])[-1] > total(without, "recycled_t", [""], ["Nd", "Pr"])[-1]
    assert cost(recycling, "EUU") > 1e6


def test_a_duty_to_use_recovered_material_builds_recyclers_without_public_money() -> None:
    duty = rule(
        "recycling",
        nations=["IND"],
        start="2025-01",
        recycled_content_share=0.15,
        ramp_months=12,
        buyout_usd_per_t=8000,
    )
    without, bound = with_and_without(120, duty)
    assert without.get("recycled_share", "IND")[-1] == 0.0
    assert bound.get("recycled_share", "IND")[-1] > 0.03
    assert cost(bound, "IND") == cost(without, "IND")


def test_rules_that_come_back_do_not_bring_back_what_the_duty_was_worth_then() -> None:
    duty = rule("recycling", nations=["IND"], recycled_content_share=0.1, subsidy_usd_per_t=500, buyout_usd_per_t=8000)
    interlude = rule("tariff", importer="USA", rate=0.1, start="2024-05", end="2024-07")
    model = RareEarthModel(baseline(duty, interlude, months=9))
    seen = []
    for _ in range(9):
        model.step()
        income = model.recycling.support(model.ruled).income[IND, RECYCLING]
        assert income == 500 + model.recycling.price[IND]
        assert model.ruled.support.income[IND, RECYCLING] == 500
        seen.append((model.ruled, income))
    assert seen[3][0] is seen[7][0] is not seen[5][0]
    assert [income for _, income in seen[1::3]] == [500, 2500, 4500]


def test_a_duty_is_worth_no_more_than_the_buy_out_in_force_and_nothing_when_it_has_ended() -> None:
    duty = rule("recycling", nations=["IND"], recycled_content_share=0.1, buyout_usd_per_t=8000, end="2024-08")
    cheaper = {**duty, "id": "later", "buyout_usd_per_t": 1000, "end": None}
    for policies, worth in (((duty,), 0.0), ((duty, cheaper), 1000.0)):
        model = stepped(baseline(*policies, months=9), 8)
        assert model.recycling.support(model.ruled).income[IND, RECYCLING] == 4000.0
        model.step()
        assert model.recycling.support(model.ruled).income[IND, RECYCLING] == worth


def test_grain_boundary_diffusion_turns_heavy_magnets_into_standard_ones_after_a_delay() -> None:
    research = {"saving_share": 0.5, "research_usd_per_month": 2e6, "delay_months": 24}
    study = rule("substitution", nation="JPN", technology="grain_boundary_diffusion", start="2025-01", **research)
    without, lean = with_and_without(120, study)
    ratio = {
        p: lean.get("use_t", "JPN", p) / without.get("use_t", "JPN", p) for p in ("magnet_heavy", "magnet_standard")
    }
    assert np.allclose(ratio["magnet_heavy"][:36], 1.0)
    assert 0.6 < ratio["magnet_heavy"][-1] < 0.9  # the change-over takes longer than the run
    assert ratio["magnet_standard"][-1] > 1.03
    assert cost(lean, "JPN") - cost(without, "JPN") == pytest.approx(50e6)


def test_motors_without_magnets_are_taken_up_only_where_magnets_are_dear_enough() -> None:
    motors = rule("substitution", nation="JPN", technology="ferrite", products=["magnets"], start="2024-01")
    everybody, few = (simulate(baseline(motors | {"break_even": multiple}, months=120)) for multiple in (0.0, 2.0))
    used = [total(r, "use_t", ["JPN"], ["magnet_standard"])[-1] for r in (everybody, few)]
    assert used[0] < 0.95 * used[1]


def test_what_was_learnt_stays_when_the_money_for_it_ends() -> None:
    study = rule("substitution", nation="JPN", start="2024-01", end="2026-12", research_usd_per_month=2e6)
    without, lean = with_and_without(120, study)
    ratio = lean.get("use_t", "JPN", "magnet_heavy") / without.get("use_t", "JPN", "magnet_heavy")
    assert ratio[-1] < ratio[60] < 0.999


def test_an_offtake_gives_japan_its_share_of_what_malaysia_separates() -> None:
    short = rule("export_control", id="short", products=["oxides"], access=0.4, start="2026-01")
    claim = rule("mining_assets", investor="JPN", offtakes=[{"host": "MYS", "products": ["oxide_NdPr"], "share": 0.3}])
    free, bound = (simulate(baseline(short, *more, months=48), detail=True) for more in ((), (claim,)))
    share = []
    for result in (free, bound):
        sold = sum(lane_t(result, ["oxide_NdPr"], "MYS", n) for n in NATIONS)
        share.append((lane_t(result, ["oxide_NdPr"], "MYS", "JPN") / sold)[24:])
    assert share[0].max() < 0.15
    assert share[1].min() > 0.28


def test_a_stake_brings_its_capacity_when_it_is_due_and_the_investor_pays_for_it() -> None:
    terms = [{"host": "AUS", "stage": "mine", "t_per_year": 5000, "lead_months": 36, "paid_share": 0.5}]
    without, with_stake = with_and_without(72, rule("mining_assets", investor="JPN", start="2025-01", stakes=terms))
    gain = 12 * (with_stake.get("capacity_t", "AUS", "mine") - without.get("capacity_t", "AUS", "mine"))
    assert np.abs(gain[:48]).max() < 1e-6
    assert gain[60] == pytest.approx(5000, rel=0.05)
    # Half of 5,000 t/yr at several times the controller's 12,000 USD (Nolans: 357,000 AUD per t NdPr with separation).
    assert 60e6 < cost(with_stake, "JPN") < 200e6
    assert cost(with_stake, "AUS") == cost(without, "AUS")


def test_exploration_opens_mines_that_were_not_there() -> None:
    floor = rule("price_support", nation="AUS", products=["oxide_NdPr"], floor_usd_per_kg=110, t_per_month=5000)
    search = rule("mining_assets", investor="IND", exploration=[{"host": "AUS", "usd_per_month": 2e6}])
    models = [stepped(baseline(floor, *more, months=60)) for more in ((), (search,))]
    aus = models[0].world.nation_index["AUS"]
    mines = (models[0].layout.plants.nation == aus) & (models[0].layout.plants.stage == 0)
    ahead = [12 * m.capacity.pipeline.ready[mines, 60:].sum() for m in models]
    assert ahead[1] > ahead[0] + 500.0


def test_strict_rules_halve_the_waste_of_a_tonne_and_leave_less_of_the_industry() -> None:
    strict = rule("environment", nations=["MYS"], stringency={2025: 1.0})
    without, clean = with_and_without(144, strict)
    per_tonne = [
        r.get("waste_t", "MYS")[-1] / (r.get("mine_output_t", "MYS") + r.get("separation_output_t", "MYS"))[-1]
        for r in (without, clean)
    ]
    assert 0.55 < per_tonne[1] / per_tonne[0] < 0.85
    assert clean.get("separation_output_t", "MYS")[-1] < without.get("separation_output_t", "MYS")[-1]


def test_longer_permits_delay_what_a_grant_builds() -> None:
    grant = rule("domestic_capability", nation="IND", stages={"separation": {"capex_grant_share": 0.6}})
    wait = rule("environment", nations=["IND"], permit_months={"separation": 24})
    quick, slow = with_and_without(108, wait, world=(grant,))
    first = [int(np.argmax(r.get("capacity_t", "IND", "separation") > 1.05 * r.get("capacity_t", "IND", "separation")[0]))
             for r in (quick, slow)]  # fmt: skip
    assert first[0] > 0
    assert slow.get("capacity_t", "IND", "separation")[-1] < quick.get("capacity_t", "IND", "separation")[-1]


def test_a_kept_promise_calms_buyers_and_leaves_less_industry_outside() -> None:
    promise = rule("predictability", beneficiaries=["ALL"], start="2025-01")
    without, kept = with_and_without(96, promise, world=LICENCES)
    assert kept.get("credibility", "IND")[-1] > 0.9
    assert without.get("credibility", "IND")[-1] == 0.0
    for measure in ("fear", "stock_cover_months"):  # once stocks have been built up without it
        assert kept.get(measure, "IND")[60:].mean() < 0.9 * without.get(measure, "IND")[60:].mean()
    outside = [total(r, "capacity_t", [n for n in NATIONS if n != "CHN"], ["magnet"])[-1] for r in (without, kept)]
    assert outside[1] < outside[0]


def test_a_promise_is_believed_as_far_as_it_is_kept() -> None:
    promise = rule("predictability", beneficiaries=["IND"], start="2025-01")
    runs = [simulate(baseline(*LICENCES, promise | {"kept_probability": q}, months=96)) for q in (0.0, 0.5, 1.0)]
    belief = [r.get("credibility", "IND")[-1] for r in runs]
    assert belief[0] < 0.1 < 0.3 < belief[1] < 0.7 < 0.9 < belief[2]
    supply = [r.get("heavy_supply_from_controller", "IND")[12:].sum() for r in runs]
    assert supply[0] < supply[1] < supply[2]
    told = [sum("promise" in event.text for event in r.events) for r in runs]
    assert told[0] > told[1] > told[2] == 0


def test_a_coalition_builds_more_and_shares_the_bill() -> None:
    deal = {"members": ["USA", "JPN", "IND"], "grants": {"separation": 0.5}, "start": "2025-01"}
    without, alone = with_and_without(96, rule("coalition", **deal))
    shared = simulate(baseline(rule("coalition", shared_finance=1.0, **deal), months=96))
    members = deal["members"]
    built = [total(r, "capacity_t", members, ["separation"])[-1] for r in (without, alone)]
    assert built[1] > built[0] + 50.0
    assert cost(shared, *members) == pytest.approx(cost(alone, *members), rel=1e-6)
    assert cost(shared, "USA") != pytest.approx(cost(alone, "USA"), rel=0.05)


def test_members_of_a_coalition_trade_more_with_each_other() -> None:
    friends = rule("coalition", members=["USA", "JPN", "KOR"], preference=0.4)
    runs = [simulate(baseline(*more, months=36), detail=True) for more in ((), (friends,))]
    inside = [sum(lane_t(r, HEAVY, "JPN", n)[24:].sum() for n in ("USA", "KOR")) for r in runs]
    assert inside[1] > 1.02 * inside[0]


def test_a_tariff_is_answered_after_a_month() -> None:
    answer = {"products": ["all"], "rate": 0.5, "after_months": 1}
    duty = rule("tariff", importer="USA", origins=["CHN"], rate=0.3, start="2024-03", retaliation=answer)
    models = [stepped(baseline(duty, months=12), months) for months in (3, 4)]
    usa, chn = (models[0].world.nation_index[n] for n in ("USA", "CHN"))
    assert [m.rules.tariff[:, chn, usa].min() for m in models] == [0.3, 0.3]
    assert [m.rules.tariff[:, usa, chn].max() for m in models] == [0.0, 0.5]
