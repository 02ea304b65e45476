"""The calibration: the sampler, a fit with a known answer, the sample's table, and sweeps that draw from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim import posterior
from sim.history import fit as fitting
from sim.history import fitted, smc
from sim.history.ensemble import ensemble
from sim.history.fit import distance, free, observed
from sim.history.smc import CalibrationError, Fit
from sim.history.tables import priors
from sim.scenario.errors import ScenarioError
from sim.sweep import designs
from sim.sweep.plan import plan

NAMES = [p.path for p in free()]
KNOWN = 3


def toy(scores) -> dict[str, np.ndarray]:
    """The first parameters show in the figures, with noise; the others do not."""
    values = np.array([scores[name] for name in NAMES[:KNOWN]])
    return {"summary": values + 0.2 * np.random.standard_normal(KNOWN)}  # noqa: NPY002 - pyabc's stream


def apart(run, data) -> float:
    return float(np.sqrt(np.mean((run["summary"] - data["summary"]) ** 2)))


@pytest.fixture
def simple(monkeypatch) -> None:
    """A calibration that runs no engine, whose figures put the known parameters at a score of 1."""
    monkeypatch.setattr(smc, "simulate", toy)
    monkeypatch.setattr(smc, "distance", apart)
    monkeypatch.setattr(smc, "observed", lambda: np.ones(KNOWN))
    for module in (smc, fitted):
        monkeypatch.setattr(module, "witness", lambda: (1.0,))
        monkeypatch.setattr(module, "is_witness", lambda found: found == [1.0])


def calibrated(folder: Path, runs: int = 900, seed: int = 0, workers: int = 0) -> Fit:
    folder.mkdir(exist_ok=True)
    return smc.calibrate(folder, runs, 120, workers, seed)


@pytest.mark.usefixtures("simple")
def test_a_fit_finds_what_the_figures_know_and_leaves_the_rest_as_it_was(tmp_path) -> None:
    fit = calibrated(tmp_path / "a", 1500)
    known = np.average(fit.shares[:, :KNOWN], axis=0, weights=fit.weights)
    rest = np.average(fit.shares[:, KNOWN:], axis=0, weights=fit.weights)
    assert known == pytest.approx(0.84, abs=0.12)  # the share at a score of 1
    assert rest == pytest.approx(0.5, abs=0.12)
    assert fit.effective > 40
    thresholds = [g["threshold"] for g in fit.generations]
    assert thresholds == sorted(thresholds, reverse=True)
    assert fit.runs >= 1500


@pytest.mark.usefixtures("simple")
def test_a_fit_that_was_stopped_goes_on_to_the_same_sample(tmp_path) -> None:
    whole = calibrated(tmp_path / "whole")
    calibrated(tmp_path / "parts", 400)
    resumed = calibrated(tmp_path / "parts")
    np.testing.assert_allclose(np.sort(resumed.distances), np.sort(whole.distances), rtol=1e-9)
    with pytest.raises(CalibrationError, match="seed is 1, but it was begun with 0"):
        calibrated(tmp_path / "parts", seed=1)


@pytest.mark.usefixtures("simple")
def test_another_seed_gives_another_sample(tmp_path) -> None:
    first, second = (calibrated(tmp_path / str(seed), 200, seed) for seed in (0, 1))
    assert sorted(first.distances) != sorted(second.distances)


def test_the_distance_is_one_where_every_figure_is_off_by_its_tolerance() -> None:
    tolerance, weight = fitting._scales()
    data = {"summary": observed()}
    assert distance(data, data) == 0.0
    assert distance({"summary": observed() + tolerance}, data) == pytest.approx(1.0)
    assert distance({"summary": np.full(len(tolerance), np.nan)}, data) == float("inf")
    assert weight.sum() == pytest.approx(1.0)


def sample_of(shares: np.ndarray, weights: np.ndarray, table: Path) -> posterior.Posterior:
    fit = Fit(shares, weights, np.arange(len(weights), dtype=float), ({"generation": 1.0, "threshold": 1.0},), 1, 100)
    fitted.write_sample(fit, 0, table)
    return posterior.load(table)


@pytest.mark.usefixtures("simple")
def test_a_sample_that_is_written_is_read_back_with_its_provenance(tmp_path) -> None:
    shares = np.random.default_rng(0).random((60, len(NAMES)))
    sample = sample_of(shares, np.full(60, 1 / 60), tmp_path / "posterior.csv")
    assert sample.paths == tuple(NAMES)
    assert sample.values[7] == pytest.approx([p.at(u) for p, u in zip(free(), shares[7], strict=True)], rel=1e-5)
    assert sample.effective == pytest.approx(60)
    assert not sample.is_fitted
    made = json.loads((tmp_path / "posterior.json").read_text())
    assert {"seed", "runs", "engine", "figures", "priors", "fitted_to", "commit"} - made.keys() == {"engine"}
    assert made["witness"] == [1.0]


@pytest.mark.usefixtures("simple")
def test_what_the_figures_say_nothing_about_is_named(tmp_path) -> None:
    shares = (np.arange(400)[:, None] * np.arange(1, len(NAMES) + 1) * 0.618) % 1.0
    shares[:, 0] = 0.8 + 0.1 * shares[:, 0]
    margins = fitted.marginals(sample_of(shares, np.full(400, 1 / 400), tmp_path / "p.csv")).set_index("parameter")
    first, *others = (name.removeprefix("parameters.") for name in NAMES)
    assert margins.loc[first, "informed"]
    assert margins.loc[first, "shrinkage"] == pytest.approx(0.9, abs=0.02)
    assert not margins.loc[others, "informed"].any()


def test_rows_are_drawn_as_often_as_their_weight() -> None:
    sample = posterior.Posterior(("parameters.panic",), np.array([[1.0], [2.0]]), np.array([0.25, 0.75]), {})
    drawn = [row["parameters.panic"] for row in sample.rows((np.arange(100) + 0.5) / 100)]
    assert drawn.count(1.0) == 25


def test_the_committed_sample_lies_in_its_ranges_and_is_small() -> None:
    sample, ranges = posterior.load(), {p.path: p for p in priors("behaviour")}
    assert set(sample.paths) == set(ranges)
    assert len(sample.weights) <= fitted.MOST_ROWS
    for i, path in enumerate(sample.paths):
        assert ranges[path].low <= sample.values[:, i].min()
        assert sample.values[:, i].max() <= ranges[path].high
        assert sample.provenance["priors"][path] == [ranges[path].kind, ranges[path].low, ranges[path].high]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "starts with"), ("row,weight,panic\n1,x,2\n", "numbers"), ("row,weight,panic\n1,-1,2\n", "below 0")],
)
def test_a_broken_sample_is_refused_in_one_line(tmp_path, text: str, message: str) -> None:
    table = tmp_path / "p.csv"
    table.write_text(text or "a,b\n1,2\n")
    with pytest.raises(posterior.PosteriorError, match=message):
        posterior.load(table)


def test_an_ensemble_of_the_posterior_keeps_rows_whole() -> None:
    sample = posterior.load()
    rows = {tuple(round(v, 9) for v in row) for row in sample.values.tolist()}
    for member in ensemble("controls_2025", "posterior", 12):
        assert tuple(round(member.changes[path], 9) for path in sample.paths) in rows
        assert "policies.licensing.odds.tight" in member.changes
    assert len({m.seed for m in ensemble("crisis_2010", "prior", 12)}) == 12
    assert ensemble("crisis_2010", "defaults", 2)[0].changes == {}


def test_a_sweep_draws_whole_rows_and_the_rest_on_its_own() -> None:
    made = plan("india_assurance", 8, 1, {})
    sample = posterior.load()
    rows = {tuple(round(v, 9) for v in row) for row in sample.values.tolist()}
    for case in made.cases.cases:
        assert tuple(round(case.values[path], 9) for path in sample.paths) in rows
    assert len({case.values["parameters.technology_cost"] for case in made.cases.cases}) == 8


def test_under_the_prior_a_sweep_draws_each_from_its_range() -> None:
    made = plan("india_assurance", 8, 1, {"behaviour": "prior"})
    assert len({case.values["parameters.panic"] for case in made.cases.cases}) == 8


def test_a_parameter_drawn_twice_and_a_design_of_independent_inputs_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"parameters\.panic: is drawn by behaviour: posterior \(allowed: "):
        plan("india_assurance", 8, 1, {"uncertainties": {"parameters.panic": {"uniform": [1, 2]}}})
    with pytest.raises(ScenarioError, match="fitted is not declared alone"):
        plan("india_assurance", 8, 1, {"behaviour": "fixed", "uncertainties": {"parameters.panic": {"fitted": [1, 2]}}})
    with pytest.raises(designs.DesignError, match="needs sobol"):
        plan("india_assurance", 64, 1, {"design.method": "saltelli"})
