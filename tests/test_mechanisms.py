"""What must come out of the mechanism and is written nowhere: leaks, hysteresis, the head start, moves both ways."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engine_runs import HEAVY, OTHERS, baseline, lane_t, rule, simulate, stepped, total

from sim.model.gates import LICENCES, MONTHS
from sim.model.result import RunResult
from sim.model.structure import MAGNET
from sim.world import load_world

WORLD = load_world(2024)
REO = dict(zip(WORLD.products, WORLD.contents.sum(axis=1), strict=True))
STAGES = ("mine", "separation", "metal", "magnet")
ON_THE_US = {"products": ["heavy"], "destinations": ["USA"], "start": "2025-01"}
#: Two ways to withhold heavy goods from the United States alone: a closed lane, and licences that are never granted.
BANS = {
    "access": [rule("export_control", id="ban", access=0.0, announced_share=0.4, **ON_THE_US)],
    "licence": [
        rule("export_control", id="ban", licence=True, announced_share=0.4, **ON_THE_US),
        rule("licensing", id="desk", default_regime="ban", **ON_THE_US),
    ],
}
FIRST_YEAR = slice(12, 24)
THIRD = tuple(n for n in OTHERS if n != "USA")


def reaching_the_us(result: RunResult, *origins: str) -> float:
    """Heavy goods into the United States in the first year of the ban, t REO."""
    return float(sum(REO[p] * lane_t(result, [p], o, "USA")[FIRST_YEAR].sum() for p in HEAVY for o in origins))


@pytest.fixture(scope="module", params=list(BANS))
def ban(request) -> list[RunResult]:
    """Without a ban on the United States, with it, and with an audited assurance of everybody else on top."""
    asked = [
        rule("assurance", id=f"a_{n}", via=n, target="USA", response="comply", verification=0.8, start="2025-01")
        for n in THIRD
    ]
    banned = BANS[request.param]
    return [simulate(baseline(*more, months=36), detail=True) for more in ((), banned, (*banned, *asked))]


def leak(before: RunResult, after: RunResult) -> float:
    """Share of what no longer comes directly that comes through third countries, or past their certificates."""
    lost = reaching_the_us(before, "CHN") - reaching_the_us(after, "CHN")
    passed = total(after, "diverted_t", THIRD)[FIRST_YEAR].sum()
    return (reaching_the_us(after, *THIRD) + passed - reaching_the_us(before, *THIRD)) / lost


def test_half_of_what_a_ban_on_one_buyer_withholds_reaches_it_through_third_countries(ban) -> None:
    free, banned, _ = ban
    assert reaching_the_us(banned, "CHN") < 0.05 * reaching_the_us(free, "CHN")
    assert 0.5 <= leak(free, banned) <= 1.0


def test_audited_assurance_cuts_the_leak_by_more_than_sixty_per_cent_and_costs_the_certifiers_money(ban) -> None:
    free, banned, assured = ban
    assert leak(free, assured) <= 0.4 * leak(free, banned)
    paid = [total(r, "public_cost_usd", THIRD)[FIRST_YEAR].sum() for r in (banned, assured)]
    assert paid[1] - paid[0] > 1e6


def outside_separation(last: str | None, begins: bool = True) -> float:
    """t of feed a year outside the controller in year 10, with a ban on heavy exports up to `last`, mean of two seeds."""
    end = {} if last is None else {"end": last}
    held = {"products": ["heavy"], "start": "2025-01", **end}
    control = [
        rule("export_control", id="ctl", licence=True, announced_share=0.6, **held),
        rule("licensing", id="lic", default_regime="ban", **held),
    ]
    runs = [simulate(baseline(*(control if begins else ()), months=120), seed) for seed in (1, 2)]
    for run in runs:
        assert np.allclose(run.get("separation_outside_t"), total(run, "capacity_t", OTHERS, ["separation"]))
    return float(np.mean([12 * run.get("separation_outside_t")[-1] for run in runs]))


def test_a_years_ban_leaves_less_than_half_of_what_a_lasting_one_builds_outside() -> None:
    none, year, lasting = (
        outside_separation(None, begins=False),
        outside_separation("2025-12"),
        outside_separation(None),
    )
    assert 0.99 * none <= year < lasting
    assert year - none < 0.5 * (lasting - none)


def test_investors_count_on_a_rent_only_as_far_as_the_control_is_expected_to_last() -> None:
    control = rule("export_control", id="ctl", products=["heavy"], licence=True, start="2025-01", end="2025-12")
    model = stepped(baseline(control, months=36), 12)
    usa = model.world.nation_index["USA"]
    seen = [float(model.outlook.rent_trust[usa])]
    for _ in range(13):
        model.step()
        seen.append(float(model.outlook.rent_trust[usa]))
    assert seen[0] == 1.0
    assert seen[1] < 0.2
    assert seen[1:13] == sorted(seen[1:13])
    assert 0.5 < seen[12] < 0.8
    assert seen[13] == 1.0  # no control, no rent to doubt


def years_until(result: RunResult, gap: float) -> float:
    """Years until what separators outside do not make is at most `gap` of the need there, on a yearly mean."""
    yearly = np.convolve(result.get("separation_gap"), np.full(12, 1 / 12), mode="valid")
    closed = np.flatnonzero(yearly <= gap)
    return float(closed[0] + 12) / 12 if closed.size else np.inf


def test_the_head_start_lasts_years_longer_where_technology_is_withheld() -> None:
    opened = rule("diplomacy", id="open", parties=["ALL"], technology_at_least=dict.fromkeys(STAGES, 1.0))
    closed = rule("technology_control", id="closed", access=dict.fromkeys(STAGES, 0.0))
    years = [years_until(simulate(baseline(*more, months=180)), 0.2) for more in ((opened,), (), (closed,))]
    assert 5.0 < years[0] < years[1] < years[2] < 15.0
    assert years[2] - years[0] > 1.5


def test_the_head_start_is_shorter_where_outsiders_learn_faster() -> None:
    speeds = ({"technology_learning": 0.2, "learning_rate": 0.03}, {"technology_learning": 1.0, "learning_rate": 0.2})
    slow, fast = (years_until(simulate(baseline(months=180, parameters=speed)), 0.2) for speed in speeds)
    assert fast < slow - 2.0


def relocated(hosts: list[str], homes: list[str], *more: dict[str, Any]) -> tuple[float, float]:
    """t a year of magnet capacity that has left the homes after eight years, and the hosts' gain over the same without."""
    duty = {"products": ["heavy", "oxide_NdPr", "metal_NdPr"], "start": "2024-06"}
    threat = rule("export_control", id="ctl", licence=True, announced_share=0.6, **duty)
    desk = rule("licensing", id="lic", default_regime="tight", **duty)
    offer = {"hosts": hosts, "homes": homes, "exposure_threshold": 0.1, "absorption_t_per_year": 50_000}
    moving = stepped(
        baseline(threat, desk, rule("china_plus_one", **offer), *more, months=96, parameters={"relocation_speed": 0.03})
    )
    gone = moving.layout.plants.stage == MAGNET
    return 12 * float(moving.capacity.moved[gone].sum()), float(moving.public_cost.sum())


