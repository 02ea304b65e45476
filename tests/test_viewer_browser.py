"""The viewer in a real browser without a network: it draws, steps, and a moved lever changes the prices."""

import re
import time
import urllib.error
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
import viewer_site
from playwright.sync_api import expect
from viewer_site import SECONDS, opened

from viz.charts.lines import number

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(viewer_site.ABSENT, reason="there is no chromium"),
]


@pytest.fixture(scope="module")
def site(request):
    return viewer_site.site(request)


@pytest.fixture
def viewer(site, request):
    query, size, scheme = getattr(request, "param", ("", (1280, 900), "light"))
    made = opened(site, query, size, scheme)
    yield made
    made.context.close()
    assert made.elsewhere == []
    assert made.errors == []


def test_the_page_draws_flows_prices_nations_and_events(viewer):
    viewer.step("6 months", 6)
    text = viewer.page.inner_text("main")
    for words in ("Trade between nations", "Dysprosium oxide", "Nations this month", "What happened", "July 2024"):
        assert words in text
    assert "seed 0" in text
    images = viewer.page.locator("main img")
    assert images.count() == 7
    for image in images.all():
        assert image.get_attribute("alt")
        assert image.evaluate("i => i.complete && i.naturalWidth") > 300
    assert all(re.search(r"outside [\d.,]+", said) for said in viewer.prices().values())


def test_play_goes_on_until_pause_and_one_can_look_back(viewer):
    viewer.press("Play")
    viewer.until(lambda: viewer.month > 6)
    viewer.press("Pause")
    viewer.page.get_by_role("button", name="Play", exact=True).wait_for()
    time.sleep(0.8)
    stopped = viewer.month
    time.sleep(0.8)
    assert viewer.month == stopped
    prices = viewer.prices()
    thumb = viewer.page.locator(".scrub .v-slider__thumb-container")
    thumb.focus()
    for _ in range(3):
        thumb.press("ArrowLeft")
    viewer.wait_for_month(stopped - 3)
    assert viewer.prices() != prices
    viewer.step("1 month", 1)


def test_a_lever_moved_on_the_way_acts_from_the_next_month_and_restart_from_the_first(viewer):
    for _ in range(4):
        viewer.step("6 months", 6)
    first = viewer.prices()
    viewer.page.locator(".map .v-select").first.click()
    viewer.pick("magnets")
    viewer.choose("China's licensing regime", "ban")
    expect(viewer.page.locator(".levers")).to_contain_text("Moved.")
    viewer.press("Act from February 2026")
    expect(viewer.page.locator(".tile").first).to_contain_text("unmoved:")
    expect(viewer.page.locator(".map .v-select").first).to_contain_text("magnets")  # what came before it moved nothing
    viewer.step("6 months", 6)
    tiles = [text.split("\n") for text in viewer.page.locator(".tile").all_inner_texts()]
    assert any(value != unmoved.removeprefix("unmoved: ") for value, *_, unmoved in tiles)
    viewer.press("Restart")
    viewer.wait_for_month(1)
    for _ in range(4):
        viewer.step("6 months", 6)
    assert viewer.prices()["oxide_Dy"] != first["oxide_Dy"]


def test_the_same_levers_give_the_same_prices_again(viewer):
    viewer.step("6 months", 6)
    first = viewer.prices()
    viewer.press("Restart")
    viewer.wait_for_month(1)
    viewer.step("6 months", 6)
    assert viewer.prices() == first


@pytest.mark.parametrize("viewer", [("?month=24&seed=3", (1280, 900), "light")], indirect=True)
def test_a_link_opens_its_month_and_seed_and_a_reload_comes_back_to_the_same(viewer):
    assert viewer.month == 24
    expect(viewer.page.locator("header")).to_contain_text("seed 3")
    viewer.step("6 months", 6)
    viewer.page.wait_for_url("**month=30**")
    before = viewer.prices()
    viewer.page.reload()
    viewer.wait_for_month(30)
    assert viewer.prices() == before


def test_two_people_do_not_share_a_run(viewer, site):
    other = opened(site, "?scenario=baseline&month=5")
    viewer.step("6 months", 6)
    assert other.month == 5
    other.step("1 month", 1)
    assert (viewer.month, other.month) == (7, 6)
    expect(other.page.locator(".levers")).not_to_contain_text("answer to the demand")
    expect(viewer.page.locator(".levers")).to_contain_text("answer to the demand")
    other.context.close()


