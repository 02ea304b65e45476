"""No figure that a replay is scored on enters it, but as a dated policy or as the state that it starts from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.history.ablations import changes
from sim.history.fit import fitted
from sim.history.measuring import figures
from sim.history.periods import span
from sim.history.replay import scenario
from sim.history.score import SCORED
from sim.history.tables import episodes, priors, series, targets
from sim.parameters import TABLE

EPISODES = list(episodes())
SAME = 0.002
DATA = Path(sim.__file__).parent / "data"

DATED = re.compile(r"policies\.\d+\.(mining_t_per_year|separation_t_per_year|quotas)\b")
"""Quotas are dated policies. From 2014 on USGS reports China's output as the quota itself."""

PROCEDURE = {
    "lead_mine_months": "a lead time, from decades of mines",
    "relocation_speed": "announced plans, no outcome that is scored",
    "lead_expansion_months": "building times of two plants",
}
"""Parameters whose source is of 2025, with why that is no outcome of the licences; they are not drawn."""


def numbers(at: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """All numbers of a scenario with their paths."""
    if isinstance(at, dict):
        for key, value in at.items():
            yield from numbers(value, f"{path}.{key}" if path else str(key))
    elif isinstance(at, list | tuple):
        for i, value in enumerate(at):
            yield from numbers(value, f"{path}.{i}")
    elif isinstance(at, int | float) and not isinstance(at, bool):
        yield path, float(at)


def scored(name: str) -> Iterator[tuple[str, float]]:
    """The figures that an episode is scored on: those after its origin."""
    origin = episodes()[name].origin
    for one in series(name):
        if one.use in SCORED:
            points = one.after(origin)
            yield from ((f"{one.name} {p.period}", p.value) for p in points)
            if one.index_period:
                indexed = zip(points, figures(one, points), strict=True)
                yield from ((f"{one.name} {p.period} indexed", value) for p, value in indexed)
    for target in targets(name):
        if target.use in SCORED and target.scale != "months":
            yield target.name, target.value


def digits(value: float) -> int:
    """Significant digits; two or fewer coincide by chance."""
    return len(f"{value:.4g}".replace(".", "").strip("0").lstrip("-0"))


def same(first: float, second: float) -> bool:
    return second != 0 and abs(first / second - 1) <= SAME


def leaks(name: str, plain: dict[str, Any]) -> list[str]:
    """Numbers of a scenario that are figures it is scored on."""
    inputs = [(path, value) for path, value in numbers(plain) if not DATED.match(path) and digits(value) > 2]
    known = [(what, value) for what, value in scored(name) if digits(value) > 2]
    return [f"{path} = {value:g} is {what}" for path, value in inputs for what, figure in known if same(value, figure)]


@pytest.mark.parametrize("name", EPISODES)
def test_no_scored_figure_stands_in_the_scenario(name: str) -> None:
    assert leaks(name, scenario(name).plain()) == []


def test_a_figure_that_was_slipped_into_a_scenario_is_found() -> None:
    plain = scenario("controls_2025").plain()
    plain["policies"][-1]["some_t"] = 1238.0
    assert leaks("controls_2025", plain) == [
        f"policies.{len(plain['policies']) - 1}.some_t = 1238 is magnet_exports 2025-05"
    ]


def test_no_default_of_a_parameter_that_was_read_off_2025_is_used_in_2025() -> None:
    drawn = {p.path.removeprefix("parameters.") for p in priors() if p.group in episodes()["controls_2025"].priors}
    named = {name for name, row in TABLE.items() if re.search(r"202[56]", row.source)}
    assert named - drawn - PROCEDURE.keys() == set()


def test_all_parameters_that_were_once_set_on_both_episodes_are_drawn() -> None:
    """Their defaults know 2025; the sample and the ranges do not."""
    once = {
        "order_adjustment", "panic", "fear_rise_unfilled", "fear_rise_announced", "contract_share", "spot_speed",
        "premium_speed", "premium_decay", "rent_speed", "release_rate", "trader_sensitivity", "thrift_speed",
        "demand_elasticity", "oxide_elasticity", "anchor_pull", "anchor_memory", "spot_weight", "grade_speed",
        "rent_seed_usd_per_t", "trader_scale", "grade_substitution", "goods_under_way",
    }  # fmt: skip
    assert once <= {p.path.removeprefix("parameters.") for p in priors()}


def test_the_calibration_sees_nothing_after_2015_and_nothing_but_the_crisis() -> None:
    ours, single = fitted()
    assert {e.episode for e in (*ours, *single)} == {"crisis_2010"}
    assert all(span(p.period)[1] <= span("2015-12")[1] for s in ours for p in s.points)
    assert all(s.use != "fitted" for name in EPISODES if name != "crisis_2010" for s in series(name))


def test_what_the_state_was_solved_for_is_not_scored() -> None:
    assert {e.use for e in (*series("baseline_2024"), *targets("baseline_2024"))} == {"initial"}


def test_mines_whose_capacity_was_read_off_their_later_output_are_not_scored() -> None:
    with (DATA / "plants_2008.csv").open(encoding="utf-8", newline="") as file:
        late = [
            row
            for row in csv.DictReader(file)
            if re.search(r"output.{0,12}201[0-9]|201[0-9].{0,12}output", row["source"])
        ]
    assert late, "the rows that this test is about"
    assert all(row["nation"] != "CHN" and row["status"] == "planned" for row in late)
    for entry in (*series("crisis_2010"), *targets("crisis_2010")):
        assert not (entry.address.measure == "mine_output_t" and entry.address.nation != "CHN" and entry.use in SCORED)
    assert "openings" in scenario("growth_2008").freeze


def test_no_mine_outside_opens_by_date_in_the_run_that_shares_are_scored_on() -> None:
    kinds = {p.kind for p in scenario("growth_2008").policies if getattr(p, "nation", "CHN") != "CHN"}
    assert kinds == set()


def test_licences_are_scored_on_no_approval_rate() -> None:
    for target in targets("controls_2025"):
        assert not target.address.measure.startswith("licences_") or target.use == "shown"
    assert "no counterpart in 2010" in episodes()["controls_2025"].note
    drawn = {p.path for p in priors("licences")}
    assert {"policies.licensing.odds.case_by_case", "policies.licensing.files_per_month_max"} <= drawn


def test_an_ablation_takes_away_and_adds_no_figure() -> None:
    for values in changes().values():
        assert leaks("crisis_2010", scenario("crisis_2010").with_values(values).plain()) == []
