"""Put the shards of a sweep together: the same folder, to the byte, as one sweep would have written."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.files import RUNS, write_json
from sim.sweep import begin, identity, plan
from sim.sweep.ledger import LEDGER, entries
from sim.sweep.series import SeriesFile, checksum
from sim.sweep.sweep import WHOLE, model, recorded, sound
from sim.sweep.worker import Done, Runner

if TYPE_CHECKING:
    from sim.sweep.collect import Collection
    from sim.sweep.writing import SweepFolder

AT_A_TIME = 200
"""Runs that are taken over between two waits for the disk."""


class MergeError(ValueError):
    """Shards that do not make a sweep; the text is one line and says what is missing or differs."""


def merge(
    folders: Sequence[Path], out: str | None = None, runs: Path = RUNS, runner: Runner | None = None
) -> SweepFolder:
    """Write the folder of the sweep whose shards stand in `folders`; returns what came of it.

    `out` names the folder in `runs` (default: the sweep file's name, numbered when taken). The shards stay as they
    are. Raises MergeError if one is missing, unfinished, or of another sweep.
    """
    from sim.sweep import writing
    from sim.sweep.collect import Collection
    from sim.sweep.stopping import disk_errors, undisturbed

    begun = time.perf_counter()
    configs = _agreeing(folders)
    first, chosen = begin.planned(folders[0])
    runner = runner or model()
    config = {**identity.config(chosen, runner, WHOLE, first["paths"]), "about": first["about"]}
    if changed := identity.difference(first, config, "shard"):
        raise MergeError(f"{folders[0]} was run elsewhere or with another version: {changed}; merge it where it ran")
    folder = begin.begin(out or Path(first["about"]["file"]).stem, out is None, False, config, runs)
    try:
        result = sound(runner(chosen.scenario, chosen.seeds[0]), "the scenario", chosen.seeds[0])
        chosen = recorded(chosen, result)
        base = writing.baseline(chosen, runner)
        with disk_errors(str(folder)):
            write_json(folder / identity.CONFIG, config)
        every = chosen.jobs.shard(1, 1)
        key = identity.key_of(config)
        collection = Collection(folder, chosen.jobs, every, chosen.columns, chosen.bands, result.months, key)
    except BaseException:
        begin.remove_if_empty(folder)
        raise
    try:
        for shard, said in configs.items():
            for some in _finished(shard, said, chosen, collection, key):
                collection.add(some)
        ending = writing.Ending(folder, 0, begun, {"merge": time.perf_counter() - begun})
        with undisturbed(), disk_errors(str(folder)):
            done = writing.finish(chosen, collection, base, runner, ending)
        collection.close(remove=True)
        return done
    except MergeError:
        shutil.rmtree(folder)  # made above, and nothing in it is new
        raise
    finally:
        collection.close()


def _agreeing(folders: Sequence[Path]) -> dict[Path, dict[str, Any]]:
    """Return the configuration of each shard; raises MergeError unless they are all the shards of one sweep."""
    configs = {folder: begin.saved(folder) for folder in folders}
    first = configs[folders[0]]
    shards: dict[str, Path] = {}
    for folder, config in configs.items():
        if identity.shard_of(config["shard"])[1] == 1:
            raise MergeError(f"{folder} is a whole sweep and not a shard")
        if changed := identity.difference(first, config, "shard"):
            raise MergeError(f"{folder} is not of the same sweep as {folders[0]}: {changed}")
        if config["shard"] in shards:
            raise MergeError(f"{folder} and {shards[config['shard']]} are both shard {config['shard']}")
        shards[config["shard"]] = folder
    if len({identity.shard_of(shard)[1] for shard in shards}) > 1:
        raise MergeError(f"the sweep was cut in different ways: {', '.join(shards)}")
    if missing := identity.missing_shards(list(shards)):
        raise MergeError(f"shard {', '.join(missing)} is missing; name the folders of all shards")
    return configs


def _finished(
    folder: Path, config: Mapping[str, Any], chosen: plan.Plan, collection: Collection, key: str
) -> Iterator[list[Done]]:
    """Give the runs of a shard, some at a time; raises MergeError if it lacks one."""
    mine = chosen.jobs.shard(*identity.shard_of(config["shard"]))
    held = mine[mine < chosen.jobs.runs]
    series = SeriesFile(folder, (len(chosen.bands), len(held), len(collection.months)), read_only=True)
    try:
        some: dict[int, Done] = {}
        seen = np.zeros(len(mine), dtype=bool)
        for entry in entries(folder / LEDGER):
            at = int(np.searchsorted(mine, entry.done.index))
            if at == len(mine) or mine[at] != entry.done.index or seen[at]:
                continue
            done = entry.done
            if entry.id != identity.run_id(key, chosen.jobs[done.index]):
                continue
            if done.status == "ok" and at < len(held):
                done = replace(done, bands=series.run(at), path=_path(folder, chosen, done.index, config["paths"]))
                if checksum(done.bands) != entry.series:
                    continue
            seen[at] = True
            some[done.index] = done
            if len(some) == AT_A_TIME:
                yield list(some.values())
                some = {}
        yield list(some.values())
    finally:
        series.close()
    if not seen.all():
        raise MergeError(
            f"{folder} lacks {int((~seen).sum())} of {len(mine)} runs of shard {config['shard']}; finish it with the"
            " command that began it and --resume"
        )


def _path(folder: Path, chosen: plan.Plan, index: int, wanted: bool) -> bytes:
    from sim.sweep.collect import path_file

    return path_file(folder, chosen.jobs, index).read_bytes() if wanted else b""
