"""Runs of a finished sweep, made again as far as the evidence reaches, to see which items each of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

from sim.scenario.load import load as load_scenario
from sim.scenario.model import Scenario
from sim.sweep.evidence import Evidence
from sim.sweep.measures import Reader, Roles
from sim.sweep.outcomes import Classifier, watched
from sim.sweep.tables import CASE_COLUMNS, Tables
from sim.sweep.worker import Done, Job, Runner, Setup, Worker, start, work

CHUNK = 8
"""Runs that a worker is given at a time."""


class EvidenceError(ValueError):
    """An ensemble that cannot be held against the evidence; the text is one line and says what to do."""


@dataclass(frozen=True)
class Witness:
    """Says which items a run shows, as a text of 0 and 1, so that a worker can send it back as an outcome."""

    classifier: Classifier

    def __call__(self, result: Any) -> str:
        """Return a 0 or 1 per item."""
        return "".join(str(int(held)) for held in self.classifier.met(result)[:-1])


def scripted(scenario: Scenario, evidence: Evidence) -> dict[str, str]:
    """Return the items that a dated policy of the scenario fixes, each with the reason."""
    present = {policy.id or policy.kind for policy in scenario.policies}
    return {
        item.id: f"scripted: the policy {', '.join(sorted(present.intersection(item.fixed_by)))} has its dates"
        for item in evidence.items
        if present.intersection(item.fixed_by)
    }


def observe(tables: Tables, scenario: Scenario, evidence: Evidence, runner: Runner, workers: int) -> pd.DataFrame:
    """Return a row per run: case, draw, seed, weight, hypothesis, and 0 or 1 per item.

    Runs of the cases in which every lever (but one that holds the hypotheses) stands at its reference. Raises
    EvidenceError where the sweep does not vary the hypotheses, ends before the evidence, or a run fails.
    """
    cases = _cases(tables, evidence)
    months = _months(scenario, evidence)
    short = scenario.with_values({"months": len(months)}, "the evidence")
    seeds: Sequence[int] = tables.manifest["seeds"]
    rules, roles = evidence.rules, Roles(**tables.manifest["roles"])
    reader, base = Reader(watched(rules, roles)), load_scenario("baseline")
    if base.base_year != scenario.base_year:
        raise EvidenceError(f"the baseline starts in {base.base_year} and the sweep in {scenario.base_year}")
    base = base.with_values({"start": scenario.start, "months": len(months)}, "the baseline")
    baseline = {seed: reader.read(runner(base, seed)) for seed in seeds}
    setup = Setup(short, runner, (), (), Witness(Classifier(rules, roles, months, baseline)))
    changes = [{path: _plain(case[path]) for path in _paths(tables)} for case in cases.to_dict("records")]
    jobs = [
        Job(i * len(seeds) + j, int(case), seed, changes[i])
        for i, case in enumerate(cases["case"])
        for j, seed in enumerate(seeds)
    ]
    done = _run(setup, jobs, workers)
    if failed := [d for d in done if d.status != "ok"]:
        raise EvidenceError(f"{len(failed)} of {len(jobs)} runs failed: {failed[0].reason}")
    flags = np.array([[int(c) for c in one.outcome] for one in done])
    heads = cases.loc[cases.index.repeat(len(seeds)), ["case", "draw", "weight"]].reset_index(drop=True)
    heads["weight"] /= len(seeds)
    heads.insert(2, "seed", [job.seed for job in jobs])
    heads["hypothesis"] = [str(changes[i // len(seeds)][evidence.path]) for i in range(len(jobs))]
    return pd.concat([heads, pd.DataFrame(flags, columns=[item.id for item in evidence.items])], axis=1)


def _cases(tables: Tables, evidence: Evidence) -> pd.DataFrame:
    if evidence.path not in (*tables.inputs, *tables.levers):
        raise EvidenceError(f"the sweep does not vary {evidence.path}: declare it under uncertainties or levers")
    cases = tables.draws
    for path, value in tables.manifest["reference"].items():
        if path != evidence.path:
            cases = tables.under(cases, path, value)
    known = set(cases[evidence.path].astype(str))
    if absent := [name for name in evidence.priors if name not in known]:
        raise EvidenceError(f"no run of the sweep stands under {evidence.path} = {', '.join(absent)}")
    return cases[cases[evidence.path].astype(str).isin(list(evidence.priors))]


def _paths(tables: Tables) -> list[str]:
    return [c for c in tables.draws.columns if c not in CASE_COLUMNS]


def _months(scenario: Scenario, evidence: Evidence) -> tuple[str, ...]:
    year, month = (int(part) for part in scenario.start.split("-"))
    every = [f"{year + (month - 1 + m) // 12}-{(month - 1 + m) % 12 + 1:02d}" for m in range(scenario.months)]
    if every[-1] < evidence.last_month:
        raise EvidenceError(f"the runs end in {every[-1]} and the evidence in {evidence.last_month}: run more months")
    return tuple(m for m in every if m <= evidence.last_month)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _run(setup: Setup, jobs: Sequence[Job], workers: int) -> list[Done]:
    """Return the finished runs in the order of `jobs`; 0 workers run them in this process."""
    if workers == 0:
        here = Worker(setup)
        return [here.run(job) for job in jobs]
    chunks = [jobs[i : i + CHUNK] for i in range(0, len(jobs), CHUNK)]
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=start, initargs=(setup,)) as pool:
        return [done for some in pool.map(work, chunks) for done in some]
