"""Charts and the small tables behind them: pure functions, looked at without a browser."""

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb

from sim.names import NATIONS, PRODUCTS
from viz import tables
from viz.charts import flow_map, lines, world
from viz.charts.lines import Line, line_chart, spread
from viz.charts.style import DARK, LIGHT

WIDE, NARROW = (960, 400), (360, 400)


@pytest.fixture(scope="module")
def nations():
    return tables.places("IND")


def flows(*rows):
    return pd.DataFrame(rows, columns=["group", "origin", "destination", "tonnes"])


def texts(figure):
    return {text.get_text(): text for axes in figure.axes for text in axes.texts}


def luminance(color):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_text_and_lines_can_be_read_on_their_background(look):
    assert contrast(look.text, look.background) >= 7
    assert contrast(look.muted, look.background) >= 4.5
    for color in (look.blue, look.orange, look.green, look.purple, look.grey):
        assert contrast(color, look.background) >= 3


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_nation_covers_the_name_of_another(nations, size):
    figure = flow_map.flow_map(flows(("magnet", "CHN", "IND", 100.0)), nations, LIGHT, size)
    renderer = FigureCanvasAgg(figure).get_renderer()
    names = {*nations["name"], *nations["code"]}
    boxes = {name: text.get_window_extent(renderer) for name, text in texts(figure).items() if name in names}
    assert len(boxes) == len(nations)
    overlaps = [(a, b) for a, b in itertools.combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]
    assert overlaps == []


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_every_nation_stands_inside_the_picture(nations, size):
    places = world.places(nations, size)
    for x, y in places.values():
        assert 0 < x < size[0]
        assert 0 < y < size[1]


def test_flows_can_have_the_colour_of_the_controllers_share(nations):
    table = flows(("magnet", "CHN", "IND", 9.0), ("oxide", "MYS", "JPN", 5.0)).assign(content=[1.0, 0.0])
    figure = flow_map.flow_map(table, nations, LIGHT, WIDE, by_content=True)
    assert {"all", "half", "none of the controller's making"} <= set(texts(figure))
    assert flow_map.content_color(1.0, LIGHT) == to_rgb(LIGHT.orange)
    assert flow_map.content_color(0.0, LIGHT) == to_rgb(LIGHT.blue)


def test_the_map_says_what_nations_are_shaded_by_and_what_the_bars_are(nations):
    shading = world.Shading("need not met", {"IND": 0.2}, 0.0, 0.3, ("0 %", "30 %"))
    plants = pd.DataFrame({"nation": ["CHN"], "stage": ["magnet"], "share": [0.9]})
    figure = flow_map.flow_map(flows(("magnet", "CHN", "IND", 9.0)), nations, LIGHT, WIDE, shading, plants)
    said = set(texts(figure))
    assert {"shaded: need not met", "0 %", "30 %"} <= said
    assert any("bars: share of capacity" in text for text in said)


def test_a_narrow_map_has_no_land_and_names_nations_by_code(nations):
    wide = flow_map.flow_map(flows(), nations, LIGHT, WIDE)
    narrow = flow_map.flow_map(flows(), nations, LIGHT, NARROW)
    assert any(isinstance(c, PolyCollection) for c in wide.axes[0].collections)
    assert not any(isinstance(c, PolyCollection) for c in narrow.axes[0].collections)
    assert {"India", "Rest of World"} <= set(texts(wide))
    assert {"IND", "ROW"} <= set(texts(narrow))


def test_without_trade_the_map_says_so(nations):
    assert "No trade yet" in texts(flow_map.flow_map(flows(), nations, DARK, WIDE))


def test_a_flow_of_a_quarter_is_half_as_wide():
    assert flow_map.ribbon_width(25.0, 100.0) == pytest.approx(flow_map.ribbon_width(100.0, 100.0) / 2)


def test_a_ribbon_points_to_the_buyer_and_stops_short_of_its_node():
    start, end = np.array([100.0, 100.0]), np.array([400.0, 100.0])
    outline = flow_map.ribbon(start, end, 4.0, 0.2)
    tip = outline[np.argmax(outline[:, 0])]
    assert 5 < np.hypot(*(end - tip)) < 25
    assert np.hypot(*(outline[0] - start)) < 4


