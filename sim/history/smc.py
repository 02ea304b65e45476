"""The calibration: approximate Bayesian computation by sequential Monte Carlo (pyabc), on 2008-2015 only.

Toni et al. 2009 (J. R. Soc. Interface 6:187); Klinger et al. 2018 (Bioinformatics 34:3591). Parameters are sampled
as normal scores of shares of their ranges, so that each has a flat prior over its range (sim/history/proposal.py).
The threshold of a generation is the median distance of the one before. Each run has a seed of its own, so the noise
of demand is part of the fit.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.files import write_json
from sim.history.engine import is_witness, witness
from sim.history.fit import EPISODE, distance, free, observed, shares_of, simulate
from sim.history.measuring import Floats
from sim.history.replay import pool, scenario
from sim.posterior import LEAST

POPULATION = 500
LEAST_ACCEPTED = 0.04
"""A generation that accepts fewer is the last."""
DATABASE, NOTE = "calibration.db", "calibration.json"


class CalibrationError(ValueError):
    """A calibration that cannot be run or resumed; the text is one line."""


@dataclass(frozen=True)
class Fit:
    """One generation: `shares` (rows, parameters) of the ranges, `weights` and `distances` (rows,).

    `generations` has a row for each: threshold, runs, acceptance rate, effective sample size; `taken` is the number
    of the one that the sample is from.
    """

    shares: NDArray[np.float64]
    weights: Floats
    distances: Floats
    generations: tuple[dict[str, float], ...]
    taken: int
    runs: int

    @property
    def effective(self) -> float:
        """Effective sample size of the weights."""
        return float(1 / np.sum(self.weights**2))


def calibrate(
    folder: Path,
    runs: int = 20_000,
    population: int = POPULATION,
    workers: int = 2,
    seed: int = 0,
    report: Callable[[int, str], None] = lambda runs, text: None,
) -> Fit:
    """Fit the behavioural parameters with at least `runs` runs; a folder with finished generations goes on from them.

    The same seed and population give the same sample at any number of workers. Raises CalibrationError.
    """
    abc = _pyabc()
    from sim.history.proposal import NormalPrior, NormalTransition
    from sim.history.sampler import SeededSampler

    _begin(folder, seed, population)  # with a run, which compiles before workers would each do so
    executor = pool(workers) if workers else None
    try:
        smc = abc.ABCSMC(
            simulate,
            NormalPrior(tuple(p.path for p in free())),
            distance,
            population_size=population,
            transitions=NormalTransition(),
            eps=abc.MedianEpsilon(),
            sampler=SeededSampler(seed, executor, 2 * workers + 2, report),
        )
        url, data = f"sqlite:///{folder / DATABASE}", {"summary": observed()}
        if abc.History(url, create=True).all_runs():  # a file may be there without a run in it, after a kill
            smc.load(url, observed_sum_stat=data)
            report(int(smc.history.total_nr_simulations), "resumed")
        else:
            smc.new(url, data)
        if smc.history.total_nr_simulations < runs:
            smc.run(max_total_nr_simulations=runs, min_acceptance_rate=LEAST_ACCEPTED)
        return _fit(smc.history)
    finally:
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)


def _pyabc() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of packages that it imports
            import pyabc
    except ImportError:
        raise CalibrationError("pyabc is not installed; `pip install 'rare-earth-trade[calibrate]'` adds it") from None
    for name in ("ABC", "ABC.History", "ABC.Sampler", "ABC.Epsilon", "ABC.Population", "ABC.Distance"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return pyabc


def _begin(folder: Path, seed: int, population: int) -> None:
    """Note what the sample depends on; refuse to go on in a folder that was begun with something else."""
    asked = {"seed": seed, "population": population, "figures": digest(), "witness": list(witness())}
    note = folder / NOTE
    if not note.exists():
        write_json(note, asked)
        return
    begun = json.loads(note.read_text(encoding="utf-8"))
    for key in ("seed", "population", "figures"):
        if begun.get(key) != asked[key]:
            text = f"{key} is {asked[key]}, but it was begun with {begun.get(key)}"
            raise CalibrationError(f"{folder}: {text} (allowed: the same, or a new folder)")
    if not is_witness(begun.get("witness")):
        raise CalibrationError(f"{folder}: was begun with another state of the engine (allowed: a new folder)")


def digest() -> str:
    """Return the sha256 of the figures, the priors and the episode that the fit depends on."""
    content = [
        scenario(EPISODE).digest(),
        observed().round(9).tolist(),
        [(p.path, p.kind, p.low, p.high) for p in free()],
    ]
    return sha256(json.dumps(content).encode()).hexdigest()


def _fit(history: Any) -> Fit:
    """Return the last generation with LEAST effective rows, the last of all where none has so many."""
    rows = _generations(history)
    enough = [row for row in rows if row["effective"] >= LEAST]
    generation = int((enough or rows)[-1]["generation"]) - 1
    frame, weights = history.get_distribution(m=0, t=generation)
    distances = history.get_weighted_distances(t=generation)["distance"].to_numpy()
    return Fit(
        shares_of(frame[[p.path for p in free()]].to_numpy(dtype=np.float64)),
        np.asarray(weights, dtype=np.float64) / float(np.sum(weights)),
        np.asarray(distances, dtype=np.float64),
        tuple(rows),
        generation + 1,
        int(history.total_nr_simulations),
    )


def _generations(history: Any) -> list[dict[str, float]]:
    from pyabc.weighted_statistics import effective_sample_size

    populations = history.get_all_populations()
    rows = []
    for _, row in populations[populations["t"] >= 0].iterrows():
        w = history.get_weighted_distances(t=int(row["t"]))["w"].to_numpy()
        rows.append(
            {
                "generation": int(row["t"]) + 1,
                "threshold": float(row["epsilon"]),
                "runs": int(row["samples"]),
                "accepted": float(len(w) / row["samples"]),
                "effective": float(effective_sample_size(w)),
            }
        )
    return rows
