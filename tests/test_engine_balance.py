"""Nothing is lost: every scenario closes its balances every month, and a breach stops the run with its address."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from engine_runs import baseline, named, relocating, rule, simulate, stepped

from sim.market import rows
from sim.model import RareEarthModel
from sim.model.balance import TOLERANCE, BalanceError, held
from sim.model.goods import contents_of
from sim.model.money import settle_month, take_duties
from sim.run import run
from sim.scenario import library

LIBRARY = [entry.name for entry in library()]


def test_the_tolerance_is_one_part_in_a_thousand_million() -> None:
    assert TOLERANCE == 1e-9


@pytest.mark.parametrize("name", LIBRARY)
def test_a_scenario_of_the_library_closes_its_balances_in_every_month(name: str) -> None:
    result = simulate(named(name))
    assert len(result.months) == named(name).months
    assert result.get("balance_residual").max() <= TOLERANCE
    assert result.residual == result.get("balance_residual").max()


def test_the_balances_close_under_every_instrument_at_once() -> None:
    everything = baseline(
        rule("export_control", id="pool", products=["oxides"], quotas=[{"period": "2024-H2", "tonnes": 5000}]),
        rule("export_control", id="duty", products=["magnets"], licence=True, start="2024-03"),
        rule("export_control", id="tax", products=["metals"], export_taxes={"metals": 0.25}),
        rule("licensing", start="2024-03", screening={"share": 0.9}),
        rule("tariff", importer="USA", products=["magnets"], rate=1.0),
        rule("assurance", response="comply", verification=0.5),
        rule("price_support", nation="USA", t_per_month=500, floor_usd_per_kg=150),
        rule("china_plus_one", hosts=["IND", "VNM"], exposure_threshold=0.0),
        rule("domestic_capability", nation="IND", stages={"magnet": {"capex_grant_share": 0.5, "permit_speed": 5}}),
        months=60,
    )
    assert simulate(everything, detail=True).residual <= TOLERANCE


def slots_of(model: Any, product: str) -> np.ndarray:
    """Seller slots of a product that hold something."""
    chosen = model.layout.slots.s_product == model.world.product_index[product]
    return np.flatnonzero(chosen & (model.state.s_stock > 1.0))


@pytest.mark.parametrize(("tonnes", "sign"), [(5.0, "-"), (-0.5, "")])
def test_a_stock_that_changes_by_itself_stops_the_run_and_is_named(tonnes: float, sign: str) -> None:
    model = stepped(baseline(months=6), 3)
    total = held(*model.packs)[model.world.element_index["Dy"]]
    model.state.s_stock[slots_of(model, "oxide_Dy")[0]] += tonnes
    with pytest.raises(BalanceError) as caught:
        model.step()
    found = re.fullmatch(r"month 2024-04: balance of Dy by (\S+) of the total does not close", str(caught.value))
    assert found, str(caught.value)
    assert found[1].startswith(sign)
    # The residual is what appeared, over the stock of the month before and what was mined since.
    assert 0.5 * abs(tonnes) / total < abs(float(found[1])) <= abs(tonnes) / total


def test_a_stock_that_is_no_number_stops_the_run_and_is_named() -> None:
    model = stepped(baseline(months=6), 3)
    model.state.s_stock[slots_of(model, "oxide_Sm")[0]] = np.nan
    with pytest.raises(BalanceError, match="month 2024-04: balance of Sm"):
        model.step()


def test_money_that_buyers_pay_and_nobody_receives_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    model = stepped(baseline(months=6), 3)
    honest = model.market.clear

    def crooked(layout: Any) -> None:
        honest(layout)
        model.market.buyers[rows.PAYMENT] *= 1.001

    monkeypatch.setattr(model.market, "clear", crooked)
    with pytest.raises(BalanceError, match=r"month 2024-04: balance of money by \d\.\d+e-04 "):
        model.step()


def dutiable() -> Any:
    """Oxides and metals of China under an export tax and a licence, and a tariff of the United States on them."""
    goods = {"products": ["oxides", "metals"]}
    return baseline(
        rule("export_control", id="tax", export_taxes={"oxides": 0.25, "metals": 0.1}, **goods),
        rule("licensing", id="desk", review_months=3, start="2024-03"),
        rule("export_control", id="duty", licence=True, start="2024-03", products=["heavy"]),
        rule("tariff", importer="USA", rate=0.5, **goods),
        months=18,
    )


def test_treasuries_receive_the_duties_that_buyers_pay() -> None:
    model = RareEarthModel(dutiable())
    for _ in range(18):
        model.step()
        lanes, rules, share = model.market.lanes, model.rules, model.prm.contract_share
        price = share * lanes[rows.CONTRACT_PRICE] + (1.0 - share) * lanes[rows.SPOT_PRICE]
        at_border = price * (1.0 + model.border_cost) * model.delivered
        taxes, tariffs = at_border * rules.export_tax, at_border * (1.0 + rules.export_tax) * rules.tariff
        assert taxes.sum() > 1e6
        assert tariffs.sum() > 1e5
        assert -model.public_cost == pytest.approx(taxes.sum(axis=(0, 2)) + tariffs.sum(axis=(0, 1)), rel=1e-9)
    assert np.ptp(lanes[rows.SPOT_PRICE] - lanes[rows.CONTRACT_PRICE]) > 0.0  # else one price would do for both


def test_a_tariff_too_small_to_change_a_price_is_booked_as_nothing() -> None:
    model = stepped(baseline(rule("tariff", importer="CHN", rate=1e-40), months=6), 2)
    assert np.abs(model.duties).max() < 1e-9


@pytest.mark.parametrize("part", [0.999, 1.001])
def test_duties_that_are_not_what_buyers_paid_stop_the_run(part: float, monkeypatch: pytest.MonkeyPatch) -> None:
    def crooked(*arrays: Any) -> None:
        take_duties(*arrays)
        arrays[-1][:] *= part

    model = stepped(dutiable(), 3)
    monkeypatch.setattr("sim.model.money.take_duties", crooked)
    with pytest.raises(BalanceError, match="month 2024-04: balance of money"):
        model.step()


def test_a_run_that_breaks_a_balance_is_marked_as_failed_and_keeps_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.model.balance.TOLERANCE", -1.0)
    result = run(baseline(months=6))
    assert result.status == "failed"
    assert result.reason.startswith("month 2024-01: balance of ")
    assert len(result.months) == len(result.series) == 0


def test_what_is_mined_is_used_lost_rejected_or_in_stock_in_the_records_too() -> None:
    """Over the run, for elements that are never rejected, what is mined is not less than what is used and piled up."""
    result = simulate(baseline())
    model = stepped(baseline())
    world = model.world
    contents = world.contents[:, world.element_index["Nd"]]
    stock = np.array([result.get("stock_t", "", p) for p in result.products])
    used = np.array([sum(result.get("use_t", n, p) for n in result.nations) for p in result.products])
    piled = contents @ (stock[:, -1] - stock[:, 0])
    consumed = contents @ used[:, 1:].sum(axis=1)
    lines, mine = model.layout.lines, model.layout.plants.stage == 0
    share = (contents_of(world, lines.out_product) * lines.out_coef[:, :, None]).sum(axis=1)
    most = share[mine[lines.plant], world.element_index["Nd"]].max()
    mined = sum(result.get("mine_output_t", n)[1:].sum() for n in result.nations)
    assert 0.0 < consumed + piled < most * mined


def test_no_stock_is_ever_negative_and_no_tracer_leaves_its_scale() -> None:
    model = stepped(named("controls_2025"), 0)
    for _ in range(48):
        model.step()
        assert model.state.s_stock.min() >= 0.0
        assert model.state.b_stock.min() >= 0.0
        for share in (model.state.s_mix, model.state.b_mix):  # both tracers are shares, but for rounding
            assert share.min() >= -1e-12
            assert share.max() <= 1.0 + 1e-9


def test_no_plant_takes_less_than_its_recipe_says_after_capacity_has_moved_abroad() -> None:
    """Inputs below the recipe would make matter out of nothing, which the balance books as a negative loss."""
    model = stepped(relocating(months=72))
    assert model.capacity.moved.sum() > 0.0
    assert model.state.waste.min() >= 1.0


def test_what_incentives_and_floors_cost_the_state_is_what_producers_get() -> None:
    model = RareEarthModel(named("india_assurance").with_values({"months": 36}), 0)
    for _ in range(36):
        model.step()
    ruled, market, none = model.ruled, model.market, np.zeros_like(model.rules.research)
    assert ruled.is_supported
    assert ruled.floors.size
    cash, cost = np.zeros((2, model.cash.size)), np.zeros((2, model.public_cost.size))
    for k, paid in enumerate((False, True)):
        floors = ruled.floors if paid else ruled.floors[:0]
        settle_month(
            *model.packs, market.sellers, market.buyers, ruled.incentive, none, paid, model.ledger,
            floors, ruled.floor_terms, cash[k], cost[k],
        )  # fmt: skip
    spent = (cost[1] - cost[0]).sum()
    assert abs(spent) > 1e5
    assert (cash[1] - cash[0]).sum() == pytest.approx(spent)
