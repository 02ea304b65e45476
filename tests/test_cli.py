"""The command line: help, mistakes in one line, what it lists."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_calls import ROOT, in_a_library, is_one_line

from sim.cli import app

COMMANDS = (
    "run", "sweep", "merge", "report", "hypotheses", "compare", "view", "scenarios", "check", "schema", "hindcast",
    "calibrate", "bench",
)  # fmt: skip
HEAVY = {"numpy", "pandas", "scipy", "numba", "mesa", "solara", "matplotlib", "yaml"}


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path):
    return in_a_library(capsys, monkeypatch, tmp_path)


def test_help_names_every_command_and_the_exit_codes(cli):
    code, out, _ = cli("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert "Exit codes" in out
    assert "70" in out
    assert "130" in out


def test_no_command_is_left_out_here():
    assert {c.name or c.callback.__name__ for c in app.registered_commands} == set(COMMANDS)


def test_no_command_prints_the_help(cli):
    assert cli()[1] == cli("--help")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_shows_an_example_that_fits_the_line(cli, command):
    code, out, _ = cli(command, "--help")
    assert code == 0
    example = next(line for line in out.splitlines() if "Example:" in line)
    assert f"rare-earth {command}" in example
    assert len(example.rstrip()) < 80


def test_the_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom sim.cli import main\n"
        "try: main(['run', '--help'])\nexcept SystemExit: pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_the_version_is_printed(cli):
    from sim import __version__

    assert cli("--version")[:2] == (0, f"rare-earth {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["rn"], "Did you mean 'run'?"),
        (["run"], "See: rare-earth run --help"),
        (["run", "baselin"], "did you mean baseline?"),
        (["run", "no/such/file.yaml"], "no such file"),
        (["run", "baseline", "--seed", "x"], "--seed"),
        (["run", "baseline", "--seed", "-1"], "--seed"),
        (["run", "baseline", "--months", "0"], "--months"),
        (["run", "baseline", "--set", "parameters.panic"], "write path=value"),
        (["run", "baseline", "--set", "parameters.panc=2"], "panc"),
        (["run", "baseline", "--set", "parameters.panic=200"], "allowed"),
        (["run", "baseline", "--save", "--out", "x"], "give one of them"),
        (["run", "baseline", "--out", "runs/.x"], "cannot name a run"),
        (["sweep", "nothing"], "no such sweep"),
        (["report", "nothing"], "does not exist"),
        (["compare", "a"], "two"),
        (["compare", "a", "b"], "a"),
        (["compare", "a", "b", "--csv", "--md"], "give one of them"),
        (["check", "nothing"], "no such scenario"),
        (["schema", "nothing"], "schema"),
        (["view", "--port", "70000"], "--port"),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(cli, arguments, says):
    code, out, err = cli(*arguments)
    assert code == 2
    assert out == ""
    assert is_one_line(err)
    assert says in err


def test_check_counts_one_thing_as_one(cli):
    code, out, _ = cli("check", ROOT / "scenarios" / "sweeps" / "example.yaml")
    assert code == 0
    assert out.endswith("a sweep of 60 draws x 1 seed, 6 uncertainties, 1 lever\n")


def test_an_error_in_a_file_names_file_line_path_value_and_what_is_allowed(cli, tmp_path):
    (tmp_path / "x.yaml").write_text("title: x\nmonths: 0\n")
    code, _, err = cli("check", "x.yaml")
    assert code == 2
    assert is_one_line(err)
    assert err.startswith("rare-earth: x.yaml:2: months: 0 is below the allowed 1")


def test_debug_adds_the_traceback_before_the_line(cli, monkeypatch):
    monkeypatch.setenv("RARE_EARTH_DEBUG", "1")
    code, _, err = cli("run", "baselin")
    assert code == 2
    assert "Traceback" in err
    assert err.splitlines()[-1].startswith("rare-earth: baselin")


def test_an_unexpected_error_is_one_line_and_not_the_exit_code_of_a_failed_run_or_a_difference(cli, monkeypatch):
    def broken():
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("sim.scenario.library", broken)
    code, out, err = cli("scenarios")
    assert (code, out) == (70, "")
    assert is_one_line(err)
    assert "internal error: RuntimeError: two lines" in err


def test_ctrl_c_ends_with_130_and_one_line(cli, monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.scenario.library", interrupted)
    assert cli("scenarios") == (130, "", "rare-earth: interrupted\n")


def test_a_reader_that_has_seen_enough_is_no_error():
    command = f"{sys.executable} -c 'from sim.cli import main; main()' schema | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("{\n", "")


def test_scenarios_lists_the_library(cli):
    code, out, _ = cli("scenarios")
    assert code == 0
    assert "india_assurance" in out
    entries = json.loads(cli("scenarios", "--json")[1])
    assert {"baseline", "crisis_2010", "controls_2025", "india_assurance"} <= {entry["name"] for entry in entries}
    assert all(entry["title"] and not entry["problem"] for entry in entries)


def test_every_file_of_the_library_is_right(cli):
    files = sorted((ROOT / "scenarios").rglob("*.yaml"))
    assert len(files) >= 6
    for file in files:
        code, out, err = cli("check", file)
        assert code == 0, err
        assert out.count("\n") == 1


@pytest.mark.parametrize("kind", ["scenario", "sweep", "outcomes"])
def test_schema_prints_a_json_schema(cli, kind):
    code, out, _ = cli("schema", kind)
    assert code == 0
    assert json.loads(out)["type"] == "object"


@pytest.mark.parametrize(
    ("period", "start", "end", "dates"),
    [
        ("2024", "2025-01", "2025-12", "from 2025-01 to 2025-12"),
        ("2024-H2", "", "2024-06", "to 2024-06"),
        ("2024-Q1", "2024-04", "", "from 2024-04"),
        ("2024-H2", "2024-12", "", ""),
        ("2024-05", "2024-05", "2024-05", ""),
        ("2024", "", "2024-01", ""),
        ("2024-H1", "", "2024-12", ""),
    ],
)
def test_a_quota_of_which_the_period_is_never_in_force_is_noted(cli, period, start, end, dates):
    bounds = "".join(f", {word}: {date}" for word, date in (("start", start), ("end", end)) if date)
    policy = f"{{kind: export_control, id: q, products: [oxides], quotas: [{{period: '{period}', tonnes: 9}}]{bounds}}}"
    Path("x.yaml").write_text(f"months: 1\npolicies: [{policy}]\n")
    said = (
        f"rare-earth: note: policies.q: the quota of {period} never holds: the control is in force {dates}\n"
        if dates
        else ""
    )
    for words in (["check"], ["run", "--json"]):
        code, out, err = cli(*words, "x.yaml")
        assert (code, err) == (0, said)
        assert "note" not in out
