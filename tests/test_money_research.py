"""Public research draws no more money than it can use."""

from __future__ import annotations

import pytest
from engine_runs import baseline, rule

from sim.equations.investing import RESEARCH_MOST
from sim.model import RareEarthModel
from sim.names import STAGES

MAGNET = STAGES.index("magnet")


def research(usd: float) -> tuple[float, float]:
    """Public cost of India in two years, USD, and its own technology at their end, of so much a month for magnets."""
    stages, cost = {"magnet": {"research_usd_per_month": usd}}, 0.0
    model = RareEarthModel(baseline(rule("domestic_capability", nation="IND", stages=stages), months=24))
    nation = model.world.nation_index["IND"]
    for _ in range(24):
        model.step()
        cost += float(model.public_cost[nation])
    return cost, float(model.capacity.own[nation, MAGNET])


def test_what_research_cannot_use_is_not_paid() -> None:
    none, _ = research(0.0)
    some, most, more = research(1e6), research(RESEARCH_MOST), research(1e9)
    assert some[0] - none == pytest.approx(24 * 1e6)
    assert most[0] - none == pytest.approx(24 * RESEARCH_MOST)
    assert most[1] > some[1]
    assert more == pytest.approx(most)
