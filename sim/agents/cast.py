"""The nations of a scenario: who decides what, from when, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

from sim.agents.hedging import HEDGES
from sim.agents.nation import Mind, Nation, Observatory
from sim.agents.person import PersonStrategy
from sim.agents.situation import Roles, slots_of
from sim.agents.strategies import LogitStrategy, ScriptedStrategy, Strategy
from sim.agents.weights import usual
from sim.memo import Memo
from sim.names import NATIONS
from sim.policies.base import Policy
from sim.scenario.model import Scenario
from sim.scenario.plans import ADAPTIVE, DatedDecision, NationPlan
from sim.streams import stream

#: Kinds of policy without which a decision would move nothing.
NEEDS = {"assurance_response": "assurance", "pressure": "assurance", "regime": "licensing"}


#: Casts of the scenarios that were last run: a sweep runs each with many seeds.
_CASTS = Memo(most=16)


class Part(NamedTuple):
    """What a nation brings to every run of a scenario."""

    strategy: Strategy
    acts: tuple[DatedDecision, ...]
    starts: Mapping[str, str]  # first month by slot that is decided
    mind: Mind


class Movable(NamedTuple):
    """What decisions can move in a scenario, by its policies."""

    kinds: frozenset[str]
    builders: frozenset[str]  # nations whose own chain is supported as strongly as they decide
    asked: frozenset[tuple[str, str]]  # nations and slots that conditions look at


class Cast(NamedTuple):
    """Who plays in a scenario, and what all of them look at."""

    parts: Mapping[str, Part]
    roles: Roles
    public: Mapping[str, tuple[str, ...]]  # slots that everybody watches, by nation
    watched: tuple[str, ...]  # nations without a role whose figures count


def nations_of(
    model: Any, scenario: Scenario, names: Mapping[str, str], seed: int, delay: float, noise: float
) -> dict[str, Nation]:
    """All nations by code, in the order of `sim.names`.

    delay: months until statistics appear; noise: relative standard deviation of what is seen.
    """
    parts, roles, public, watched = _CASTS.of(cast_of, (scenario,))
    observatory = Observatory(roles, round(delay), public, watched)
    nations = {}
    for code, part in parts.items():
        strategy = PersonStrategy(part.strategy, part.acts) if part.acts else part.strategy
        rng = partial(stream, seed, f"nation {code}")
        nations[code] = Nation(model, code, strategy, observatory, rng, names, part.starts, noise, part.mind)
    return nations


def cast_of(scenario: Scenario) -> Cast:
    """The nations of a scenario as they are before anything happens."""
    roles = Roles(scenario.controller, scenario.focal, scenario.rival)
    movable = _movable(scenario.policies)
    choices = {code: choices_of(code, movable, roles, scenario.plan(code).targets) for code in NATIONS}
    parts = {}
    for code in NATIONS:
        plan = scenario.plan(code)
        told = _told(plan, roles.of(code), roles)
        weights = {**usual(roles.of(code), scenario.hypothesis), **plan.weights}
        decided = (*(choices[code] if plan.strategy == "logit" else ()), *told, *(act.slot for act in plan.acts))
        starts = {slot: _start(slot, plan, scenario) for slot in dict.fromkeys(decided)}
        mind = Mind({slot: _start(slot, plan, scenario) for slot in choices[code]}, weights, plan.rationality)
        parts[code] = Part(_strategy(plan, choices[code], weights, told), plan.acts, starts, mind)
    return Cast(parts, roles, _public(choices, roles), tuple(_watched(choices, roles)))


def _strategy(
    plan: NationPlan, slots: tuple[str, ...], weights: Mapping[str, float], told: Mapping[str, str]
) -> Strategy:
    if plan.strategy == "logit" and slots:
        return LogitStrategy(slots, weights, plan.rationality, told)
    return ScriptedStrategy(told)


def _told(plan: NationPlan, role: str, roles: Roles) -> dict[str, str]:
    """Decisions that the plan fixes, by slot. A regime towards all is one slot for each destination."""
    told = {slot: getattr(plan, slot) for slot in ("assurance_response", "diversification", "pressure")}
    told |= {slot: getattr(plan, slot) for slot in ("offer", "concession", *HEDGES)}
    if role == "controller":
        told |= {f"regime:{code}": plan.regime for code in NATIONS if code != roles.controller}
        told |= {f"regime:{code}": regime for code, regime in plan.regimes.items()}
    return {slot: option for slot, option in told.items() if option != ADAPTIVE}


def choices_of(code: str, movable: Movable, roles: Roles, targets: Iterable[str] = ()) -> tuple[str, ...]:
    """What a nation could choose, where the scenario has a policy that the choice can move.

    targets: nations without a role towards which the controller chooses a regime.
    """
    slots: tuple[str, ...] = slots_of(roles).get(code, ())
    if code == roles.controller:
        slots += tuple(f"regime:{target}" for target in targets if target not in roles)
    elif code not in slots_of(roles) and code in movable.builders:
        slots += ("diversification",)
    hedges = tuple(slot for slot in HEDGES if (code, slot) in movable.asked)
    return tuple(slot for slot in slots if NEEDS.get(slot.partition(":")[0], "") in {"", *movable.kinds}) + hedges


def _movable(policies: Iterable[Policy]) -> Movable:
    builders: set[str] = set()
    for policy in policies:
        if getattr(policy, "effort", None) is not None:
            builders |= {getattr(policy, "nation", ""), *getattr(policy, "hosts", ())}
    asked = {(policy.when.nation, policy.when.decision) for policy in policies if policy.when}
    return Movable(frozenset(policy.kind for policy in policies), frozenset(builders), frozenset(asked))


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
