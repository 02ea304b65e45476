"""The nations of a scenario: who decides what, from when, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.agents.nation import Nation, Observatory
from sim.agents.situation import Roles, slots_of
from sim.agents.strategies import LogitStrategy, ScriptedStrategy, Strategy
from sim.agents.weights import usual
from sim.names import NATIONS
from sim.scenario.model import Scenario
from sim.scenario.plans import ADAPTIVE, NationPlan
from sim.streams import stream


def nations_of(
    model: Any, scenario: Scenario, names: Mapping[str, str], seed: int, delay: float, noise: float
) -> dict[str, Nation]:
    """All nations by code, in the order of `sim.names`.

    delay: months until statistics appear; noise: relative standard deviation of what is seen.
    """
    roles = Roles(scenario.controller, scenario.focal, scenario.rival)
    observatory = Observatory(roles, round(delay))
    cast = {}
    for code in NATIONS:
        plan, role = scenario.plan(code), _role(code, roles)
        told = _told(plan, role, roles)
        slots = _slots(code, scenario, roles) if plan.strategy == "logit" else ()
        weights = {**usual(role, scenario.hypothesis), **plan.weights} if role else {}
        strategy: Strategy = LogitStrategy(slots, weights, plan.rationality, told) if slots else ScriptedStrategy(told)
        starts = {slot: _start(slot, plan, scenario) for slot in (*slots, *(s for s in told if s not in slots))}
        rng = stream(seed, f"nation {code}")
        cast[code] = Nation(model, code, strategy, observatory, rng, names, starts, noise)
    return cast


def _role(code: str, roles: Roles) -> str:
    return next((role for role, nation in roles._asdict().items() if nation == code), "")


def _told(plan: NationPlan, role: str, roles: Roles) -> dict[str, str]:
    """Decisions that the plan fixes, by slot. A regime towards all is one slot for each destination."""
    told = {slot: getattr(plan, slot) for slot in ("assurance_response", "diversification", "pressure")}
    told |= {slot: getattr(plan, slot) for slot in ("offer", "concession")}
    if role == "controller":
        told |= {f"regime:{code}": plan.regime for code in NATIONS if code != roles.controller}
        told |= {f"regime:{code}": regime for code, regime in plan.regimes.items()}
    return {slot: option for slot, option in told.items() if option != ADAPTIVE}


def _slots(code: str, scenario: Scenario, roles: Roles) -> tuple[str, ...]:
    """What a nation chooses, where the scenario has a policy that the choice can move."""
    kinds = {policy.kind for policy in scenario.policies}
    needs = {"assurance_response": "assurance", "pressure": "assurance", "regime": "licensing"}
    return tuple(
        slot for slot in slots_of(roles).get(code, ()) if needs.get(slot.partition(":")[0], "") in {"", *kinds}
    )


def _start(slot: str, plan: NationPlan, scenario: Scenario) -> str:
    """First month in which a slot is decided: as planned, and an answer not before the demand."""
    start = plan.decides_from or scenario.start
    if slot in ("assurance_response", "pressure"):
        demands = [policy.start or scenario.start for policy in scenario.policies if policy.kind == "assurance"]
        return max(start, min(demands, default=start))
    return start
