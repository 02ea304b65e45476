"""What a tonne of quota is worth: to whom it is charged, and how much it can be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import at, baseline, rule, simulate, total

MONTHS = 30


def pool(tonnes: float, *products: str, **more: Any) -> Any:
    """China's quota on products in the second half of 2024 and the first of 2025."""
    quotas = [{"period": period, "tonnes": tonnes} for period in ("2024-H2", "2025-H1")]
    return rule("export_control", products=list(products), quotas=quotas, **more)


def run(*policies: Any) -> Any:
    return simulate(baseline(*policies, months=MONTHS))


def exports(result: Any, product: str) -> float:
    return float(total(result, "exports_t", ["CHN"], [product])[at(result, "2024-01", "2024-06")].sum())


@pytest.fixture(scope="module")
def free() -> Any:
    return run()


@pytest.fixture(scope="module")
def tight(free: Any) -> Any:
    return run(pool(0.5 * exports(free, "oxide_Dy"), "oxide_Dy", id="dy"))


def test_a_quota_on_one_oxide_leaves_contracts_for_others_alone(free: Any, tight: Any) -> None:
    assert (
        tight.get("contract_price", product="oxide_Dy").max()
        > 1.5 * free.get("contract_price", product="oxide_Dy").max()
    )
    for other in ("oxide_La", "oxide_Ce"):
        paid, before = (r.get("contract_price", product=other) for r in (tight, free))
        assert np.abs(paid / before - 1).max() < 0.1


def test_a_second_quota_that_does_not_bind_charges_nothing(free: Any, tight: Any) -> None:
    loose = pool(1e7, "oxide_La", "oxide_Ce", id="loose")
    both = run(pool(0.5 * exports(free, "oxide_Dy"), "oxide_Dy", id="dy"), loose)
    for product in ("oxide_La", "oxide_Ce", "oxide_Dy"):
        for measure in ("contract_price", "spot_outside"):
            assert both.get(measure, product=product) == pytest.approx(tight.get(measure, product=product), rel=0.02)


def test_a_quota_of_another_nation_charges_nothing_for_what_leaves_the_first(tight: Any, free: Any) -> None:
    loose = rule(
        "export_control", id="aus", origin="AUS", products=["oxide_NdPr"], quotas=[{"period": "2024-H2", "tonnes": 1e6}]
    )
    both = run(pool(0.5 * exports(free, "oxide_Dy"), "oxide_Dy", id="dy"), loose)
    spot = [r.get("spot_outside", product="oxide_NdPr") for r in (both, tight)]
    assert spot[0] == pytest.approx(spot[1], rel=0.02)


def test_a_quota_towards_one_nation_is_not_charged_to_the_others(free: Any) -> None:
    result = run(pool(1.0, "oxide_Dy", destinations=["JPN"], id="to_japan"))
    window = at(result, "2024-10", "2025-06")
    price = {n: result.get("spot_price", nation=n, product="oxide_Dy")[window] for n in ("JPN", "KOR")}
    assert (price["JPN"] > 1.2 * price["KOR"]).any()
    assert (
        result.get("contract_price", product="oxide_Dy").max()
        < 1.2 * free.get("contract_price", product="oxide_Dy").max()
    )


def test_no_quota_is_dearer_than_what_its_goods_are_worth_to_their_users() -> None:
    banned = run(pool(0.0, "oxide_La", id="la"))
    quote = banned.get("spot_inside", product="oxide_La")
    worth = banned.get("spot_outside", product="oxide_La")[:6].mean()
    ceiling = 60 * worth
    assert (banned.get("quota_shadow_price") + quote).max() <= 2 * ceiling
    assert banned.get("quota_shadow_price").max() > 0.0


def test_the_shadow_price_ends_with_the_quota(tight: Any) -> None:
    after = at(tight, "2025-08", "2026-06")
    assert tight.get("quota_shadow_price")[: after.start].max() > 0.0
    assert tight.get("quota_shadow_price")[after].max() == 0.0
