"""The seat of a nation as the viewer has it: who has one, when the page asks, what it asks, and who decided what.

What a person sees, may choose and has chosen is in `sim.agents.seat`; the viewer offers what the nation's own
strategy chooses too, and asks at the start of each quarter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.agents.nation import QUARTERS
from sim.agents.person import PersonStrategy
from sim.agents.seat import Question, SeatView

if TYPE_CHECKING:
    import pandas as pd


def _adviser(nation: Any) -> Any:
    """What decides for a nation where no person does."""
    strategy = nation.strategy
    return strategy.adviser if isinstance(strategy, PersonStrategy) else strategy


def _slots(nation: Any) -> tuple[str, ...]:
    """What a nation's strategy chooses; nothing where it only does what it was told."""
    strategy = _adviser(nation)
    return tuple(slot for slot in getattr(strategy, "slots", ()) if slot not in strategy.fixed)


def seats(model: Any) -> tuple[str, ...]:
    """The nations that have something to decide in this run."""
    return tuple(code for code, nation in model.nations.items() if _slots(nation))


def due(model: Any, code: str) -> bool:
    """Whether the page asks before the coming month: at the start of a quarter, with a slot open."""
    return model.dates[model.month][5:7] in QUARTERS and bool(_open(model, code))


def _open(model: Any, code: str) -> list[str]:
    nation, date = model.nations[code], model.dates[model.month]
    return [slot for slot in _slots(nation) if nation.choices[slot] <= date]


def question(model: Any, code: str) -> SeatView:
    """What the nation knows before the coming month, and the slots that are open; changes nothing."""
    view: SeatView = model.seat(code).observe()
    slots = _open(model, code)
    return view._replace(questions=tuple(asked for asked in view.questions if asked.slot in slots))


def answered(asked: Question) -> str:
    """The person's own standing answer, '' where the strategy decides."""
    return asked.standing if asked.by_person else ""


def held(model: Any, code: str) -> Mapping[str, str]:
    """What the person has decided and not given back, by slot."""
    strategy = model.nations[code].strategy
    return strategy.held(model.view.date) if isinstance(strategy, PersonStrategy) else {}


def tell(model: Any, code: str, slot: str, option: str) -> None:
    """Decide a slot; '' leaves it to the strategy. Raises SeatError for what is not on offer."""
    seat = model.seat(code)
    seat.decide(slot, option) if option else seat.leave(slot)


def brief(nation: Any, fresh: Any) -> None:
    """Let a nation go by the plans that it has in another model; what a person decided for it stands."""
    said = nation.strategy.acts() if isinstance(nation.strategy, PersonStrategy) else ()
    nation.strategy = PersonStrategy(_adviser(fresh), said) if said else fresh.strategy
    nation.starts, nation.choices = fresh.starts, fresh.choices
    nation.weights, nation.rationality = fresh.weights, fresh.rationality


def decisions(made: Sequence[tuple[str, str, str, str]], nation: Any) -> pd.DataFrame:
    """All decisions of a run: month, nation, slot, option, and whether a person in the seat of `nation` made it."""
    import pandas as pd

    person = nation.strategy if nation and isinstance(nation.strategy, PersonStrategy) else None
    rows = [
        (*row, "person" if person and row[1] == nation.code and row[2] in person.held(row[0]) else "strategy")
        for row in made
    ]
    return pd.DataFrame(rows, columns=["month", "nation", "slot", "option", "by"])
