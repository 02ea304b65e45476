"""Best and worst: the plausible ends of what was run, not its luckiest and unluckiest run.

Cases are ranked on the mean over their seeds. The headline is the case nearest to the 5th percentile of its score,
shown by its median run; the very best and worst go into an annex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.sweep.scores import Scale, quantile
from sim.sweep.shares import blocks

Floats = NDArray[np.float64]
PLAUSIBLE = 0.05
WILKS_DRAWS = 59
"""Draws from which the sample spans 95 % of the possible with 95 % confidence: 1 - 0.95^59 (Wilks 1941)."""
RESAMPLES = 500
STABLE = 0.5


@dataclass(frozen=True)
class Choice:
    """A chosen run: the part it plays, its place in the table of runs, and how firm the choice is.

    `stability` is the share of resamples of the draws whose choice ends in the same named outcome, `same_setting`
    the share whose choice stands under the same lever setting as well; nan where that was not asked.
    """

    role: str
    case: int
    seed: int
    score: float
    stability: float
    same_setting: float


@dataclass(frozen=True)
class Ranking:
    """Cases with every seed finished, in the order of the table: id, draw, weight and both scores."""

    cases: pd.DataFrame
    runs: pd.DataFrame

    def of(self, score: str) -> tuple[Choice, Choice]:
        """Return the plausible and the extreme choice for `score`, 'best' or 'worst'."""
        values = self.cases[score].to_numpy()
        weights = self.cases["weight"].to_numpy()
        at = _nearest(values, float(quantile(values, PLAUSIBLE, weights)))
        firm = self._stability(score, at)
        unasked = float("nan"), float("nan")
        return self._choice(score, score, at, firm), self._choice(
            score, f"{score}_extreme", int(np.argmin(values)), unasked
        )

    def _choice(self, score: str, role: str, at: int, firm: tuple[float, float]) -> Choice:
        case = int(self.cases["case"].iloc[at])
        seed = median_run(self.runs[self.runs["case"] == case], score)
        return Choice(role, case, seed, float(self.cases[score].iloc[at]), *firm)

    def _stability(self, score: str, at: int) -> tuple[float, float]:
        """Return the shares of resamples whose choice has the same outcome, and the same setting as well."""
        order = np.argsort(self.cases[score].to_numpy(), kind="stable")
        draw = np.unique(self.cases["draw"].to_numpy(), return_inverse=True)[1]
        weight = self.cases["weight"].to_numpy()[order]
        parts = []
        for times in blocks(self.cases["draw"].to_numpy(), RESAMPLES, score):
            mass = np.cumsum(times[:, draw[order]] * weight, axis=1)
            parts.append(np.argmax(mass >= PLAUSIBLE * mass[:, -1:], axis=1))
        reached = np.concatenate(parts)
        picked = self.cases.iloc[order[reached]]
        same = (picked["outcome"] == self.cases["outcome"].iloc[at]).to_numpy()
        there = (picked["setting"] == self.cases["setting"].iloc[at]).to_numpy()
        return float(same.mean()), float((same & there).mean())


def _nearest(values: Floats, target: float) -> int:
    return int(np.argmin(np.abs(values - target)))


def median_run(runs: pd.DataFrame, score: str) -> int:
    """Return the seed of the run with the median score; of an even number, the lower one."""
    ordered = runs.sort_values([score, "seed"], kind="stable")
    return int(ordered["seed"].iloc[(len(ordered) - 1) // 2])


def rank(runs: pd.DataFrame, good: Floats, scale: Scale, seeds: int) -> Ranking:
    """Return the ranking of the cases that finished with all `seeds`.

    `runs` has case, draw, seed, weight, setting and outcome of the finished runs, in the order of `good`, shape
    (runs, objectives). A case that misses a seed is left out: its mean would be over other weather.
    """
    runs = runs.assign(best=scale.best(good), worst=scale.worst(good)).reset_index(drop=True)
    counts = runs["case"].value_counts()
    whole = runs["case"].map(counts).to_numpy() == seeds
    runs, good = runs[whole], good[whole]
    if runs.empty:
        raise ValueError("no case finished with every seed; see the reasons in outcomes.csv")
    means = pd.DataFrame(good, index=runs.index).groupby(runs["case"], sort=True).mean().to_numpy()
    grouped = runs.groupby("case", sort=True)
    cases = grouped.agg(draw=("draw", "first"), weight=("weight", "sum"), setting=("setting", "first"))
    cases["outcome"] = [str(kinds.mode().iloc[0]) for _, kinds in grouped["outcome"]]
    cases = cases.assign(best=scale.best(means), worst=scale.worst(means)).reset_index()
    return Ranking(cases, runs)


def warnings(draws: int, failed: int, total: int) -> list[str]:
    """Return what a reader of best and worst must be warned of."""
    found = []
    if draws < WILKS_DRAWS:
        found.append(
            f"Only {draws} draws: best and worst need {WILKS_DRAWS} to span 95 % of what can happen with 95 %"
            " confidence (Wilks)."
        )
    if failed:
        found.append(f"{failed} of {total} runs failed and are left out; outcomes.csv gives the reasons.")
    return found
