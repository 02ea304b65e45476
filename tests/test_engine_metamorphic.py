"""What must not matter does not, and more of the same means more: zero shocks, ends, order, tightness, scale."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from engine_runs import OTHERS, at, baseline, named, rule, simulate, total

import sim.model
from sim.market import rows
from sim.model import RareEarthModel
from sim.model.layout import build_layout
from sim.model.packs import FIXED, pack, state_shapes, view_state
from sim.model.start import initial
from sim.names import GROUPS
from sim.rules import Rules
from sim.scenario import Scenario

NOTHING = (
    rule("export_control", id="open_ban", products=["all"], access=1.0),
    rule("tariff", importer="USA", rate=0.0),
    rule("export_control", id="untaxed", products=["all"], export_taxes={"all": 0.0}),
    rule("domestic_capability", nation="IND", stages={"magnet": {}}),
    rule("technology_control", access={"magnet": 1.0}),
    rule("export_control", id="never", products=["all"], access=0, when={"measure": "smuggled_t", "above": 1e12}),
    rule("export_control", id="too_late", products=["all"], access=0, start="2099-01"),
)


@pytest.mark.parametrize("policy", NOTHING, ids=[str(p.get("id", p["kind"])) for p in NOTHING])
def test_a_policy_that_does_nothing_changes_nothing(policy: dict[str, Any]) -> None:
    assert np.array_equal(simulate(baseline(policy, months=24)).series, simulate(baseline(months=24)).series)


def test_a_policy_changes_nothing_before_it_starts() -> None:
    ban = rule("export_control", products=["heavy"], access=0, start="2024-10")
    with_ban, without = simulate(baseline(ban, months=24)), simulate(baseline(months=24))
    assert np.array_equal(with_ban.series[:9], without.series[:9])
    assert not np.array_equal(with_ban.series[9], without.series[9])


ENDING = (
    rule("export_control", id="ban", products=["heavy"], access=0, destinations=["JPN"], announced_share=0.5),
    rule("export_control", id="pool", products=["oxides"], quotas=[{"period": "2024-H1", "tonnes": 4000}]),
    rule("export_control", id="duty", products=["magnets"], licence=True, export_taxes={"magnets": 0.1}),
    rule("licensing", screening={"share": 0.9}),
    rule("tariff", importer="USA", rate=0.5),
    rule("technology_control", id="strict", access={"magnet": 0.0}),
    rule("assurance", response="comply"),
    rule("china_plus_one", hosts=["IND"], homes=["JPN"]),
    rule("domestic_capability", nation="IND", stages={"magnet": {"capex_grant_share": 0.5, "permit_speed": 2}}),
    rule("price_support", nation="USA", t_per_month=10),
    rule("diplomacy", parties=["USA"], regime_at_most="general"),
    rule("production_quota", id="halt", mining_t_per_year={2024: 1e5}, includes_imported_ore=True),
)


def test_policies_that_have_ended_leave_no_trace_in_the_rules_and_at_the_border() -> None:
    model = RareEarthModel(_only(*({"end": "2024-06", **p} for p in ENDING)))
    for _ in range(6):
        model.step()
    in_force, open_rules = model.rules, Rules.open(*model.layout.shape)
    for _ in range(2):
        model.step()
    for field in fields(Rules):
        now, free = getattr(model.rules, field.name), getattr(open_rules, field.name)
        assert np.array_equal(now, free), field.name
    assert any(not np.array_equal(getattr(in_force, f.name), getattr(open_rules, f.name)) for f in fields(Rules))
    assert np.isinf(model.market.lanes[rows.CAP]).all()
    assert not model.border.restricted.any()
    assert not model.ruled.pooled.any()
    assert model.ruled.certified.max() == 0.0


def _only(*policies: dict[str, Any]) -> Scenario:
    plain = baseline(months=24).plain()
    return Scenario.model_validate(plain | {"policies": list(policies)})


@pytest.mark.parametrize("name", ["controls_2025", "india_assurance", "crisis_2010"])
def test_the_order_of_policies_in_the_file_does_not_matter(name: str) -> None:
    scenario = named(name).with_value("months", 48)
    turned = scenario.model_copy(update={"policies": scenario.policies[::-1]})
    assert np.array_equal(simulate(scenario).series, simulate(turned).series)


POOLED = GROUPS["oxide"] + GROUPS["metal"]


def pooled_exports(tonnes: float, spread: str = "period") -> float:
    """What China exports under a pool of the second half of 2024, t."""
    pool = {"products": ["oxides", "metals"], "quotas": [{"period": "2024-H2", "tonnes": tonnes}]}
    result = simulate(baseline(rule("export_control", quota_spread=spread, **pool), months=24))
    return float(total(result, "exports_t", ["CHN"], POOLED)[at(result, "2024-07", "2024-12")].sum())


def free_exports() -> float:
    result = simulate(baseline(months=24))
    return float(total(result, "exports_t", ["CHN"], POOLED)[at(result, "2024-07", "2024-12")].sum())


@pytest.mark.parametrize("spread", ["period", "month"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_exports_under_a_quota_stay_within_it_and_use_most_of_it(share: float, spread: str) -> None:
    tonnes = share * free_exports()
    assert 0.7 * tonnes < pooled_exports(tonnes, spread) <= tonnes * (1 + 1e-9)


def test_a_tighter_quota_never_lets_more_out() -> None:
    exports = [pooled_exports(share * free_exports()) for share in (0.1, 0.2, 0.5, 0.8, 1.5)]
    assert exports == sorted(exports)


def test_a_quota_far_above_trade_does_not_bind_and_has_no_shadow_price() -> None:
    pool = {"products": ["oxides", "metals"], "quotas": [{"period": "2024-H2", "tonnes": 1e6}]}
    result = simulate(baseline(rule("export_control", **pool), months=24))
    assert result.get("quota_shadow_price").max() == 0.0
    assert pooled_exports(1e6) == pytest.approx(free_exports(), rel=0.02)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.15), (0.15, 0.3)])
def test_a_higher_export_tax_never_makes_the_goods_cheaper_outside_in_its_first_half_year(low, high) -> None:
    def price(rate: float) -> np.ndarray:
        tax = rule("export_control", products=["oxides"], export_taxes={"oxides": rate}, start="2024-07")
        result = simulate(baseline(tax, months=24))
        return result.get("spot_outside", "", "oxide_NdPr")[at(result, "2024-07", "2024-12")]

    assert np.all(price(high) > price(low))


def test_a_wider_ban_never_leaves_the_rest_of_the_world_more_of_the_controllers_goods() -> None:
    def supply(*destinations: str) -> float:
        ban = rule("export_control", products=["heavy"], access=0, destinations=destinations, start="2024-07")
        result = simulate(baseline(ban, months=24))
        return float(total(result, "heavy_supply_from_controller", OTHERS)[at(result, "2024-07", "2024-12")].sum())

    assert supply("JPN") > supply("JPN", "USA") > supply("JPN", "USA", "EUU", "KOR")


AMOUNTS = (
    "capacity", "plan", "activity", "s_stock", "s_expected", "s_output", "b_stock", "b_need", "requested", "offered",
    "rejected", "used",
)  # fmt: skip


def scaled(monkeypatch: pytest.MonkeyPatch, by: float, months: int) -> RareEarthModel:
    """The baseline with `by` times the plants, users, traders, stocks and production quotas, some months on."""
    plain = baseline(months=months).plain()
    for policy in plain["policies"]:
        for key in ("mining_t_per_year", "separation_t_per_year"):
            if key in policy:
                policy[key] = {year: by * tonnes for year, tonnes in policy[key].items()}
    layout = build_layout(2024)
    uses, desks, routes = layout.uses, layout.desks, layout.routes
    layout = replace(
        layout,
        uses=uses._replace(activity=by * uses.activity),
        desks=desks._replace(base=by * desks.base, handling=by * desks.handling),
        routes=routes._replace(capacity=by * routes.capacity),
    )
    groups = tuple(getattr(layout, group.__name__.lower()) for group in FIXED)
    table, ints, reals = pack(groups, state_shapes(groups, layout.shape[1]))
    layout = replace(layout, table=table, ints=ints, reals=reals)

    def more(*arguments: Any) -> Any:
        moving, habit, standing = initial(*arguments)
        state = view_state(layout.table, moving)
        for name in AMOUNTS:
            getattr(state, name)[:] *= by
        return moving, habit, standing

    with monkeypatch.context() as patched:
        patched.setattr(sim.model, "build_layout", lambda *_: layout)
        patched.setattr(sim.model, "initial", more)
        model = RareEarthModel(Scenario.model_validate(plain))
    model.capacity.pipeline.ready[:] *= by  # the dated projects
    model.in_use.old = by * model.in_use.old  # magnets of the years before, which come back as scrap
    for _ in range(months):
        model.step()
    return model


def test_a_world_of_twice_the_size_has_the_same_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = scaled(monkeypatch, 1.0, 24), scaled(monkeypatch, 2.0, 24)
    # Of the whole world and not exactly: a few limits are absolute (smallest offers that count as a market, divisors that
    # must not be zero), and where a nation trades crumbs they show in what it pays.
    for measure in ("spot_inside", "contract_price", "spot_outside", "price_paid"):
        here = [i for i, key in enumerate(one.recorder.keys) if key.measure == measure and not key.nation]
        assert here
        np.testing.assert_allclose(two.recorder.table[:, here], one.recorder.table[:, here], rtol=1e-3, err_msg=measure)
    assert two.state.capacity.sum() == pytest.approx(2 * one.state.capacity.sum(), rel=1e-3)
