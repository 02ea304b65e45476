"""The levers of the page: which values of a scenario a person can move, with labels and units.

A lever is shown only where it can do something: where the scenario has its path and the instrument it acts on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.parameters import TABLE
from sim.scenario import Scenario
from sim.scenario.paths import PathError, locate


@dataclass(frozen=True)
class Lever:
    """One value of a scenario: either `options` (value to label) or a range `low`..`high` in `unit`.

    `ends` says what the ends of the range mean; `needs` names the kind of policy without which the lever would do nothing.
    """

    path: str
    label: str
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 0.05
    ends: tuple[str, str] = ("", "")
    needs: str = ""


ANSWERS = (
    ("adaptive", "decides for itself"),
    ("comply", "complies in full"),
    ("middle_ground", "gives a partial assurance"),
    ("refuse", "refuses"),
)
REGIMES = (
    ("adaptive", "as decided along the way"),
    ("open", "open"),
    ("general", "general licences"),
    ("case_by_case", "case by case"),
    ("tight", "tight"),
    ("ban", "ban"),
)
EFFORTS = (("adaptive", "decides for itself"), ("none", "none"), ("modest", "modest"), ("strong", "strong"))
MOTIVES = (("leverage", "strategic leverage"), ("bargaining", "bargaining chip"))
PARAMETERS = {
    "panic": ("Hoarding at full fear", "x normal cover", ("nobody hoards", "stocks multiply")),
    "fear_decay": ("Fear that fades", "of it a month", ("fear stays", "soon forgotten")),
    "price_power": ("Buyers follow the price", "power", ("buy as before", "buy the cheapest")),
    "trust_power": ("Buyers follow trust", "power", ("trust is nothing", "friends first")),
    "growth_scale": ("Growth of demand", "x forecast", ("slower", "faster")),
    "thrift_speed": ("Thrifting", "x usual speed", ("slow", "fast")),
}


def levers(scenario: Scenario, names: Mapping[str, str]) -> tuple[Lever, ...]:
    """The levers that `scenario` has; `names` says how people call the nations."""
    focal, controller = scenario.focal, scenario.controller
    answer, regime = f"nations.{focal}.assurance_response", f"nations.{controller}.regime"
    odds = "policies.licensing.odds"
    every = (
        Lever(answer, f"{names[focal]}'s answer to the demand", options=ANSWERS, needs="assurance"),
        Lever(f"nations.{focal}.diversification", f"{names[focal]}'s effort to diversify", options=EFFORTS),
        Lever(regime, f"{names[controller]}'s licensing regime", options=REGIMES, needs="licensing"),
        Lever("hypothesis", f"{names[controller]}'s motive", options=MOTIVES),
        Lever("policies.assurance.verification", "Diverted goods that are found", "share", ends=("none", "all")),
        Lever(f"{odds}.case_by_case", "Licences granted, case by case", "share", ends=("none", "all")),
        Lever(f"{odds}.tight", "Licences granted, tight regime", "share", ends=("none", "all")),
        *(_parameter(name, *words) for name, words in PARAMETERS.items()),
    )
    kinds = {policy.kind for policy in scenario.policies}
    return tuple(
        lever
        for lever in every
        if (not lever.needs or lever.needs in kinds) and current(scenario, lever.path) is not None
    )


def _parameter(name: str, label: str, unit: str, ends: tuple[str, str]) -> Lever:
    row = TABLE[name]
    step = 10.0 ** math.floor(math.log10((row.high - row.low) / 20))
    return Lever(f"parameters.{name}", label, unit, low=row.low, high=row.high, step=step, ends=ends)


def current(scenario: Scenario, path: str) -> Any:
    """What holds at `path`, defaults included; None where the scenario has no such place."""
    section, _, name = path.partition(".")
    if section == "parameters":
        return scenario.parameters.get(name, TABLE[name].default)
    if section == "nations":
        code, _, slot = name.partition(".")
        return getattr(scenario.plan(code), slot)
    try:
        place = locate(scenario, path)
    except PathError:
        return None
    value: Any = scenario.plain()
    for step in place:
        value = value[step] if not isinstance(value, dict) else value.get(step)
    return value
