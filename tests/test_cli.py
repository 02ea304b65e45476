"""The command line: what it prints, where it puts results, and one line for every mistake."""

import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import app, main
from sim.cli.figures import change, shown

ROOT = Path(__file__).parents[1]
COMMANDS = (
    "run", "sweep", "merge", "report", "hypotheses", "compare", "view", "scenarios", "check", "schema", "hindcast",
    "calibrate", "bench",
)  # fmt: skip
HEAVY = {"numpy", "pandas", "scipy", "numba", "mesa", "solara", "matplotlib", "yaml"}


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder that has the library; gives exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return call


def is_one_line(text):
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


def test_help_names_every_command_and_the_exit_codes(cli):
    code, out, _ = cli("--help")
    assert code == 0
    assert all(command in out for command in COMMANDS)
    assert "Exit codes" in out
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


def test_an_unexpected_error_is_one_line_and_exit_1(cli, monkeypatch):
    def broken():
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("sim.scenario.library", broken)
    code, out, err = cli("scenarios")
    assert (code, out) == (1, "")
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


def test_run_prints_a_summary_that_fits_60_columns(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    code, out, err = cli("run", "baseline", "--months", 14)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 60
    for words in ("India", "dependent on China", "inside", "outside", "residual", "Not saved; --save"):
        assert words in out


def test_run_as_json_gives_both_windows_and_both_bases(cli):
    code, out, _ = cli("run", "baseline", "--months", 12, "--seed", 3, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["scenario"], found["seed"], found["months"]) == ("baseline", 3, 12)
    assert found["residual"] <= 1e-9
    base = found["summary"]["base"]
    for stage in ("mine", "separation", "metal", "magnet"):
        assert 0 < base["controller_share"][stage]["all_reo"] <= 1
        assert 0 < base["controller_share"][stage]["magnet_ree"] <= 1
    assert base["magnet_exports_kt_per_year"] > 0
    assert base["mine_output_kt_per_year"]["CHN"] > base["mine_output_kt_per_year"]["USA"] > 0
    assert base["focal"]["import_dependency"]["unit"] == "share"


def test_run_for_less_than_a_year_has_no_window_instead_of_a_wrong_one(cli):
    found = json.loads(cli("run", "baseline", "--months", 2, "--json")[1])
    assert found["summary"]["base"]["magnet_exports_kt_per_year"] is None


def test_set_changes_a_value_of_the_scenario(cli):
    plain = json.loads(cli("run", "baseline", "--months", 13, "--json")[1])
    changed = json.loads(cli("run", "baseline", "--months", 13, "--set", "parameters.growth_scale=1.5", "--json")[1])
    assert plain["summary"]["last"] != changed["summary"]["last"]


def test_a_saved_run_is_not_written_over_and_can_be_compared(cli, tmp_path):
    assert cli("run", "baseline", "--months", 3, "--set", "parameters.panic=2", "--out", "runs/a")[0] == 0
    assert (tmp_path / "runs" / "a" / "manifest.json").is_file()
    code, _, err = cli("run", "baseline", "--months", 3, "--out", "runs/a")
    assert code == 2
    assert "exists" in err
    assert cli("run", "baseline", "--months", 3, "--set", "parameters.panic=2", "--save")[0] == 0
    assert cli("run", "baseline", "--months", 3, "--set", "parameters.panic=3", "--out", "b")[0] == 0
    assert cli("compare", "runs/a", "runs/baseline-0")[0] == 0
    code, out, _ = cli("compare", "runs/a", "runs/b", "--md")
    assert code == 1
    assert "parameters.panic" in out
    assert "parameters.panic" in cli("compare", "runs/a", "runs/b")[1]
    assert json.loads(cli("compare", "runs/a", "runs/b", "--json")[1])["verdict"] == "differ"
    assert cli("compare", "runs/a", "runs/b", "--csv")[1].startswith("what,")


def test_tables_on_the_terminal_fold_instead_of_cutting_and_keep_escaped_bars():
    from rich.console import Console

    from sim.cli.markdown_tables import rendered

    console = Console(width=30, record=True, file=io.StringIO())
    console.print(rendered("# Title\n\n| outcome | was |\n|---|---|\n| a_rather_long_name.IND_CHN | 1\\|2 |\n\nEnd\n"))
    printed = console.export_text()
    assert "…" not in printed
    assert "1|2" in printed
    assert printed.index("Title") < printed.index("outcome") < printed.index("End")


def test_a_policy_that_one_scenario_adds_is_named_by_its_id_on_the_terminal(cli):
    floor = "policies: [{kind: price_support, id: my_floor, nation: AUS, t_per_month: 100}]"
    for name, more in (("plain", ""), ("floored", floor)):
        Path(f"{name}.yaml").write_text(f"name: {name}\nextends: scenarios/baseline.yaml\nmonths: 1\n{more}\n")
        assert cli("run", f"{name}.yaml", "--out", name)[0] == 0
    said = cli("compare", "runs/plain", "runs/floored")[1]
    assert re.search(r"policies\[my_floor\] +none +price support, the beginning to the end", said)


SWEEP = """
title: Small
scenario: {scenario}
seeds: 2
design: {{draws: 2}}
uncertainties:
  parameters.panic: {{uniform: [1, 2]}}
levers:
  nations.IND.assurance_response: [refuse, adaptive]
objectives:
  - {{measure: import_dependency, nation: IND, direction: minimize}}
"""


@pytest.fixture
def small_sweep(tmp_path):
    tmp_path.joinpath("small.yaml").write_text(SWEEP.format(scenario="scenarios/india_assurance.yaml"))
    return "small.yaml"


def test_sweep_prints_three_cases_shares_the_bottom_line_and_the_files(cli, small_sweep, tmp_path):
    code, out, _ = cli("sweep", small_sweep, "--workers", 0, "--set", "months=24")
    assert code == 0
    for words in ("plausible best", "plausible worst", "most likely", "Bottom line", "report.md", "outcomes.csv"):
        assert words in out
    assert (tmp_path / "runs" / "small" / "report.md").is_file()
    assert "Bottom line" in cli("report", "runs/small")[1]
    found = json.loads(cli("report", "small", "--json")[1])
    assert found["runs"] == 8
    assert sum(row["share"] for row in found["outcomes"]) == pytest.approx(1)


@pytest.mark.parametrize("when", ["it loads", "it runs"])
def test_ctrl_c_ends_the_viewer(when):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from sim.cli import main; main()", "view", "--no-open", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert f"http://127.0.0.1:{port}" in running.stdout.readline()
            while when == "it runs" and not answers(port):
                time.sleep(0.05)
            running.send_signal(signal.SIGINT)
            _, err = running.communicate(timeout=60)
        finally:
            running.kill()
    assert (running.returncode, err) == (130, "rare-earth: interrupted\n")


def answers(port):
    """Whether somebody answers there, and not only listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as caller:
            caller.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return caller.recv(1) == b"H"
    except OSError:
        return False


def test_a_port_that_is_taken_is_one_line(cli):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, _, err = cli("view", "--no-open", "--port", other.getsockname()[1])
    assert code == 2
    assert is_one_line(err)
    assert "choose another with --port" in err


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.1234, "share", "12.3"),
        (1_234_567.0, "USD", "1.23 M"),
        (56.14, "USD/kg", "56.1"),
        (1234.0, "USD/kg", "1,234"),
        (float("nan"), "t", "-"),
        (None, "t", "-"),
        (-0.001, "months", "0"),
    ],
)
def test_numbers_are_shown_in_three_digits(value, unit, text):
    assert shown(value, unit) == text


@pytest.mark.parametrize(
    ("before", "after", "unit", "text"),
    [
        (0.5, 0.4, "share", "-10.0 pp"),
        (0.5, 0.50001, "share", "0"),
        (10.0, 12.0, "USD/kg", "+20 %"),
        (0.5, 0.25, "index 0-1", "-0.25"),
        (0.0, 2.0, "t", "+2.00"),
        (None, 2.0, "t", "-"),
    ],
)
def test_changes_carry_their_sign(before, after, unit, text):
    assert change(before, after, unit) == text
