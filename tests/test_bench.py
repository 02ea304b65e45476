"""The benchmark measures what the command prints; the times themselves are never asserted."""

import gc
import json

import pytest

from sim import bench as package
from sim.bench import CASES, basis, bench, cases, flagship, phase_share, suite, sweeping
from sim.bench.changes import changes, sentence
from sim.bench.measure import measured
from sim.cli import commands_bench, main
from sim.model import PHASES

ALWAYS = (
    "ms_per_run", "runs_per_second", "kernel_us_per_month", "links", "plants", "firms", "nations", "peak_rss_mb",
    "phase_share", "machine",
)  # fmt: skip


@pytest.fixture(scope="module")
def short():
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(basis, "WORKERS", 1)  # each takes seconds to load compiled code
        return bench(runs=1, months=2)


def test_a_short_benchmark_gives_all_figures_and_describes_the_machine(short):
    assert set(ALWAYS) <= set(short)
    assert all(value > 0 for value in short.values() if isinstance(value, int | float))
    assert short["nations"] == 16
    assert all(short["machine"].values())


def test_the_shares_of_the_phases_cover_the_month_in_its_order():
    share = phase_share(flagship(1), runs=1)
    assert list(share) == [phase.__name__ for phase in PHASES]
    assert abs(sum(share.values()) - 1) < 1e-12


def test_runs_are_measured_as_workers_run_them_without_the_collector_looking_at_what_was_loaded(monkeypatch):
    frozen, tidied = [], []
    gc.unfreeze()
    measured(lambda: frozen.append(gc.get_freeze_count()), 2)
    gc.unfreeze()
    monkeypatch.setattr(basis, "run", lambda *_: frozen.append(gc.get_freeze_count()))
    monkeypatch.setattr(basis, "tidy", lambda: (tidied.append(len(frozen)), gc.freeze()))
    monkeypatch.setattr(basis, "CHUNK_SECONDS", -1.0)
    basis._seconds(flagship(1), 2)
    assert [count > 0 for count in frozen] == [True, True, False, True, True]  # the third is the first of a worker
    assert tidied == [3, 4, 5]


def test_a_case_is_measured_by_its_name_and_the_run_always(monkeypatch, short):
    monkeypatch.setattr(cases, "bench", lambda **basis: dict(short))
    monkeypatch.setattr(cases, "MONTHS", 2)
    told = []
    found = suite(["build", "month"], tell=told.append)
    assert list(found["cases"]) == ["build", "month"]
    assert set(ALWAYS) <= set(found)
    assert found["cases"]["build"]["ms_per_build"] > 0
    assert len(told) == 3


def test_growth_counts_firms_and_links_of_the_larger_world(monkeypatch):
    monkeypatch.setattr(cases, "MONTHS", 3)
    found = CASES["growth-x3"].measure()
    assert found["firms"] >= 600
    assert found["times_firms"] > 3
    assert found["times_links"] > found["times_firms"]


def test_slow_cases_are_measured_on_request_only(monkeypatch, short):
    measured = {name: case._replace(measure=lambda: {"figure": 1.0}) for name, case in CASES.items()}
    monkeypatch.setattr(cases, "CASES", measured)
    monkeypatch.setattr(cases, "bench", lambda **basis: dict(short))
    assert "memory-100k" not in suite()["cases"]
    assert list(suite(everything=True)["cases"]) == list(CASES)


def test_a_case_that_fails_says_why_and_leaves_the_others(monkeypatch, short):
    def fails():
        raise RuntimeError("no room\nat all")

    monkeypatch.setitem(CASES, "startup", CASES["startup"]._replace(measure=fails))
    monkeypatch.setattr(cases, "bench", lambda **basis: dict(short))
    assert suite(["startup"])["cases"]["startup"]["failed"] == "no room at all"


def test_the_stand_in_differs_by_seed_and_by_scenario_and_keeps_the_form(monkeypatch):
    monkeypatch.setattr(sweeping, "flagship", lambda: flagship(2))
    sweeping._once.cache_clear()
    one, other = flagship(2), flagship(2).with_value("parameters.fear_decay", 0.2)
    first, same, seed, scenario = (sweeping.stand_in(s, n) for s, n in ((one, 1), (one, 1), (one, 2), (other, 1)))
    assert (first.series == same.series).all()
    assert not (first.series == seed.series).all()
    assert not (first.series == scenario.series).all()
    assert seed.seed == 2
    assert first.keys == sweeping._once().keys
    sweeping._once.cache_clear()


def test_a_comparison_says_percent_and_whether_it_is_better():
    before = {
        "ms_per_run": 100.0,
        "runs_per_second": 10,
        "cases": {"build": {"ms_per_build": 2.0}},
        "machine": {"cores": 2},
    }
    after = {
        "ms_per_run": 50.0,
        "runs_per_second": 5,
        "cases": {"build": {"ms_per_build": 2.02}},
        "machine": {"cores": 2},
    }
    assert [(c.name, c.share) for c in changes(before, after)] == [
        ("ms_per_run", -0.5), ("runs_per_second", -0.5), ("cases.build.ms_per_build", pytest.approx(0.01)),
    ]  # fmt: skip
    told = sentence(before, after)
    assert "A run takes 50.0 ms and took 100.0 ms: 50 % less, better." in told
    assert "runs_per_second: 50 % less, worse." in told
    assert "machines differ" in sentence(before, after | {"machine": {"cores": 4}})
    assert sentence({}, {}) == "The two have no figure in common."


def test_the_command_prints_figures_and_a_comparison(monkeypatch, capsys, tmp_path, short):
    monkeypatch.setattr(package, "suite", lambda *_, **__: dict(short) | {"cases": {"build": {"ms_per_build": 2.0}}})
    before = tmp_path / "before.json"
    before.write_text(json.dumps(short))
    with pytest.raises(SystemExit) as ended:
        main(["bench", "--compare", str(before)])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "before" in out
    assert "about the same" in out
    with pytest.raises(SystemExit):
        main(["bench", "--json", "--compare", str(before)])
    assert json.loads(capsys.readouterr().out)["compared"]["figures"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--case", "nothing"], "nothing"),
        (["--compare", "absent.json"], "absent.json"),
        (["--compare", "bad.json"], "JSON"),
    ],
)
def test_a_wrong_request_is_one_line(monkeypatch, capsys, tmp_path, arguments, word):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text("{")
    with pytest.raises(SystemExit) as ended:
        main(["bench", *arguments])
    assert ended.value.code == 2
    told = capsys.readouterr().err.strip()
    assert word in told
    assert "\n" not in told


def test_the_help_names_every_case():
    text = commands_bench.bench.__annotations__["case"]
    assert all(name in text for name in CASES)
