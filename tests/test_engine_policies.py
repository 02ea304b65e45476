"""What each instrument does to trade and prices: the run with it against the run of the same seed without it."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import (
    HEAVY,
    MAGNETS,
    OTHERS,
    baseline,
    lane_t,
    rule,
    simulate,
    stepped,
    total,
)

from sim.model.gates import REVIEW, TESTING, VALIDITY, empty_gate, office_of, wide_enough
from sim.model.result import RunResult
from sim.rules import Rules

START, MONTHS = "2024-07", 36
FIRST_HALF_YEAR = slice(6, 12)


@pytest.fixture(scope="module")
def without() -> RunResult:
    """The baseline without any of the policies here."""
    return simulate(baseline(months=MONTHS), detail=True)


def under(*policies: dict) -> RunResult:
    """The baseline with policies from July 2024."""
    return simulate(baseline(*({"start": START, **p} for p in policies), months=MONTHS), detail=True)


def ban(access: float = 0.0, *destinations: str) -> dict:
    return rule("export_control", id="ban", products=["heavy"], destinations=destinations or ["JPN"], access=access)


DUTY = rule("export_control", id="duty", products=["heavy"], licence=True)
DESK = rule("licensing")


def test_a_ban_on_one_nation_stops_its_imports_from_the_controller_at_once(without) -> None:
    banned = under(ban())
    assert lane_t(without, HEAVY, "CHN", "JPN")[6:].min() > 100.0
    assert lane_t(banned, HEAVY, "CHN", "JPN")[6:].max() == 0.0
    assert banned.get("heavy_supply_from_controller", "JPN")[6:].max() == 0.0


def test_a_ban_on_one_nation_leaves_the_goods_that_it_does_not_name_in_trade(without) -> None:
    free, banned = (lane_t(r, ["magnet_standard"], "CHN", "JPN")[6:18].sum() for r in (without, under(ban())))
    assert banned > 0.8 * free


def test_a_ban_leaks_through_third_nations(without) -> None:
    banned = under(ban())
    elsewhere = [n for n in OTHERS if n != "JPN"]
    gain = sum(lane_t(r, HEAVY, n, "JPN")[6:18].sum() * s for r, s in ((banned, 1), (without, -1)) for n in elsewhere)
    assert gain > 0.0


@pytest.mark.parametrize("access", [0.1, 0.5])
def test_partial_access_lets_about_that_share_of_normal_trade_through(without, access: float) -> None:
    free, partly = (lane_t(r, HEAVY, "CHN", "JPN")[FIRST_HALF_YEAR].sum() for r in (without, under(ban(access))))
    assert partly == pytest.approx(access * free, rel=0.15)


def test_a_promise_of_all_that_is_normal_lets_hardly_more_through_a_control_than_one_of_nearly_all(without) -> None:
    promised = [rule("predictability", products=["heavy"], minimum_share=share) for share in (0.9, 0.99, 1.0)]
    most, nearly, whole = (lane_t(under(ban(0.5, "IND"), p), HEAVY, "CHN", "IND")[6:].sum() for p in promised)
    free = lane_t(without, HEAVY, "CHN", "IND")[6:].sum()
    assert most < nearly < whole < free
    assert whole == pytest.approx(nearly / 0.99, rel=0.01)


def heavy_exports(result: RunResult) -> np.ndarray:
    return total(result, "exports_t", ["CHN"], HEAVY)


def test_a_licence_duty_halves_heavy_exports_in_its_first_months_and_lets_them_recover(without) -> None:
    ratio = heavy_exports(under(DUTY, DESK)) / heavy_exports(without)
    np.testing.assert_allclose(ratio[:6], 1.0)
    assert ratio[6:8].max() < 0.6
    assert ratio[9:24].mean() > 0.7


def test_a_licence_duty_makes_heavy_goods_dear_outside_and_not_inside(without) -> None:
    licensed = under(DUTY, DESK)
    outside, inside = (
        licensed.get(m, "", "oxide_Dy")[7:10] / without.get(m, "", "oxide_Dy")[7:10]
        for m in ("spot_outside", "spot_inside")
    )
    assert outside.min() > 1.5
    assert inside.max() < 1.1


def test_applications_are_filed_then_pend_and_are_then_approved(without) -> None:
    licensed = under(DUTY, DESK)
    filed, pending, approved = (
        total(licensed, m, OTHERS) for m in ("licences_filed", "licences_pending", "licences_approved")
    )
    assert filed[:6].max() == approved[:6].max() == pending[:6].max() == 0.0
    assert filed[6] > 0.0
    assert approved[6:8].max() == 0.0  # 45 working days are two months
    assert approved[8:12].min() > 0.0
    assert approved.sum() <= filed.sum()


@pytest.mark.parametrize("review", [7.5, 8.0, 12.0])
def test_a_long_review_is_waited_for_and_ends(review: float) -> None:
    approved = total(under(DUTY, DESK | {"review_months": review}), "licences_approved", OTHERS)
    begins = 6 + int(review)
    assert approved[:begins].max() == 0.0
    assert approved[begins + 1 : begins + 7].min() > 0.0


def test_a_gate_that_takes_longer_keeps_what_waits() -> None:
    gate, office = empty_gate(1, 2), office_of(Rules.open(1, 2), 0, 3.0, 0.5)
    gate.waiting[:] = np.arange(8.0)
    assert wide_enough(gate, office) is gate
    office[REVIEW] = 6.9
    assert wide_enough(gate, office) is gate
    office[REVIEW] = 12.0
    wide = wide_enough(gate, office)
    assert wide.waiting.shape == (2, 1, 2, 14)
    assert wide.waiting[0, 0, 1].tolist() == [*range(8), *[0.0] * 6]
    office[REVIEW], office[TESTING] = 2.0, 9.5
    assert wide_enough(gate, office).waiting.shape[-1] == 11
    assert wide_enough(wide, office) is wide
    wide.balance[:], office[VALIDITY] = np.arange(12.0), 24.0
    assert wide_enough(wide, office).balance[1, 0, 0].tolist() == [*range(12), *[0.0] * 12]  # as many months are left


@pytest.mark.parametrize(("first", "second"), [("a", "z"), ("z", "a")])
def test_of_desks_that_follow_each_other_the_one_in_force_decides(first: str, second: str) -> None:
    idle, busy = DESK | {"files_per_month": 1e-6, "files_per_month_max": 1e-6}, DESK | {"files_per_month": 1e4}
    both = under(DUTY, idle | {"id": first, "end": "2025-06"}, busy | {"id": second, "start": "2025-07"})
    approved = total(both, "licences_approved", OTHERS)
    assert approved[:18].max() < 1.0
    assert approved[18] > 1000.0


def test_the_longer_a_licence_is_valid_the_more_of_what_is_approved_is_shipped() -> None:
    month, quarter, year = (heavy_exports(under(DUTY, DESK | {"validity_months": m}))[24:].sum() for m in (1, 3, 12))
    assert month < 0.9 * year
    assert month < quarter < year


def test_the_milder_the_regime_the_more_is_exported(without) -> None:
    exports = [
        heavy_exports(under(DUTY, DESK | {"default_regime": regime}))[6:].sum()
        for regime in ("ban", "tight", "case_by_case", "general", "open")
    ]
    assert exports == sorted(exports)
    assert exports[0] < 0.1 * exports[-1]


def test_a_duty_under_an_open_regime_holds_nothing_up(without) -> None:
    licensed = under(DUTY, DESK | {"default_regime": "open"})
    for measure, nation in (("exports_t", "CHN"), ("spot_outside", "")):
        now, free = licensed.get(measure, nation, "oxide_Dy"), without.get(measure, nation, "oxide_Dy")
        assert now == pytest.approx(free, rel=1e-3), measure


def test_screening_holds_goods_under_the_same_customs_code_for_a_while(without) -> None:
    screening = {"products": ["magnets"], "share": 0.9, "months": 1, "t_per_month": 200, "t_per_month_max": 8000}
    screened = under(DUTY, DESK | {"screening": screening})
    free, held = (total(r, "exports_t", ["CHN"], ["magnet_standard"]) for r in (without, screened))
    assert held[6:9].min() < 0.6 * free[6:9].min()
    assert held[18:24].mean() > 0.8 * free[18:24].mean()


def test_an_export_tax_raises_the_price_outside_above_that_inside_and_fills_the_treasury(without) -> None:
    taxed = under(rule("export_control", products=["oxides"], export_taxes={"oxides": 0.25}))
    gap = [
        (r.get("spot_outside", "", "oxide_NdPr") / r.get("spot_inside", "", "oxide_NdPr"))[FIRST_HALF_YEAR].mean()
        for r in (without, taxed)
    ]
    assert 1.05 * gap[0] < gap[1] < 1.4 * gap[0]
    contract, free = (r.get("contract_price", "", "oxide_NdPr")[FIRST_HALF_YEAR] for r in (taxed, without))
    assert np.all(contract > free)
    cost, before = (r.get("public_cost_usd", "CHN")[FIRST_HALF_YEAR] for r in (taxed, without))
    assert cost.max() < before.min()


def test_an_export_tax_on_one_nation_does_not_make_contracts_of_another_dearer(without) -> None:
    taxes = {"products": ["oxides"], "destinations": ["JPN"], "export_taxes": {"oxides": 0.3}}
    taxed = under(rule("export_control", **taxes))
    share = np.array([lane_t(taxed, ["oxide_NdPr"], o, "JPN")[FIRST_HALF_YEAR].sum() for o in ("CHN", *OTHERS)])
    burden = 0.3 * share[0] / share.sum()  # on what Japan still buys of China
    for nation, least, most in (("JPN", 1 + 0.5 * burden, 1 + 2 * burden), ("EUU", 0.99, 1.01)):
        free, paid = (r.get("price_paid", nation, "oxide_NdPr")[FIRST_HALF_YEAR].mean() for r in (without, taxed))
        assert least * free < paid < most * free, nation


def test_a_production_quota_caps_the_mines_and_raises_the_price_inside(without) -> None:
    cut = under(rule("production_quota", id="cut", mining_t_per_year={2024: 150_000}))
    assert 12 * cut.get("mine_output_t", "CHN")[6:12].max() <= 150_000 * (1 + 1e-9)
    assert cut.get("mine_output_t", "CHN")[6:12].sum() < 0.7 * without.get("mine_output_t", "CHN")[6:12].sum()
    price, free = (r.get("spot_inside", "", "oxide_NdPr") for r in (cut, without))
    assert np.all(price[12:24] > 1.02 * free[12:24])


def test_a_production_quota_on_all_ore_slows_separation_as_well(without) -> None:
    cut = under(rule("production_quota", id="cut", separation_t_per_year={2024: 100_000}, includes_imported_ore=True))
    separated, free = (r.get("separation_output_t", "CHN")[FIRST_HALF_YEAR].max() for r in (cut, without))
    assert separated < 0.6 * free


def test_a_tariff_moves_purchases_away_from_the_origin_and_pays_the_importers_treasury(without) -> None:
    taxed = under(rule("tariff", importer="USA", origins=["CHN"], products=["magnets"], rate=1.0))
    free, bought = (lane_t(r, MAGNETS, "CHN", "USA") for r in (without, taxed))
    assert bought[18:].sum() < 0.8 * free[18:].sum()
    assert taxed.get("public_cost_usd", "USA")[7:].max() < 0.0
    assert taxed.get("price_paid", "USA", "magnet_standard")[6:12].min() > (
        without.get("price_paid", "USA", "magnet_standard")[6:12].max()
    )


def test_a_measure_can_switch_a_policy_on() -> None:
    condition = {"measure": "capacity_t", "nation": "CHN", "product": "mine", "above": 1.0}
    always = stepped(baseline(ban() | {"when": condition}, months=6))
    never = stepped(baseline(ban() | {"when": condition | {"above": 1e9}}, months=6))
    assert always.rules.access.min() == 0.0
    assert never.rules.access.min() == 1.0
