"""The past against the data: episodes, their figures and targets, and replays of them scored beside naive forecasts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.history import api

SIZE = 12  # runs of a replay on the page; the command line takes more


class Replayed(NamedTuple):
    """A scored replay as tables; see `sim.history.api`."""

    overall: dict[str, Any]
    targets: pd.DataFrame
    series: pd.DataFrame
    points: pd.DataFrame
    paths: dict[str, pd.DataFrame]


def episodes() -> dict[str, str]:
    """Titles of the episodes by name."""
    return api.episodes()


def figures(episode: str) -> pd.DataFrame:
    """The data of an episode; needs no run."""
    return api.figures(episode)


@lru_cache(maxsize=8)
def replayed(episode: str, kind: str = "posterior") -> Replayed:
    """Replay an episode with a few runs and score it; the same for everybody, so that it is kept."""
    card = api.hindcast(episode, kind, SIZE)  # type: ignore[arg-type]
    series = api.series_table(card)
    paths = {name: api.path_table(card, name) for name in series["series"]}
    return Replayed(api.overall(card), api.score_table(card), series, api.point_table(card), paths)


def targets(table: pd.DataFrame) -> pd.DataFrame:
    """Targets for a reader: what, model, range, data, error, verdict, source."""
    rows = [
        (
            r["name"],
            said(r["value"]),
            f"{said(r['low'])} to {said(r['high'])}",
            said(r["data"]),
            r["unit"] if r["scale"] != "months" else "",
            said(r["error"]),
            r["status"],
            r["source"],
        )
        for r in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["target", "model", "90 % of runs", "data", "unit", "error", "verdict", "source"])


def scores(table: pd.DataFrame) -> pd.DataFrame:
    """Series for a reader: what, figures, the model's error beside that of the best naive forecast, verdict."""
    rows = [
        (
            r["name"],
            r["points"],
            said(r["error"]),
            f"{said(r[r['best_naive']])} ({r['best_naive']})" if r["best_naive"] else "-",
            r["loses_to"] or "none",
            r["status"],
        )
        for r in table.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=["series", "figures", "error (log)", "best naive", "loses to", "verdict"])


def said(value: Any) -> str:
    """A number with three digits; a month or a word as it is; a dash for nothing."""
    if isinstance(value, str):
        return value
    if value is None or not np.isfinite(float(value)):
        return "-"
    return f"{float(value):,.0f}" if abs(float(value)) >= 1000 else f"{float(value):.3g}"
