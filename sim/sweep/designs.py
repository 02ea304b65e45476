"""Designs: which values of the uncertain inputs a sweep tries, and with what weight.

A design is a sample of the unit cube (scipy's quasi-Monte Carlo, SALib or a grid), turned into values by the
inverse of each input's distribution (scipy.stats).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, log2, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import posterior
from sim.scenario.distributions import Distribution
from sim.streams import stream

Floats = NDArray[np.float64]
METHODS = ("sobol", "lhs", "grid", "monte_carlo", "saltelli")


@dataclass(frozen=True)
class Draws:
    """A design: `values[draw][i]` is the value of `paths[i]`, `weights[draw]` its probability; they add up to 1."""

    method: str
    paths: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    weights: Floats

    def __len__(self) -> int:
        return len(self.values)


class DesignError(ValueError):
    """A design that cannot be made; the text is one line and says what to do."""


def draw(inputs: Mapping[str, Distribution], method: str, draws: int, seed: int) -> Draws:
    """Return `draws` draws of `inputs` by `method` (one of METHODS); the same arguments give the same draws.

    A grid has as many draws as its levels allow without going above `draws`, and so has `saltelli`, whose blocks
    have a fixed size. Without inputs there is one draw. Raises DesignError where `draws` is too few.
    """
    if draws < 1:
        raise DesignError(f"design.draws is {draws}; a sweep needs at least 1")
    if not inputs:
        return Draws(method, (), ((),), np.ones(1))
    paths = tuple(inputs)
    if any(d.kind == "fitted" for d in inputs.values()):
        values, weights = _with_sample(inputs, method, draws, seed)
    elif method == "grid":
        values, weights = _grid(list(inputs.values()), draws)
    else:
        cube = _cube(method, draws, len(paths), seed)
        columns = [quantiles(inputs[path], cube[:, i]) for i, path in enumerate(paths)]
        values = list(zip(*columns, strict=True))
        weights = np.full(len(values), 1 / len(values))
    return Draws(method, paths, tuple(values), weights)


def _with_sample(
    inputs: Mapping[str, Distribution], method: str, draws: int, seed: int
) -> tuple[list[tuple[Any, ...]], Floats]:
    """Return draws in which the fitted inputs are a row of the sample, picked by one more coordinate of the design."""
    if method in ("grid", "saltelli"):
        raise DesignError(f"design.method is {method!r}; behaviour: posterior needs sobol, lhs or monte_carlo")
    alone = [path for path, d in inputs.items() if d.kind != "fitted"]
    cube = _cube(method, draws, len(alone) + 1, seed)
    columns = {path: quantiles(inputs[path], cube[:, i]) for i, path in enumerate(alone)}
    picked = posterior.load().rows(cube[:, -1])
    columns |= {path: [row[path] for row in picked] for path in inputs if path not in columns}
    values = list(zip(*(columns[path] for path in inputs), strict=True))
    return values, np.full(len(values), 1 / len(values))


def _cube(method: str, draws: int, inputs: int, seed: int) -> Floats:
    """Return a sample of the unit cube, shape (draws, inputs)."""
    from scipy.stats import qmc

    rng = stream(seed, f"sweep design {method}")
    if method == "sobol":
        # Whole powers of two are what keeps a Sobol sequence balanced; the last points of one are cut off.
        sample = qmc.Sobol(inputs, scramble=True, rng=rng).random_base2(ceil(log2(draws)))[:draws]
    elif method == "lhs":
        sample = qmc.LatinHypercube(inputs, rng=rng).random(draws)
    elif method == "monte_carlo":
        sample = rng.random((draws, inputs))
    elif method == "saltelli":
        sample = _saltelli(draws, inputs, seed)
    else:
        raise DesignError(f"design.method is {method!r}; choose one of {', '.join(METHODS)}")
    return np.asarray(sample, dtype=np.float64)


def _saltelli(draws: int, inputs: int, seed: int) -> Floats:
    """Return blocks of inputs + 2 points (Saltelli 2010), as many as a power of two allows within `draws`."""
    from SALib.sample import sobol

    blocks = draws // (inputs + 2)
    if blocks < 2:
        raise DesignError(f"design.draws is {draws}; saltelli with {inputs} inputs needs {2 * (inputs + 2)}")
    problem = {"num_vars": inputs, "names": [str(i) for i in range(inputs)], "bounds": [[0, 1]] * inputs}
    size = 2 ** int(log2(blocks))
    return np.asarray(sobol.sample(problem, size, calc_second_order=False, seed=seed), dtype=np.float64)


def _grid(inputs: Sequence[Distribution], draws: int) -> tuple[list[tuple[Any, ...]], Floats]:
    """Return every combination of choices and of equally likely quantiles, with its probability."""
    continuous = sum(d.kind != "choice" for d in inputs)
    choices = prod(len(_possible(d)) for d in inputs if d.kind == "choice")
    levels = 1
    while continuous and choices * (levels + 1) ** continuous <= draws:
        levels += 1
    if choices > draws or (continuous and levels < 2):
        least = choices * 2**continuous
        raise DesignError(
            f"design.draws is {draws}; the smallest grid has {least}; allow that many or use method: sobol"
        )
    middles = (np.arange(levels) + 0.5) / levels
    columns = [
        _possible(d) if d.kind == "choice" else [(value, 1 / levels) for value in quantiles(d, middles)] for d in inputs
    ]
    cells = list(product(*columns))
    weights = np.array([prod(weight for _, weight in cell) for cell in cells])
    return [tuple(value for value, _ in cell) for cell in cells], weights / weights.sum()


def _possible(choice: Distribution) -> list[tuple[Any, float]]:
    pairs = zip(choice.options, choice.numbers, strict=True)
    return sorted(((o, w) for o, w in pairs if w > 0), key=lambda pair: str(pair[0]))


def quantiles(distribution: Distribution, u: Floats) -> list[Any]:
    """Return the values of `distribution` at the probabilities `u`, shape (draws,), as plain Python values."""
    if distribution.kind == "choice":
        pairs = _possible(distribution)
        upper = np.cumsum([weight for _, weight in pairs])
        index = np.minimum(np.searchsorted(upper / upper[-1], u, side="right"), len(pairs) - 1)
        return [pairs[i][0] for i in index]
    # A sample may hold an exact 0, where an unbounded distribution has no finite value.
    inner = np.clip(u, 2.0**-30, 1 - 2.0**-30)
    values: list[float] = np.asarray(_frozen(distribution).ppf(inner)).tolist()
    return values


def _frozen(distribution: Distribution) -> Any:
    """Return the scipy distribution; normal is cut at its bounds, beta and triangular stretch between them."""
    from scipy import stats

    n = distribution.numbers
    match distribution.kind:
        case "uniform" | "fitted":  # a fitted one is drawn alone only to see what it moves
            return stats.uniform(n[0], n[1] - n[0])
        case "loguniform":
            return stats.loguniform(n[0], n[1])
        case "normal":
            mean, sd, low, high = n
            return stats.truncnorm((low - mean) / sd, (high - mean) / sd, loc=mean, scale=sd)
        case "beta":
            a, b, low, high = n
            return stats.beta(a, b, loc=low, scale=high - low)
        case "triangular":
            low, mode, high = n
            return stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    raise DesignError(f"{distribution.kind!r} is no distribution this version knows")
