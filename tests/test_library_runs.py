"""Each scenario of the library does to the world what its description says, against the one that it extends."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from engine_runs import at, named, simulate

from sim.scenario.library import library

MONTHS = 54  # to June 2028: two years after what the scenarios of mid-2026 change
SOON, LATER = ("2026-07", "2028-06"), ("2034-01", "2035-12")


class Promise(NamedTuple):
    """A measure that a scenario moves: mean over months against the same seed of another scenario, as a ratio."""

    scenario: str
    against: str
    measure: str
    nation: str
    product: str
    months: tuple[str, str]
    low: float
    high: float


SOON_PROMISES = [
    Promise("licences_2025", "baseline", "exports_t", "CHN", "magnet_standard", ("2025-05", "2025-06"), 0.0, 0.7),
    Promise("controls_2025", "baseline", "spot_outside", "", "oxide_Dy", ("2025-07", "2026-06"), 1.2, 9.0),
    Promise("full_embargo", "controls_2025", "imports_t", "VNM", "oxide_Dy", SOON, 1.05, 99.0),
    Promise("full_embargo", "controls_2025", "exports_t", "CHN", "magnet_heavy", SOON, 0.0, 0.8),
    Promise("full_embargo", "controls_2025", "spot_inside", "", "oxide_NdPr", SOON, 0.0, 0.9),
    Promise("full_embargo", "controls_2025", "spot_outside", "", "oxide_Dy", SOON, 1.5, 9.0),
    Promise("detente", "controls_2025", "fear", "EUU", "", SOON, 0.0, 0.6),
    Promise("detente", "controls_2025", "exports_t", "CHN", "magnet_heavy", SOON, 1.05, 9.0),
    Promise("ban_on_one_buyer", "baseline", "price_paid", "USA", "magnet_heavy", ("2025-01", "2025-12"), 1.05, 9.0),
    Promise("temporary_controls", "baseline", "exports_t", "CHN", "magnet_heavy", ("2025-03", "2025-12"), 0.0, 0.2),
    Promise("ambiguous_cooperation", "controls_2025", "fear", "IND", "", SOON, 0.0, 0.9),
    Promise("ambiguous_cooperation", "controls_2025", "stock_cover_months", "EUU", "", SOON, 0.0, 0.98),
    Promise("compliance_trap", "india_assurance", "concession", "IND", "", SOON, 1.0, 99.0),
]
LATER_PROMISES = [
    Promise("technology_ban", "controls_2025", "share_magnet_ree", "CHN", "separation", LATER, 1.001, 2.0),
    Promise("technology_ban", "controls_2025", "capacity_t", "IND", "separation", LATER, 0.0, 0.95),
    Promise("china_plus_one", "controls_2025", "capacity_t", "IND", "magnet", LATER, 1.2, 99.0),
    Promise("china_plus_one", "controls_2025", "import_dependency", "IND", "", LATER, 0.0, 0.95),
    Promise(
        "minerals_security_partnership", "controls_2025", "share_magnet_ree", "CHN", "separation", LATER, 0.0, 0.99
    ),
    Promise("minerals_security_partnership", "controls_2025", "import_dependency", "IND", "", LATER, 0.0, 0.9),
    Promise("ambiguous_cooperation", "controls_2025", "heavy_dependency", "IND", "", LATER, 1.1, 9.0),
    Promise("full_embargo", "controls_2025", "tech_sovereignty", "EUU", "", LATER, 1.3, 99.0),
    Promise("detente", "controls_2025", "separation_outside_t", "", "", LATER, 1.05, 2.0),
    Promise("detente", "controls_2025", "spot_outside", "", "oxide_Dy", LATER, 0.0, 0.97),
    Promise("recycling_push", "controls_2025", "recycled_share", "EUU", "", LATER, 1.3, 99.0),
]


def name(promise: Promise) -> str:
    return f"{promise.scenario} {promise.measure} {promise.nation}{promise.product}"


def kept(promise: Promise, months: int) -> None:
    mean = [
        simulate(named(scenario).with_values({"months": months}))
        .get(promise.measure, promise.nation, promise.product)[at_months(promise, months)]
        .mean()
        for scenario in (promise.scenario, promise.against)
    ]
    ratio = mean[0] / mean[1] if mean[1] else float("inf")
    assert promise.low <= ratio <= promise.high, f"{mean[0]:.4g} against {mean[1]:.4g}"


def at_months(promise: Promise, months: int) -> slice:
    return at(simulate(named(promise.against).with_values({"months": months})), *promise.months)


@pytest.mark.parametrize("promise", SOON_PROMISES, ids=name)
def test_a_scenario_moves_the_world_as_it_says_within_two_years(promise: Promise) -> None:
    kept(promise, MONTHS)


@pytest.mark.slow
@pytest.mark.parametrize("promise", LATER_PROMISES, ids=name)
def test_a_scenario_moves_the_world_as_it_says_in_ten_years(promise: Promise) -> None:
    kept(promise, 144)


def test_the_embargoed_go_short_and_others_do_not() -> None:
    run = simulate(named("full_embargo").with_values({"months": MONTHS}))
    gap = {nation: run.get("supply_gap", nation)[at(run, *SOON)].mean() for nation in ("USA", "JPN", "EUU", "IND")}
    assert min(gap["USA"], gap["JPN"], gap["EUU"]) > 0.03
    assert gap["IND"] < 0.01


def test_what_is_kept_half_of_the_time_is_believed_half_in_the_end() -> None:
    runs = [simulate(named("ambiguous_cooperation"), seed) for seed in (0, 1, 2)]
    first, last = (
        np.mean([run.get("credibility", "IND")[at(run, m, m)] for run in runs]) for m in ("2026-08", "2035-12")
    )
    assert first > 0.7
    assert 0.35 < last < 0.65


def test_allies_join_the_partnership_and_fill_their_stores() -> None:
    run = simulate(named("minerals_security_partnership").with_values({"months": MONTHS}))
    joined = {nation for _, nation, slot, option in run.decisions if (slot, option) == ("coalition", "join")}
    assert "USA" in joined
    assert joined & {"JPN", "EUU", "KOR", "AUS", "IND"}
    assert run.get("public_stock_t", "JPN")[-1] > 0.0


@pytest.mark.parametrize("entry", library(), ids=lambda entry: entry.name)
def test_every_scenario_of_the_library_runs_a_year(entry) -> None:
    scenario = named(entry.name)
    assert simulate(scenario.with_values({"months": 12})).residual < 1e-9
