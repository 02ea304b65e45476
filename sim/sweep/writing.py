"""Everything that a sweep writes into its folder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.files import write, write_json, write_table
from sim.provenance import provenance
from sim.sweep import choose, moves, probes, reporting, select, signposts
from sim.sweep.collect import Collection
from sim.sweep.outcomes import Classifier
from sim.sweep.plan import Plan
from sim.sweep.worker import Runner

if TYPE_CHECKING:
    from sim.sweep.sweep import SweepFolder


@dataclass(frozen=True)
class Baseline:
    """The baseline: one number per column by seed, and what names outcomes against it."""

    numbers: Mapping[int, Sequence[float]]
    classifier: Classifier
    seconds: float


def finish(
    plan: Plan,
    folder: Path,
    collection: Collection,
    baseline: Baseline,
    runner: Runner,
    workers: int,
    whole: bool,
    timings: dict[str, float],
    begun: float,
) -> SweepFolder:
    """Choose, write every table, the manifest and the report; return what came of the sweep."""
    from sim.sweep.facts import facts
    from sim.sweep.sweep import SweepFolder
    from sim.sweep.tables import read

    write(folder / "sweep.yaml", plan.sweep.spec.to_yaml())
    write(folder / "scenario.yaml", plan.scenario.to_yaml())
    write_table(folder / "draws.csv", plan.cases.table())
    table = collection.table(plan.cases.cases)
    base = pd.DataFrame(
        [[seed, *row] for seed, row in baseline.numbers.items()], columns=["seed", *(c.label for c in plan.columns)]
    )
    write_table(folder / "baseline.csv", base)
    table, notes = _chosen(plan, folder, collection, table, runner)
    write_table(folder / "outcomes.csv", _with_changes(table, base, plan))
    failed = int((table["status"] != "ok").sum())
    warnings = [
        *plan.cases.notes,
        *select.warnings(table["draw"].nunique(), failed, len(table)),
        *notes,
    ]
    timings |= {"baseline": baseline.seconds, "total": time.perf_counter() - begun}
    content = _manifest(plan, folder, collection, whole, workers, warnings, timings)
    write_json(folder / "manifest.json", content | {"failed": failed, "done": len(table)})
    bottom_line = reporting.report(folder)
    found = facts(read(folder)) if failed < len(table) else {"shares": []}
    return SweepFolder(
        path=folder,
        status=content["status"],
        runs=len(table),
        failed=failed,
        seconds=time.perf_counter() - begun,
        outcomes={row["outcome"]: row["share"] for row in found["shares"]},
        bottom_line=bottom_line,
        warnings=tuple(warnings),
    )


def _chosen(
    plan: Plan, folder: Path, collection: Collection, table: pd.DataFrame, runner: Runner
) -> tuple[pd.DataFrame, list[str]]:
    """Write what is chosen from the finished runs; return the table of runs with their scores, and notes."""
    table = table.assign(score_best=np.nan, score_worst=np.nan, path_kind=-1)
    ok = table[table["status"] == "ok"]
    if ok.empty:
        return table, ["No run finished: there is nothing to choose from."]
    cases = plan.cases.cases
    runs = ok.assign(
        weight=[cases[c].weight / len(plan.seeds) for c in ok["case"]],
        basis=[int(cases[c].basis) for c in ok["case"]],
        setting=[str(sorted(cases[c].levers.items())) for c in ok["case"]],
    )
    _write_bands(folder, collection, runs)
    _write_moves(plan, folder, collection, runs)
    if not plan.objectives:
        return table, ["The sweep names no objectives, so it has no best, worst or most likely path."]
    try:
        found = choose.choose(runs, collection, plan.objectives, len(plan.seeds))
    except ValueError as error:
        return table, [str(error)]
    write_table(folder / "chosen.csv", found.table)
    for column in ("score_best", "score_worst", "path_kind"):
        table.loc[found.runs.index, column] = found.runs[column]
    _write_signposts(plan, folder, collection, found)
    _write_paths(plan, folder, found.table, runner)
    return table, list(found.notes)


def _write_bands(folder: Path, collection: Collection, runs: pd.DataFrame) -> None:
    parts = []
    for group, some in (("basis", runs[runs["basis"] == 1]), ("all", runs)):
        if len(some):
            parts.append(collection.quantiles(group, some.index.to_numpy(), some["weight"].to_numpy()))
    write_table(folder / "bands.csv", pd.concat(parts, ignore_index=True))


def _write_moves(plan: Plan, folder: Path, collection: Collection, runs: pd.DataFrame) -> None:
    changes = pd.DataFrame([plan.cases.cases[c].changes() for c in runs["case"]], index=runs.index)
    inputs = list(plan.cases.cases[0].values)
    labels = [c.label for c in plan.columns]
    found = moves.moves(pd.concat([runs, changes], axis=1), labels, inputs, plan.sweep.spec.levers)
    probed = plan.probes
    alone = probes.effects([p for p, _ in probed], [collection.probes.get(job.index) for _, job in probed], labels)
    write_table(folder / "moves.csv", moves.with_probes(found, alone))


def _write_signposts(plan: Plan, folder: Path, collection: Collection, found: choose.Chosen) -> None:
    """Signs are looked for where nations choose, since under a fixed lever the lever itself would be the sign."""
    runs = found.runs[found.runs["basis"] == 1]
    places = runs.index.to_numpy()
    series = collection.series[:, places] if len(places) else collection.series[:, :0]
    judged = [o.column for o in plan.objectives]
    best, worst = (runs[score].to_numpy(dtype=float) for score in ("score_best", "score_worst"))
    signs = signposts.signposts(series, plan.bands, collection.months, best, worst, judged)
    write_table(folder / "signposts.csv", signs)


def _write_paths(plan: Plan, folder: Path, chosen: pd.DataFrame, runner: Runner) -> None:
    """Run the chosen runs again and write everything that they record, and what happened in them."""
    paths, events = [], []
    for row in chosen[chosen["role"].isin(choose.ROLES[:4])].to_dict("records"):
        case = plan.cases.cases[int(row["case"])]
        result = runner(plan.scenario.with_values(case.changes()), int(row["seed"]))
        frame = result.frame()
        frame.insert(0, "role", row["role"])
        paths.append(frame[_recorded(result)])
        decided = {(month, nation) for month, nation, *_ in result.decisions}
        events += [(row["role"], e.month, e.actor, int((e.month, e.actor) in decided), e.text) for e in result.events]
    write_table(folder / "paths.csv", pd.concat(paths, ignore_index=True))
    write_table(folder / "events.csv", pd.DataFrame(events, columns=["role", "month", "actor", "decision", "text"]))


def _recorded(result: Any) -> np.ndarray[Any, Any]:
    """Return which rows of a run's long table belong to a series that is not zero throughout."""
    used = np.any(np.asarray(result.series) != 0, axis=0)
    return np.tile(used, len(result.months))


