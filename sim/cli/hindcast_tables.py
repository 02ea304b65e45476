"""What `rare-earth hindcast` prints, and the JSON beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.history import api

if TYPE_CHECKING:
    import pandas as pd

    from sim.history.score import Scorecard

COLOURS = {"PASS": "green", "WARN": "yellow", "FAIL": "red"}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def as_json(card: Scorecard) -> dict[str, Any]:
    """Return everything about one episode for a script."""
    episode = card.replay.episode
    return {
        "episode": episode.name,
        "title": episode.title,
        "origin": episode.origin,
        "note": episode.note,
        "overall": api.overall(card),
        "targets": records(api.score_table(card)),
        "series": records(api.series_table(card)),
        "points": records(api.point_table(card)),
        "failed": list(card.replay.failed),
    }


def printed(card: Scorecard, sources: bool = False) -> RenderableType:
    """Return the tables of one episode."""
    episode = card.replay.episode
    head = Text(
        f"{episode.title} ({episode.name}, origin {episode.origin}, {len(card.replay.weights)} runs)", style="bold"
    )
    note = Text(episode.note, style="dim")
    return Group(head, note, *_tables(card, sources), Text(sentence(card)), Text(""))


def sentence(card: Scorecard) -> str:
    """Return the overall score in words."""
    found = api.overall(card)
    if not found["PASS"] + found["WARN"] + found["FAIL"]:
        return "Nothing here is scored."
    parts = [f"PASS {found['PASS']}, WARN {found['WARN']}, FAIL {found['FAIL']}."]
    if found["compared"]:
        parts.append(
            f"Better than every naive forecast on {found['better_than_naive']} of {found['compared']} series"
            f" (error {abs(100 * found['skill']):.0f} % {'below' if found['skill'] >= 0 else 'above'} the best of them)."
        )
    if found["losers"]:
        parts.append(f"Not better: {', '.join(found['losers'])}.")
    parts.append(f"{found['covered']} of {found['figures']} figures lie within the runs' 90 %.")
    return " ".join(parts)


def _tables(card: Scorecard, sources: bool) -> Iterable[Table]:
    targets, series = api.score_table(card), api.series_table(card)
    if len(targets):
        single = ("target", "model", "90 % of runs", "data", "error", "")
        yield table(single, [target_cells(row) for row in records(targets)], targets["source"] if sources else None)
    if len(series):
        several = ("series", "points", "error", "last", "drift", "trend", "peak", "up/down", "")
        yield table(several, [series_cells(row) for row in records(series)], series["note"] if sources else None)


def table(heads: Iterable[str], rows: Sequence[tuple[str, ...]], sources: Iterable[str] | None = None) -> Table:
    """Return a table whose first column is text and whose last is a status."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for number, head in enumerate(heads):
        made.add_column(head, justify="left" if number == 0 else "right", overflow="fold")
    if sources is not None:
        made.add_column("source", overflow="fold")
    for row, source in zip(rows, [None] * len(rows) if sources is None else sources, strict=True):
        *cells, status = row
        made.add_row(*cells, Text(status, style=COLOURS.get(status, "dim")), *([] if source is None else [str(source)]))
    return made


def target_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return name, model, interval, data, error, status of a target."""
    low, value, high, data = (_number(row[key]) for key in ("low", "value", "high", "data"))
    return (row["name"], value, f"{low} to {high}", data, error_text(row), row["status"])


def error_text(row: dict[str, Any]) -> str:
    """Return a target's error in its own scale."""
    error = row["error"]
    if not np.isfinite(error):
        return "-"
    if row["scale"] == "log":
        return f"x{np.exp(error):.2f}"
    if row["unit"] == "share":
        return f"{100 * error:+.0f} pp"
    return f"{error:+.0f} months" if row["unit"] in ("month", "months") else f"{error:+.2g}"


def series_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return name, points, error, naive errors, timing of the peak, directions, status of a series."""
    share = row["limit_kind"] == "share of reference"
    error = f"{100 * row['share_error']:.0f} % of reference; {row['error']:.2f}" if share else f"{row['error']:.2f}"
    naive = [f"{row[name]:.2f}" if np.isfinite(row[name]) else "-" for name in ("last value", "drift", "trend")]
    peak = f"{row['peak_months']:+.0f}" if np.isfinite(row["peak_months"]) else "-"
    directions = f"{row['hits']}/{row['steps']}" if row["steps"] else "-"
    return (row["name"], str(row["points"]), error, *naive, peak, directions, row["status"])


def _number(value: Any) -> str:
    if isinstance(value, str):
        return value
    if not np.isfinite(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def ablation_table(frame: pd.DataFrame) -> Table:
    """Return the ablations as a table."""
    made = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), title="Without one part of the story", title_justify="left"
    )
    for head in ABLATION_HEADS:
        made.add_column(head, justify="left" if head == "without" else "right")
    for row in records(frame):
        made.add_row(*ablation_cells(row))
    return made


ABLATION_HEADS = ("without", "Nd outside", "its peak", "half after", "Nd inside", "La, Ce 2011/2009", "error Nd, Dy")


def ablation_cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of one ablation."""
    return (
        row["without"],
        f"x{row['nd_rise']:.1f}",
        row["nd_peak"],
        f"{row['half_after']:.0f} months",
        f"x{row['nd_rise_inside']:.1f}",
        f"x{row['la_2011']:.1f}, x{row['ce_2011']:.1f}",
        f"{row['nd_error']:.2f}, {row['dy_error']:.2f}",
    )
