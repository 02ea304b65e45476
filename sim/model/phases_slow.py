"""The monthly phases of nations and of slow change: observe, govern, license, adapt, invest, relate, record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.equations.ordering import expose, update_fear
from sim.equations.relations import update_relations
from sim.model.diversion import caught, certify
from sim.model.money import settle_public
from sim.model.result import Event
from sim.model.ruled import Ruled

if TYPE_CHECKING:
    from sim.model import RareEarthModel


def observe(model: RareEarthModel) -> None:
    """Dated events are told; outages, projects that are ready and magnets that come back take effect."""
    date = model.dates[model.month]
    for event in model.config.events:
        if event.month == date:
            model.events.append(Event(date, event.actor, event.text))
    model.capacity.arrive(model)
    frozen = "cohorts" in model.config.freeze
    model.in_use.retire(0 if frozen else model.month, model.ruled.collection, model.returned)


def govern(model: RareEarthModel) -> None:
    """Nations decide; policies are folded into this month's rules."""
    date = model.dates[model.month]
    for nation in model.deciders:
        for slot, option, text in nation.decide(model.view):
            model.decided.append((date, nation.code, slot, option))
            if text:
                model.events.append(Event(date, nation.code, text))
    rules = model.rulebook.rules(model.view)
    if rules is not model.rules:
        if id(rules) not in model.meanings:
            model.meanings[id(rules)] = Ruled(model, rules)
        model.rules, model.ruled = rules, model.meanings[id(rules)]
    model.outlook.move(model)
    model.promises.move(model)
    certify(model)


def license_exports(model: RareEarthModel) -> None:
    """Queues move and pools are paced: caps on this month's lanes."""
    model.border.open_month(model)


def adapt(model: RareEarthModel) -> None:
    """Fear of buyers (thrifting and expectations move with need, in `plan`)."""
    prm = model.prm
    update_fear(
        model.state.fear,
        model.lack,
        model.promises.believed(model.rules.announced),
        prm.fear_rise_unfilled,
        prm.fear_rise_announced,
        prm.fear_decay,
    )


def invest(model: RareEarthModel) -> None:
    """Every quarter: build, restart, mothball, relocate, learn."""
    expose(model.state.fear, model.ordered, model.received, model.promises.calm, model.exposure)
    model.assets.move(model)
    if model.month % 3 == 2:
        if "projects" not in model.config.freeze:
            model.capacity.decide(model)
            model.standing.follow(model)
            model.capacity.relocate(model)
        if "learning" not in model.config.freeze:
            model.capacity.learn(model)
        model.recycling.move(model)
    model.redesign.move(model)
    settle_public(model)


def relate(model: RareEarthModel) -> None:
    """Relations react to what was done and drift back."""
    date, rel = model.dates[model.month], model.relations
    found = {model.world.nations[n]: t for n, t in caught(model).items()}
    decisions = {code: model.nations[code].decisions for code in model.attitudes.roles}
    shock, texts = model.attitudes.shocks(decisions, model.rules, found)
    model.events += [Event(date, "", text) for text in texts]
    update_relations(rel, model.rest_relations, shock, model.prm.relation_drift, model.prm.home_preference, model.trust)


def record(model: RareEarthModel) -> None:
    """Check the balances, then write the month's row."""
    model.residual = model.balance.check(model)
    model.recorder.record(model)
