"""What one browser session knows and does: a chosen scenario, moved levers, a run, and the run before it.

Solara keeps module-level reactive values per browser session.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

import solara

from sim.files import FolderError
from sim.scenario import ScenarioError
from viz import jobs, saved
from viz.address import Address
from viz.session import RunResult, Session, Turn, open_scenario

FIRST = "india_assurance"


@dataclass(frozen=True)
class Plan:
    """What a run is to be: a scenario of the library or of a saved folder, its seed, moved levers, the seat taken."""

    scenario: str = FIRST
    run: str = ""
    case: int | None = None
    seed: int = 0
    changes: tuple[tuple[str, Any], ...] = ()
    seat: str = ""


@dataclass(frozen=True, eq=False)
class Shown:
    """What the pictures are drawn from: the run up to the month in sight, and the run that it is held against."""

    session: Session
    base: Plan  # as the run began
    plan: Plan  # as the levers stand since
    at: int  # months in sight, 1 .. all that were simulated
    before: RunResult | None = None
    before_name: str = "before"
    result: RunResult = field(init=False)
    drawn: Event = field(default_factory=Event, init=False)  # set when the page shows it

    def __post_init__(self) -> None:
        whole = self.session.result
        object.__setattr__(self, "result", whole if self.at == len(whole.months) else upto(whole, self.at))


def upto(result: RunResult, months: int) -> RunResult:
    """The first `months` of a run, with the events and decisions until then."""
    last = result.months[months - 1]
    return replace(
        result,
        months=result.months[:months],
        series=result.series[:months],
        events=tuple(event for event in result.events if event.month <= last),
        decisions=tuple(decision for decision in result.decisions if decision[0] <= last),
    )


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


def arrive(link: Address) -> None:
    """Open the page that a link names."""
    page.value = link.page
    if link.page == "sweep":
        opened.value = "" if jobs.find(link.run) in jobs.running() else link.run
        job.value = link.run if jobs.find(link.run) else ""
    compared.value = link.runs if link.page == "compare" else ()


def originals(base: Plan) -> Any:
    """The scenario of a plan before any lever was moved."""
    return _open(replace(base, changes=())).scenario


def begin(names: Sequence[str], link: Address) -> None:
    """Start with what a link asks for, else with the first scenario of the story."""
    if shown.value is not None or not names:
        return
    name = link.scenario if link.scenario in names else FIRST if FIRST in names else names[0]
    wanted = Plan(name, "", None, 0, link.levers, link.seat)
    turns = tuple(
        Turn(month, (), key[1:], value) if key.startswith("!") else Turn(month, ((key, value),))
        for month, key, value in link.turns
    )
    refused = list(link.refused) + (["scenario"] if link.scenario and link.scenario != name else [])
    if link.run and link.page == "simulate":
        wanted = replace(wanted, run=link.run, case=link.case)
    start(wanted, link.seed, link.month, turns)
    if problem.value and shown.value is None:  # the link does not fit: say so, and show what there is
        text = problem.value
        start(Plan(name))
        said.value = f"The link cannot be followed: {text}"
    elif refused:
        said.value = f"The link asks for something that is not here and was left out: {', '.join(refused)}."


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


def address() -> Address:
    """The link that opens what is in sight again."""
    now = shown.value
    if page.value == "sweep":
        return Address("sweep", run=opened.value or job.value)
    if page.value == "compare":
        return Address("compare", runs=compared.value)
    if now is None or page.value != "simulate":
        return Address(page.value)
    base = now.base
    turns = [
        (turn.month, key, value)
        for turn in now.session.turns
        for key, value in (turn.levers or ((f"!{turn.slot}", turn.option),))
    ]
    return Address(
        page.value,
        "" if base.run else base.scenario,
        base.run,
        base.case,
        base.seed,
        now.at,
        base.seat,
        levers=base.changes,
        turns=tuple(turns),
    )
