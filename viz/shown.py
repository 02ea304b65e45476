"""What a run is to be, and what the pictures are drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any

from viz.session import RunResult, Session

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
