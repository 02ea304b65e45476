"""The page Compare: saved runs or sweeps against the first of them; what differs, since when, and how it looks."""

from __future__ import annotations

from typing import Any

import pandas as pd
import solara

from sim.compare import as_csv
from viz import compare_tables, saved, state
from viz.charts.lines import Line, line_chart
from viz.charts.style import Look
from viz.compare_tables import LEAST, MOST, Compared
from viz.components.figure_card import FigureCard
from viz.components.html import element
from viz.components.nation_card import html
from viz.components.shell import offer


@solara.component
def Compare(narrow: bool, dark: bool) -> Any:
    """The page."""
    entries = solara.use_memo(saved.entries, [])
    chosen = state.compared.value

    def toggle(name: str, on: bool) -> None:
        kept = tuple(other for other in chosen if other != name)
        state.compared.value = (*kept, name) if on and len(kept) < MOST else kept

    with element("div", class_="compare-page") as page:
        with element("section", class_="card"):
            element("h2", "Choose what to compare", element("small", f"{LEAST} to {MOST}; the first is the measure"))
            if not entries:
                text = "Nothing was saved here yet. Press Save on the page Simulate, move a lever, restart, save again."
                element("p", text, class_="note empty")
            with element("div", class_="entries"):
                for entry in entries[:60]:
                    _Entry(entry, chosen, toggle).key(entry.name)
        if len(chosen) >= LEAST:
            _Compared(chosen, narrow, dark).key(",".join(chosen))
        elif entries:
            element("p", f"Choose {LEAST - len(chosen)} more.", class_="note")
    return page


@solara.component
def _Entry(entry: saved.Entry, chosen: tuple[str, ...], toggle: Any) -> Any:
    place = f" ({chosen.index(entry.name) + 1})" if entry.name in chosen else ""
    with element("div", class_="entry") as row:
        solara.Checkbox(
            label=f"{entry.name}{place}", value=entry.name in chosen, on_value=lambda on: toggle(entry.name, on)
        )
        told = [entry.kind, entry.scenario, f"seed {entry.seed}" if entry.seed and entry.kind == "run" else ""]
        element("span", ", ".join(word for word in told if word), class_="note")
        if entry.status not in ("ok", "complete", ""):
            element("span", ": ".join(filter(None, (entry.status, entry.problem)))[:300], class_="note problem")
    return row


@solara.component
def _Compared(names: tuple[str, ...], narrow: bool, dark: bool) -> Any:
    found, problem = solara.use_memo(lambda: _read(names), [names])
    if found is None:
        return element("p", problem, class_="note problem", role="alert")
    comparison = found.comparison
    with element("div", class_="results") as page:
        with element("section", class_="card", data_verdict=comparison.verdict):
            with element("div", class_="heads"):
                element("h2", f"{comparison.names[0]} against {', '.join(comparison.names[1:])}: {comparison.verdict}")
                solara.Button(
                    "CSV", on_click=lambda: offer("comparison.csv", as_csv(comparison)), small=True, text=True
                )
            for line in (*comparison.problems, *comparison.notes)[:12]:
                element("p", line, class_="note")
        if comparison.problems:
            return page
        _Overlays(found, narrow, dark)
        with element("section", class_="card"):
            table = compare_tables.outcomes(comparison)
            count = len(comparison.outcomes)
            means = (
                "means over all runs, and shares" if found.results[0].kind == "sweep" else "means of the last 12 months"
            )
            element("h2", "Outcomes that differ", element("small", f"{means}; {count:,} in all, the CSV has every one"))
            _Rows(table, "No outcome differs.")
        with element("section", class_="card"):
            element("h2", "Parameters that differ")
            _Rows(compare_tables.parameters(comparison), "No parameter differs.")
    return page


def _read(names: tuple[str, ...]) -> tuple[Compared | None, str]:
    try:
        return compare_tables.compared(names), ""
    except (ValueError, OSError, KeyError) as error:
        return None, str(error)


@solara.component
def _Rows(table: pd.DataFrame, empty: str) -> Any:
    if table.empty:
        return element("p", empty, class_="note empty")
    return solara.HTML("div", unsafe_innerHTML=html(table), classes=["scroll"])


@solara.component
def _Overlays(found: Compared, narrow: bool, dark: bool) -> Any:
    by_title = {compare_tables.named(name): name for name in compare_tables.quantities(found)}
    first = list(by_title)[:3]
    chosen, choose = solara.use_state(first[0] if first else "")
    if not by_title:
        return element("p", "There is nothing to lay over each other.", class_="note")
    with element("div", class_="results") as box:
        with element("section", class_="card fields"):
            solara.Select("Lay over each other", list(by_title), chosen, on_value=choose, dense=True)
        with element("div", class_="thirds"):
            for title in dict.fromkeys([chosen, *first]):
                _Overlay(found, by_title[title], title, narrow, dark).key(title)
    return box


@solara.component
def _Overlay(found: Compared, name: str, title: str, narrow: bool, dark: bool) -> Any:
    table = solara.use_memo(lambda: compare_tables.overlay(found, name), [found, name])
    months = [str(month) for month in table["month"]]
    unit = _unit(name)
    percent = unit == "share"
    styles = ("-", "--", "-.", ":")

    def lines(colors: Look) -> list[Line]:
        order = (
            colors.blue,
            colors.orange,
            colors.green,
            colors.purple,
            colors.grey,
            colors.yellow,
            colors.sky,
            colors.text,
        )
        return [
            Line(_short(str(c)), table[c].to_numpy(float), order[i % 8], styles[i % 4])
            for i, c in enumerate(table.columns[1:])
        ]

    size = (350, 220) if narrow else (310, 210)
    return FigureCard(
        title,
        lambda colors: line_chart(months, lines(colors), colors, size, percent=percent),
        lambda: table,
        f"{title} by month in {', '.join(map(str, table.columns[1:]))}",
        "overlay",
        [found, name, narrow],
        dark,
        ", ".join(
            filter(None, ("" if percent else unit, "median of the runs" if found.results[0].kind == "sweep" else ""))
        ),
        class_="overlay",
    )


def _unit(name: str) -> str:
    """The unit of a month's value; none for what is no measure, as a share of an outcome."""
    from sim.records import MEASURES
    from sim.sweep.measures import Column

    return Column.of(name).monthly_unit if name.split(".")[0] in MEASURES else ""


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:6]}..{name[-6:]}"
