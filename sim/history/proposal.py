"""Prior and proposal of the calibration, in normal scores: each parameter is its range at the normal probability.

A kernel around single rows, as ABC-SMC has it by default, breaks down here: with twenty-odd parameters every row is
its own neighbour only, and the weights degenerate. One normal distribution over the whole generation (population
Monte Carlo, Cappé et al. 2004, J. Comput. Graph. Stat. 13:907) follows what the figures say about parameters and
their ties, and leaves the rest as the prior has it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pyabc import Parameter
from pyabc.random_variables import DistributionBase
from pyabc.transition import Transition

WIDER = 2.0
"""The proposal is wider than the generation in those directions, so that no row gets a weight out of all proportion."""


def least_by_chance(parameters: int, rows: float) -> float:
    """Return the least variance that unit variances show in so many effective rows (Marchenko & Pastur 1967).

    A direction below it is one that the figures say something about; above it a generation would only follow its own
    noise, and the next one the noise of that.
    """
    return float(max(0.0, 1 - np.sqrt(parameters / rows)) ** 2)


class NormalPrior(DistributionBase):
    """Independent standard normal scores."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def rvs(self, *args: Any, **kwargs: Any) -> Any:
        """Return one set of scores."""
        values = np.random.standard_normal(len(self.names))  # noqa: NPY002 - the stream that pyabc draws from
        return Parameter(dict(zip(self.names, values.tolist(), strict=True)))

    def pdf(self, x: Any) -> float:
        """Return the density of a set of scores."""
        values = np.array([x[name] for name in self.names])
        return float(np.exp(-0.5 * values @ values) * (2 * np.pi) ** (-0.5 * len(values)))

    def get_parameter_names(self) -> list[str]:
        """Return the parameters' names."""
        return list(self.names)


class NormalTransition(Transition):
    """One normal distribution: that of the last generation in the directions it knows, the prior in all others."""

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        """Take the last generation: scores `X` (rows, parameters), weights `w` (rows,)."""
        from scipy.stats import multivariate_normal

        values = X.to_numpy(dtype=np.float64)
        variances, directions = np.linalg.eigh(np.cov(values, rowvar=False, aweights=w))
        known = variances < least_by_chance(len(variances), 1 / float(np.sum(w**2)))
        self.mean = directions[:, known] @ (directions[:, known].T @ np.average(values, axis=0, weights=w))
        spread = np.where(known, np.minimum(WIDER * variances, 1.0), 1.0)
        self.root = directions * np.sqrt(spread)
        self.normal = multivariate_normal(self.mean, self.root @ self.root.T)

    def rvs_single(self) -> Any:
        """Return one proposal."""
        noise = np.random.standard_normal(len(self.mean))  # noqa: NPY002 - the stream that pyabc draws from
        return Parameter(dict(zip(self.X.columns, (self.mean + self.root @ noise).tolist(), strict=True)))

    def pdf(self, x: Any) -> Any:
        """Return the density of one set of scores or of many (rows of a frame)."""
        if isinstance(x, pd.DataFrame):
            return self.normal.pdf(x[self.X.columns].to_numpy())
        return float(self.normal.pdf(np.array([x[name] for name in self.X.columns])))
