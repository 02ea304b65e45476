"""The end of a sweep: its tables, the manifest and the report, in one folder."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.files import write, write_json, write_table
from sim.sweep import chosen_tables, select
from sim.sweep.collect import Collection
from sim.sweep.manifest import Ending, manifest, shard_manifest
from sim.sweep.measures import Reader
from sim.sweep.outcomes import Classifier, watched
from sim.sweep.plan import Plan
from sim.sweep.sweep import sound
from sim.sweep.tables import read
from sim.sweep.worker import Runner

if TYPE_CHECKING:
    from sim.sweep.bluf import Told


@dataclass(frozen=True)
class Baseline:
    """The baseline: one number per column by seed, what names outcomes against it, and how long its runs took."""

    numbers: Mapping[int, Sequence[float]]
    classifier: Classifier
    seconds: float

    @property
    def per_run(self) -> float:
        """Seconds that a run takes here."""
        return self.seconds / len(self.numbers)


@dataclass(frozen=True)
class SweepFolder:
    """A sweep that has ended: where it is and what came of it.

    `status` is 'complete', 'interrupted' (`why` says by what; `--resume` goes on) or 'shard'; `runs` of `planned` are
    done. `bottom_line` is the BLUF of the report; `outcomes` the share of each named outcome where the nations
    choose, in the order of the rules.
    """

    path: Path
    status: str
    runs: int
    failed: int
    seconds: float
    outcomes: Mapping[str, float]
    bottom_line: str
    warnings: tuple[str, ...]
    planned: int = 0
    why: str = ""

    @property
    def files(self) -> list[Path]:
        """The files in the folder, by name."""
        return sorted(file for file in self.path.iterdir() if not file.name.startswith("."))


def baseline(plan: Plan, runner: Runner) -> Baseline:
    """Run the baseline once per seed, in this process: what the named outcomes are held against."""
    start = time.perf_counter()
    kept, seen = Reader(plan.columns), Reader(watched(plan.sweep.rules, plan.roles))
    numbers, paths = {}, {}
    months: Sequence[str] = ()
    for seed in plan.seeds:
        result = sound(runner(plan.baseline, seed), "the baseline", seed)
        months = result.months
        numbers[seed] = [c.number(p) for c, p in zip(plan.columns, kept.read(result), strict=True)]
        paths[seed] = seen.read(result)
    classifier = Classifier(plan.sweep.rules, plan.roles, months, paths)
    return Baseline(numbers, classifier, time.perf_counter() - start)


def finish(plan: Plan, collection: Collection, base: Baseline, runner: Runner, ending: Ending) -> SweepFolder:
    """Choose, write every table, the manifest and the report; return what came of the sweep."""
    from sim.sweep import reporting

    folder = ending.folder
    write(folder / "sweep.yaml", plan.sweep.spec.to_yaml())
    write(folder / "scenario.yaml", plan.scenario.to_yaml())
    write_table(folder / "draws.csv", plan.cases.table())
    table = collection.table(plan.cases.cases)
    labels = [c.label for c in plan.columns]
    rows = pd.DataFrame([[seed, *row] for seed, row in base.numbers.items()], columns=["seed", *labels])
    write_table(folder / "baseline.csv", rows)
    table, notes = chosen_tables.write_chosen(plan, folder, collection, table, runner)
    write_table(folder / "outcomes.csv", _with_changes(table, rows, labels))
    failed = int((table["status"] != "ok").sum())
    warned = select.warnings(table["draw"].nunique(), failed, len(table))
    warnings = [*plan.cases.notes, *warned, *notes]
    ending.timings["baseline"] = base.seconds
    content = manifest(plan, collection, ending, warnings)
    write_json(folder / "manifest.json", content | {"failed": failed, "done": len(table)})
    return opened(folder, ending, reporting.explained(folder))


def opened(folder: Path, ending: Ending | None = None, said: Told | None = None) -> SweepFolder:
    """Return what came of a sweep from its folder; `ending` is how it has just ended, `said` what its report says."""
    said = said or _said(folder)
    manifest = said.tables.manifest
    return SweepFolder(
        path=folder,
        status=manifest["status"],
        runs=len(said.tables.outcomes),
        failed=int(manifest["failed"]),
        seconds=time.perf_counter() - ending.begun if ending else 0.0,
        outcomes={row["outcome"]: row["share"] for row in said.facts["shares"]} if said.facts else {},
        bottom_line=said.bottom_line,
        warnings=tuple(manifest["warnings"]),
        planned=int(manifest["planned"]),
        why=ending.why if ending else "",
    )


def _said(folder: Path) -> Told:
    from sim.sweep.bluf import Told
    from sim.sweep.facts import facts

    tables = read(folder)
    return Told(tables, facts(tables) if len(tables.runs) else None)


def finish_shard(plan: Plan, collection: Collection, ending: Ending, shard: str) -> SweepFolder:
    """Write what says that a shard is done, or how far it came; its runs stay in the ledger for `merge`."""
    left = len(collection.todo)
    write_json(ending.folder / "manifest.json", shard_manifest(plan, collection, shard, left))
    done = int((collection.status != "").sum())
    return SweepFolder(
        ending.folder, "interrupted" if left else "shard", done, collection.failed,
        time.perf_counter() - ending.begun, {}, "", (), collection.runs, ending.why,
    )  # fmt: skip


def _with_changes(table: pd.DataFrame, base: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """Return the table with the change of every measure from the baseline with the same seed."""
    same = base.set_index("seed").loc[table["seed"], labels].to_numpy()
    change = pd.DataFrame(
        table[labels].to_numpy() - same, index=table.index, columns=[f"change.{label}" for label in labels]
    )
    heads = [c for c in table.columns if c not in labels]
    return pd.concat([table[heads], table[labels], change], axis=1)
