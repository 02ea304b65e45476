"""The page History: episodes of the past replayed, against the data, with errors, beside naive forecasts."""

from __future__ import annotations

from typing import Any

import solara
import solara.lab

from viz import past, state
from viz.charts.against import against
from viz.components.figure_card import FigureCard, Taking
from viz.components.html import element
from viz.components.nation_card import html


@solara.component
def History(narrow: bool, dark: bool) -> Any:
    """The page."""
    episodes = solara.use_memo(past.episodes, [])
    by_title = {title: name for name, title in episodes.items()}
    episode, choose = solara.use_state(next(iter(episodes), ""))
    with element("div", class_="history-page") as page:
        with element("section", class_="card"):
            element("h2", "The past, replayed", element("small", "dated policies only, nothing from after the origin"))
            if not episodes:
                element("p", "There is no episode to replay yet: see `rare-earth hindcast`.", class_="note empty")
                return page
            solara.Select(
                "Episode", list(by_title), episodes[episode], on_value=lambda t: choose(by_title[t]), dense=True
            )
        _Episode(episode, narrow, dark).key(episode)
    return page


@solara.component
def _Episode(episode: str, narrow: bool, dark: bool) -> Any:
    def replay() -> Any:
        try:
            return past.replayed(episode)
        except Exception as error:
            return state.in_words(error)

    task = solara.lab.use_task(replay, dependencies=[episode])
    found = task.value if task.finished else None
    with element("div", class_="results", data_ready="true" if found is not None else "false") as box:
        if found is None:
            text = f"Replaying with {past.SIZE} runs; the data stand below already."
            element("p", text, class_="note", role="status")
        elif isinstance(found, str):
            element("p", found, class_="note problem", role="alert")
        else:
            _Scores(episode, found)
        _Figures(episode, found if isinstance(found, past.Replayed) else None, narrow, dark)
    return box


@solara.component
def _Scores(episode: str, found: past.Replayed) -> Any:
    whole = found.overall
    with element("div", class_="results") as box:
        with element("section", class_="card"):
            counts = ", ".join(f"{whole.get(word, 0)} {word}" for word in ("PASS", "WARN", "FAIL"))
            element("h2", f"Score: {counts}")
            words = (
                f"{whole['better_than_naive']} of {whole['compared']} series are nearer to the data than every naive "
                f"forecast; {whole['covered']} of {whole['figures']} figures lie inside the 90 % range of "
                f"{whole['runs']} runs."
            )
            element("p", words, class_="sum")
            element("p", f"For more runs: rare-earth hindcast {episode} --runs 200", class_="note")
        for title, name, table in (
            ("Targets", "targets", past.targets(found.targets)),
            ("Series beside naive forecasts", "series", past.scores(found.series)),
        ):
            with element("section", class_="card"):
                with element("div", class_="heads"):
                    element("h2", title)
                    Taking(f"history-{name}", title, None, lambda t=table: t)
                solara.HTML("div", unsafe_innerHTML=html(table, stacked=True), classes=["scroll", f"history-{name}"])
    return box


@solara.component
def _Figures(episode: str, found: past.Replayed | None, narrow: bool, dark: bool) -> Any:
    data = solara.use_memo(lambda: past.figures(episode), [episode])
    with element("div", class_="thirds") as grid:
        for name, rows in data.groupby("series", sort=False):
            points = rows.rename(columns={"value": "data"})[["period", "year", "data", "unit", "source"]]
            naive, unit = "", str(points["unit"].iloc[0])
            if found is not None and (found.points["series"] == name).any():
                points = found.points[found.points["series"] == name]
                best = found.series.loc[found.series["series"] == name, "best_naive"]
                naive = str(best.iloc[0]) if len(best) else ""
                unit = str(points["unit"].iloc[0])
            title = str(rows["name"].iloc[0])
            FigureCard(
                title,
                lambda colors, p=points, n=naive: against(p, colors, (350, 210) if narrow else (310, 205), n),
                lambda p=points: p,
                f"{title}: data, and the model's replay where there is one",
                f"history-{name}",
                [episode, name, found is not None, narrow],
                dark,
                unit,
            ).key(f"{episode} {name}")
    return grid
