"""Links: what one opens in a session, and the link that opens again what is in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from viz import jobs, state
from viz.address import Address
from viz.session import Turn
from viz.shown import FIRST, Plan


def arrive(link: Address) -> None:
    """Open the page that a link names."""
    state.page.value = link.page
    if link.page == "sweep":
        state.opened.value = "" if jobs.find(link.run) in jobs.running() else link.run
        state.job.value = link.run if jobs.find(link.run) else ""
    state.compared.value = link.runs if link.page == "compare" else ()


def begin(names: Sequence[str], link: Address) -> None:
    """Start with what a link asks for, else with the first scenario of the story."""
    if state.shown.value is not None or not names:
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
    state.start(wanted, link.seed, link.month, turns)
    if state.problem.value and state.shown.value is None:  # the link does not fit: say so, and show what there is
        text = state.problem.value
        state.start(Plan(name))
        state.said.value = f"The link cannot be followed: {text}"
    elif refused:
        state.said.value = f"The link asks for something that is not here and was left out: {', '.join(refused)}."


def address() -> Address:
    """The link that opens what is in sight again."""
    now = state.shown.value
    if state.page.value == "sweep":
        return Address("sweep", run=state.opened.value or state.job.value)
    if state.page.value == "compare":
        return Address("compare", runs=state.compared.value)
    if now is None or state.page.value != "simulate":
        return Address(state.page.value)
    base = now.base
    turns = [
        (turn.month, key, value)
        for turn in now.session.turns
        for key, value in (turn.levers or ((f"!{turn.slot}", turn.option),))
    ]
    return Address(
        state.page.value,
        "" if base.run else base.scenario,
        base.run,
        base.case,
        base.seed,
        now.at,
        base.seat,
        levers=base.changes,
        turns=tuple(turns),
    )
