"""`rare-earth hindcast` and `calibrate` from the command line, on replays that cost nothing."""

from __future__ import annotations

import json
from concurrent.futures import Executor, Future

import numpy as np
import pytest

from sim.cli import main
from sim.cli.sensitivity import Conclusion, text
from sim.cli.validation_page import replace
from sim.history import fitted, plots
from sim.history import replay as replays
from sim.history.replay import needed
from sim.history.tables import episodes


def made_up(name, changes, seed, runner=None) -> np.ndarray:
    """Paths that follow what is changed and the seed: prices that peak in the fourth year."""
    months = np.arange(episodes()[name].months)
    shape = 20.0 + 200.0 * np.exp(-(((months - 42.0) / 9.0) ** 2))
    level = changes.get("parameters.panic", 1.0) * (1 + 0.01 * (seed % 7))
    return np.array([shape * level * (1 + 0.1 * i) for i in range(len(needed(name)))])


@pytest.fixture
def cli(monkeypatch, capsys, tmp_path):
    """Run the command line in an empty folder; returns exit code, standard output and errors."""
    monkeypatch.setattr(replays, "one", made_up)
    monkeypatch.setattr(fitted, "witness", lambda: (1.0,))
    monkeypatch.setattr(fitted, "is_witness", lambda found: True)
    monkeypatch.chdir(tmp_path)

    def call(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        out = capsys.readouterr()
        return left.value.code, out.out, out.err

    return call


def test_a_hindcast_prints_targets_series_losers_and_the_whole(cli) -> None:
    code, out, _ = cli("hindcast", "crisis_2010", "--values", "defaults", "--runs", 3, "--workers", 0)
    assert code == 0
    for text_ in ("Month of the peak", "PASS", "Better than every naive forecast", "Not better:", "figures lie within"):
        assert text_ in " ".join(out.split())


def test_all_episodes_come_as_json_with_sources_and_units(cli) -> None:
    code, out, _ = cli("hindcast", "--values", "prior", "--runs", 3, "--workers", 0, "--json", "--ablations")
    found = json.loads(out)
    assert code == 0
    assert [e["episode"] for e in found["episodes"]] == list(episodes())
    for episode in found["episodes"]:
        assert all(
            {"value", "data", "error", "status", "source", "unit"} <= target.keys() for target in episode["targets"]
        )
        assert all(
            {"error", "peak_months", "hits", "last value", "drift", "trend"} <= s.keys() for s in episode["series"]
        )
    assert [row["without"] for row in found["ablations"]][:2] == ["nothing", "the crackdown of 2011"]


def test_an_unknown_episode_is_refused_in_one_line(cli) -> None:
    code, _, err = cli("hindcast", "crisis_1910")
    assert code == 2
    assert err.count("\n") == 1
    assert "allowed: crisis_2010" in err


def test_figures_have_units_and_sources(cli, tmp_path) -> None:
    assert (
        cli("hindcast", "controls_2025", "--values", "defaults", "--runs", 2, "--workers", 0, "--plot", "figures")[0]
        == 0
    )
    assert (tmp_path / "figures" / "hindcast_controls_2025.png").stat().st_size > 20_000


def test_a_panel_names_its_unit_and_where_the_figures_are_from(cli) -> None:
    from sim.history.api import hindcast

    drawn = plots.figure(hindcast("crisis_2010", "defaults", 2), ("nd_year", "china_mines"))
    assert [axes.get_ylabel() for axes in drawn.axes] == ["USD/kg", "t REO a month"]
    assert all(axes.get_xlabel().startswith("Source: ") for axes in drawn.axes)


def test_the_page_is_written_between_its_marks_and_nowhere_else(cli, tmp_path) -> None:
    page = tmp_path / "page.md"
    marks = "".join(f"<!-- begin hindcast {name}: -->\nold\n<!-- end hindcast {name} -->\n" for name in episodes())
    page.write_text(f"Words.\n{marks}More words.\n")
    assert cli("hindcast", "--values", "defaults", "--runs", 2, "--workers", 0, "--update", page)[0] == 0
    text_ = page.read_text()
    assert text_.startswith("Words.\n<!-- begin hindcast crisis_2010: written by `rare-earth hindcast all")
    assert text_.endswith("More words.\n")
    assert "old" not in text_
    assert "| Month of the peak, Nd outside |" in text_


def test_a_page_without_a_mark_is_refused_and_left_alone(cli, tmp_path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Words.\n")
    code, _, err = cli("hindcast", "crisis_2010", "--values", "defaults", "--runs", 2, "--workers", 0, "--update", page)
    assert code == 2
    assert "has no mark" in err
    assert page.read_text() == "Words.\n"


def test_the_page_of_the_project_has_every_mark() -> None:
    from pathlib import Path

    page = Path(__file__).parents[1] / "docs" / "validation.md"
    names = [f"hindcast {name}" for name in episodes()]
    for name in [*names, "ablations", "calibration", "identifiability", "coverage", "sensitivity"]:
        assert f"<!-- begin {name}: " in page.read_text(encoding="utf-8")
        assert f"<!-- end {name} -->" in page.read_text(encoding="utf-8")


class Here(Executor):
    """An executor that works at once, in this process."""

    def submit(self, function, *arguments, **named):
        future: Future = Future()
        future.set_result(function(*arguments, **named))
        return future

    def map(self, function, *parts, **_):
        return map(function, *parts)


def test_a_replay_is_the_same_with_workers_and_without(cli) -> None:
    from sim.history.ensemble import ensemble

    members = ensemble("crisis_2010", "prior", 9)
    alone, together = (replays.replay("crisis_2010", members, executor) for executor in (None, Here()))
    np.testing.assert_array_equal(alone.paths, together.paths)


def test_a_failed_run_is_left_out_and_named_and_none_left_is_an_error(monkeypatch) -> None:
    from sim.history.ensemble import ensemble

    monkeypatch.setattr(replays, "one", lambda name, c, seed: "it broke" if seed else made_up(name, c, seed))
    done = replays.replay("crisis_2010", ensemble("crisis_2010", "defaults", 3))
    assert (len(done.weights), done.weights.sum(), done.failed) == (1, 1.0, ("it broke", "it broke"))
    monkeypatch.setattr(replays, "one", lambda *a: "it broke")
    with pytest.raises(replays.ReplayError, match="every run failed, the first with: it broke"):
        replays.replay("crisis_2010", ensemble("crisis_2010", "defaults", 3))


def test_what_changes_between_prior_and_posterior_is_said_in_words() -> None:
    shares = {"diversified": 0.5, "compliance_trap": 0.5, "escalation": 0.0}
    prior = Conclusion("prior", "a", 10, shares, {"best": "diversified", "worst": "compliance_trap"}, "")
    posterior = Conclusion("posterior", "b", 10, shares, {"best": "diversified", "worst": "middle_ground"}, "")
    assert "What changes between them: worst." in text([prior, posterior])
    assert "stay the same" in text([prior, prior])
    assert "escalation" not in text([prior, prior])


def test_marks_are_written_with_the_command_that_makes_them(tmp_path) -> None:
    page = tmp_path / "p.md"
    page.write_text("<!-- begin x: -->\n<!-- end x -->")
    replace(page, {"x": r"a \1 b"}, "rare-earth y")
    assert page.read_text() == "<!-- begin x: written by `rare-earth y`, do not edit -->\n\na \\1 b\n\n<!-- end x -->"
