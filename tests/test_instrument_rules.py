"""How the newer instruments compose in the rules: order does not matter, the tighter wins, an end leaves no trace."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from stub_view import OPEN, rules, same
from stub_view import policy as policy_of

from sim.model.stockpiles import claims_of, orders_of
from sim.names import NATIONS, PRODUCTS
from sim.policies import Policy

SHAPE = (len(PRODUCTS), len(NATIONS))
CHN, IND, USA, JPN, MYS = (NATIONS.index(code) for code in ("CHN", "IND", "USA", "JPN", "MYS"))
DY = PRODUCTS.index("oxide_Dy")

EXAMPLES: dict[str, dict[str, Any]] = {
    "stockpile": {"nations": ["JPN"], "products": ["Dy"]},
    "predictability": {"beneficiaries": ["IND"]},
    "substitution": {"nation": "JPN"},
    "recycling": {"nations": ["EUU"], "collection_share": 0.25, "recycled_content_share": 0.15},
    "environment": {"nations": ["MYS"], "stringency": {2025: 0.9}, "permit_months": {"mine": 12}},
    "mining_assets": {"investor": "JPN", "stakes": [{"host": "AUS", "t_per_year": 1000}],
                      "offtakes": [{"host": "MYS", "products": ["oxide_NdPr"], "share": 0.5}],
                      "exploration": [{"host": "AUS", "usd_per_month": 1e6}]},
    "coalition": {"members": ["USA", "JPN"], "grants": {"magnet": 0.3}, "shared_finance": 0.5, "preference": 0.2,
                  "offtake_share": 0.2, "stock_months": 1, "is_tariff_free": True, "floor": {}},
    "tariff": {"importer": "USA", "rate": 0.3, "retaliation": {"rate": 0.2}},
}  # fmt: skip


def policy(kind: str, **values: Any) -> Policy:
    return policy_of(kind, **{**EXAMPLES.get(kind, {}), **values})


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_instrument_changes_the_rules_while_it_lasts_and_leaves_no_trace(kind: str) -> None:
    dated = policy(kind, start="2025-01", end="2025-12")
    assert not same(rules(dated), OPEN)
    for outside in ("2024-12", "2026-01"):
        assert same(rules(dated, date=outside), OPEN)


@pytest.mark.parametrize("pair", [("stockpile", "coalition"), ("mining_assets", "coalition"), ("tariff", "coalition")])
def test_the_order_of_instruments_does_not_matter(pair: tuple[str, str]) -> None:
    chosen = [policy(kind) for kind in (*pair, "environment")]
    first, *others = [rules(*order) for order in permutations(chosen)]
    assert all(same(first, other) for other in others)


def test_two_plans_for_one_stock_are_one_with_the_most_cover_and_the_first_trigger() -> None:
    modest = policy("stockpile", id="modest", cover_months=1, gap_share=0.1)
    bold = policy("stockpile", id="bold", cover_months=3, gap_share=0.4, price_multiple=2.0)
    orders = orders_of(rules(modest, bold).stocks, SHAPE)
    (k,) = np.flatnonzero((orders.product == DY) & (orders.nation == JPN))
    assert (orders.months[k], orders.gap_share[k], orders.price_multiple[k]) == (3.0, 0.1, 2.0)


def test_a_joint_stock_is_open_to_all_who_hold_it() -> None:
    joint = orders_of(rules(policy("stockpile", nations=["JPN", "USA"], joint=True)).stocks, SHAPE)
    assert np.all(joint.members[:, [JPN, USA]] == 1.0)
    assert joint.members.sum() == 2 * joint.product.size


def test_of_two_claims_on_the_same_goods_the_larger_counts() -> None:
    terms = {"host": "MYS", "products": ["oxide_NdPr"]}
    both = [policy("mining_assets", id=name, offtakes=[{**terms, "share": s}]) for name, s in (("a", 0.2), ("b", 0.6))]
    claims = claims_of(rules(*both).offtakes)
    assert (claims.buyer.tolist(), claims.host.tolist(), claims.share.tolist()) == ([JPN], [MYS], [0.6])


def test_the_stricter_of_two_environmental_rules_counts_and_a_year_takes_the_last_level() -> None:
    mild = policy("environment", id="mild", stringency={2024: 0.3, 2030: 0.7})
    lax = policy("environment", id="lax", stringency={2024: 0.1})
    assert rules(mild, lax).strict_least[MYS] == 0.3
    assert rules(mild, lax, date="2031-01").strict_least[MYS] == 0.7


def test_targets_of_recycling_are_reached_over_their_ramp() -> None:
    targets = policy("recycling", start="2025-01", ramp_months=24)
    way = [rules(targets, date=d).collection.max() for d in ("2025-01", "2026-01", "2027-01", "2030-01")]
    assert way == sorted(way)
    assert (way[0], way[-1]) == (0.25 * 3 / 24, 0.25)


def test_a_promise_passes_a_ban_as_far_as_it_goes() -> None:
    ban = policy("export_control", products=["heavy"], destinations=["IND", "USA"], access=0.0)
    promised = rules(ban, policy("predictability", minimum_share=0.6))
    assert promised.access[DY, CHN, IND] == 0.6
    assert promised.access[DY, CHN, USA] == 0.0
    assert 0.999 < rules(ban, policy("predictability", minimum_share=1.0)).access[DY, CHN, IND] < 1.0
    assert rules(policy("predictability", minimum_share=1.0)).access[DY, CHN, IND] == 1.0


def test_members_of_a_coalition_drop_tariffs_among_themselves_only() -> None:
    duty = policy("tariff", importer="USA", origins=["JPN", "CHN"], retaliation=None)
    free = rules(duty, policy("coalition")).tariff
    assert free[:, JPN, USA].max() == 0.0
    assert free[:, CHN, USA].min() == 0.3


def test_support_without_a_limit_is_unlimited_and_the_larger_limit_counts() -> None:
    stages = {"magnet": {"capex_grant_share": 0.2, "limit_t_per_year": 6000}}
    limited = policy("domestic_capability", id="one", nation="IND", stages=stages)
    free = policy("domestic_capability", id="two", nation="IND", stages={"magnet": {"capex_grant_share": 0.1}})
    assert rules(limited).support_limit[IND, 3] == 6000
    assert rules(limited, free).support_limit[IND, 3] == np.inf
