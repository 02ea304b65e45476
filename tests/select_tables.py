"""Small tables of runs, for tests of what a sweep chooses: few enough to work the numbers out by hand."""

import numpy as np
import pandas as pd

from sim.sweep.measures import Column
from sim.sweep.scores import Objective, Scale

LOW = Objective(Column("import_dependency", "IND"), minimize=True, weight=0.7)
HIGH = Objective(Column("relations", "IND>USA"), minimize=False, weight=0.3)


def ensemble(cases=200, seeds=3):
    """Runs whose two objectives both rise with the number of the case, in opposite goodness, one setting."""
    number = np.repeat(np.arange(cases), seeds)
    noise = np.tile(np.linspace(-0.001, 0.001, seeds), cases)
    runs = pd.DataFrame(
        {
            "case": number, "draw": number, "seed": np.tile(np.arange(seeds), cases),
            "weight": 1 / len(number), "setting": "a", "outcome": np.where(number < cases / 2, "good", "bad"),
        }
    )  # fmt: skip
    values = np.column_stack([number / cases + noise, -number / cases - noise])
    return runs, values


def from_0_to_1(*weights):
    """A scale on which every objective is as good as its value says, with these weights."""
    n = len(weights)
    return Scale(np.zeros(n), np.ones(n), np.array(weights, float), np.zeros(n, bool))


def table(**columns):
    """Runs with one seed each, cases and draws numbered from 0, unless columns say otherwise."""
    n = len(next(iter(columns.values())))
    usual = {"case": range(n), "draw": range(n), "seed": [0] * n, "weight": [1 / n] * n, "setting": ["a"] * n}
    return pd.DataFrame(usual | {"outcome": ["one"] * n} | columns)


def paths(shares, runs=200, months=24):
    """Return paths that fall to 0.2 or stay at 0.8, the first share of them falling, with noise."""
    falling = np.arange(runs) < shares * runs
    noise = np.random.default_rng(1).normal(0, 0.02, (runs, months))
    line = np.where(falling[:, None], np.linspace(0.8, 0.2, months), 0.8)
    return (line + noise)[:, None, :], falling