def test_the_land_is_whole_and_the_pacific_is_in_the_middle():
    land = np.vstack(world.land()[1])
    assert land[:, 0].min() >= -28
    assert land[:, 0].max() <= 332
    # No polygon runs across the map, which is what a coast cut at the date line would do.
    assert max(np.abs(np.diff(p[:, 0])).max() for p in world.land()[1]) < 60


def chart(values, **more):
    months = [f"{2024 + i // 12}-{i % 12 + 1:02d}" for i in range(len(values))]
    return line_chart(months, [Line("outside", np.asarray(values, float), LIGHT.orange)], LIGHT, **more)


def test_a_price_axis_starts_at_zero_so_that_a_wiggle_looks_small():
    low, high = chart([100.0, 101.0]).axes[0].get_ylim()
    assert low == 0
    assert high > 101


def test_a_line_is_named_at_its_end_with_its_last_value():
    assert "outside 1,250" in texts(chart([60.0, 1250.0]))


def test_the_scale_is_written_at_round_numbers():
    assert {"0", "30", "60", "90"} <= set(texts(chart([60.0, 110.0])))


def test_years_are_named_at_their_january():
    assert {"2024", "2025", "2026"} <= set(texts(chart(np.ones(30))))


def test_the_run_before_is_drawn_as_far_as_this_run_goes():
    months = ["2024-01", "2024-02"]
    line = Line("outside", np.array([1.0, 2.0]), LIGHT.orange, "-", np.array([1.0, 3.0, 9.0]))
    drawn = line_chart(months, [line], LIGHT).axes[0].get_lines()
    assert [len(line.get_xdata()) for line in drawn][:2] == [2, 2]


def test_an_empty_chart_and_one_of_missing_values_can_be_drawn():
    assert line_chart([], [Line("outside", np.empty(0), LIGHT.orange)], LIGHT)
    assert not any("outside" in text for text in texts(chart([np.nan, np.nan])))


def test_names_that_would_overlap_are_pushed_apart_but_stay_inside():
    assert spread([1.0, 1.1, 5.0], gap=1.0, low=0.0, high=10.0) == [1.0, 2.0, 5.0]
    assert spread([9.9, 10.0], gap=1.0, low=0.0, high=10.0) == [9.0, 10.0]


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [(0.1234, True, "12 %"), (56.14, False, "56.1"), (259.7, False, "260"), (12345.0, False, "12,345")],
)
def test_numbers_have_three_digits(value, percent, text):
    assert lines.number(value, percent) == text


def test_flows_add_up_products_by_group_and_leave_out_trade_at_home():
    trade = np.zeros((len(PRODUCTS), len(NATIONS), len(NATIONS)))
    china, india = NATIONS.index("CHN"), NATIONS.index("IND")
    for product, tonnes in (("magnet_standard", 5.0), ("magnet_heavy", 2.0), ("oxide_La", 9.0)):
        trade[PRODUCTS.index(product), china, india] = tonnes
        trade[PRODUCTS.index(product), india, india] = 99.0
    found = tables.flows(trade, ["magnet"])
    assert found.to_dict("records") == [
        {"group": "magnet", "origin": "CHN", "destination": "IND", "tonnes": 7.0, "content": 0.0},
    ]


def test_a_month_is_said_in_words():
    assert tables.month_in_words("2025-04") == "April 2025"


@pytest.mark.parametrize(
    ("actor", "text", "said"),
    [
        ("IND", "India refuses.", "India refuses."),
        ("USA", "The United States offers relief.", "The United States offers relief."),
        ("CHN", "A trader is blacklisted.", "China: A trader is blacklisted."),
        ("WTO", "Rules against the quotas.", "WTO: Rules against the quotas."),
        ("", "A mine floods.", "A mine floods."),
    ],
)
def test_an_event_names_its_actor_once(actor, text, said):
    assert tables.told(actor, text) == said
