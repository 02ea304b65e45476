"""What the pages Sweep, Compare and History show, looked at without a browser: charts by content, tables, jobs."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from sim.sweep import labels, tables
from sim.sweep.facts import facts
from viz import acts, past, sweep_tables
from viz.charts.against import against
from viz.charts.bars import effect_bars, share_bars
from viz.charts.chain import chain_chart, pieces
from viz.charts.cloud import cloud, nearest, outcome_colors, placed
from viz.charts.lines import Band, Line, Mark, line_chart
from viz.charts.style import DARK, LIGHT
from viz.charts.world import Shading, land
from viz.session import open_scenario

ROOT = Path(__file__).parents[1]


def texts(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.fixture
def points():
    return pd.DataFrame(
        {
            "case": [0, 1, 2],
            "draw": [0, 1, 2],
            "seed": [0, 0, 1],
            "outcome": ["escalation", "diversified", "escalation"],
            "x": [0.1, 0.5, 0.9],
            "y": [1.0, 3.0, 2.0],
            "role": ["worst", "best", ""],
        }
    )


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_cloud_marks_best_and_worst_and_names_axes_and_outcomes(points, look):
    said = texts(cloud(points, ("dependency, %", "loss, USD"), look, percent=(True, False)))
    assert {"best", "worst", "escalation", "diversified", "dependency, %", "loss, USD"} <= set(said)
    assert any(text.endswith(" %") for text in said)


def test_an_outcome_has_a_shape_of_its_own_in_the_cloud_and_in_its_key(points):
    (page,) = cloud(points, ("x", "y"), LIGHT).axes
    drawn = [c for c in page.collections if c.get_sizes()[0] < 100]  # without the chosen runs
    shapes = {(c.get_paths()[0].vertices.tobytes(), to_hex(c.get_facecolors()[0])) for c in drawn}
    assert [len({s[i] for s in shapes}) for i in (0, 1)] == [2, 2] == [len(shapes), len(drawn) // 2]


def test_a_click_on_a_point_finds_its_run_and_one_beside_all_finds_none(points):
    size = (640, 400)
    x, y = placed(points, size)
    assert nearest(points, size, x[1] / 640, 1 - y[1] / 400) == 1
    assert nearest(points, size, x[2] / 640 + 0.01, 1 - y[2] / 400) == 2
    assert nearest(points, size, 0.5, 0.99) is None


def test_an_outcome_has_the_same_colour_in_every_chart():
    assert (
        outcome_colors(["escalation", "x"], LIGHT)["escalation"] == outcome_colors(["escalation"], LIGHT)["escalation"]
    )


def test_share_bars_say_their_shares():
    shares = pd.DataFrame({"name": ["all", "all"], "outcome": ["escalation", "no change"], "share": [0.7, 0.3]})
    assert {"all", "70 %", "30 %", "no change"} <= set(
        texts(share_bars(shares, outcome_colors(["escalation", "no change"], LIGHT), LIGHT))
    )


def test_a_chosen_run_carries_the_likelihood_that_the_report_gives_its_outcome():
    found = tables.read(ROOT / "runs" / "example")
    known = {labels.words(row["outcome"]): row for row in facts(found)["shares"]}
    for row in sweep_tables.chosen(found).to_dict("records"):
        told = known[row["outcome"]]
        assert row["likelihood of its outcome"] == f"{told['word']}, {100 * told['share']:.0f} % of runs"


def test_effect_bars_name_the_strongest_with_its_value():
    effects = pd.DataFrame(
        {"name": ["trust", "panic"], "value": [0.3, -0.1], "low": [0.2, np.nan], "high": [0.4, np.nan]}
    )
    assert {"trust", "+0.30", "panic", "-0.10"} <= set(texts(effect_bars(effects, LIGHT)))


def test_a_fan_reaches_as_far_as_its_band():
    months = [f"2024-{m:02d}" for m in range(1, 13)]
    band = Band(*(np.full(12, v) for v in (-2.0, 0.0, 1.0, 5.0)))
    low, high = line_chart(months, [Line("best", np.ones(12), LIGHT.blue)], LIGHT, band=band).axes[0].get_ylim()
    assert low < -2
    assert high > 5


def test_dated_policies_stand_on_the_axis_and_close_ones_share_a_sign():
    months = [f"{2024 + i // 12}-{i % 12 + 1:02d}" for i in range(60)]
    marks = [Mark("2024-02", "1"), Mark("2024-03", "2"), Mark("2027-01", "3"), Mark("2040-01", "4")]
    said = texts(line_chart(months, [Line("a", np.ones(60), LIGHT.blue)], LIGHT, marks=marks))
    assert {"1-2", "3"} <= set(said)
    assert "4" not in said


def test_acts_are_told_in_the_order_of_time_with_what_begins_and_ends():
    marks = acts.dated(open_scenario("india_assurance", {}))
    assert [mark.month for mark in marks] == sorted(mark.month for mark in marks)
    april = next(mark for mark in marks if mark.month == "2025-04")
    assert "China: export control (April licences) begins" in april.text
    assert "United States: tariff (US tariffs April) ends" in april.text


def test_the_chain_adds_up_and_the_rest_is_others():
    part = pd.DataFrame({"name": ["China", "India", "Japan"], "share": [0.6, 0.3, 0.1]})
    assert pieces(part, ["China", "others"]) == [("China", 0.6), ("others", pytest.approx(0.4))]
    shares = pd.concat(
        [part.assign(stage=s, nation="X", tonnes=10.0) for s in ("mine", "separation", "metal", "magnet")]
    )
    assert {"China", "60 %", "mining", "30 t"} <= set(texts(chain_chart(shares, LIGHT)))


def test_every_nation_has_land_to_shade():
    assert {"CHN", "IND", "USA", "EUU", "ROW"} <= set(land()[0])
    shading = Shading("x", {"IND": 1.0, "CHN": 0.0})
    assert shading.color("IND", LIGHT) != shading.color("CHN", LIGHT)
    assert shading.color("XXX", LIGHT) == shading.color("CHN", LIGHT)


def test_history_draws_data_model_and_the_naive_forecast():
    table = pd.DataFrame(
        {
            "year": [2010.5, 2011.5],
            "data": [40.0, 230.0],
            "model": [50.0, 200.0],
            "low": [40.0, 150.0],
            "high": [60.0, 260.0],
            "trend": [30.0, 35.0],
        }
    )
    figure = against(table, LIGHT, naive="trend")
    assert [t.get_text() for t in figure.texts] == ["data", "model", "trend"]
    assert figure.axes[0].get_ylim()[1] > 260


def test_history_has_figures_with_units_and_sources_without_a_run():
    for episode in past.episodes():
        table = past.figures(episode)
        if len(table):
            assert table["unit"].ne("").all()
            assert table["source"].ne("").all()


def test_only_the_session_knows_the_model_and_no_page_a_rule_or_policy():
    for file in (ROOT / "viz").rglob("*.py"):
        imports = re.findall(r"^\s*(?:from|import) (sim\.[a-z_.]+)", file.read_text(), re.MULTILINE)
        known = {name for name in imports if re.match(r"sim\.(model|run)\b", name)}
        assert not known or file.name == "session.py", file
        assert not [name for name in imports if re.match(r"sim\.(rules|policies)\b", name)], file


def test_nothing_below_the_viewer_knows_it():
    for file in (ROOT / "sim").rglob("*.py"):
        assert not re.search(r"^\s*(?:from|import) viz\b", file.read_text(), re.MULTILINE), file
