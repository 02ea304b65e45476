"""Global sensitivity: how much of what comes out each uncertain input decides.

Sobol indices (SALib) where the design is made for them, a complete Saltelli design of independent inputs; else PAWN
(Pianosi and Wagener 2018, SALib), which takes any sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.streams import stream

Floats = NDArray[np.float64]
FEWEST = 40
"""Draws below which slices hold too few to compare distributions."""
MOST = 1000
"""Draws beyond which PAWN hardly gains and costs much; the first ones of the design are taken."""
RESAMPLES = 20
Z90 = 1.645
COLUMNS = ["path", "method", "value", "low", "high", "noise"]
_DUMMIES = 3


class MissingOutput(ValueError):
    """An output that is not a finite number; SALib would turn it into indices of nothing."""


def indices(inputs: pd.DataFrame, output: Floats, method: str) -> pd.DataFrame:
    """Return an index per input with its 90 % interval, the strongest first: COLUMNS.

    `inputs` has a row per draw of the design, in its order, `output` (draws,) the same. method: that of the design;
    'saltelli' gives Sobol's total index, everything else PAWN's median. `noise` is what an input without any effect
    would show. Empty for an output that does not vary, or too few draws. Raises MissingOutput.
    """
    if not np.isfinite(output).all() or inputs.isna().any().any():
        missing = int((~np.isfinite(output)).sum())
        raise MissingOutput(f"{missing} of {len(output)} outputs are missing: indices would be wrong without a word")
    if np.ptp(output) <= 1e-12 * np.abs(output).max() or not len(inputs.columns):
        return pd.DataFrame(columns=COLUMNS)
    if method == "saltelli" and is_saltelli(len(output), len(inputs.columns)):
        table = _sobol(inputs, output)
    elif len(output) >= FEWEST:
        table = _pawn(inputs, output)
    else:
        return pd.DataFrame(columns=COLUMNS)
    return table.sort_values("value", ascending=False, kind="stable")[COLUMNS].reset_index(drop=True)


def is_saltelli(draws: int, inputs: int) -> bool:
    """Return whether so many draws are whole blocks of a Saltelli design, at least two."""
    return draws % (inputs + 2) == 0 and draws >= 2 * (inputs + 2)


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}


def _sobol(inputs: pd.DataFrame, output: Floats) -> pd.DataFrame:
    from SALib.analyze import sobol

    centred = (output - output.mean()) / output.std()
    problem = _problem(list(inputs.columns))
    found = sobol.analyze(problem, centred, calc_second_order=False, num_resamples=200, conf_level=0.9, seed=1)
    total, error = np.asarray(found["ST"]), np.asarray(found["ST_conf"])
    return pd.DataFrame(
        {
            "path": inputs.columns, "method": "sobol total", "value": total, "low": total - error,
            "high": total + error, "noise": 0.0,
        }
    )  # fmt: skip


def _pawn(inputs: pd.DataFrame, output: Floats) -> pd.DataFrame:
    """Return PAWN's median index; the interval is normal, with the spread of resamples of the draws."""
    x, y = uniform(inputs.head(MOST)), output[:MOST]
    rng = stream(0, "pawn")
    # What chance alone gives at this size: inputs that nothing depends on.
    x = np.column_stack([x, rng.random((len(y), _DUMMIES))])
    index = _median(x, y)
    picks = rng.integers(0, len(y), (RESAMPLES, len(y)))
    spread = Z90 * np.std([_median(x[pick], y[pick]) for pick in picks], axis=0, ddof=1)
    real = len(inputs.columns)
    return pd.DataFrame(
        {
            "path": inputs.columns, "method": "pawn", "value": index[:real],
            "low": np.maximum(index - spread, 0)[:real], "high": np.minimum(index + spread, 1)[:real],
            "noise": float((index + spread)[real:].mean()),
        }
    )  # fmt: skip


def _median(x: Floats, y: Floats) -> Floats:
    from SALib.analyze import pawn

    slices = slices_of(len(y))
    found: Mapping[str, Floats] = pawn.analyze(_problem([str(i) for i in range(x.shape[1])]), x, y, S=slices)
    return np.asarray(found["median"], dtype=np.float64)


def slices_of(draws: int) -> int:
    """How many slices PAWN makes: one for each 20 draws, 3 to 10, of which SALib can place the edges.

    It adds up their width, and in some numbers of slices (such as 6) rounding makes one edge too many.
    """
    most = int(np.clip(draws // 20, 3, 10))
    return max(s for s in range(3, most + 1) if np.arange(0, 1 + 1 / s, 1 / s)[-1] <= 1.0)


def uniform(inputs: pd.DataFrame) -> Floats:
    """Return each input as its rank in (0, 1); an option of a choice spans the ranks of its draws.

    PAWN slices inputs at quantiles, which two options alone do not have.
    """
    n = len(inputs)
    return np.column_stack(
        [
            (inputs[name] if pd.api.types.is_numeric_dtype(inputs[name]) else inputs[name].astype(str))
            .rank(method="first").to_numpy() / (n + 1)
            for name in inputs
        ]
    )  # fmt: skip
