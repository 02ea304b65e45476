"""Choosing, changing and running a sweep."""

from __future__ import annotations

import time
from typing import Any

import solara
import solara.lab

from viz import jobs, state
from viz.components.editor import TextEditor
from viz.components.html import element
from viz.workshop import Workshop, sweeps

FOLLOWING_S = 0.5


@solara.component
def SweepRun(on_open: Any) -> Any:
    """The editor with the button that runs what is in it, and the sweep at work; `on_open` opens a folder by name."""
    workshop = solara.use_memo(Workshop, [])
    solara.use_effect(lambda: workshop.close, [])
    texts = solara.use_memo(sweeps, [])
    first = next(iter(texts), "")
    name, choose = solara.use_state(first)
    text, write = solara.use_state(texts.get(first, ""))
    draws, set_draws = solara.use_state(0)
    seeds, set_seeds = solara.use_state(0)
    checked = solara.use_memo(lambda: workshop.check(name, text, draws, seeds), [name, text, draws, seeds])

    def take(chosen: str) -> None:
        choose(chosen)
        write(texts[chosen])

    def run() -> None:
        try:
            job = jobs.start(workshop.file(name, text), draws, seeds, 0, checked.runs)
        except Exception as error:
            state.problem.value = state.in_words(error)
            return
        state.problem.value = ""
        state.job.value = job.name

    with element("section", class_="card", aria_label="Run a sweep") as card:
        element("h2", "Run a sweep", element("small", "many runs over what is uncertain, under every lever"))
        if not texts:
            element("p", "There is no sweep in scenarios/sweeps yet: put a YAML file there.", class_="note")
            return card
        with element("div", class_="fields"):
            solara.Select("Sweep", list(texts), name, on_value=take, dense=True)
            solara.InputInt("Draws (0: the file's)", draws, on_value=lambda n: set_draws(max(0, n or 0)))
            solara.InputInt("Seeds (0: the file's)", seeds, on_value=lambda n: set_seeds(max(0, n or 0)))
        TextEditor("The sweep as YAML", text, checked.faults, write)
        if checked.faults:
            with element("ul", class_="faults", role="alert"):
                for fault in checked.faults[:8]:
                    element("li", f"line {fault.line}: {fault.text}" if fault.line else fault.text)
        else:
            element("p", f"{checked.summary}.", class_="note right", role="status")
        solara.Button(
            "Run the sweep", icon_name="mdi-play", color="primary", on_click=run, disabled=bool(checked.faults)
        )
        if state.job.value:
            JobCard(state.job.value, on_open).key(state.job.value)
    return card


@solara.component
def JobCard(name: str, on_open: Any) -> Any:
    """How far a sweep is, with a button that ends it."""
    first: jobs.Progress | None = None
    seen, see = solara.use_state(first)
    job = jobs.find(name)

    def follow() -> None:
        while job is not None:
            progress = job.progress()
            see(progress)
            if progress.state in ("done", "cancelled", "failed"):
                return
            time.sleep(FOLLOWING_S)

    solara.lab.use_task(follow, dependencies=[name])
    if job is None:
        return element("p", f"No sweep {name} is at work here.", class_="note")

    def cancel(job: jobs.Job = job) -> None:
        job.cancel()
        see(job.progress())

    now = seen or job.progress()
    share = 100 * now.done / max(now.total, 1)
    with element("div", class_="job", data_state=now.state, data_done=str(now.done)) as card:
        element("h3", f"{name}: {STATES[now.state]}")
        with element("div", class_="meter", role="progressbar", aria_valuenow=f"{share:.0f}", aria_label="Progress"):
            element("i", style=f"width: {share:.1f}%")
        words = [f"{now.done:,} of {now.total:,} runs", f"{now.failed} failed", f"{_time(now.seconds)} so far"]
        words += [f"about {_time(now.left)} to go"] if now.left is not None and now.state == "running" else []
        element("p", ", ".join(words), class_="note")
        if now.state == "cancelled":
            kept = f"What was done is kept; it goes on with: {job.again}"
            element("p", kept if job.keeps else "No run was done yet: nothing is kept.", class_="note", role="status")
        if now.text:
            element("p", now.text, class_="note problem", role="alert")
        with element("div", class_="options"):
            if now.state in ("preparing", "running", "writing", "stopping"):
                solara.Button("Cancel" if not job.asked else "End at once", on_click=lambda: cancel(), outlined=True)
            if now.state == "done" or (now.state == "cancelled" and (job.folder / "outcomes.csv").is_file()):
                solara.Button("Open the results", color="primary", on_click=lambda: on_open(name))
    return card


STATES = {
    "preparing": "preparing the model",
    "running": "running",
    "writing": "writing and explaining the results",
    "done": "done",
    "stopping": "stopping: runs at work end, then what was done is written",
    "cancelled": "cancelled",
    "failed": "stopped",
}


def _time(seconds: float) -> str:
    return (
        f"{seconds:.0f} s"
        if seconds < 90
        else f"{seconds / 60:.0f} min"
        if seconds < 5400
        else f"{seconds / 3600:.1f} h"
    )
