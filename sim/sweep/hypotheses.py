"""Competing hypotheses: how well each explains what happened, by how often its runs show the same.

Analysis of competing hypotheses (Heuer 1999), with frequencies of an ensemble in place of an analyst's feeling.
Items with one cause are not independent: the posterior rests on how often a run shows all of them together, and the
product of the single ratios is given beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.sweep.evidence import Evidence

HALF = 0.5
"""Added to what was seen and to what was not (Jeffreys), so that no item refutes for good."""
BOUNDS = ((0.80, "CC"), (0.55, "C"), (0.45, "N"), (0.20, "I"), (0.0, "II"))
"""Least P(item | hypothesis) for each mark: very consistent, consistent, neutral, inconsistent, very inconsistent."""
TELLS = 1.5
"""Likelihood ratio from which an item counts as one that tells the hypotheses apart."""
ITEMS = ["item", "date", "text", "source", "confidence", "diagnostic", "why"]
RESAMPLES = 500
CLOSE_RUNS, CLOSE_SHARE = 10, 0.05
"""Runs, and share of all runs, that count as coming closest to what happened."""


def mark(probability: float) -> str:
    """Return the mark of an item under a hypothesis; the steps are those of ICD 203's words."""
    return next(name for least, name in BOUNDS if probability >= least)


def items(seen: pd.DataFrame, evidence: Evidence, scripted: Mapping[str, str]) -> pd.DataFrame:
    """Return a row per item: ITEMS, then `p`, `mark` and `without` by hypothesis, and `ratio`.

    seen: a row per run with `hypothesis`, `weight`, `draw` and a column of 0 and 1 per item. scripted: items that
    the ensemble fixes, with the reason. `ratio` is P(item | first hypothesis) / P(item | second); `without` is the
    joint posterior with this item left out.
    """
    names = list(evidence.priors)
    telling = diagnostic(seen, evidence, scripted)
    rows = []
    for item in evidence.items:
        p = {name: _p(seen[seen["hypothesis"] == name], [item.id], _size(seen, names)) for name in names}
        why = scripted.get(item.id, "") or ("the same in every run" if seen[item.id].nunique() < 2 else "")
        left = posterior(seen, evidence, [other for other in telling if other != item.id])
        rows.append(
            {
                "item": item.id, "date": item.date, "text": item.text, "source": item.source,
                "confidence": item.confidence, "diagnostic": int(item.id in telling), "why": why,
                **{f"p.{name}": p[name] for name in names},
                **{f"mark.{name}": mark(p[name]) if item.id in telling else "N" for name in names},
                "ratio": p[names[0]] / p[names[1]] if item.id in telling else 1.0,
                **{f"without.{name}": left[name] for name in names},
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def diagnostic(seen: pd.DataFrame, evidence: Evidence, scripted: Mapping[str, str]) -> list[str]:
    """Return the items that could tell hypotheses apart: neither fixed by the ensemble nor the same in every run."""
    return [item.id for item in evidence.items if item.id not in scripted and seen[item.id].nunique() > 1]


def summary(seen: pd.DataFrame, evidence: Evidence, scripted: Mapping[str, str]) -> pd.DataFrame:
    """Return a row per hypothesis: prior, runs, runs that show every item, joint and product posterior, range.

    low and high are the 5th and 95th percentile of the joint posterior over resamples of the draws. `closest` is the
    posterior from the runs that show at least `least_items` of the `items` that tell: what the runs that come
    nearest say where hardly any shows them all (approximate Bayesian computation).
    """
    names, telling = list(evidence.priors), diagnostic(seen, evidence, scripted)
    joint = posterior(seen, evidence, telling)
    product = _normalised(
        {
            name: evidence.priors[name]
            * float(np.prod([_p(seen[seen["hypothesis"] == name], [i], _size(seen, names)) for i in telling]))
            for name in names
        }
    )
    spread = _resampled(seen, evidence, telling)
    shown = seen[telling].sum(axis=1) if telling else pd.Series(0, index=seen.index)
    least = closest(shown.to_numpy(dtype=np.int64))
    near = seen.assign(near=(shown >= least).astype(int))
    size = _size(seen, names)
    by_near = _normalised(
        {name: evidence.priors[name] * _p(near[near["hypothesis"] == name], ["near"], size) for name in names}
    )
    rows = []
    for name in names:
        own = seen[seen["hypothesis"] == name]
        rows.append(
            {
                "hypothesis": name, "prior": evidence.priors[name], "runs": len(own),
                "all_items": int(own[telling].all(axis=1).sum()) if telling else len(own),
                "joint": joint[name], "low": float(np.quantile(spread[name], 0.05)),
                "high": float(np.quantile(spread[name], 0.95)), "product": product[name], "items": len(telling),
                "least_items": least, "closest_runs": int((near["near"] * (near["hypothesis"] == name)).sum()),
                "closest": by_near[name],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def closest(shown: NDArray[Any]) -> int:
    """Return the largest number of items that enough runs show: a twentieth of them, and ten."""
    enough = max(CLOSE_RUNS, CLOSE_SHARE * len(shown))
    return max((k for k in range(int(shown.max(initial=0)) + 1) if (shown >= k).sum() >= enough), default=0)


def posterior(seen: pd.DataFrame, evidence: Evidence, telling: Sequence[str]) -> dict[str, float]:
    """Return the probability of each hypothesis, given that all `telling` items happened together."""
    names = list(evidence.priors)
    size = _size(seen, names)
    return _normalised(
        {name: evidence.priors[name] * _p(seen[seen["hypothesis"] == name], telling, size) for name in names}
    )


def _size(seen: pd.DataFrame, names: Sequence[str]) -> int:
    """Return the runs that smoothing counts with: one number for all, so that nothing seen favours nobody."""
    return min(int((seen["hypothesis"] == name).sum()) for name in names)


def _p(runs: pd.DataFrame, telling: Sequence[str], size: int) -> float:
    """Return the smoothed share of `runs` that show all `telling` items: (f n + 1/2) / (n + 1)."""
    if not telling:
        return 1.0
    share = float(np.average(runs[list(telling)].to_numpy(dtype=bool).all(axis=1), weights=runs["weight"]))
    return (share * size + HALF) / (size + 2 * HALF)


def _normalised(odds: Mapping[str, float]) -> dict[str, float]:
    total = sum(odds.values())
    return {name: value / total for name, value in odds.items()}


def _resampled(seen: pd.DataFrame, evidence: Evidence, telling: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the joint posterior over resamples of whole draws."""
    from sim.sweep.shares import resampled

    names = list(evidence.priors)
    every = seen[list(telling)].to_numpy(dtype=bool).all(axis=1) if telling else np.ones(len(seen), bool)
    number = np.unique(seen["draw"].to_numpy(), return_inverse=True)[1]
    weight = seen["weight"].to_numpy() * resampled(seen["draw"].to_numpy(), RESAMPLES, "hypotheses")[:, number]
    size, odds = _size(seen, names), []
    for name in names:
        own = weight * (seen["hypothesis"] == name).to_numpy()
        share = (own * every).sum(axis=1) / np.maximum(own.sum(axis=1), 1e-300)
        odds.append(evidence.priors[name] * (share * size + HALF) / (size + 2 * HALF) if telling else
                    np.full(len(weight), evidence.priors[name]))  # fmt: skip
    total = np.sum(odds, axis=0)
    return {name: odd / total for name, odd in zip(names, odds, strict=True)}
