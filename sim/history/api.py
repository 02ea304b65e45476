"""What the viewer and scripts use: tables of history and of replays as DataFrames, with units and sources.

`figures` and `aims` need no run. `hindcast` runs an episode; `score_table`, `series_table`, `point_table`,
`path_table`, `overall` and `figure` take what it returns. Nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.history import tables
from sim.history.ensemble import Kind, ensemble
from sim.history.naive import NAMES, forecasts
from sim.history.periods import label, middle, span
from sim.history.replay import replay
from sim.history.score import Scorecard, SeriesScore, TargetScore, band, scorecard

if TYPE_CHECKING:
    import pandas as pd

SIZE = 40


def episodes() -> dict[str, str]:
    """Return the episodes' names with their titles."""
    return {name: episode.title for name, episode in tables.episodes().items()}


def hindcast(
    episode: str,
    kind: Kind = "posterior",
    size: int = SIZE,
    seed: int = 0,
    executor: ProcessPoolExecutor | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Scorecard:
    """Replay an episode with `size` runs and score it.

    kind: 'posterior' (rows of the sample fitted to 2008-2015), 'prior' (the ranges) or 'defaults' (the parameter
    table). `changes` are set in every run. Raises KeyError for an unknown episode, PosteriorError without a sample.
    """
    return scorecard(replay(episode, ensemble(episode, kind, size, seed, changes), executor))


def figures(episode: str = "") -> pd.DataFrame:
    """Return all figures: episode, series, name, use, measure, nation, product, period, month (middle of the period,
    decimal year), value, unit, tolerance (log), source, confidence, note."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "episode": s.episode,
                "series": s.name,
                "name": s.label,
                "use": s.use,
                **s.address._asdict(),
                "period": p.period,
                "year": middle(p.period),
                "value": p.value,
                "unit": p.unit,
                "tolerance": s.tolerance,
                "source": p.source,
                "confidence": p.confidence,
                "note": p.note or s.note,
            }
            for s in tables.series(episode)
            for p in s.points
        ]
    )


def aims(episode: str = "") -> pd.DataFrame:
    """Return all targets: episode, target, name, use, period, value, unit, scale, tolerance, source, confidence, note."""
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "episode": t.episode,
                "target": t.name,
                "name": t.label,
                "use": t.use,
                "period": t.period,
                "value": shown(t, t.value),
                "unit": t.unit,
                "scale": t.scale,
                "tolerance": t.tolerance,
                "source": t.source,
                "confidence": t.confidence,
                "note": t.note,
            }
            for t in tables.targets(episode)
        ]
    )


def shown(target: tables.Target, value: float) -> Any:
    """Return a target's value as people read it: a month as YYYY-MM."""
    return label(round(value)) if target.scale == "months" and np.isfinite(value) else value


def score_table(card: Scorecard) -> pd.DataFrame:
    """Return a row per target: target, name, value (of the runs, median), low, high (90 %), data, error, tolerance,
    unit, status, source, confidence, note. Months are text."""
    import pandas as pd

    return pd.DataFrame([_target_row(t) for t in card.targets])


def _target_row(score: TargetScore) -> dict[str, Any]:
    target = score.target
    return {
        "target": target.name,
        "name": target.label,
        "value": shown(target, score.value),
        "low": shown(target, score.low),
        "high": shown(target, score.high),
        "data": shown(target, target.value),
        "error": score.error,
        "scale": target.scale,
        "tolerance": target.tolerance,
        "unit": target.unit,
        "status": score.status,
        "source": target.source,
        "confidence": target.confidence,
        "note": target.note,
    }


def series_table(card: Scorecard) -> pd.DataFrame:
    """Return a row per series: series, name, points, error (mean absolute log error), share_error, peak_months,
    hits, steps, a column per naive forecast, best_naive, loses_to, covered, limit, limit_kind, status, use, note."""
    import pandas as pd

    return pd.DataFrame([_series_row(s) for s in card.series])


def _series_row(score: SeriesScore) -> dict[str, Any]:
    return {
        "series": score.series.name,
        "name": score.series.label,
        "points": len(score.points),
        "error": score.error,
        "share_error": score.share_error,
        "peak_months": score.peak_months,
        "hits": score.hits,
        "steps": score.steps,
        **{name: score.naive.get(name, float("nan")) for name in NAMES},
        "best_naive": min(score.naive, key=lambda name: score.naive[name]) if score.naive else "",
        "loses_to": ", ".join(score.loses_to),
        "covered": score.covered,
        "limit": score.series.limit,
        "limit_kind": score.series.limit_kind,
        "status": score.status,
        "use": score.series.use,
        "note": score.series.note,
    }


def point_table(card: Scorecard) -> pd.DataFrame:
    """Return a row per forecast figure: series, name, period, year, data, model, low, high, error (log), a column per
    naive forecast, unit, source, confidence. Indexed series are relative to their index period."""
    import pandas as pd

    rows = []
    for s in card.series:
        naive = {name: dict(zip(s.series.after(card.replay.episode.origin), values, strict=True))
                 for name, values in forecasts(s.series, card.replay.episode.origin).items()}  # fmt: skip
        for i, point in enumerate(s.points):
            scale = s.data[i] / point.value
            rows.append(
                {
                    "series": s.series.name,
                    "name": s.series.label,
                    "period": point.period,
                    "year": middle(point.period),
                    "data": s.data[i],
                    "model": s.model[i],
                    "low": s.low[i],
                    "high": s.high[i],
                    "error": float(np.log(s.model[i] / s.data[i])),
                    **{name: naive[name][point] * scale if name in naive else float("nan") for name in NAMES},
                    "unit": "relative to the index period" if s.series.index_period else point.unit,
                    "source": point.source,
                    "confidence": point.confidence,
                }
            )
    return pd.DataFrame(rows)


def path_table(card: Scorecard, series: str) -> pd.DataFrame:
    """Return the monthly path of a series' measure: month (YYYY-MM), year (decimal), low, median, high over the runs,
    in the measure's own unit per month. Raises KeyError for an unknown series."""
    import pandas as pd

    found = {s.series.name: s.series for s in card.series}
    values = band(card.replay.of(found[series].address), card.replay.weights)
    begin = span(card.replay.start)[0]
    months = [begin + i for i in range(values.shape[1])]
    return pd.DataFrame(
        {
            "month": [label(m) for m in months],
            "year": [(m + 0.5) / 12 for m in months],
            "low": values[0],
            "median": values[1],
            "high": values[2],
        }
    )


def overall(card: Scorecard) -> dict[str, Any]:
    """Return the sum of it: PASS, WARN, FAIL of what is scored, series better than every naive forecast, the mean skill
    (1 - error / error of the best naive forecast, from the mean log ratio), the share of figures inside 90 %."""
    compared = card.compared()
    covered, count = card.coverage()
    ratios = [np.log(max(s.error, 1e-9) / max(min(s.naive.values()), 1e-9)) for s in compared]
    return {
        **card.counts(),
        "compared": len(compared),
        "better_than_naive": sum(not s.loses_to for s in compared),
        "losers": [s.series.label for s in compared if s.loses_to],
        "skill": float(1 - np.exp(np.mean(ratios))) if ratios else None,
        "covered": covered,
        "covered_with_error": card.coverage(with_error=True)[0],
        "figures": count,
        "runs": len(card.replay.weights),
        "failed": len(card.replay.failed),
    }
