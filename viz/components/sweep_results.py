"""What a finished sweep says: cloud, fans, shares, drivers, levers, hypotheses and the report."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import solara

from sim.sweep.tables import Tables
from viz import state, sweep_tables
from viz.charts.bars import effect_bars, share_bars
from viz.charts.cloud import cloud, nearest, outcome_colors
from viz.charts.lines import Band, Line, line_chart
from viz.charts.style import LIGHT, Look, look
from viz.components.figure_card import FigureCard, Taking, png
from viz.components.html import element
from viz.components.nation_card import html
from viz.components.picture import SpotPicture
from viz.components.shell import offer
from viz.shown import Plan


@solara.component
def SweepResults(found: Tables, narrow: bool, dark: bool) -> Any:
    """Everything about one sweep."""
    said = found.manifest
    with element("div", class_="results") as page:
        with element("section", class_="card"):
            element("h2", str(said["title"] or said["name"]))
            failed = int((found.outcomes["status"] != "ok").sum())
            words = f"{len(found.outcomes):,} runs, {failed} failed, {said['start']} to {said['end']}, {said['status']}"
            element("p", words, class_="note")
            if failed:
                reason = found.outcomes.loc[found.outcomes["status"] != "ok", "reason"].iloc[0]
                element("p", f"The first that failed: {reason}", class_="note problem")
            for warning in list(said["warnings"])[:6]:
                element("p", str(warning), class_="note")
        _Cloud(found, narrow, dark)
        _Chosen(found)
        _Fans(found, narrow, dark)
        with element("div", class_="pair"):
            _Shares(found, narrow, dark)
            _Drivers(found, narrow, dark)
        _Table("Levers over all futures", "levers", sweep_tables.robust(found), NO_LEVERS)
        _Table("Where each outcome is common", "boxes", sweep_tables.boxes(found), NO_DRIVERS)
        _Table("Competing hypotheses", "hypotheses", sweep_tables.hypotheses(found), NO_HYPOTHESES)
        _Report(found)
    return page


NO_LEVERS = "This sweep compares no levers, or was run by an older version: name levers in its file and run it again."
NO_DRIVERS = "Nothing stands out, or the sweep is too small to say: run it with more draws."
NO_HYPOTHESES = (
    "Nobody has asked yet. Run a sweep that varies the hypothesis (motives_2025), then: rare-earth hypotheses NAME"
)


@solara.component
def _Cloud(found: Tables, narrow: bool, dark: bool) -> Any:
    if found.runs.empty or not found.measures:
        with element("section", class_="card") as card:
            element("h2", "Every run")
            element("p", "No run finished, so that there is nothing to draw; outcomes.csv gives the reasons.")
        return card
    return _Points(found, narrow, dark)


@solara.component
def _Points(found: Tables, narrow: bool, dark: bool) -> Any:
    columns = sweep_tables.objectives(found) or found.measures[:2]
    by_title = {_title(c): c for c in columns}
    titles = [*by_title]
    x, set_x = solara.use_state(titles[0])
    y, set_y = solara.use_state(titles[min(1, len(titles) - 1)])
    with element("section", class_="card cloud") as card:
        points = solara.use_memo(lambda: sweep_tables.points(found, by_title[x], by_title[y]), [found, x, y])
        size = (360, 380) if narrow else (960, 420)
        percent = (by_title[x].unit == "share", by_title[y].unit == "share")

        def draw(colors: Look) -> Any:
            return cloud(points, (x, y), colors, size, percent)

        def pick(across: float, down: float) -> None:
            row = nearest(points, size, across, down)
            if row is not None:
                simulate(found, int(points["case"][row]), int(points["seed"][row]))

        with element("div", class_="heads"):
            element("h2", "Every run", element("small", "press a point to open that run in Simulate"))
            with element("div", class_="tools"):
                solara.Select("Across", list(by_title), x, on_value=set_x, dense=True, classes=["pick"])
                solara.Select("Up", list(by_title), y, on_value=set_y, dense=True, classes=["pick"])
                Taking("cloud", "the cloud of runs", lambda: png(draw(LIGHT)), lambda: points)
        alt = f"{len(points)} runs by {x} and {y}; best, worst and most likely are marked."
        SpotPicture(lambda: draw(look(dark)), alt, [found, x, y, narrow, dark], on_place=pick)
    return card


def _title(column: Any) -> str:
    from sim.sweep import labels

    unit = {"share": "%"}.get(column.unit, column.unit)
    return f"{labels.column(column)}, {unit}"


def simulate(found: Tables, case: int, seed: int) -> None:
    """Open one run of a sweep on the page Simulate, as far as its last month."""
    if state.start(Plan("", found.folder.name, case), seed, 10_000):
        state.page.value = "simulate"


@solara.component
def _Chosen(found: Tables) -> Any:
    table = sweep_tables.chosen(found)
    with element("section", class_="card") as card:
        with element("div", class_="heads"):
            element(
                "h2", "Best, worst, most likely", element("small", "an outcome is as likely as where nations choose")
            )
            Taking("chosen", "the chosen runs", None, lambda: table)
        if table.empty:
            element("p", "The sweep names no objectives, so that there is no best or worst: add some to its file.")
            return card
        solara.HTML("div", unsafe_innerHTML=html(table), classes=["scroll"])
        with element("div", class_="options"):
            for row in table.to_dict("records"):
                solara.Button(
                    f"Simulate the {row['path']}",
                    on_click=lambda case=row["case"], seed=row["seed"]: simulate(found, int(case), int(seed)),
                    small=True,
                    outlined=True,
                )
    return card


@solara.component
def _Fans(found: Tables, narrow: bool, dark: bool) -> Any:
    fans = solara.use_memo(lambda: sweep_tables.fans(found), [found])
    with element("div") as box:
        if fans:
            element("p", SHADED, class_="note")
        with element("div", class_="thirds"):
            for fan in fans:
                _Fan(fan, narrow, dark).key(fan.title)
    return box


SHADED = (
    "By month: 90 % of the runs lie in the light band (P5 to P95), half of all in the dark one; lines are the best, the "
    "worst and the most likely run, or the median where the folder does not keep these."
)


@solara.component
def _Fan(fan: sweep_tables.Fan, narrow: bool, dark: bool) -> Any:
    months = list(fan.bands["month"])
    scale, unit = (1e-6, "million USD") if fan.unit == "USD" else (1.0, fan.unit)
    band = Band(*(scale * fan.bands[name].to_numpy(float) for name in ("p5", "p25", "p75", "p95")))

    def lines(colors: Look) -> list[Line]:
        parts = {"best": (colors.blue, "-"), "worst": (colors.orange, "--"), "most likely": (colors.text, "-.")}
        drawn = [Line(role, scale * fan.paths[role], *parts[role]) for role in parts if role in fan.paths]
        return drawn or [Line("median", scale * fan.bands["p50"].to_numpy(float), colors.text)]

    size = (350, 210) if narrow else (310, 200)
    percent = fan.unit == "share"
    return FigureCard(
        fan.title,
        lambda colors: line_chart(months, lines(colors), colors, size, percent=percent, band=band),
        lambda: fan.bands.assign(**fan.paths),
        f"{fan.title}: P5 to P95 of the runs by month, with {', '.join(fan.paths) or 'the median'}",
        f"fan-{fan.column.measure}",
        [fan, narrow],
        dark,
        "" if percent else unit,
    )


@solara.component
def _Shares(found: Tables, narrow: bool, dark: bool) -> Any:
    shares = solara.use_memo(lambda: sweep_tables.shares(found), [found])
    names = list(dict.fromkeys(shares["outcome"]))
    return FigureCard(
        "Outcomes",
        lambda colors: share_bars(shares, outcome_colors(names, colors), colors, 350 if narrow else 560),
        lambda: shares,
        "Shares of the named outcomes, where nations choose and for each setting of each lever",
        "outcomes",
        [found, narrow],
        dark,
        "share of runs",
    )


@solara.component
def _Drivers(found: Tables, narrow: bool, dark: bool) -> Any:
    drivers = solara.use_memo(lambda: sweep_tables.drivers(found), [found])
    if drivers.empty:
        return _Table("What drives the worst", "drivers", drivers, NO_DRIVERS)
    return FigureCard(
        "What drives the worst",
        lambda colors: effect_bars(drivers, colors, 350 if narrow else 560),
        lambda: drivers,
        "Inputs by how strongly they move the score of the worst: " + ", ".join(map(str, drivers["name"].head(3))),
        "drivers",
        [found, narrow],
        dark,
        "index with its 90 % range",
    )


@solara.component
def _Table(title: str, name: str, table: pd.DataFrame, empty: str) -> Any:
    with element("section", class_="card") as card:
        with element("div", class_="heads"):
            element("h2", title)
            if not table.empty:
                Taking(name, title, None, lambda: table)
        if table.empty:
            element("p", empty, class_="note empty")
        else:
            solara.HTML("div", unsafe_innerHTML=html(table.replace({np.nan: "-"})), classes=["scroll"])
    return card


@solara.component
def _Report(found: Tables) -> Any:
    shown, show = solara.use_state(False)
    file = found.folder / "report.html"
    with element("section", class_="card") as card:
        with element("div", class_="heads"):
            element("h2", "The report")
            with element("div", class_="options"):
                if file.is_file():
                    solara.Button(
                        "Hide" if shown else "Read", on_click=lambda: show(not shown), outlined=True, small=True
                    )
                    solara.Button(
                        "Save", on_click=lambda: offer("report.html", file.read_bytes()), small=True, text=True
                    )
        if not file.is_file():
            text = f"No report.html in this folder yet; write it with: rare-earth report {found.folder.name}"
            element("p", text, class_="note empty")
        elif shown:
            # A page of its own without scripts: nothing in it can reach the viewer.
            html_ = file.read_text(encoding="utf-8")
            element("iframe", srcdoc=html_, sandbox="", title="The report of the sweep", class_="report")
    return card
