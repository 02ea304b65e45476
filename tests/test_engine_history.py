"""Two episodes replayed with dated policies only: 2010-2011 and 2025, against what is known of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import MAGNETS, OTHERS, at, named, simulate, total

from sim.model.result import RunResult
from sim.parameters import TABLE

pytestmark = pytest.mark.slow

ND, LA, CE, DY = "oxide_NdPr", "oxide_La", "oxide_Ce", "oxide_Dy"


@pytest.fixture(scope="module")
def crisis() -> RunResult:
    """2008-2015 with China's quotas."""
    return simulate(named("crisis_2010"))


def rise(result: RunResult, measure: str, product: str) -> float:
    """Peak over January 2010."""
    series = result.get(measure, "", product)[at(result, "2010-01", "2012-12")]
    return float(series.max() / series[0])


def peak(result: RunResult) -> int:
    """Number of the month in which the price outside peaks."""
    return int(np.argmax(result.get("spot_outside", "", ND)))


def months_to_half(result: RunResult) -> int:
    """Months from the peak to the first at half of it or less; a number beyond the run where it never comes."""
    series = result.get("spot_outside", "", ND)
    top = peak(result)
    below = np.flatnonzero(series[top:] <= 0.5 * series[top])
    return int(below[0]) if below.size else len(series)


def mean_rise(result: RunResult, product: str) -> float:
    """Mean of 2011 over that of 2009, outside China."""
    series = result.get("spot_outside", "", product)
    return float(series[at(result, "2011-01", "2011-12")].mean() / series[at(result, "2009-01", "2009-12")].mean())


def test_neodymium_outside_rises_ten_to_eighteen_times(crisis) -> None:
    assert 10.0 <= rise(crisis, "spot_outside", ND) <= 18.0


def test_the_peak_lies_between_april_and_september_2011(crisis) -> None:
    assert "2011-04" <= crisis.months[peak(crisis)] <= "2011-09"


def test_half_of_the_peak_is_gone_four_to_eleven_months_later(crisis) -> None:
    assert 4 <= months_to_half(crisis) <= 11


def test_inside_the_price_rises_fourfold_but_clearly_less_than_outside(crisis) -> None:
    inside, outside = (rise(crisis, m, ND) for m in ("spot_inside", "spot_outside"))
    assert inside >= 4.0
    assert inside <= 0.8 * outside


@pytest.mark.parametrize("product", [LA, CE])
def test_the_cheap_elements_rise_more_than_neodymium(crisis, product: str) -> None:
    assert mean_rise(crisis, product) >= 12.0
    assert mean_rise(crisis, product) > mean_rise(crisis, ND)


CRISIS = named("crisis_2010")


def test_without_the_crackdown_the_price_inside_peaks_at_least_a_fifth_lower(crisis) -> None:
    lenient = simulate(CRISIS.with_value("policies.production_quota.crackdowns", []))
    assert rise(lenient, "spot_inside", ND) <= 0.8 * rise(crisis, "spot_inside", ND)


def test_without_traders_prices_peak_an_eighth_lower_and_the_cheap_elements_a_quarter(crisis) -> None:
    """Who expects prices to rise on holds goods back, and sells them when they fall."""
    idle = {f"parameters.{name}": TABLE[name].low for name in ("trader_sensitivity", "trader_scale")}
    calm = simulate(CRISIS.with_values(idle))
    assert rise(calm, "spot_outside", ND) <= 0.875 * rise(crisis, "spot_outside", ND)
    assert mean_rise(calm, LA) <= 0.75 * mean_rise(crisis, LA)
    assert mean_rise(calm, LA) < 12.0  # La rose more than twentyfold


def yearly_quotas() -> list[dict[str, Any]]:
    """The quotas of the crisis, each year in one."""
    (control,) = (p for p in CRISIS.plain()["policies"] if p.get("id") == "export_quota")
    tonnes: dict[str, float] = {}
    for quota in control["quotas"]:
        year = quota["period"][:4]
        tonnes[year] = tonnes.get(year, 0.0) + quota["tonnes"]
    return [{"period": year, "tonnes": t} for year, t in tonnes.items()]


