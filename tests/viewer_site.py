"""One viewer and one browser for all browser tests of a session, and the page as a person uses it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from functools import cache
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ABSENT = not CHROMIUM and os.environ.get("CI") != "true"
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 1000  # of Playwright's milliseconds
FIRST_MODEL = 300 * SECONDS  # where the model has never run, it is compiled first
CULLED_S = 3  # a closed tab is freed so soon here


class Site:
    """A viewer of its own, with a HOST variable that must not matter, and a browser."""

    def __init__(self):
        self.place = Path(tempfile.mkdtemp(prefix="viewer-"))
        self.runs, self.log = self.place / "runs", self.place / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        options = ["--no-open", "--port", str(self.port), "--runs", str(self.runs)]
        command = [sys.executable, "-c", "from sim.cli import main; main()", "view", *options]
        environment = {**os.environ, "HOST": "0.0.0.0", "SOLARA_KERNEL_CULL_TIMEOUT": f"{CULLED_S}s"}
        with self.log.open("w") as file:
            self.server = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env=environment)
        self._wait()
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

    def _wait(self):
        until = time.monotonic() + 90
        while time.monotonic() < until and self.server.poll() is None:
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(self.log.read_text())

    def memory(self):
        """Resident MB of the server."""
        pages = int(Path(f"/proc/{self.server.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def tabs(self):
        """How many tabs the server keeps a run for."""
        with urllib.request.urlopen(f"{self.address}/resourcez") as answer:
            return int(json.load(answer)["kernels"]["total"])

    def freed(self, tabs, seconds=60):
        """Whether the server comes to keep at most so many; a closed one takes CULLED_S."""
        end = time.monotonic() + seconds
        while self.tabs() > tabs and time.monotonic() < end:
            time.sleep(0.1)
        return self.tabs() <= tabs

    def close(self):
        self.browser.close()
        self.playwright.stop()
        self.server.terminate()
        self.server.wait(20)
        said = self.log.read_text()
        shutil.rmtree(self.place)
        assert "Traceback" not in said, said


@cache
def _site():
    return Site()


def site(request):
    """The site of this session; the last test that needs it need not know."""
    if not _site.cache_info().currsize:
        request.config.add_cleanup(lambda: _site().close())
    return _site()


class Viewer:
    """The page as a person uses it; collects what must not happen."""

    def __init__(self, page, address, query=""):
        self.page, self.address = page, address
        self.errors, self.elsewhere = [], []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", self._request)
        page.goto(address + query)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self._note(message.text)

    def _note(self, said):
        # What is taken off the page, or left with it, may still send for a moment; its library then says this.
        if "no comm channel" not in said:
            self.errors.append(said)

    def _request(self, request):
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.elsewhere.append(request.url)

    @property
    def month(self):
        return int(self.page.locator(".month").get_attribute("data-months"))

    def wait_for_month(self, month, timeout=60 * SECONDS):
        self.page.wait_for_selector(f".month[data-months='{month}']", timeout=timeout)
        expect(self.page.locator(f".price[data-months='{month}'] img")).to_have_count(3, timeout=timeout)

    def until(self, holds, timeout=60):
        """Ask again and again; Playwright's own waiting starves while pictures pour in."""
        end = time.monotonic() + timeout
        while not holds():
            assert time.monotonic() < end
            self.page.wait_for_timeout(100)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def to_the_end(self, months):
        """Simulate all that is left of so many months, by the slider."""
        self.page.locator(".scrub .v-slider__thumb-container").press("End")
        self.wait_for_month(months)

    def step(self, button, months):
        expected = self.month + months
        self.press(button)
        self.wait_for_month(expected)

    def prices(self):
        """What the price charts say in words, by product."""
        cards = self.page.locator(".price").all()
        return {card.get_attribute("data-product"): card.get_attribute("data-last") for card in cards}

    def choose(self, label, option):
        """Choose an option of a lever."""
        self.page.locator(".lever", has_text=label).locator(".v-select").click()
        self.pick(option)

    def pick(self, option):
        """Choose from the menu that is open."""
        self.page.locator(".menuable__content__active").get_by_text(option, exact=True).click()

    def go(self, title):
        """Follow the link to another page."""
        self.page.get_by_role("link", name=title, exact=True).click()


def opened(where, query="", size=(1280, 900), scheme="light", context=None):
    """A viewer in a browser context of its own, with its first picture if it opens on Simulate."""
    context = context or where.browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, accept_downloads=True
    )
    viewer = Viewer(context.new_page(), where.address, query)
    viewer.context = context
    if "page=" not in query:
        viewer.page.wait_for_selector(".month", timeout=FIRST_MODEL)
        expect(viewer.page.locator(".price img")).to_have_count(3, timeout=FIRST_MODEL)
    return viewer