def test_a_nation_opens_its_card_by_mouse_and_by_keyboard(viewer):
    viewer.page.get_by_role("button", name="Japan: open its card").click()
    card = viewer.page.locator(".nation[data-nation='JPN']")
    expect(card).to_contain_text("Capacity, t a month")
    expect(card).to_contain_text("Relations")
    viewer.page.get_by_role("button", name="Malaysia: open its card").press("Enter")
    expect(viewer.page.locator(".nation[data-nation='MYS']")).to_contain_text("separation")
    viewer.page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(viewer.page.locator(".nation")).to_have_count(0)
    expect(viewer.page.get_by_role("button", name="Malaysia: open its card")).to_be_focused()


@pytest.mark.parametrize("viewer", [("?seat=IND&month=21", (1280, 900), "light")], indirect=True)
def test_a_seat_asks_takes_two_decisions_and_debriefs(viewer, site):
    panel = viewer.page.locator(".seat-panel")
    expect(panel).to_contain_text("India decides, October 2025")
    expect(panel).to_contain_text("strategy would")
    viewer.press("comply in full")
    viewer.press("strong effort")
    viewer.press("Decide")
    expect(panel).to_contain_text("India decides, January 2026", timeout=60 * SECONDS)
    expect(viewer.page.locator(".happened")).to_contain_text("India gives China the assurance")
    viewer.press("Decide")
    expect(panel).to_contain_text("India decides, April 2026", timeout=60 * SECONDS)
    viewer.page.get_by_role("button", name="End here: debrief").first.click()
    debrief = viewer.page.locator(".debrief")
    expect(debrief).to_contain_text("Of 9 measures you did better on", timeout=60 * SECONDS)
    expect(debrief).to_contain_text("comply in full")
    viewer.press("Save")
    expect(viewer.page.locator(".said")).to_contain_text("Saved in")
    decided = pd.read_csv(site.runs / "india_assurance-0-IND" / "decisions.csv")
    assert {"comply", "strong"} <= set(decided.loc[decided["by"] == "person", "option"])


def test_a_saved_run_is_the_run_that_was_seen(viewer, site):
    viewer.step("6 months", 6)
    save = viewer.page.get_by_role("button", name="Save", exact=True)
    save.press("Enter")
    expect(viewer.page.locator(".said")).to_contain_text("Saved in", timeout=30 * SECONDS)
    expect(save).to_be_focused()  # the page below is not begun anew
    series = pd.read_csv(site.runs / "india_assurance-0" / "series.csv")
    at = (series["measure"] == "spot_outside") & (series["product"] == "oxide_NdPr") & (series["month"] == "2024-07")
    saved = float(series.loc[at, "value"].iloc[0])
    assert f"outside {number(saved)}," in viewer.prices()["oxide_NdPr"]


def test_a_figure_gives_its_numbers_and_its_picture(viewer, tmp_path):
    viewer.step("6 months", 6)
    with viewer.page.expect_download() as numbers:
        viewer.page.get_by_label("Save the numbers of NdPr oxide as CSV").click()
    numbers.value.save_as(tmp_path / "numbers.csv")
    table = pd.read_csv(tmp_path / "numbers.csv")
    assert list(table.columns) == ["month", "outside", "inside", "contract"]
    assert len(table) == 7
    with viewer.page.expect_download() as picture:
        viewer.page.get_by_label("Save the picture of NdPr oxide as PNG").click()
    picture.value.save_as(tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_another_scenario_starts_at_its_first_month(viewer):
    viewer.step("6 months", 6)
    viewer.page.locator(".bar .v-select").first.click()
    viewer.page.locator(".menuable__content__active").get_by_text("The rare earth crisis", exact=False).click()
    viewer.wait_for_month(1)
    viewer.page.get_by_text("January 2008").wait_for()
    expect(viewer.page.locator(".levers")).not_to_contain_text("answer to the demand")


@pytest.mark.parametrize(
    "query",
    [
        "?run=../../etc/passwd",
        "?scenario=<img src=x onerror=alert(1)>&seed=-5",
        "?run=nothing_of_that_name",
        "?set.parameters.panic=99999",
        "?x=" + "y" * 9000,
    ],
)
def test_a_hostile_link_does_no_harm_and_is_told(site, query):
    made = opened(site, query)
    dialogs = []
    made.page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    expect(made.page.locator(".said")).to_contain_text("link")
    assert made.month == 1
    assert made.page.locator("img[src='x']").count() == 0
    made.context.close()
    assert (dialogs, made.errors, made.elsewhere) == ([], [], [])


def test_the_server_listens_on_this_computer_only_and_hides_its_cookie(site):
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{site.port:04X}")
    ]
    assert listening == [f"0100007F:{site.port:04X}"]
    with urllib.request.urlopen(site.address) as answer:
        assert "httponly" in answer.headers["set-cookie"].lower()


def test_a_request_for_another_host_name_is_refused(site):
    request = urllib.request.Request(site.address, headers={"Host": "example.org"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request)
