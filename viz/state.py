"""What one browser session knows and does: a chosen scenario, moved levers, a run, and the run before it.

Solara keeps module-level reactive values per browser session.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import solara

from sim.files import FolderError
from sim.scenario import ScenarioError
from viz import saved
from viz.session import Session, Turn, open_scenario
from viz.shown import Plan, Shown

page = solara.reactive("simulate")
plan = solara.reactive(Plan())
shown: solara.Reactive[Shown | None] = solara.reactive(None)
opened = solara.reactive("")  # the sweep on the page Sweep
job = solara.reactive("")  # the sweep at work that this person follows
compared: solara.Reactive[tuple[str, ...]] = solara.reactive(())
card = solara.reactive("")  # the nation whose card is open
debrief = solara.reactive(False)
playing = solara.reactive(False)
pace = solara.reactive(3)
problem = solara.reactive("")
said = solara.reactive("")


def originals(base: Plan) -> Any:
    """The scenario of a plan before any lever was moved."""
    return _open(replace(base, changes=())).scenario


def start(wanted: Plan, seed: int | None = None, months: int = 0, turns: tuple[Turn, ...] = ()) -> bool:
    """Simulate the first `months` of a plan (0: one, of a saved run all).

    The seed is the given one, else the saved run's, else the scenario's own; `turns` are a person's, done again.
    """
    playing.value = debrief.value = False
    old = shown.value
    try:
        found = _open(wanted)
        months = max(1, months or found.months)
        wanted = replace(wanted, seed=found.seed if seed is None else seed, seat=wanted.seat or found.seat)
        turns = turns or tuple(Turn(**turn) for turn in found.turns)
        answered = months - 1 if months > 1 else -1
        session = Session(found.scenario, wanted.seed, wanted.seat, turns, answered)
        session.step(months)
    except Exception as error:  # the page says what went wrong, the terminal where
        problem.value = in_words(error)
        return False
    problem.value = said.value = ""
    base, levers = wanted, dict(wanted.changes) | {path: value for t in session.turns for path, value in t.levers}
    plan.value = wanted = replace(wanted, changes=tuple(levers.items()))
    same = old is not None and (old.plan.scenario, old.plan.run) == (wanted.scenario, wanted.run)
    before, name = (old.before, old.before_name) if old and same else (None, "before")
    if old and same and (old.plan != wanted or len(old.session.turns) != len(session.turns)):
        before, name = old.session.result, "before"
    shown.value = Shown(session, base, wanted, max(1, session.month), before, name)
    if old:
        old.session.close()
    return True


def _open(wanted: Plan) -> saved.Again:
    """What the run is made from, with its moved levers."""
    changes = dict(wanted.changes)
    if not wanted.run:
        scenario = open_scenario(wanted.scenario, changes)
        return saved.Again(scenario, scenario.seed)
    found = saved.reopened(wanted.run, wanted.case)
    return found._replace(scenario=found.scenario.with_values(changes)) if changes else found


def choose(name: str) -> None:
    """Take up another scenario at its first month, with its own settings and nothing to compare with."""
    card.value = ""
    start(Plan(name))


def restart() -> None:
    """Simulate the first month again, with the levers as they stand; the old run stays as the dotted line."""
    start(plan.value, plan.value.seed)


def sit(nation: str) -> None:
    """Take the seat of a nation ('' leaves it), from the first month on."""
    if start(replace(plan.value, seat=nation), plan.value.seed) and nation:
        move_to(10_000)


def move(path: str, value: Any, original: Any) -> None:
    """Set a lever; back at what the scenario says it counts as untouched."""
    others = {key: kept for key, kept in plan.value.changes if key != path}
    plan.value = replace(plan.value, changes=tuple((others if value == original else {**others, path: value}).items()))


def moved_since() -> dict[str, Any]:
    """The levers that stand otherwise than in the run, with their new values."""
    now = shown.value
    if now is None:
        return {}
    inside = dict(now.plan.changes)
    wanted = dict(plan.value.changes)
    return {path: wanted.get(path) for path in (*inside, *wanted) if inside.get(path) != wanted.get(path)}


def pending() -> bool:
    """Whether levers or the seed were moved since, so that the run does not show them."""
    return shown.value is not None and (bool(moved_since()) or plan.value.seed != shown.value.plan.seed)


def steer(originals: Mapping[str, Any]) -> None:
    """Let the moved levers act from the next month on; `originals` are the scenario's own values.

    The run goes on, unmoved, as the dotted line.
    """
    now = shown.value
    if now is None or now.session.done:
        return
    own = now.session
    levers = {path: originals[path] if value is None else value for path, value in moved_since().items()}
    try:
        unmoved = Session(own.first, own.seed, own.nation, tuple(own.turns), own.scenario.months)
        own.take(Turn(0, tuple(levers.items())))
        unmoved.step(own.scenario.months)
    except Exception as error:
        problem.value = in_words(error)
        return
    plan.value = kept = replace(plan.value, seed=now.plan.seed)
    shown.value = Shown(own, now.base, kept, own.month, unmoved.result, "unmoved")
    unmoved.close()


def step(months: int) -> None:
    """Go `months` on: through what was simulated already, then beyond it."""
    now = shown.value
    if now is not None:
        move_to(now.at + months)


def move_to(month: int) -> None:
    """Show the run up to a month, simulating what is missing; stops where the person in the seat has to decide."""
    now = shown.value
    if now is None:
        return
    missing = month - now.session.month
    try:
        if missing > 0:
            now.session.step(missing)
    except Exception as error:
        problem.value = f"{in_words(error)} (the months before can still be looked at)"
        playing.value = False
    at = max(1, min(month, now.session.month))
    if at != now.at or missing > 0:
        shown.value = Shown(now.session, now.base, now.plan, at, now.before, now.before_name)
    if at == now.session.month and (now.session.done or now.session.waits):
        playing.value = False
        if now.session.done and now.session.nation:
            open_debrief()


def decide(answers: dict[str, str]) -> None:
    """Answer the question of this quarter: an option by slot, '' where the strategy is to decide; then go on."""
    now = shown.value
    if now is None or not now.session.waits:
        return
    for slot, option in answers.items():
        now.session.take(Turn(0, (), slot, option))
    now.session.answer()
    move_to(now.session.month + 3)


def open_debrief() -> None:
    """Run the strategy on the same seed and hold the person's run against it."""
    now = shown.value
    if now is None or not now.session.nation:
        return
    own = now.session
    levers = tuple(turn for turn in own.turns if turn.levers)
    other = Session(own.first, own.seed, "", levers)
    other.step(own.month)
    shown.value = Shown(own, now.base, now.plan, own.month, other.result, "the strategy")
    other.close()
    debrief.value = True


def leave() -> None:
    """The browser is gone: stop, and let the model go."""
    playing.value = False
    if (now := shown.value) is not None:
        now.session.close()


def save() -> None:
    """Keep the run so far as a folder that `rare-earth compare` and the page Compare read."""
    now = shown.value
    if now is None:
        return
    try:
        folder = now.session.save(saved.runs_folder())
    except Exception as error:
        problem.value = in_words(error)
        return
    said.value = f"Saved in {folder}. The page Compare holds it against other runs."


def in_words(error: Exception) -> str:
    """What went wrong in one line; what nobody foresaw goes to the terminal with its place."""
    if isinstance(error, (ScenarioError, FolderError)) or type(error).__module__.startswith(("sim.", "viz.")):
        return str(error)
    logging.getLogger("viz").exception("The run stopped")
    return f"The run stopped: {type(error).__name__}: {error}"
