"""The report of a sweep, made from the tables in its folder: judgement first, then what it rests on."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.files import write, write_table
from sim.sweep import labels
from sim.sweep import report_basis as basis
from sim.sweep import report_context as context
from sim.sweep import report_drivers as causes
from sim.sweep import report_futures as futures
from sim.sweep.bluf import Told, bluf, choosing
from sim.sweep.drivers import drivers
from sim.sweep.facts import Facts, facts
from sim.sweep.figures import figures
from sim.sweep.levers import levers as lever_table
from sim.sweep.markdown import ASSUMPTION, FACT, MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.paired import assumptions
from sim.sweep.report_html import page
from sim.sweep.report_levers import levers
from sim.sweep.tables import Tables, again, read
from sim.words import quantity

PATHS = ["role", "month", "nation", "product", "measure", "unit", "value"]
OUTLOOK = ("import_dependency", "heavy_dependency", "supply_gap", "relations", "spot_outside")


def report(folder: Path) -> str:
    """Explain a sweep again from the tables in its folder: drivers, levers, tests, figures, report; return the BLUF.

    Writes `drivers.csv`, `levers.csv`, `assumptions.csv`, the figures, `report.md` and `report.html`. Raises
    FolderError in one line if the folder is not one of a sweep.
    """
    return explained(folder).bottom_line


def explained(folder: Path) -> Told:
    """Do what `report` does; return what the report was made from."""
    tables = read(folder)
    if not len(tables.runs):
        text = f"# {tables.manifest['title']}\n\nNo run finished; `outcomes.csv` gives the reasons.\n"
        write(folder / "report.md", text)
        write(folder / "report.html", page(text, {}))
        return Told(tables, None)
    for name, table_of in (("drivers.csv", drivers), ("levers.csv", lever_table), ("assumptions.csv", assumptions)):
        write_table(folder / name, table_of(tables))
    tables = again(tables, "drivers", "robust", "assumptions")
    found = facts(tables)
    paths = folder / "paths.csv"
    chosen = pd.read_csv(paths, low_memory=False) if paths.is_file() else pd.DataFrame(columns=PATHS)
    drawn = chosen[chosen["measure"].isin(set(tables.bands["measure"]) if len(tables.bands) else ())]
    pictures = figures(tables, found, drawn)
    for name, content in pictures.items():
        write(folder / name, content)
    text = text_of(tables, found)
    write(folder / "report.md", text)
    write(folder / "report.html", page(text, pictures))
    return Told(tables, found)


def text_of(tables: Tables, found: Facts) -> str:
    """Return the report as Markdown."""
    sections = [
        _head(tables, found),
        "## Bottom line up front\n\n" + bluf(tables.manifest, found),
        futures.outcomes(tables, found),
        futures.cases(tables, found),
        causes.drivers(tables, found),
        futures.signposts(tables),
        context.hypotheses(tables, found),
        context.assumptions(tables, found),
        context.flags(tables, found),
        context.implications(tables, found),
        levers(tables, found),
        _outlook(tables, found),
        causes.changes(tables, found),
        basis.gaps(tables),
        basis.entities(tables),
        basis.method(tables, found),
        futures.annex(found),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(tables: Tables, found: Facts) -> str:
    m = tables.manifest
    stopped = " **The sweep was stopped early; what follows rests on the runs that were done.**"
    about = f"{m['description']}\n\n" if m["description"] else ""
    return (
        f"# {m['title']}\n\n{about}Sweep `{m['name']}`: {found['draws']} draws, {m['settings']} settings,"
        f" {len(m['seeds'])} {'seed' if len(m['seeds']) == 1 else 'seeds'}, {found['runs']} runs from {m['start']} to {m['end']}."
        + (stopped if m["status"] != "complete" else "")
        + f"\n\nMarks: {FACT} from a source or a count; {ASSUMPTION} put in; {MODEL} came out of the runs. What"
        " carries no mark explains how to read the rest."
    )


def _outlook(tables: Tables, found: Facts) -> str:
    """Return the medians and ranges of some measures at the end of some years."""
    bands = tables.bands[tables.bands["group"] == tables.bands["group"].iloc[0]] if len(tables.bands) else tables.bands
    if bands.empty:
        return ""
    years = _some(sorted(bands["month"].unique()))
    rows = []
    roles = tables.manifest["roles"]
    shown = ("", roles["focal"], f"{roles['focal']}>{roles['rival']}")
    for key, band in bands.fillna({"nation": "", "product": ""}).groupby(["measure", "nation", "product"], sort=False):
        if key[0] in OUTLOOK and key[1] in shown:
            c = Column(*(str(part) for part in key))
            at = band.set_index("month")
            rows.append((labels.column(c), *(_range(at, year, c.monthly_unit) for year in years)))
    text = f"{MODEL} {choosing(tables.manifest)}: median, and P5 to P95, in the month."
    ends = bullets(futures.odds(tables, found, role) for role in futures.TITLES if found[role])
    return "\n".join(["## Outlook", "", ends, "", text, "", table(("measure", *years), rows)])


def _some(months: list[str]) -> list[str]:
    """Return about six Decembers, the last month among them."""
    years = [m for m in months[:-1] if m.endswith("-12")]
    return [*years[:: max(1, len(years) // 5)][:5], months[-1]]


def _range(bands: pd.DataFrame, month: str, unit: str) -> str:
    p5, p50, p95 = (quantity(float(bands[name].to_dict()[month]), unit) for name in ("p5", "p50", "p95"))
    return f"{p50} ({p5} to {p95})"
