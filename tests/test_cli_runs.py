"""The command line at work: runs, sweeps, saved results, the viewer."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_calls import ROOT, in_a_library, is_one_line


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path):
    return in_a_library(capsys, monkeypatch, tmp_path)


def test_run_prints_a_summary_that_fits_60_columns(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    code, out, err = cli("run", "baseline", "--months", 14)
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 60
    for words in (
        "India",
        "dependent on China",
        "Prices in 2025-02",
        "inside",
        "outside",
        "residual",
        "Not saved; --save",
    ):
        assert words in out


def test_a_run_shorter_than_a_year_shows_its_first_and_last_month_in_every_table(cli):
    _, out, _ = cli("run", "baseline", "--months", 2)
    shares = out.split("share of world output")[1].split("Prices in")[0]
    for stage in ("mine", "separation", "metal", "magnet"):
        assert re.search(rf"^ *{stage}( +[\d.]+){{4}} *$", shares, re.MULTILINE), stage


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
            caller.settimeout(60)  # who asks again before there is an answer only gives it more to do
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
