"""The report of a calibration: the fit, what it says of each parameter, coverage, and the score out of sample."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import RenderableType

from sim.cli.hindcast_tables import records, sentence
from sim.cli.markdown_tables import rendered
from sim.sweep.markdown import table

if TYPE_CHECKING:
    import pandas as pd

    from sim.history.check import Check
    from sim.history.score import Scorecard
    from sim.history.smc import Fit
    from sim.posterior import Posterior

WANTED = (0.80, 0.98)
"""Share of the fitted figures that 90 % intervals should cover."""


def as_json(fit: Fit, sample: Posterior, margins: pd.DataFrame, checked: Check, folder: Path) -> dict[str, Any]:
    """Return the report for a script."""
    from sim.history import api

    return {
        "folder": str(folder),
        "runs": fit.runs,
        "rows": len(sample.weights),
        "effective_rows": sample.effective,
        "generations": list(fit.generations),
        "marginals": records(margins),
        "posterior": {name: api.overall(card) for name, card in checked.posterior.items()},
        "prior": {name: api.overall(card) for name, card in checked.prior.items()},
    }


def pages(fit: Fit, sample: Posterior, margins: pd.DataFrame, checked: Check) -> dict[str, str]:
    """Return the generated parts of docs/validation.md by their marks."""
    return {
        "calibration": f"{_head(fit, sample)}\n\n{_generations(fit)}",
        "identifiability": f"{_said(margins)}\n\n{_margins(margins)}",
        "coverage": _coverage(checked),
    }


def markdown(fit: Fit, sample: Posterior, margins: pd.DataFrame, checked: Check) -> str:
    """Return the whole report."""
    parts = [
        "# Calibration on 2008-2015",
        _head(fit, sample),
        _generations(fit),
        "## What the figures say of each parameter",
    ]
    parts += [_said(margins), _margins(margins), _tied(sample), "## Prior, posterior and what was left out"]
    parts += [_coverage(checked)]
    return "\n\n".join(parts) + "\n"


def printed(fit: Fit, sample: Posterior, margins: pd.DataFrame, checked: Check) -> RenderableType:
    """Return the report for the terminal."""
    return rendered(markdown(fit, sample, margins, checked))


def _head(fit: Fit, sample: Posterior) -> str:
    figures = ", ".join(sample.provenance.get("fitted_to", ()))
    return (
        f"{fit.runs:,} runs in {len(fit.generations)} generations; the sample is generation {fit.taken}, the last with"
        f" enough effective rows: {len(sample.weights)} rows, {sample.effective:.0f} effective; seed"
        f" {sample.provenance.get('seed')}. Distances are in tolerances: at 1 the weighted root mean square error"
        f" equals what the tables allow. Fitted to: {figures}."
    )


def _generations(fit: Fit) -> str:
    heads = ("generation", "largest distance", "runs", "accepted", "effective rows")
    rows = [
        (int(g["generation"]), f"{g['threshold']:.2f}", f"{g['runs']:,.0f}", f"{100 * g['accepted']:.0f} %", f"{g['effective']:.0f}")
        for g in fit.generations
    ]  # fmt: skip
    return table(heads, rows)


def _said(margins: pd.DataFrame) -> str:
    silent = margins.loc[~margins["informed"], "parameter"].tolist()
    if not silent:
        return "The figures say something about every parameter."
    return (
        f"The figures of 2008-2015 say nothing about {len(silent)} of {len(margins)} parameters: {', '.join(silent)}."
    )


def _margins(margins: pd.DataFrame) -> str:
    heads = ("parameter", "range before", "90 % after", "median", "shrinkage", "shift, sd", "informed")
    rows = [
        (
            row["parameter"],
            f"{row['low']:g} to {row['high']:g}",
            f"{row['p05']:.3g} to {row['p95']:.3g}",
            f"{row['median']:.3g}",
            f"{row['shrinkage']:.2f}",
            f"{row['shift']:+.2f}",
            "yes" if row["informed"] else "no",
        )
        for row in records(margins)
    ]
    return table(heads, rows)


def _tied(sample: Posterior) -> str:
    from sim.history.fitted import correlations

    pairs = records(correlations(sample))[:8]
    if not pairs:
        return "No two parameters are tied together by more than a correlation of 0.3."
    found = "; ".join(f"{p['first']} and {p['second']} {p['correlation']:+.2f}" for p in pairs)
    return f"Tied together by the fit (correlation): {found}."


def _fitted(card: Scorecard) -> str:
    return _share(card.coverage(("fitted",), with_error=True))


def _all(card: Scorecard) -> str:
    return _share(card.coverage(with_error=True))


def _share(found: tuple[int, int]) -> str:
    return f"{found[0]} of {found[1]} ({100 * found[0] / found[1]:.0f} %)" if found[1] else "-"


def _coverage(checked: Check) -> str:
    from sim.history import api

    heads = (
        "episode",
        "values",
        "figures inside 90 %",
        "with their own error",
        "PASS",
        "WARN",
        "FAIL",
        "better than naive",
        "skill",
    )
    rows = []
    for name, card in checked.posterior.items():
        for values, one in (("posterior", card), ("prior", checked.prior[name])):
            found = api.overall(one)
            share = found["covered"] / found["figures"] if found["figures"] else 0.0
            skill = "-" if found["skill"] is None else f"{100 * found['skill']:+.0f} %"
            rows.append(
                (
                    name + (" (fitted)" if one.replay.episode.fitted else " (not fitted)"),
                    values,
                    f"{found['covered']} of {found['figures']} ({100 * share:.0f} %)",
                    _fitted(one) if one.replay.episode.fitted else _all(one),
                    *(found[word] for word in ("PASS", "WARN", "FAIL")),
                    f"{found['better_than_naive']} of {found['compared']}",
                    skill,
                )
            )
    low, high = (f"{100 * share:.0f}" for share in WANTED)
    words = [
        f"Wanted for the fitted episode: {low} to {high} % inside. The runs alone know no error of the figures and none of"
        " the model; 'with their own error' adds a normal one with the tolerance of the table, the scale of the distance"
        " (for the fitted episode: the fitted figures only). New seeds, none of the fit's."
    ]
    words += [f"{name}: {sentence(card)}" for name, card in checked.posterior.items()]
    return "\n\n".join([table(heads, rows), *words])
