"""Whatever policies are set, the books balance, nothing is negative or undefined, and no cap on exports is passed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import baseline
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from policy_strategies import policies, policy_sets
from stub_view import same

from sim.model import RareEarthModel
from sim.model.border import free_trade
from sim.policies.fold import fold
from sim.rules import Rules
from sim.scenario import load
from sim.scenario.library import find_scenario
from sim.scenario.plugins import BUILT_IN

QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
DEEP = settings(QUICK, max_examples=max(120, settings.default.max_examples))
STOCKS = ("s_stock", "b_stock")


#: A promise of supply beside a quota of one tonne: what is promised goes through although the pool is used up.
PROMISED = [
    {"kind": "predictability", "id": "p0", "beneficiaries": ["IND"], "minimum_share": 0.8},
    {"kind": "export_control", "id": "p1", "products": ["all"], "destinations": ["ALL"], "access": 1.0}
    | {"quotas": [{"period": "2024", "tonnes": 1.0}], "quota_spread": "period", "licence": False},
]


def promised(model: RareEarthModel, normal: Any) -> Any:
    """What kept promises let through whatever is controlled, (P, N, N), t/month, of normal trade as the month began."""
    floor = np.zeros_like(normal)
    for promise, is_kept, _ in model.promises.open:
        here = np.ix_(promise.products, [promise.origin], [promise.destination])
        floor[here] = np.maximum(floor[here], promise.share * normal[here] * is_kept)
    return floor


def check_month(model: RareEarthModel, shipped: dict[str, float], normal: Any) -> None:
    """One month's laws; the balance itself is checked by the model, which raises."""
    rules, delivered = model.rules, model.delivered
    row = model.recorder.table[model.month - 1]
    bad = [model.recorder.keys[k] for k in np.flatnonzero(~np.isfinite(row))]
    assert not bad
    for name in STOCKS:
        assert np.asarray(getattr(model.state, name)).min() >= 0.0, name
    assert delivered.min() >= 0.0
    assert delivered[rules.access == 0.0].sum() <= 1e-9
    capped = np.maximum(delivered - promised(model, normal), 0.0)
    for pool in rules.quotas:
        lanes = np.ix_(pool.products, [pool.origin], pool.destinations)
        key = pool.name
        shipped[key] = (0.0 if pool.months_into_period == 0 else shipped.get(key, 0.0)) + float(capped[lanes].sum())
        assert shipped[key] <= pool.tonnes * (1 + 1e-9) + 1e-9, pool


def holds(entries: list[dict[str, Any]], months: int, seed: int, **changes: Any) -> None:
    model, shipped = RareEarthModel(baseline(*entries, months=months, **changes), seed), {}
    for _ in range(months):
        normal = model.border.normal.copy() if model.month else free_trade(model)
        model.step()
        check_month(model, shipped, normal)
    assert model.balance.worst < 1e-9


@QUICK
@given(policy_sets(), st.integers(0, 3))
def test_no_set_of_policies_breaks_a_law(entries: list[dict[str, Any]], seed: int) -> None:
    holds(entries, 12, seed)


def remembers_rightly(model: RareEarthModel) -> None:
    """Run a model; each month its rules must be those that its policies fold into from nothing."""
    book, policies = model.rulebook, model.config.policies
    remembered = book.rules

    def rules(view: Any) -> Rules:
        found = remembered(view)
        assert same(found, fold(list(policies), Rules.open(*model.layout.shape), view)), view.date
        return found

    book.rules = rules  # type: ignore[method-assign]
    for _ in range(model.config.months):
        model.step()


@QUICK
@given(policy_sets(6), st.integers(0, 3))
def test_what_is_remembered_of_a_fold_is_what_a_fold_from_nothing_gives(entries: list[Any], seed: int) -> None:
    remembers_rightly(RareEarthModel(baseline(*entries, months=12), seed))


def test_the_same_holds_where_nations_choose_and_truces_come_and_go() -> None:
    for name in ("india_assurance", "motives_2025"):
        remembers_rightly(RareEarthModel(load(find_scenario(name)), 3))


@pytest.mark.slow
@DEEP
@given(policy_sets(8), st.integers(0, 99))
@example(PROMISED, 0)
def test_no_large_set_of_policies_breaks_a_law_in_two_years(entries: list[dict[str, Any]], seed: int) -> None:
    holds(entries, 24, seed)


@pytest.mark.parametrize("kind", sorted(BUILT_IN))
def test_no_policy_of_a_kind_breaks_a_law_by_itself(kind: str) -> None:
    @settings(QUICK, max_examples=3)
    @given(policies((kind,)))
    def check(policy: Any) -> None:
        holds([policy.model_dump(mode="json", exclude_none=True)], 8, 0)

    check()


@QUICK
@given(policy_sets(6), st.randoms(use_true_random=False))
def test_the_order_of_policies_does_not_matter_and_one_that_is_over_leaves_no_trace(entries: Any, order: Any) -> None:
    model = RareEarthModel(baseline(months=1))
    found = baseline(*entries).policies
    shuffled = list(found)
    order.shuffle(shuffled)
    start = Rules.open(*model.layout.shape)
    one, other = fold(found, start, model.view), fold(shuffled, start, model.view)
    assert all(np.array_equal(getattr(one, f), getattr(other, f)) for f in Rules.__dataclass_fields__ if f != "quotas")
    over = [p.model_copy(update={"start": "2020-01", "end": "2020-02"}) for p in found]
    after = fold(over, start, model.view)
    assert all(
        np.array_equal(getattr(after, f), getattr(start, f)) for f in Rules.__dataclass_fields__ if f != "quotas"
    )
    assert after.quotas == ()