def test_a_quota_spread_evenly_over_the_months_of_a_year_tells_another_story(crisis) -> None:
    """The half-years matter: most of 2010 was gone by July."""
    even = simulate(
        CRISIS.with_values({
            "policies.export_quota.quotas": yearly_quotas(), "policies.export_quota.quota_spread": "month",
        })
    )  # fmt: skip
    here, there = (
        np.array([rise(r, "spot_outside", ND), rise(r, "spot_inside", ND), mean_rise(r, LA)]) for r in (crisis, even)
    )
    moves = np.abs(there / here - 1.0)
    assert moves.max() >= 0.2 or abs(peak(even) - peak(crisis)) >= 3, moves


@pytest.fixture(scope="module")
def controls() -> RunResult:
    """2024-2035 with the licences of April 2025."""
    return simulate(named("controls_2025"))


def magnets(result: RunResult, month: str) -> float:
    return float(total(result, "exports_t", ["CHN"], MAGNETS)[result.months.index(month)])


def test_magnet_exports_fall_by_two_thirds_to_85_per_cent_from_march_to_may_2025(controls) -> None:
    assert 0.15 <= magnets(controls, "2025-05") / magnets(controls, "2025-03") <= 0.35


@pytest.mark.parametrize(("month", "low", "high"), [("07", 0.90, 1.25), ("08", 0.95, 1.30)])
def test_magnet_exports_are_back_in_the_summer(controls, month: str, low: float, high: float) -> None:
    assert low <= magnets(controls, f"2025-{month}") / magnets(controls, f"2024-{month}") <= high


def mean(result: RunResult, measure: str, first: str, last: str, nation: str = "") -> float:
    return float(result.get(measure, nation, DY)[at(result, first, last)].mean())


@pytest.mark.parametrize("month", ["2025-05", "2025-06", "2025-07", "2025-08", "2025-09"])
def test_dysprosium_outside_doubles_and_stands_far_above_the_price_inside(controls, month: str) -> None:
    outside = mean(controls, "spot_outside", month, month)
    assert outside >= 2.0 * mean(controls, "spot_outside", "2025-01", "2025-03")
    assert 2.5 <= outside / mean(controls, "spot_inside", month, month) <= 6.0


@pytest.mark.parametrize(("nation", "low", "high"), [("", 0.90, 1.10), ("OUT", 1.10, 1.70)], ids=["world", "outside"])
def test_what_is_paid_for_dysprosium_moves_far_less_than_the_quote(controls, nation: str, low, high) -> None:
    ratio = mean(controls, "price_paid", "2025-05", "2025-09", nation) / mean(
        controls, "price_paid", "2025-01", "2025-03", nation
    )
    assert low <= ratio <= high


def test_hardly_any_dysprosium_is_bought_above_twice_the_contract_price(controls) -> None:
    assert mean(controls, "dear_share", "2025-05", "2025-09") < 0.02


def test_no_approval_rate_is_an_input() -> None:
    """One desk from April 2025 on, unchanged: what rises is what officers and applicants have learnt."""
    desks = [p for p in named("controls_2025").policies if p.kind == "licensing"]
    assert [(p.start, p.end, p.when) for p in desks] == [("2025-04", None, None)]
    dated = [p for p in named("controls_2025").policies if getattr(p, "regime_at_most", None)]
    assert all(set(p.parties) <= {"EUU", "KOR", "USA"} for p in dated)


def test_licences_approved_rise_from_nothing_without_a_dated_rate(controls) -> None:
    filed, approved = (total(controls, m, OTHERS) for m in ("licences_filed", "licences_approved"))
    assert approved[: controls.months.index("2025-04")].max() == 0.0
    assert filed[controls.months.index("2025-04")] > 0.0
    summer = approved[at(controls, "2025-04", "2025-09")]
    assert summer[0] < summer[-1]
