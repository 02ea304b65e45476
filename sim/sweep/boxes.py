"""Boxes: which ranges of the inputs hold most of the runs of one kind (PRIM, Friedman and Fisher 1999).

The search is EMA Workbench's. On its peeling path the box with the best balance of coverage and density (their
harmonic mean) is taken; restrictions that chance would give (quasi-p of Bryant and Lempert 2010) are then taken off.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FEWEST = 10
"""Runs of the kind in question, and runs that are not, below which no box is looked for."""
SIGNIFICANT = 0.05
LEAST_GAIN = 1.25
"""A box must hold the kind at least so many times as densely as all runs do."""


@dataclass(frozen=True)
class Restriction:
    """What a box demands of one input: at least `low`, at most `high` (nan: no bound), or one of `options`."""

    path: str
    low: float
    high: float
    options: tuple[str, ...]
    p: float

    @property
    def limits(self) -> str:
        """The restriction in words, such as 'at least 0.35' or 'leverage'."""
        if self.options:
            return " or ".join(self.options)
        parts = [f"at least {_short(self.low)}"] if np.isfinite(self.low) else []
        parts += [f"at most {_short(self.high)}"] if np.isfinite(self.high) else []
        return " and ".join(parts)


def _short(value: float) -> str:
    """Return three digits, and no power of ten that a reader would have to work out."""
    return f"{float(f'{value:.3g}'):,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.3g}"


@dataclass(frozen=True)
class Box:
    """A box: `coverage` is the share of the kind that lies in it, `density` the share of its runs that are of the kind.

    `mass` is the share of all runs in the box, `share` that of the kind among all runs; all four are weighted.
    """

    restrictions: tuple[Restriction, ...]
    coverage: float
    density: float
    mass: float
    share: float


def find(inputs: pd.DataFrame, kind: NDArray[np.bool_], weights: NDArray[np.float64]) -> Box | None:
    """Return the box of the runs of a `kind`, None where there are too few or chance explains it.

    `inputs` has a column per input, numbers or text, in the order of `kind` and `weights`, shape (runs,). Raises
    ValueError for a missing input.
    """
    if inputs.isna().any().any():
        raise ValueError(f"missing values of {', '.join(inputs.columns[inputs.isna().any()])}")
    if min(kind.sum(), (~kind).sum()) < FEWEST:
        return None
    x = _typed(inputs)
    if not len(x.columns):
        return None
    with _quiet():
        found = _search(x, kind)
    if not found:
        return None
    inside = _inside(x, found)
    of_kind, in_box, total = weights[kind].sum(), weights[inside].sum(), weights.sum()
    both = weights[kind & inside].sum()
    box = Box(found, both / of_kind, both / in_box, in_box / total, of_kind / total)
    return box if box.density >= LEAST_GAIN * box.share else None


def _typed(inputs: pd.DataFrame) -> pd.DataFrame:
    """Return inputs that vary, numbers as floats and the rest as categories."""
    varying = [name for name in inputs if inputs[name].nunique() > 1]
    typed = {
        name: inputs[name].astype(float) if _number(inputs[name]) else inputs[name].astype(str).astype("category")
        for name in varying
    }
    return pd.DataFrame(typed).reset_index(drop=True)


def _number(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what EMA Workbench says about parts that are not used here and about pandas to come."""
    level = logging.getLogger("EMA").level
    logging.getLogger("EMA").setLevel(logging.ERROR)
    try:
        with catch_warnings():
            simplefilter("ignore")
            yield
    finally:
        logging.getLogger("EMA").setLevel(level)


def _search(x: pd.DataFrame, kind: NDArray[np.bool_]) -> tuple[Restriction, ...]:
    from ema_workbench.analysis import prim

    box = prim.Prim(x, kind, mass_min=max(0.05, FEWEST / len(kind))).find_box()
    path = box.peeling_trajectory
    balance = 2 * path["coverage"] * path["density"] / (path["coverage"] + path["density"]).clip(lower=1e-12)
    at = int(balance.idxmax())
    while chances := _chances(box.p_values[at]):
        name = max(chances, key=lambda n: chances[n])
        if chances[name] <= SIGNIFICANT:
            break
        box.drop_restriction(name, at)
        at = len(box.box_lims) - 1
    whole = box.box_lims[0]
    return tuple(_restriction(name, box.box_lims[at][name], whole[name], p) for name, p in chances.items())


def _chances(p_values: dict[str, list[float]]) -> dict[str, float]:
    """Return how likely chance alone is to give each restriction; of two bounds the one that does more counts."""
    return {name: min(p for p in pair if p >= 0) for name, pair in p_values.items() if max(pair) >= 0}


def _restriction(path: str, limits: pd.Series, whole: pd.Series, p: float) -> Restriction:
    first, last = limits.iloc[0], limits.iloc[1]
    if isinstance(first, set | frozenset):
        return Restriction(path, np.nan, np.nan, tuple(sorted(map(str, first))), p)
    low = float(first) if first > whole.iloc[0] else np.nan
    high = float(last) if last < whole.iloc[1] else np.nan
    return Restriction(path, low, high, (), p)


def _inside(x: pd.DataFrame, restrictions: tuple[Restriction, ...]) -> NDArray[np.bool_]:
    inside = np.ones(len(x), dtype=bool)
    for r in restrictions:
        inside &= _holds(x[r.path], r)
    return inside


def _holds(values: pd.Series, r: Restriction) -> Any:
    if r.options:
        return values.astype(str).isin(r.options).to_numpy()
    numbers = values.to_numpy(dtype=float)
    return ~(numbers < r.low) & ~(numbers > r.high)
