"""What is known of the past and how a replay is held against it, without running the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.history import api
from sim.history.measuring import at_points, figures, path, value
from sim.history.naive import forecasts
from sim.history.periods import PeriodError, label, span, within
from sim.history.replay import Replay
from sim.history.score import band, scorecard, status
from sim.history.tables import Address, HistoryError, Point, episodes, priors, series, targets
from sim.model.result import RunResult
from sim.records import MEASURES, Key
from sim.scenario import find_scenario, load

EPISODES = list(episodes())


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [("2011", "2011-01", "2011-12"), ("2011-07", "2011-07", "2011-07"), ("2010-H2", "2010-07", "2010-12"),
     ("2025-Q1", "2025-01", "2025-03"), ("2025-01/2025-02", "2025-01", "2025-02")],
)  # fmt: skip
def test_a_period_has_a_first_and_a_last_month(period: str, first: str, last: str) -> None:
    assert tuple(label(month) for month in span(period)) == (first, last)


@pytest.mark.parametrize("period", ["11", "2011-13", "2011-H3", "2011-Q0", "July", ""])
def test_what_is_no_period_is_refused_with_what_is_allowed(period: str) -> None:
    with pytest.raises(PeriodError, match="allowed"):
        span(period)


def test_a_period_that_is_not_wholly_inside_a_run_is_not_in_it() -> None:
    assert within("2009-12/2010-01", "2010-01", 12) is None
    assert within("2010-03", "2010-01", 12) == slice(2, 3)


@pytest.mark.parametrize("name", EPISODES)
def test_every_figure_says_its_unit_its_source_and_how_sure_it_is(name: str) -> None:
    for one in series(name):
        assert len({p.unit for p in one.points}) == 1, one.name
        for point in one.points:
            assert point.value > 0
            assert point.source
            assert point.confidence in {"sourced", "derived", "estimated", "unverified"}
    for target in targets(name):
        assert target.source
        assert target.unit
        assert target.confidence in {"sourced", "derived", "estimated", "unverified"}
        assert target.use != "shown" or target.note, "a target that is not scored says why"


@pytest.mark.parametrize("name", EPISODES)
def test_every_series_and_target_measures_something_that_is_recorded(name: str) -> None:
    entries = [*series(name), *targets(name)]
    for entry in entries:
        assert entry.address.measure in MEASURES
    assert len({e.name for e in entries}) == len(entries)
    assert load(find_scenario(episodes()[name].scenario)).start <= episodes()[name].origin or name == "baseline_2024"


def test_prices_inside_china_are_without_vat() -> None:
    """The quote of May 2025 is 225.6 USD/kg with 13 % VAT, that of March 2012 was 625 with 17 %."""
    found = {(s.name, p.period): p.value for s in series() for p in s.points}
    assert found["dy_inside_2025", "2025-05"] == pytest.approx(225.627 / 1.13, rel=1e-4)
    assert found["dy_inside", "2012-03"] == pytest.approx(625 / 1.17, rel=1e-4)


def test_every_prior_is_a_range_inside_that_of_its_table() -> None:
    from sim.parameters import TABLE

    for prior in priors():
        assert prior.low < prior.high
        assert prior.reason
        assert prior.at(0.0) == pytest.approx(prior.low)
        assert prior.at(1.0) == pytest.approx(prior.high)
        if row := TABLE.get(prior.path.removeprefix("parameters.")):
            assert row.low <= prior.low < prior.high <= row.high


def test_a_table_with_a_bad_row_is_refused_with_file_line_and_what_is_allowed(monkeypatch, tmp_path) -> None:
    from sim.history import tables

    head = "path,group,kind,low,high,reason\n"
    (tmp_path / "priors.csv").write_text(head + "parameters.panik,behaviour,uniform,,,spelt wrong\n")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(HistoryError, match=r"priors\.csv, line 2: path: 'parameters\.panik' \(allowed"):
        priors.__wrapped__("")


ND = next(s for s in series("crisis_2010") if s.name == "nd_year")


def test_naive_forecasts_know_nothing_after_the_origin() -> None:
    """Wild figures after the origin leave every forecast as it was."""
    before = forecasts(ND, "2009-12")
    wild = tuple(p if span(p.period)[1] <= span("2009-12")[1] else p._replace(value=1e6) for p in ND.points)
    after = forecasts(replace(ND, points=wild), "2009-12")
    assert set(before) == {"last value", "drift", "trend"}
    for name, values in before.items():
        np.testing.assert_array_equal(values, after[name])


def test_naive_forecasts_are_what_their_names_say() -> None:
    points = tuple(
        Point(str(y), v, "t", "s", "sourced", "") for y, v in [(2007, 1.0), (2008, 2.0), (2009, 4.0), (2010, 9.0)]
    )
    made = forecasts(replace(ND, points=points), "2009-12")
    assert made["last value"] == pytest.approx([4.0])
    assert made["drift"] == pytest.approx([8.0])
    assert made["trend"] == pytest.approx([8.0])
    assert forecasts(replace(ND, points=points[3:]), "2009-12") == {}


def run_of(paths: dict[Key, list[float]], name: str = "crisis_2010") -> RunResult:
    """A run with the given series."""
    scenario = load(find_scenario(name))
    months = len(next(iter(paths.values())))
    columns = np.array(list(paths.values())).T
    return RunResult(
        scenario, 0, "ok", "", tuple(label(span("2008-01")[0] + m) for m in range(months)), tuple(paths), columns
    )


def test_groups_of_products_and_nations_are_added_up() -> None:
    result = run_of({
        Key("exports_t", "CHN", "magnet_standard"): [1.0, 2.0], Key("exports_t", "CHN", "magnet_heavy"): [10.0, 20.0],
        Key("mine_output_t", "CHN"): [5.0, 5.0], Key("mine_output_t", "MMR"): [3.0, 3.0], Key("mine_output_t", "AUS"): [1.0, 2.0],
    })  # fmt: skip
    assert path(result, Address("exports_t", "CHN", "magnets")).tolist() == [11.0, 22.0]
    assert path(result, Address("mine_output_t", "OTHERS")).tolist() == [4.0, 5.0]
    assert path(result, Address("mine_output_t", "ALL-MMR")).tolist() == [6.0, 7.0]
    with pytest.raises(KeyError, match="imports_t"):
        path(result, Address("imports_t", "CHN", "magnets"))


def test_the_peak_and_the_months_to_half_of_it_are_found() -> None:
    months = np.ones(96)
    months[42], months[43:49] = 10.0, 6.0  # July 2011
    found = {t.name: t for t in targets("crisis_2010")}
    paths = {found["nd_half"].address: months}
    assert label(round(value(found["nd_peak_month"], paths, "2008-01"))) == "2011-07"
    assert value(found["nd_half"], paths, "2008-01") == 7.0
    assert np.isnan(value(found["nd_half"], paths, "2011-01"))


def test_directions_are_counted_month_by_month() -> None:
    (target,) = (t for t in targets("controls_2025") if t.statistic == "right directions")
    months = np.full(30, 5.0)
    months[14:20] = [5.0, 4.0, 3.0, 4.0, 5.0, 5.0]  # March to August; flat is not up
    assert value(target, {target.address: months}, "2024-01") == 4.0


def test_an_indexed_series_is_relative_to_its_index_period_on_both_sides() -> None:
    (one,) = (s for s in series("controls_2025") if s.index_period)
    points = tuple(p for p in one.points if span("2024-04")[0] <= span(p.period)[0] <= span("2024-12")[0])
    assert float(np.sum(figures(one, points))) == pytest.approx(9.0)
    assert at_points(one, one.points[-1:], np.full(30, 7.0), "2024-01").tolist() == pytest.approx([2.0])


def perfect(name: str, factor: float = 1.0, members: int = 3) -> Replay:
    """A replay whose yearly Nd price is the data times a factor; all else is flat."""
    episode = episodes()[name]
    from sim.history.replay import needed

    addresses = needed(name)
    paths = np.ones((members, len(addresses), episode.months))
    row = addresses.index(ND.address)
    for point in ND.after("2007-12"):
        paths[:, row, within(point.period, "2008-01", 96)] = factor * point.value
    return Replay(episode, "2008-01", addresses, paths, np.full(members, 1 / members), ())


@pytest.mark.parametrize(("factor", "word"), [(1.0, "PASS"), (1.5, "WARN"), (3.0, "FAIL")])
def test_the_error_of_a_series_is_the_mean_absolute_log_error(factor: float, word: str) -> None:
    (score,) = (s for s in scorecard(perfect("crisis_2010", factor)).series if s.series.name == "nd_year")
    assert score.error == pytest.approx(np.log(factor), abs=1e-9)
    assert score.status == word
    assert (score.hits, score.steps, score.peak_months) == (5, 5, 0.0)
    assert score.naive["last value"] == pytest.approx(1.46, abs=0.01)
    assert score.loses_to == ()
    assert score.covered == (6 if factor == 1.0 else 0)


def test_what_is_shown_is_never_scored() -> None:
    assert status("shown", 0.0, 1.0) == "shown"
    assert status("initial", 9.0, 1.0) == "initial"


def test_quantiles_follow_the_weights() -> None:
    values = np.array([[1.0], [2.0], [3.0]])
    assert band(values, np.array([0.1, 0.1, 0.8]))[1, 0] == 3.0
    assert band(values, np.array([0.8, 0.1, 0.1]))[1, 0] == 1.0


def test_the_tables_for_the_viewer_have_units_and_sources() -> None:
    card = scorecard(perfect("crisis_2010"))
    assert {"unit", "source", "confidence", "value", "year"} <= set(api.figures("crisis_2010").columns)
    assert set(api.aims()["episode"]) == set(EPISODES)
    assert api.score_table(card).loc[2, "data"] == "2011-07"
    points = api.point_table(card)
    assert set(points["series"]) == {s.name for s in series("crisis_2010")}
    assert len(api.path_table(card, "nd_year")) == 96
    assert api.overall(card)["figures"] == card.coverage()[1]
    assert len(api.series_table(card)) == len(series("crisis_2010"))
