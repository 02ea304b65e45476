"""What `rare-earth sweep` and `report` print: the three cases, the named outcomes, the bottom line, the files.

Every number is read from the tables in the folder, so that the terminal cannot say other than the report.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.table import Table
from rich.text import Text

from sim.sweep import labels
from sim.sweep.bluf import bluf
from sim.sweep.facts import Facts, facts
from sim.sweep.tables import read
from sim.words import between, chance

CASES = {"best": "plausible best", "worst": "plausible worst", "most_likely": "most likely"}
FILES = {
    "report.html": "the report on one page, for the browser or to print",
    "report.md": "the same as text",
    "outcomes.csv": "a row per run: settings, measures, named outcome",
    "draws.csv": "a row per case: inputs, levers, weight",
    "bands.csv": "P5 to P95 per month and measure",
    "chosen.csv": "the runs chosen as best, worst and most likely, and why",
    "paths.csv": "their monthly series of the sweep's measures, not all that a run records",
    "drivers.csv": "what lies behind the worst tenth and each outcome",
    "levers.csv": "how robust each setting is, and what it gives for public money",
    "signposts.csv": "early signs, with their lead",
    "manifest.json": "versions, seeds, timings, warnings",
}


def as_json(folder: Path) -> dict[str, Any]:
    """The same for a script."""
    tables = read(folder)
    content: dict[str, Any] = {
        "folder": str(folder),
        "status": tables.manifest.get("status", ""),
        "runs": len(tables.outcomes),
    }
    if not len(tables.runs):
        return content | {"failed": len(tables.outcomes), "outcomes": [], "cases": {}, "bottom_line": ""}
    found = facts(tables)
    cases = {part: found[part] for part in CASES if found[part] is not None}
    return content | {
        "failed": found["failed"],
        "outcomes": found["shares"],
        "cases": cases,
        "bottom_line": bluf(tables.manifest, found),
    }


def printed(folder: Path, seconds: float | None = None) -> RenderableType:
    """The terminal's version of a sweep's results."""
    tables = read(folder)
    took = f" in {seconds:.0f} s" if seconds is not None else ""
    head = Text(str(tables.manifest["title"]), style="bold")
    if not len(tables.runs):
        return Group(head, Text(f"No run finished{took}; outcomes.csv gives the reasons."), _files(folder))
    found = facts(tables)
    size = f"{found['runs']} runs, {found['failed']} failed, {found['draws']} draws{took}"
    bottom = Markdown(bluf(tables.manifest, found))
    parts: list[RenderableType] = [head, Text(size, style="dim"), _cases(found), _shares(found)]
    return Group(*parts, Text("Bottom line", style="bold"), bottom, Text(), _files(folder))


def _plain(title: str, *heads: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for i, head in enumerate(heads):
        table.add_column(head, justify="left" if i < 2 else "right", overflow="fold")
    return table


def _cases(found: Facts) -> Table:
    """Best, worst and most likely: the outcome they fall in, and the run that shows them."""
    table = _plain("Three cases", "", "ends in", "draw", "seed", "levers")
    table.columns[4].justify = "left"
    for part, name in CASES.items():
        if (case := found[part]) is not None:
            levers = Text(labels.setting(case["levers"]) if case["levers"] else "")
            table.add_row(name, labels.words(case["outcome"]), str(case["draw"]), str(case["seed"]), levers)
    return table


def _shares(found: Facts) -> Table:
    """The named outcomes, likeliest first."""
    table = _plain("Outcomes", "", "likelihood", "share", "P5-P95")
    for row in sorted(found["shares"], key=lambda row: -row["share"]):
        draws = found["draws"]
        shown = chance(row["share"], draws), between(row["low"], row["high"], draws)
        table.add_row(labels.words(row["outcome"]), row["word"], *shown)
    return table


def _files(folder: Path) -> RenderableType:
    lines = Table.grid(padding=(0, 2))
    for name, about in FILES.items():
        if (folder / name).is_file():
            lines.add_row(name, Text(about, style="dim"))
    return Group(Text(f"Files in {folder}", style="bold"), lines)
