"""The card of one nation: dependence, stock, what its sectors lose, whom it gets on with, what it builds."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import pandas as pd
import solara

from sim.names import NATIONS, SECTORS
from viz import acts, state, tables
from viz.charts.lines import Line, line_chart, line_table, number
from viz.charts.style import Look, look
from viz.components.facts import figure
from viz.components.figure_card import FigureCard
from viz.components.html import element
from viz.components.pictures import line
from viz.shown import Shown

SECTOR_NAMES = {
    "ev": "electric vehicles",
    "wind": "wind power",
    "electronics": "electronics",
    "motors": "motors and robots",
    "other_auto": "other automotive",
    "defence": "defence and aerospace",
    "catalysts": "catalysts",
    "polishing": "polishing and glass",
    "ceramics": "ceramics and phosphors",
}
STAGES = ("mine", "separation", "metal", "magnet", "recycling")


@solara.component
def NationCard(shown: Shown, code: str, names: dict[str, str], narrow: bool, dark: bool) -> Any:
    """Everything about one nation in the month in sight."""
    result, scenario = shown.result, shown.result.scenario
    measures = {"import_dependency": ("dependent", "blue"), "supply_gap": ("not met", "orange")}
    now = {name: tables.last(result, name, code) for name in ("import_dependency", "heavy_dependency", "supply_gap")}
    cover = tables.last(result, "stock_cover_months", code)

    def lines(colors: Look) -> list[Line]:
        return [line(shown, key, code, label, getattr(colors, c)) for key, (label, c) in measures.items()]

    with element("section", class_="card nation", aria_label=f"Card of {names[code]}", data_nation=code) as card:
        with element("div", class_="heads"):
            element("h2", names[code], element("small", tables.month_in_words(result.months[-1])))
            solara.Button("Close", icon_name="mdi-close", text=True, small=True, on_click=lambda: state.card.set(""))
        element(
            "p",
            f"{figure(now['import_dependency'], 'percent')} of its use depends on {names[scenario.controller]} "
            f"({figure(now['heavy_dependency'], 'percent')} of heavy rare earths); "
            f"{figure(cover, 'number')} months in stock; {figure(now['supply_gap'], 'percent')} of its need is not met.",
            class_="sum",
        )
        with element("div", class_="triple"):
            marks = acts.dated(scenario)
            FigureCard(
                "Dependence and unmet need",
                lambda c: line_chart(
                    result.months, lines(c), c, (330, 180), percent=True, span=(0.0, 1.0), marks=marks
                ),
                lambda: line_table(result.months, lines(look(dark))),
                f"{names[code]}: dependence and unmet need by month",
                f"nation-{code}",
                [shown, code, narrow],
                dark,
                class_="inner",
            )
            Facts("What its sectors lost in 12 months", losses(result, code))
            Facts("Capacity, t a month", capacity(shown, code))
            Facts("Relations, -1 hostile to 1 allied", relations(result, code, names))
    return card


@solara.component
def Facts(title: str, table: pd.DataFrame) -> Any:
    """A small table; one piece of HTML."""
    with element("div", class_="facts") as box:
        element("h3", title)
        if table.empty:
            element("p", "Nothing to tell.", class_="note")
        else:
            solara.HTML("div", unsafe_innerHTML=html(table), classes=["scroll"])
    return box


def html(table: pd.DataFrame, stacked: bool = False) -> str:
    """A table of texts as HTML; the first column names the rows, other columns of words stand at the left.

    `stacked`: on a narrow page a row is a block and each of its cells a line, with the head of its column before it.
    """
    kinds = [' class="words"' if _words(table.iloc[:, i]) else "" for i in range(table.shape[1])]
    heads = zip(kinds, table.columns, strict=True)
    head = "".join(f'<th scope="col" role="columnheader"{kind}>{escape(str(c))}</th>' for kind, c in heads)
    cells = [
        f'<td role="cell"{kind} data-head="{escape(str(c))}">' for kind, c in zip(kinds, table.columns, strict=True)
    ]
    body = "".join(
        '<tr role="row">'
        + f'<th scope="row" role="rowheader">{escape(str(first))}</th>'
        + "".join(f"{cell}{escape(str(x))}</td>" for cell, x in zip(cells[1:], rest, strict=True))
        + "</tr>"
        for first, *rest in table.itertuples(index=False, name=None)
    )
    # The roles, because a table that is shown as blocks is none to a screen reader.
    kind = ' class="stacked"' if stacked else ""
    return f'<table{kind} role="table"><thead><tr role="row">{head}</tr></thead><tbody>{body}</tbody></table>'


def _words(column: pd.Series) -> bool:
    """Whether a column has words in most of its cells and not numbers."""
    letters = column.astype(str).str.match(r"\s*[^\W\d]")
    return bool(len(column)) and bool(letters.mean() > 0.5)


def losses(result: tables.Result, code: str) -> pd.DataFrame:
    """Output lost by sector over the last 12 months, million USD, the largest first; sectors without losses left out."""
    lost = {s: float(np.nansum(tables.series(result, "output_lost_usd", code, s)[-12:])) for s in SECTORS}
    rows = [(SECTOR_NAMES[s], number(usd / 1e6)) for s, usd in sorted(lost.items(), key=lambda x: -x[1]) if usd > 5e3]
    return pd.DataFrame(rows, columns=["sector", "million USD"])


def capacity(shown: Shown, code: str) -> pd.DataFrame:
    """Capacity that stands and that is being built, t a month by stage."""
    building = shown.session.kept[shown.at - 1].building[NATIONS.index(code)]
    rows = []
    for stage, ahead in zip(STAGES, building, strict=True):
        stands = tables.last(shown.result, "capacity_t", code, stage)
        if np.nan_to_num(stands) > 0.05 or ahead > 0.05:
            rows.append(
                (stage, number(stands) if np.isfinite(stands) else "-", number(float(ahead)) if ahead > 0.05 else "-")
            )
    return pd.DataFrame(rows, columns=["stage", "stands", "in build"])


def relations(result: tables.Result, code: str, names: dict[str, str]) -> pd.DataFrame:
    """Relations with the others, the best and the worst three, and those with the roles of the scenario."""
    values = {other: tables.last(result, "relations", f"{code}>{other}") for other in names if other != code}
    ranked = sorted((c for c in values if np.isfinite(values[c])), key=lambda c: -values[c])
    roles = [result.scenario.controller, result.scenario.focal, result.scenario.rival]
    chosen = [c for c in ranked if c in {*ranked[:3], *ranked[-3:], *roles}]
    return pd.DataFrame([(names[c], f"{values[c]:+.2f}") for c in chosen], columns=["with", ""])
