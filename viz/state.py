"""What one browser session knows and does: a chosen scenario, moved levers, a run and the run before it.

Solara keeps module-level reactive values per browser session.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import solara

from sim.files import RUNS, FolderError
from sim.scenario import ScenarioError
from viz.session import Floats, RunResult, Session, open_scenario

FIRST = "india_assurance"


@dataclass(frozen=True, eq=False)
class Shown:
    """What the pictures are drawn from: the run so far, and the run before the levers were moved."""

    session: Session
    result: RunResult
    trade: Floats
    before: RunResult | None = None
    settings: tuple[tuple[str, Any], ...] = ()


scenario_name = solara.reactive(FIRST)
changes: solara.Reactive[dict[str, Any]] = solara.reactive({})
seed = solara.reactive(1)
shown: solara.Reactive[Shown | None] = solara.reactive(None)
playing = solara.reactive(False)
pace = solara.reactive(3)
problem = solara.reactive("")
said = solara.reactive("")


def begin(names: list[str]) -> None:
    """Start with the first scenario of the story, or with the first of those there are."""
    if shown.value is None and names:
        scenario_name.value = FIRST if FIRST in names else names[0]
        restart()


def choose(name: str) -> None:
    """Take up another scenario at its first month, with its own settings and nothing to compare with."""
    scenario_name.value = name
    changes.value = {}
    playing.value = False
    shown.value = None
    restart()


def restart() -> None:
    """Simulate the first month again, with the levers as they stand; the old run stays as the dotted line."""
    playing.value = False
    old = shown.value
    try:
        session = Session(open_scenario(scenario_name.value, changes.value), seed.value)
        session.step(1)
    except Exception as error:  # the page says what went wrong, the terminal where
        problem.value = _in_words(error)
        return
    problem.value = said.value = ""
    before = (old.result if _settings() != old.settings else old.before) if old else None
    shown.value = Shown(session, session.result, session.trade(), before, _settings())


def move(path: str, value: Any, original: Any) -> None:
    """Set a lever; back at what the scenario says it counts as untouched."""
    others = {key: kept for key, kept in changes.value.items() if key != path}
    changes.value = others if value == original else {**others, path: value}


def pending() -> bool:
    """Whether levers were moved since the run began, so that a restart would change it."""
    return shown.value is not None and _settings() != shown.value.settings


def step(months: int) -> None:
    """Simulate `months` more months."""
    now = shown.value
    if now is None or now.session.done:
        playing.value = False
        return
    try:
        now.session.step(months)
    except Exception as error:
        problem.value = _in_words(error)
        playing.value = False
        return
    shown.value = after = Shown(now.session, now.session.result, now.session.trade(), now.before, now.settings)
    if after.session.done:
        playing.value = False


def save() -> None:
    """Keep the run so far as a folder that `rare-earth compare` reads."""
    now = shown.value
    if now is None:
        return
    try:
        folder = now.session.save(Path(os.environ.get("RARE_EARTH_RUNS", RUNS)))
    except Exception as error:
        problem.value = _in_words(error)
        return
    said.value = f"Saved in {folder}. Compare saved runs with: rare-earth compare A B"


def _in_words(error: Exception) -> str:
    if isinstance(error, (ScenarioError, FolderError)):
        return str(error)
    logging.getLogger("viz").exception("The run stopped")
    return f"The run stopped: {type(error).__name__}: {error}"


def _settings() -> tuple[tuple[str, Any], ...]:
    return (("scenario", scenario_name.value), ("seed", seed.value), *sorted(changes.value.items()))
