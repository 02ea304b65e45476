"""The page Sweep: run one or open one, and see what it says."""

from __future__ import annotations

from typing import Any

import solara

from sim.files import FolderError, result_folder
from viz import jobs, saved, state, sweep_tables
from viz.components.html import element
from viz.components.sweep_results import SweepResults
from viz.components.sweep_run import SweepRun


@solara.component
def Sweep(narrow: bool, dark: bool) -> Any:
    """The page."""
    opened = state.opened.value
    stamp, look_again = solara.use_state(0)
    entries = solara.use_memo(lambda: saved.entries("sweep"), [opened, stamp])
    names = [entry.name for entry in entries]

    def open_(name: str) -> None:
        state.opened.value = name
        look_again(stamp + 1)

    with element("div", class_="sweep-page") as page:
        SweepRun(open_)
        with element("section", class_="card"):
            element("h2", "Open a sweep", element("small", f"in {saved.runs_folder()}"))
            for job in jobs.running():
                if job.name != state.job.value:
                    solara.Button(f"{job.name} is running: follow it", on_click=lambda j=job: state.job.set(j.name))
            if names:
                choices = names if opened in names or not opened else [*names, opened]
                solara.Select("Saved sweeps", ["", *choices], opened, on_value=open_, dense=True)
            else:
                text = "No sweep was saved here yet. Run the one above with a few draws: it takes a minute or two."
                element("p", text, class_="note empty")
        if opened:
            _Opened(opened, narrow, dark).key(opened)
    return page


@solara.component
def _Opened(name: str, narrow: bool, dark: bool) -> Any:
    found: Any = None
    try:
        found = sweep_tables.read(result_folder(name, saved.runs_folder()))
    except (FolderError, KeyError, OSError, ValueError) as error:
        text = str(error) if isinstance(error, FolderError) else f"{name} cannot be read: {error}"
        return element("p", text, class_="note problem", role="alert")
    return SweepResults(found, narrow, dark)
