"""The viewer in a real browser without a network: it draws, steps, and a moved lever changes the prices."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect, sync_playwright

from viz.charts.lines import number

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 1000  # of Playwright's milliseconds
FIRST_MODEL = 180 * SECONDS  # where the model has never run, it is compiled first

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM and os.environ.get("CI") != "true", reason="there is no chromium"),
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The folder that the viewer saves runs in."""
    return tmp_path_factory.mktemp("viewer") / "runs"


@pytest.fixture(scope="module")
def address(runs):
    """A viewer of its own, with a HOST variable that must not matter."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = runs.parent / "log"
    options = ["--no-open", "--port", str(port), "--runs", str(runs)]
    command = [sys.executable, "-c", "from sim.cli import main; main()", "view", *options]
    with log.open("w") as file:
        running = subprocess.Popen(
            command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env={**os.environ, "HOST": "0.0.0.0"}
        )
        try:
            yield _up(f"http://127.0.0.1:{port}", running, log)
        finally:
            running.terminate()
            running.wait(20)
    assert "Traceback" not in log.read_text()


def _up(address, running, log):
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Viewer:
    """The page as a person uses it; collects what must not happen."""

    def __init__(self, page, address):
        self.page, self.errors, self.elsewhere = page, [], []
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        self.address = address
        page.goto(address)
        self.wait_for_month(1, FIRST_MODEL)

    def _request(self, request):
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.elsewhere.append(request.url)

    @property
    def month(self):
        return int(self.page.locator(".month").get_attribute("data-months"))

    def wait_for_month(self, month, timeout=30 * SECONDS):
        self.page.wait_for_selector(f".month[data-months='{month}']", timeout=timeout)
        expect(self.page.locator(f".price[data-months='{month}'] img")).to_have_count(3, timeout=timeout)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def step(self, button, months):
        expected = self.month + months
        self.press(button)
        self.wait_for_month(expected)

    def prices(self):
        """What the price charts say in words, by product."""
        cards = self.page.locator(".price").all()
        return {card.get_attribute("data-product"): card.get_attribute("data-last") for card in cards}

    def choose(self, label, option):
        box = self.page.locator(".lever", has_text=label)
        box.locator(".v-select").click()
        self.page.locator(".menuable__content__active").get_by_text(option, exact=True).click()


@pytest.fixture
def viewer(chromium, address, request):
    size, scheme = getattr(request, "param", ((1280, 900), "light"))
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    opened = Viewer(context.new_page(), address)
    yield opened
    context.close()
    assert opened.elsewhere == []
    assert opened.errors == []


def test_the_page_draws_flows_prices_nations_and_events(viewer, tmp_path):
    viewer.step("6 months", 6)
    viewer.page.screenshot(path=tmp_path / "viewer.png", full_page=True)
    text = viewer.page.inner_text("main")
    for words in ("Trade between nations", "Dysprosium oxide", "Nations this month", "What happened", "July 2024"):
        assert words in text
    images = viewer.page.locator("main img")
    assert images.count() == 6
    for image in images.all():
        assert image.get_attribute("alt")
        assert image.evaluate("i => i.complete && i.naturalWidth") > 300
    assert all(re.search(r"outside [\d.,]+", said) for said in viewer.prices().values())


def test_a_moved_lever_changes_the_prices_after_as_many_months(viewer):
    for _ in range(4):
        viewer.step("6 months", 6)
    first = viewer.prices()
    viewer.choose("China's licensing regime", "ban")
    expect(viewer.page.locator(".levers")).to_contain_text("Press Restart")
    viewer.press("Restart")
    viewer.wait_for_month(1)
    for _ in range(4):
        viewer.step("6 months", 6)
    assert viewer.prices()["oxide_Dy"] != first["oxide_Dy"]
    expect(viewer.page.locator(".tiles")).to_contain_text("before:")


def test_the_same_levers_give_the_same_prices_again(viewer):
    viewer.step("6 months", 6)
    first = viewer.prices()
    viewer.press("Restart")
    viewer.wait_for_month(1)
    viewer.step("6 months", 6)
    assert viewer.prices() == first


def test_play_goes_on_until_pause(viewer):
    viewer.press("Play")
    viewer.page.wait_for_function("Number(document.querySelector('.month').dataset.months) > 6", timeout=30 * SECONDS)
    viewer.press("Pause")
    viewer.page.get_by_role("button", name="Play", exact=True).wait_for()
    time.sleep(1)
    stopped = viewer.month
    time.sleep(1)
    assert viewer.month == stopped


def test_a_saved_run_is_the_run_that_was_seen(viewer, runs):
    viewer.step("6 months", 6)
    viewer.press("Save")
    expect(viewer.page.locator(".said")).to_contain_text("Saved in")
    (folder,) = runs.iterdir()
    series = pd.read_csv(folder / "series.csv")
    at = (series["measure"] == "spot_outside") & (series["product"] == "oxide_NdPr") & (series["month"] == "2024-07")
    saved = float(series.loc[at, "value"].iloc[0])
    assert f"outside {number(saved)}," in viewer.prices()["oxide_NdPr"]


def test_another_scenario_starts_at_its_first_month(viewer):
    viewer.step("6 months", 6)
    viewer.page.locator(".bar .v-select").first.click()
    viewer.page.locator(".menuable__content__active").get_by_text("The rare earth crisis", exact=False).click()
    viewer.wait_for_month(1)
    viewer.page.get_by_text("January 2008").wait_for()
    expect(viewer.page.locator(".levers")).not_to_contain_text("answer to the demand")


@pytest.mark.parametrize("viewer", [((390, 844), "dark")], indirect=True)
def test_a_phone_at_night_gets_a_page_that_fits_it(viewer, tmp_path):
    viewer.step("6 months", 6)
    viewer.page.screenshot(path=tmp_path / "phone.png", full_page=True)
    assert viewer.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(viewer.page.locator(".levers")).to_be_hidden()
    viewer.press("Levers")
    expect(viewer.page.locator(".levers")).to_be_visible()
    background = viewer.page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 200


def test_the_server_listens_on_this_computer_only_and_hides_its_cookie(address):
    port = int(address.rsplit(":", 1)[1])
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
    ]
    assert listening == [f"0100007F:{port:04X}"]
    with urllib.request.urlopen(address) as answer:
        assert "httponly" in answer.headers["set-cookie"].lower()


def test_a_request_for_another_host_name_is_refused(address):
    request = urllib.request.Request(address, headers={"Host": "example.org"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request)
