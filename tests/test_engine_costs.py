"""Declared prices of labour, energy and reagents: their path, and what they do to costs."""

from __future__ import annotations

import numpy as np
import pytest
from engine_runs import baseline

from sim.model import RareEarthModel
from sim.model.observe import activity_paths, cost_paths
from sim.rules import STAGES

MINE, SEPARATION = STAGES.index("mine"), STAGES.index("separation")


def model(*entries: dict[str, object], months: int = 30, **changes: object) -> RareEarthModel:
    return RareEarthModel(baseline(months=months, cost_index=list(entries), **changes), 0)


def test_costs_grow_steadily_from_the_middle_of_the_base_year_to_an_entry_and_hold_after_the_last() -> None:
    found = model(
        {"stage": "mine", "month": "2025-07", "index": 4.0}, {"stage": "mine", "month": "2026-01", "index": 2.0}
    )
    mine = cost_paths(found)[:, found.world.nation_index["CHN"], MINE]
    assert mine[:7] == pytest.approx(1.0)
    assert mine[12] == pytest.approx(2.0)  # half of the way to 4 by a steady rate
    assert mine[18] == pytest.approx(4.0)
    assert mine[21] == pytest.approx(8**0.5)
    assert mine[24:] == pytest.approx(2.0)


def test_an_entry_before_the_middle_of_the_base_year_is_reached_in_its_month() -> None:
    found = model(
        {"stage": "mine", "month": "2024-03", "index": 4.0},
        {"stage": "mine", "month": "2024-05", "index": 1.0},
        months=8,
    )
    mine = cost_paths(found)[:, found.world.nation_index["CHN"], MINE]
    assert mine == pytest.approx([1.0, 1.0, 4.0, 2.0, 1.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize("start", ["2024-07", "2024-12"])
def test_a_run_that_starts_late_in_the_base_year_is_on_the_same_paths(start: str) -> None:
    entry = {"stage": "mine", "month": "2025-07", "index": 4.0}
    whole, late = (model(entry, start=month, freeze=("shocks",)) for month in ("2024-01", start))
    skipped = whole.dates.index(start)
    for paths in (cost_paths, activity_paths):
        assert paths(late)[:-skipped] == pytest.approx(paths(whole)[skipped:]), paths.__name__


def test_an_entry_for_a_nation_goes_before_all_and_other_stages_stay() -> None:
    found = model(
        {"stage": "mine", "nation": "USA", "month": "2024-07", "index": 0.9},
        {"stage": "mine", "month": "2024-07", "index": 3.0},
    )
    paths = cost_paths(found)[12]
    usa = found.world.nation_index["USA"]
    assert paths[usa, MINE] == pytest.approx(0.9)
    assert np.delete(paths[:, MINE], usa) == pytest.approx(3.0)
    assert paths[:, SEPARATION] == pytest.approx(1.0)


def test_separators_cost_what_they_did_times_the_index_and_nobody_else_costs_more() -> None:
    plain, dear = model(months=18), model({"stage": "separation", "month": "2025-03", "index": 1.5}, months=18)
    for run in (plain, dear):
        for _ in range(15):  # the costs of month 14 are set at the end of the quarter
            run.step()
    lines = plain.layout.lines
    stage = plain.layout.plants.stage[lines.plant]
    ratio = dear.state.line_cost / plain.state.line_cost
    assert ratio[stage == SEPARATION] == pytest.approx(1.5, rel=0.01)  # less output is learned from a little less
    assert ratio[stage == MINE] == pytest.approx(1.0, rel=0.01)


def test_dearer_separation_everywhere_makes_oxides_dearer() -> None:
    plain, dear = model(months=60), model({"stage": "separation", "month": "2025-01", "index": 4.0}, months=60)
    for run in (plain, dear):
        for _ in range(60):
            run.step()
    product = plain.world.product_index["oxide_NdPr"]
    home = plain.controller
    assert dear.state.quote[product, home] > 1.05 * plain.state.quote[product, home]
