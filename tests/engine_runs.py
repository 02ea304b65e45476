"""Runs of the engine for the tests: scenarios put together from the baseline, each simulated once per session."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from sim.model import RareEarthModel
from sim.model.result import RunResult
from sim.names import NATIONS, PRODUCTS
from sim.run import run
from sim.scenario import Scenario, find_scenario, load
from sim.world import load_world

REST = ("growth", "shocks", "projects", "learning", "cohorts")
"""All that must stand still to see whether the world rests."""

HEAVY = tuple(p for p, heavy in zip(PRODUCTS, load_world(2024).heavy, strict=True) if heavy)
MAGNETS = ("magnet_standard", "magnet_heavy", "magnet_SmCo")
ALL = tuple(NATIONS)
OTHERS = tuple(n for n in NATIONS if n != "CHN")

_done: dict[tuple[str, int | None, bool], RunResult] = {}


def rule(kind: str, **values: Any) -> dict[str, Any]:
    """A policy entry as a scenario file has it."""
    return {"kind": kind, **values}


@cache
def named(name: str) -> Scenario:
    """A scenario of the library."""
    return load(find_scenario(name))


def baseline(*policies: dict[str, Any], months: int = 36, **changes: Any) -> Scenario:
    """The baseline of 2024 with further policies and other fields."""
    plain = named("baseline").plain()
    plain |= {"months": months, "policies": [*plain["policies"], *policies], **changes}
    return Scenario.model_validate(plain)


def frightened(months: int, *policies: dict[str, Any]) -> Scenario:
    """Japan's magnets from the controller are under threat, and all buyers there know."""
    threat = rule(
        "export_control", id="threat", products=["heavy", "magnets"], destinations=["JPN"], announced_share=0.5
    )
    quick = {"lead_magnet_months": 24, "relocation_speed": 0.04}
    return baseline(threat, *policies, months=months, parameters=quick)


def relocating(months: int) -> Scenario:
    """The same, with India as a host for the magnet makers of Japan."""
    offer = {"hosts": ["IND"], "homes": ["JPN"], "exposure_threshold": 0.05, "absorption_t_per_year": 5000}
    return frightened(months, rule("china_plus_one", **offer))


def simulate(scenario: Scenario, seed: int | None = None, detail: bool = False) -> RunResult:
    """The run of a scenario; the same object whenever the same run is asked for. It must end well."""
    key = (scenario.digest(), seed, detail)
    if key not in _done:
        result = run(scenario, seed, detail)
        assert result.status == "ok", result.reason
        result.series.flags.writeable = False
        _done[key] = result
    return _done[key]


def stepped(scenario: Scenario, months: int | None = None) -> RareEarthModel:
    """A model after some months, by default at its end."""
    model = RareEarthModel(scenario)
    for _ in range(scenario.months if months is None else months):
        model.step()
    return model


def total(result: RunResult, measure: str, nations: Iterable[str], products: Iterable[str] = ("",)) -> np.ndarray:
    """Sum of a measure over nations and products, (months,)."""
    products = tuple(products)
    return np.sum([result.get(measure, n, p) for n in nations for p in products], axis=0)


def lane_t(result: RunResult, products: Iterable[str], origin: str, destination: str) -> np.ndarray:
    """Tonnes on a lane by month, (months,); the run needs its details."""
    flows = result.flows
    assert flows is not None
    chosen = np.isin(flows.product, [result.products.index(p) for p in products])
    chosen &= (flows.origin == result.nations.index(origin)) & (flows.destination == result.nations.index(destination))
    return np.bincount(flows.month[chosen], weights=flows.tonnes[chosen], minlength=len(result.months))


def at(result: RunResult, first: str, last: str) -> slice:
    """Months from `first` to `last` (YYYY-MM, both included)."""
    return slice(result.months.index(first), result.months.index(last) + 1)
