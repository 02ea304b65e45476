"""A sweep in parts: on a Dask cluster, or as shards that are merged; the tables are those of one sweep, to the byte."""

import json
import re
import shutil
import subprocess
import sys

import pytest
import sweep_world
from sweep_process import HERE, finish

from sim.sweep import merge, pools, reporting, run_sweep
from sim.sweep.merging import MergeError
from sim.sweep.stopping import Stopped
from sim.sweep.sweep import SweepError

TABLES = ("outcomes.csv", "draws.csv", "bands.csv", "paths.csv", "chosen.csv", "moves.csv", "signposts.csv")


@pytest.fixture(autouse=True)
def no_report(monkeypatch):
    monkeypatch.setattr(reporting, "explained", lambda folder: None)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return sweep_world.write_world(tmp_path_factory.mktemp("world"))


def sweep(file, name=None, **options):
    given = {"workers": 0, "progress": False, "runner": sweep_world.run} | options
    return run_sweep(str(file), out=name, runs=file.parent / "runs", **given)


def tables(folder):
    return {table: (folder / table).read_bytes() for table in TABLES}


@pytest.fixture(scope="module")
def whole(world):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reporting, "explained", lambda folder: None)
        return tables(sweep(world, "whole", every_path=True).path)


@pytest.fixture(scope="module")
def shards(world):
    return [sweep(world, shard=f"{k}/3", every_path=True) for k in (1, 2, 3)]


def test_shards_that_are_merged_are_one_sweep(world, whole, shards):
    assert [done.status for done in shards] == ["shard"] * 3
    assert [done.path.name for done in shards] == [f"answers-shard-{k}-of-3" for k in (1, 2, 3)]
    assert sum(done.runs for done in shards) == 128
    done = merge([shards[k].path for k in (2, 0, 1)], "merged", world.parent / "runs", sweep_world.run)
    assert (done.status, done.runs, done.failed) == ("complete", 128, 0)
    assert tables(done.path) == whole
    paths = [folder / "paths" for folder in (done.path, world.parent / "runs" / "whole")]
    assert all(len(list(folder.iterdir())) == 128 for folder in paths)
    assert len({(folder / "case-7-seed-1.csv.gz").read_bytes() for folder in paths}) == 1


def test_what_does_not_make_a_sweep_is_not_merged(world, shards, whole):
    runs = world.parent / "runs"
    first, second, third = (done.path for done in shards)

    def refused(*folders):
        with pytest.raises(MergeError) as error:
            merge(folders, "refused", runs, sweep_world.run)
        assert not (runs / "refused").exists()
        return str(error.value)

    assert "shard 2/3 is missing" in refused(first, third)
    assert "is a whole sweep" in refused(runs / "whole", first)
    other = sweep(world, "other", shard="2/3", draws=8, every_path=True).path
    assert "sweep.design.draws was 16 and is 8" in refused(first, other, third)
    shutil.copytree(second, runs / "torn")
    ledger = runs / "torn" / "ledger.log"
    ledger.write_bytes(ledger.read_bytes()[:-5])
    # The last line is that of a probe, of which each shard has some.
    assert re.search(r"torn lacks 1 of 4\d runs of shard 2/3; finish it with", refused(first, runs / "torn", third))


@pytest.mark.parametrize("shard", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3", "1/3/5", "²/3"])
def test_a_shard_that_is_none_is_refused(world, shard):
    with pytest.raises(SweepError, match="write k/n"):
        sweep(world, "x", shard=shard)


@pytest.mark.slow
def test_a_dask_cluster_gives_the_same_bytes_even_when_runs_kill_its_workers(tmp_path):
    pytest.importorskip("distributed")
    file = sweep_world.write_world(tmp_path)
    got = []
    for engine in ("local", "dask"):
        code, said = finish(file, "run_but_die", "--workers", 2, "--draws", 3, "--engine", engine)
        assert code == 1
        assert "a worker died" in said
        assert "failed; runs/x/outcomes.csv gives the reasons" in said
        got.append(tables(file.parent / "runs" / "x"))
        shutil.rmtree(file.parent / "runs" / "x")
    assert got[0] == got[1]


def test_without_dask_one_line_says_what_to_install(world, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SweepError, match=r"^--engine dask needs Dask, .* install 'rare-earth-trade\[dask\]'$"):
        sweep(world, "x", engine="dask")
    with pytest.raises(SweepError, match="--scheduler belongs to --engine dask"):
        sweep(world, "x", scheduler="tcp://127.0.0.1:8786")


@pytest.mark.slow
def test_a_scheduler_that_does_not_answer_is_one_line():
    pytest.importorskip("distributed")
    code = (
        "from sim.sweep import pools, stopping\n"
        "try: pools.DaskPool(None, 1, 'tcp://127.0.0.1:9', patience=1)\n"
        "except stopping.Stopped as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE.parent, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("--engine dask: no workers at tcp://127.0.0.1:9: ")
    assert done.stdout.count("\n") == 1


def test_a_worker_with_other_sources_ends_the_sweep(world):
    error = pools.refusal(sweep_world_error())
    assert isinstance(error, Stopped)
    assert "install the same version" in str(error)
    assert pools.refusal(ValueError("a run's own")) is None


def sweep_world_error():
    import pickle
    from dataclasses import dataclass

    from sim.sweep.worker import OtherEngine, work_elsewhere

    @dataclass
    class Common:
        engine: str = "0123456789abcdef"

    globals()["Common"] = Common
    Common.__qualname__ = "Common"
    with pytest.raises(OtherEngine) as error:
        work_elsewhere(pickle.dumps(Common()), "key", [])
    return error.value


def test_the_manifest_of_a_shard_is_not_taken_for_a_sweep(shards):
    content = json.loads((shards[0].path / "manifest.json").read_text())
    assert (content["kind"], content["shard"], content["status"], content["left"]) == ("shard", "1/3", "complete", 0)
