"""The nations of a scenario: who decides what, from when, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.agents.hedging import HEDGES
from sim.agents.nation import Mind, Nation, Observatory
from sim.agents.person import PersonStrategy
from sim.agents.situation import Roles, slots_of
from sim.agents.strategies import LogitStrategy, ScriptedStrategy, Strategy
from sim.agents.weights import usual
from sim.names import NATIONS
from sim.scenario.model import Scenario
from sim.scenario.plans import ADAPTIVE, NationPlan
from sim.streams import stream

#: Kinds of policy without which a decision would move nothing.
NEEDS = {"assurance_response": "assurance", "pressure": "assurance", "regime": "licensing"}


def nations_of(
    model: Any, scenario: Scenario, names: Mapping[str, str], seed: int, delay: float, noise: float
) -> dict[str, Nation]:
    """All nations by code, in the order of `sim.names`.

    delay: months until statistics appear; noise: relative standard deviation of what is seen.
    """
    roles = Roles(scenario.controller, scenario.focal, scenario.rival)
    choices = {code: choices_of(code, scenario, roles) for code in NATIONS}
    observatory = Observatory(roles, round(delay), _public(choices, roles), _watched(choices, roles))
    cast = {}
    for code in NATIONS:
        plan = scenario.plan(code)
        told = _told(plan, roles.of(code), roles)
        weights = {**usual(roles.of(code), scenario.hypothesis), **plan.weights}
        strategy = _strategy(plan, choices[code], weights, told)
        decided = (*(choices[code] if plan.strategy == "logit" else ()), *told, *(act.slot for act in plan.acts))
        starts = {slot: _start(slot, plan, scenario) for slot in dict.fromkeys(decided)}
        mind = Mind({slot: _start(slot, plan, scenario) for slot in choices[code]}, weights, plan.rationality)
        rng = stream(seed, f"nation {code}")
        cast[code] = Nation(model, code, strategy, observatory, rng, names, starts, noise, mind)
    return cast


def _strategy(
    plan: NationPlan, slots: tuple[str, ...], weights: Mapping[str, float], told: Mapping[str, str]
) -> Strategy:
    chooses = plan.strategy == "logit" and slots
    strategy: Strategy = LogitStrategy(slots, weights, plan.rationality, told) if chooses else ScriptedStrategy(told)
    return PersonStrategy(strategy, plan.acts) if plan.acts else strategy


def _told(plan: NationPlan, role: str, roles: Roles) -> dict[str, str]:
    """Decisions that the plan fixes, by slot. A regime towards all is one slot for each destination."""
    told = {slot: getattr(plan, slot) for slot in ("assurance_response", "diversification", "pressure")}
    told |= {slot: getattr(plan, slot) for slot in ("offer", "concession", *HEDGES)}
    if role == "controller":
        told |= {f"regime:{code}": plan.regime for code in NATIONS if code != roles.controller}
        told |= {f"regime:{code}": regime for code, regime in plan.regimes.items()}
    return {slot: option for slot, option in told.items() if option != ADAPTIVE}


def choices_of(code: str, scenario: Scenario, roles: Roles) -> tuple[str, ...]:
    """What a nation could choose, where the scenario has a policy that the choice can move."""
    kinds = {policy.kind for policy in scenario.policies}
    slots: tuple[str, ...] = slots_of(roles).get(code, ())
    if code == roles.controller:
        slots += tuple(f"regime:{target}" for target in scenario.plan(code).targets if target not in roles)
    elif code not in slots_of(roles) and _builds(code, scenario):
        slots += ("diversification",)
    hedges = tuple(slot for slot in HEDGES if (code, slot) in _asked(scenario))
    return tuple(slot for slot in slots if NEEDS.get(slot.partition(":")[0], "") in {"", *kinds}) + hedges


def _asked(scenario: Scenario) -> set[tuple[str, str]]:
    """Nations and slots that conditions of policies look at."""
    return {(policy.when.nation, policy.when.decision) for policy in scenario.policies if policy.when}


def _builds(code: str, scenario: Scenario) -> bool:
    """Whether a policy supports a nation's own chain, as strong as it decides."""
    return any(
        getattr(policy, "effort", None) is not None
        and (getattr(policy, "nation", "") == code or code in getattr(policy, "hosts", ()))
        for policy in scenario.policies
    )


def _public(choices: Mapping[str, tuple[str, ...]], roles: Roles) -> Mapping[str, tuple[str, ...]]:
    """Slots that everybody watches, by nation."""
    known = slots_of(roles)
    codes = (*known, *(code for code, slots in choices.items() if slots and code not in known))
    return {code: tuple(dict.fromkeys((*known.get(code, ()), *choices[code]))) for code in codes}


def _watched(choices: Mapping[str, tuple[str, ...]], roles: Roles) -> Iterable[str]:
    """Nations without a role that choose something, or that the controller chooses a regime towards."""
    targets = {slot.partition(":")[2] for slot in choices[roles.controller]}
    return (code for code in NATIONS if code not in roles and (choices[code] or code in targets))


def _start(slot: str, plan: NationPlan, scenario: Scenario) -> str:
    """First month in which a slot is decided: as planned, and an answer not before the demand."""
    start = plan.decides_from or scenario.start
    if slot in ("assurance_response", "pressure"):
        demands = [policy.start or scenario.start for policy in scenario.policies if policy.kind == "assurance"]
        return max(start, min(demands, default=start))
    return start
