"""Whether a sweep's conclusions hang on the calibration: the same sweep under the prior and under the posterior."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType

from sim.cli.markdown_tables import rendered
from sim.sweep.markdown import table
from sim.words import percent

KINDS = ("prior", "posterior")
CASES = ("best", "worst", "most_likely")


@dataclass(frozen=True)
class Conclusion:
    """What one sweep comes to: shares of the named outcomes, and which of them best, worst and most likely are."""

    values: str
    folder: str
    runs: int
    shares: dict[str, float]
    cases: dict[str, str]
    bottom_line: str


def compare(sweep: str, draws: int, workers: int, progress: bool = True) -> list[Conclusion]:
    """Run a sweep twice, with the same design and seeds: behaviour drawn from the ranges, and from the fitted sample."""
    return [_conclude(sweep, kind, draws, workers, progress) for kind in KINDS]


def _conclude(sweep: str, kind: str, draws: int, workers: int, progress: bool) -> Conclusion:
    from sim.sweep import run_sweep

    name = f"{sweep.rsplit('/', 1)[-1].removesuffix('.yaml')}-{kind}"
    done = run_sweep(sweep, draws, None, workers, _free(name), {"behaviour": kind}, progress=progress)
    return Conclusion(kind, done.path.name, done.runs, dict(done.outcomes), _cases(done.path), done.bottom_line)


def _free(name: str) -> str:
    """Return the name, numbered where it is taken."""
    from sim.files import RUNS

    names = [name, *(f"{name}-{n}" for n in range(2, 1000))]
    return next(n for n in names if not (RUNS / n).exists())


def _cases(folder: Any) -> dict[str, str]:
    """Return the named outcome that best, worst and most likely fall in."""
    import pandas as pd

    chosen = pd.read_csv(folder / "chosen.csv")
    return {str(row["role"]): str(row["outcome"]) for _, row in chosen.iterrows() if row["role"] in CASES}


def records(found: list[Conclusion]) -> list[dict[str, Any]]:
    """Return the conclusions as dicts."""
    return [json.loads(json.dumps(vars(one))) for one in found]


def text(found: list[Conclusion]) -> str:
    """Return the comparison as Markdown, with what changes in words."""
    prior, posterior = found
    names = [name for name in prior.shares if max(one.shares.get(name, 0.0) for one in found) > 0]
    rows = [(f"share of {name}", *(percent(one.shares.get(name, 0.0)) for one in found)) for name in names]
    for case in dict.fromkeys([*prior.cases, *posterior.cases]):
        rows.append((case, *(one.cases.get(case, "-") for one in found)))
    changed = [case for case in prior.cases if prior.cases[case] != posterior.cases.get(case)]
    words = (
        f"What changes between them: {', '.join(changed)}." if changed else "Best, worst and most likely stay the same."
    )
    heads = ("", f"prior ({prior.runs} runs)", f"posterior ({posterior.runs} runs)")
    return f"{table(heads, rows)}\n\n{words}"


def printed(found: list[Conclusion]) -> RenderableType:
    """Return the comparison for the terminal."""
    return rendered(text(found))
