"""Assurances, truces, announcements and gifts: what answers and words do to trade, fear and relations."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import HEAVY, baseline, rule, simulate, total

from sim.model.result import RunResult

START, MONTHS = "2024-07", 36


@pytest.fixture(scope="module")
def without() -> RunResult:
    """The baseline without any of the policies here."""
    return simulate(baseline(months=MONTHS))


def under(*policies: dict) -> RunResult:
    """The baseline with policies from July 2024."""
    return simulate(baseline(*({"start": START, **p} for p in policies), months=MONTHS))


def ban(destination: str) -> dict:
    return rule("export_control", id="ban", products=["heavy"], destinations=[destination], access=0)


def heavy_exports(result: RunResult) -> np.ndarray:
    return total(result, "exports_t", ["CHN"], HEAVY)


@pytest.mark.parametrize("on_top", [(), (ban("USA"),)], ids=["open", "banned"])
def test_full_compliance_cuts_what_reaches_the_rival_through_the_focal_nation(on_top: tuple[dict, ...]) -> None:
    before, after = under(*on_top), under(*on_top, rule("assurance", response="comply"))
    cut = after.get("rival_heavy_via_focal_t")[6:].sum()
    assert cut < 0.7 * before.get("rival_heavy_via_focal_t")[6:].sum()
    assert np.all(after.get("concession", "IND")[6:] == 1.0)
    assert np.all(after.get("strategic_autonomy", "IND")[6:] < before.get("strategic_autonomy", "IND")[6:])


def test_no_answer_to_the_demand_sends_more_to_the_rival_than_no_demand(without) -> None:
    free = without.get("rival_heavy_via_focal_t")[6:].sum()
    sent = {
        answer: under(rule("assurance", response=answer)).get("rival_heavy_via_focal_t")[6:].sum()
        for answer in ("comply", "middle_ground", "refuse")
    }
    assert sent["comply"] <= sent["middle_ground"] <= sent["refuse"] * 1.001
    assert {a: t / free for a, t in sent.items() if t > 1.02 * free} == {}


def test_goods_that_are_passed_on_against_a_certificate_are_sometimes_found_and_the_firm_is_listed() -> None:
    strict = rule("assurance", response="comply", verification=0.3, penalty_usd_per_t=1000.0)
    caught = under(ban("USA"), strict)
    assert caught.get("diverted_t", "IND")[6:].sum() > 0.0
    assert caught.get("seized_t")[6:].sum() > 0.0
    assert any("re-exporting against a certificate" in event.text for event in caught.events)


def test_a_heavier_fine_means_less_diversion() -> None:
    def diverted(fine: float) -> float:
        demand = rule("assurance", response="comply", verification=0.3, penalty_usd_per_t=fine)
        return float(under(ban("USA"), demand).get("diverted_t", "IND").sum())

    assert diverted(1e3) > diverted(1e6)


def test_a_truce_suspends_the_policy_that_it_names_and_only_while_it_lasts(without) -> None:
    truce = rule("diplomacy", suspended=["duty"], start="2024-08", end="2024-10")
    duty = rule("export_control", id="duty", products=["heavy"], licence=True), rule("licensing")
    licensed, relieved = under(*duty), under(*duty, truce)
    free = heavy_exports(without)
    assert (heavy_exports(licensed) / free)[7] < 0.3
    assert (heavy_exports(relieved) / free)[7:10].min() > 0.8
    assert (heavy_exports(relieved) / free)[10:12].min() < 0.6


def test_a_truce_that_is_not_believed_leaves_fear() -> None:
    news = rule("export_control", id="news", products=["heavy"], announced_share=0.8)
    months = slice(12, 24)

    def fear(*more: dict) -> float:
        return float(under(news, *more).get("fear", "EUU")[months].mean())

    doubted, believed = (rule("diplomacy", suspended=["news"], credibility=c) for c in (0.3, 1.0))
    assert fear() > fear(doubted) > fear(believed)


def test_announcing_a_control_makes_buyers_fill_their_stocks(without) -> None:
    news = under(rule("export_control", products=["heavy"], announced_share=0.8))
    assert (
        news.get("stock_cover_months", "JPN")[9:15].mean()
        > 1.02 * without.get("stock_cover_months", "JPN")[9:15].mean()
    )
    assert news.get("fear", "JPN")[7] > without.get("fear", "JPN")[7]


def test_goodwill_in_another_field_improves_relations(without) -> None:
    gift = {"giver": "CHN", "taker": "IND", "field": "fertiliser", "value": 1.0}
    friendly = under(rule("diplomacy", concessions=[gift]))
    assert friendly.get("relations", "CHN>IND")[6:].min() > without.get("relations", "CHN>IND")[6:].max()


def test_a_ban_sours_relations_and_they_return_after_it(without) -> None:
    short = under(ban("JPN") | {"end": "2024-12"})
    gap = without.get("relations", "CHN>JPN") - short.get("relations", "CHN>JPN")
    assert gap[8:12].min() > 0.01
    assert gap[-1] < 0.5 * gap[11]


@pytest.mark.parametrize("second", ["middle_ground", "refuse"])
def test_of_two_assurances_on_the_same_goods_the_wider_counts_whatever_their_names(second: str) -> None:
    def demands(full: str, other: str) -> RunResult:
        return under(
            rule("assurance", id=full, response="comply", verification=0.2),
            rule("assurance", id=other, response=second, verification=0.6, limited_audits=1.0),
        )

    first, turned = demands("a", "b"), demands("b", "a")
    one = under(rule("assurance", response="comply", verification=0.2))
    for measure, nation in (("rival_heavy_via_focal_t", ""), ("diverted_t", "IND"), ("seized_t", "")):
        assert np.array_equal(first.get(measure, nation), turned.get(measure, nation)), measure
    assert first.get("rival_heavy_via_focal_t")[6:18].sum() == pytest.approx(
        one.get("rival_heavy_via_focal_t")[6:18].sum(), rel=0.05
    )
