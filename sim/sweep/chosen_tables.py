"""The tables of what is chosen from the finished runs: bands, what moves what, best, worst and likely, their paths."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.files import write_table
from sim.records import Key
from sim.sweep import choose, moves, probes, signposts
from sim.sweep.collect import Collection
from sim.sweep.outcomes import watched
from sim.sweep.plan import Plan
from sim.sweep.worker import Runner


def write_chosen(
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
    changes = pd.DataFrame([case.changes() for case in plan.cases.cases]).iloc[runs["case"].to_numpy()]
    changes.index = runs.index
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
    choosing = [p for p in map(plan.scenario.plan, plan.roles) if p.strategy == "logit"]
    since = min((p.decides_from or "" for p in choosing), default="")
    judged = signposts.judged_from(plan.sweep.rules, collection.months)
    signs = signposts.signposts(collection.series.of(places), plan.bands, collection.months, runs, since, judged)
    write_table(folder / "signposts.csv", signs)


def _write_paths(plan: Plan, folder: Path, chosen: pd.DataFrame, runner: Runner) -> None:
    """Run the chosen runs again, write the series that are about the question, and what happened in them."""
    paths, events = [], []
    measures = {c.measure for c in (*plan.columns, *plan.bands, *watched(plan.sweep.rules, plan.roles))}
    for row in chosen[chosen["role"].isin(choose.ROLES[:4])].to_dict("records"):
        case = plan.cases.cases[int(row["case"])]
        result = runner(plan.scenario.with_values(case.changes()), int(row["seed"]))
        frame = result.frame()
        frame.insert(0, "role", row["role"])
        paths.append(frame[np.tile(_asked(result, measures, plan.roles), len(result.months))])
        decided = {(month, nation) for month, nation, *_ in result.decisions}
        events += [(row["role"], e.month, e.actor, int((e.month, e.actor) in decided), e.text) for e in result.events]
    write_table(folder / "paths.csv", pd.concat(paths, ignore_index=True))
    write_table(folder / "events.csv", pd.DataFrame(events, columns=["role", "month", "actor", "decision", "text"]))


def _asked(result: Any, measures: set[str], roles: Sequence[str]) -> NDArray[np.bool_]:
    """Return which series (keys,) are of the sweep's measures, of the three nations or the world, and not zero.

    Everything that a run records is some fourteen times as much.
    """
    keys: Sequence[Key] = result.keys
    about = [k.measure in measures and all(n in roles for n in k.nation.split(">") if n) for k in keys]
    return np.array(about, dtype=bool) & np.any(np.asarray(result.series) != 0, axis=0)