def _with_changes(table: pd.DataFrame, base: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the table with the change of every measure from the baseline with the same seed."""
    labels = [c.label for c in plan.columns]
    same = base.set_index("seed").loc[table["seed"], labels].to_numpy()
    change = pd.DataFrame(
        table[labels].to_numpy() - same, index=table.index, columns=[f"change.{label}" for label in labels]
    )
    heads = [c for c in table.columns if c not in labels]
    return pd.concat([table[heads], table[labels], change], axis=1)


def _manifest(
    plan: Plan,
    folder: Path,
    collection: Collection,
    whole: bool,
    workers: int,
    warnings: list[str],
    timings: dict[str, float],
) -> dict[str, Any]:
    spec = plan.sweep.spec
    return {
        **provenance("sweep"),
        "name": folder.name,
        "title": spec.title or plan.scenario.title or plan.scenario.name,
        "description": " ".join((spec.description or plan.scenario.description).split()),
        "status": "complete" if whole else "interrupted",
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenario": plan.scenario.digest(),
        "sweep": sha256(spec.to_yaml().encode()).hexdigest(),
        "base_year": plan.scenario.base_year,
        "start": collection.months[0],
        "end": collection.months[-1],
        "months": len(collection.months),
        "roles": plan.roles._asdict(),
        "method": spec.design.method,
        "seeds": list(plan.seeds),
        "cases": len(plan.cases.cases),
        "settings": plan.cases.settings,
        "planned": len(collection.jobs),
        "declared": bool(spec.uncertainties),
        "levers": {path: list(values) for path, values in spec.levers.items()},
        "reference": dict(plan.cases.reference),
        "objectives": [
            {"column": o.column.label, "direction": "minimize" if o.minimize else "maximize", "weight": o.weight}
            for o in plan.objectives
        ],
        "outcomes": [
            {"name": r.name, "title": r.title, "description": r.description} for r in plan.sweep.rules.outcomes
        ],
        "balance_residual": collection.residual,
        "workers": workers,
        "seconds": {name: round(value, 3) for name, value in timings.items()},
        "warnings": warnings,
    }