def test_makers_who_are_cut_off_leave_for_a_host_and_where_it_is_open_for_the_controller_itself() -> None:
    away, _ = relocated(["IND"], ["JPN"])
    inward, _ = relocated(["CHN"], ["JPN", "EUU", "KOR"])
    assert away > 500.0
    assert inward > 500.0


def test_with_the_technology_ban_indias_capacity_comes_later_dearer_and_wastes_more() -> None:
    grant = rule("domestic_capability", nation="IND", stages={"separation": {"capex_grant_share": 0.6}})
    closed = rule("technology_control", id="closed", access=dict.fromkeys(STAGES, 0.0))
    opened = rule("diplomacy", id="open", parties=["ALL"], technology_at_least=dict.fromkeys(STAGES, 1.0))
    free, held = (stepped(baseline(grant, more, months=96)) for more in (opened, closed))
    ind = free.world.nation_index["IND"]
    site = free.layout.plants.nation == ind
    site &= (free.layout.plants.stage == 1) & (free.layout.plants.candidate == 1)
    first = [int(np.argmax((m.capacity.pipeline.ready[site] > 0).any(axis=0))) for m in (free, held)]
    assert 0 < first[0] < first[1]
    assert held.state.waste[site].max() > free.state.waste[site].max()
    runs = [simulate(baseline(grant, more, months=96)) for more in (opened, closed)]
    per_tonne = []
    for model, result in zip((free, held), runs, strict=True):
        committed = 12 * (model.capacity.pipeline.ready[site].sum())
        per_tonne.append(result.get("public_cost_usd", "IND").sum() / committed)
    assert per_tonne[1] > 1.1 * per_tonne[0]


def test_support_stops_at_its_limit_and_a_price_floor_at_its_volume() -> None:
    support = {"capex_grant_share": 0.5, "incentive_usd_per_t": 24_400}
    built = []
    for limit in (0.0, 1500.0):
        stages = {"magnet": support | {"limit_t_per_year": limit}}
        run = simulate(baseline(rule("domestic_capability", nation="IND", stages=stages), months=96))
        built.append(12 * run.get("capacity_t", "IND", "magnet")[-1])
    assert built[0] > 5 * built[1]
    assert built[1] < 2500.0
    capacity = []
    for volume in (50.0, 2000.0):
        floor = rule("price_support", nation="MYS", floor_usd_per_kg=150, t_per_month=volume)
        capacity.append(simulate(baseline(floor, months=96)).get("capacity_t", "MYS", "separation")[-1])
    assert capacity[0] < capacity[1]


def test_an_office_that_pauses_during_a_truce_forgets_nothing() -> None:
    duty = rule("export_control", id="duty", products=["heavy"], licence=True)
    desk = rule("licensing", id="desk", products=["heavy"])
    truce = rule("diplomacy", suspended=["duty"], start="2024-07", end="2024-09")
    model = stepped(baseline(duty, desk, truce, months=24), 12)
    gate = model.border.gates[model.controller]
    assert gate.past[LICENCES, MONTHS] == 12 - 3
