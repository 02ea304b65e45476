"""The pages Sweep, Compare and History in a real browser, every page as a picture, and what the server frees."""

import re

import pytest
import viewer_site
from playwright.sync_api import expect
from viewer_site import SECONDS, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(viewer_site.ABSENT, reason="there is no chromium"),
]
MONTHS = 144  # of the first scenario
PAGES = {
    "simulate": ("?month=30", ".price img"),
    "sweep": ("?page=sweep", ".editor textarea"),
    "compare": ("?page=compare", ".compare-page"),
    "history": ("?page=history", ".history-page[data-ready], .history-page [data-ready=true]"),
}


@pytest.fixture(scope="module")
def site(request):
    return viewer_site.site(request)


def fine(viewer):
    viewer.context.close()
    assert viewer.elsewhere == []
    assert viewer.errors == []


@pytest.mark.parametrize(("width", "schemes"), [(1280, ("light", "dark")), (390, ("dark", "light"))])
def test_every_page_fits_its_window_in_its_theme(site, tmp_path, width, schemes):
    viewer = opened(site, "?month=30", (width, 900), schemes[0])
    for page, (_, ready) in PAGES.items():
        viewer.page.emulate_media(color_scheme=schemes[0])
        if page != "simulate":
            viewer.go(page.capitalize())
        viewer.page.locator(ready).first.wait_for(timeout=120 * SECONDS)
        for scheme in schemes:  # the first is that of its making
            viewer.page.emulate_media(color_scheme=scheme)
            expect(viewer.page.locator("main")).to_have_class("re dark" if scheme == "dark" else "re")
            viewer.page.wait_for_timeout(300)
            viewer.page.screenshot(path=tmp_path / f"{page}-{width}-{scheme}.png", full_page=True)
            assert viewer.page.evaluate("document.documentElement.scrollWidth") <= width
            color = viewer.page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
            assert (sum(map(int, re.findall(r"\d+", color)[:3])) < 200) == (scheme == "dark")
    fine(viewer)


def test_a_phone_hides_the_levers_until_they_are_asked_for(site):
    viewer = opened(site, "", (390, 844), "dark")
    expect(viewer.page.locator(".levers")).to_be_hidden()
    viewer.press("Levers")
    expect(viewer.page.locator(".levers")).to_be_visible()
    fine(viewer)


def test_on_a_phone_the_options_of_a_seat_stand_one_below_the_other_and_nothing_scrolls_sideways(site):
    viewer = opened(site, "?seat=IND&month=21", (390, 844), "dark")
    table = viewer.page.locator(".seat-panel .terms").first
    cells = [table.get_by_role("rowheader", name="refuse"), *table.get_by_role("row").last.get_by_role("cell").all()]
    tops = [cell.bounding_box()["y"] for cell in cells]
    assert len(tops) > 4
    assert tops == sorted(set(tops))
    assert "security of supply" in cells[1].evaluate("e => getComputedStyle(e, '::before').content")
    too_wide = "[...document.querySelectorAll('.seat-panel, .seat-panel *')].filter(e => e.scrollWidth > innerWidth)"
    scrolled = "[...document.querySelectorAll('.seat-panel .scroll')].filter(e => e.scrollWidth > e.clientWidth)"
    assert viewer.page.evaluate(f"[{too_wide}.length, {scrolled}.length]") == [0, 0]
    fine(viewer)


def test_on_a_phone_a_row_of_history_is_a_block_that_says_its_heads_and_nothing_is_out_of_view(site):
    viewer = opened(site, "?page=history", (390, 844), "light")
    viewer.page.locator(".history-page [data-ready=true]").wait_for(timeout=120 * SECONDS)
    verdict = viewer.page.locator(".history-targets").get_by_role("cell", name=re.compile("PASS|WARN|FAIL")).first
    assert "verdict" in verdict.evaluate("e => getComputedStyle(e, '::before').content")
    for name in ("targets", "series"):
        assert viewer.page.locator(f".history-{name}").evaluate("e => e.scrollWidth <= e.clientWidth")
    fine(viewer)


SMALL = """\
scenario: ../india_assurance.yaml
seeds: 1
design: {method: lhs, draws: DRAWS}
uncertainties:
  parameters.panic: {uniform: [0.8, 3]}
  policies.licensing.odds.tight: {uniform: [0.05, 0.3]}
objectives:
  - {measure: import_dependency, nation: IND, direction: minimize}
  - {measure: relations, nation: IND>USA, direction: maximize}
"""


def test_a_sweep_is_checked_run_and_opened_and_a_draw_is_simulated(site):
    viewer = opened(site, "?page=sweep")
    area = viewer.page.locator(".editor textarea")
    area.fill(SMALL.replace("DRAWS", "4").replace("lhs", "lhx"))
    expect(viewer.page.locator(".faults")).to_contain_text("line 3: design.method: 'lhx'", timeout=30 * SECONDS)
    expect(viewer.page.locator(".gutter .wrong")).to_have_text(re.compile("3"))
    expect(viewer.page.get_by_role("button", name="Run the sweep")).to_be_disabled()
    area.fill(SMALL.replace("DRAWS", "4"))
    expect(viewer.page.locator(".right")).to_contain_text("4 draws x 1 seeds", timeout=30 * SECONDS)
    viewer.press("Run the sweep")
    job = viewer.page.locator(".job[data-state='done']")
    job.wait_for(timeout=240 * SECONDS)
    expect(job).to_contain_text("0 failed")
    viewer.press("Open the results")
    expect(viewer.page.locator(".cloud img")).to_be_visible(timeout=60 * SECONDS)
    viewer.page.wait_for_url("**run=*", timeout=180 * SECONDS)
    text = viewer.page.inner_text("main")
    for words in (
        "Best, worst, most likely",
        "Outcomes",
        "What drives the worst",
        "Competing hypotheses",
        "The report",
    ):
        assert words in text
    viewer.press("Simulate the best")
    viewer.wait_for_month(144)
    viewer.page.wait_for_url("**case=*", timeout=60 * SECONDS)
    fine(viewer)


def test_a_sweep_that_is_cancelled_says_so_and_leaves_the_page_at_work(site):
    viewer = opened(site, "?page=sweep")
    viewer.page.locator(".editor textarea").fill(SMALL.replace("DRAWS", "1000"))
    expect(viewer.page.locator(".right")).to_contain_text("1000 draws", timeout=30 * SECONDS)
    viewer.press("Run the sweep")
    viewer.page.locator(".job").wait_for()
    job = viewer.page.locator(".job")
    expect(job).to_have_attribute("data-done", re.compile("[1-9]"), timeout=240 * SECONDS)
    expect(viewer.page.locator(".job")).to_contain_text("to go")
    viewer.press("Cancel")
    expect(job).to_contain_text("stopping")
    viewer.page.locator(".job[data-state='cancelled']").wait_for(timeout=60 * SECONDS)
    expect(job).to_contain_text(re.compile("it goes on with: rare-earth sweep .*/runs/[a-z0-9_-]+ --resume"))
    expect(viewer.page.get_by_role("button", name="Run the sweep")).to_be_enabled()
    fine(viewer)


def test_two_saved_runs_are_compared_with_first_divergence_and_overlays(site):
    viewer = opened(site, "?month=25")
    viewer.press("Save")
    expect(viewer.page.locator(".said")).to_contain_text("Saved in", timeout=60 * SECONDS)
    first = viewer.page.inner_text(".said").split("Saved in ")[1].split(". The page")[0].rsplit("/", 1)[1]
    viewer.choose("India's answer to the demand", "complies in full")
    viewer.press("Restart")
    viewer.wait_for_month(1)
    for _ in range(4):
        viewer.step("6 months", 6)
    viewer.press("Save")
    expect(viewer.page.locator(".said")).to_contain_text("Saved in", timeout=60 * SECONDS)
    second = viewer.page.inner_text(".said").split("Saved in ")[1].split(". The page")[0].rsplit("/", 1)[1]
    viewer.page.goto(f"{site.address}?page=compare&runs={first},{second}")
    expect(viewer.page.locator("[data-verdict=differ]")).to_be_visible(timeout=60 * SECONDS)
    expect(viewer.page.locator(".overlay img")).not_to_have_count(0)
    text = viewer.page.inner_text("main")
    for words in ("nations.IND.assurance_response", "comply", "differs from", "2025-1", "better", "worse", "12 months"):
        assert words in text
    fine(viewer)


def test_history_shows_data_errors_and_verdicts(site):
    viewer = opened(site, "?page=history")
    viewer.page.locator(".history-page [data-ready=true]").wait_for(timeout=120 * SECONDS)
    text = viewer.page.inner_text("main")
    assert re.search(r"Score: \d+ PASS, \d+ WARN, \d+ FAIL", text)
    assert "nearer to the data than every naive" in text
    assert viewer.page.locator(".figure img").count() > 5
    fine(viewer)


def test_what_is_not_there_yet_says_what_to_do(site):
    viewer = opened(site, "?page=compare&runs=one,two")
    expect(viewer.page.locator("main")).to_contain_text("does not exist", timeout=30 * SECONDS)
    viewer.page.goto(f"{site.address}?page=sweep&run=nothing_here")
    expect(viewer.page.locator(".sweep-page .problem")).to_contain_text("does not exist", timeout=30 * SECONDS)
    fine(viewer)


@pytest.mark.slow
def test_long_use_costs_little_memory(site):
    viewer = opened(site, "")
    for _ in range(3):
        long_run(viewer)
    before = site.memory()
    for _ in range(5):
        long_run(viewer)
    grown = site.memory() - before
    print(f"5 runs of {MONTHS} months with a restart each: {grown:.0f} MB more, {site.memory():.0f} MB in all")
    assert grown < 20  # a run that is kept takes 8
    fine(viewer)


def long_run(viewer):
    viewer.step("6 months", 6)
    viewer.to_the_end(MONTHS)
    viewer.press("Restart")
    viewer.wait_for_month(1)


@pytest.mark.slow
def test_closed_tabs_are_freed(site):
    for context in site.browser.contexts:  # of tests that failed
        context.close()
    assert site.freed(0)
    before = site.memory()
    sizes = [three_tabs(site) for _ in range(4)]
    print(f"before {before:.0f} MB, then with 3 tabs four times over: {[round(size) for size in sizes]}")
    # What is kept shows in both of the last; the heap moves by some 15 MB for itself.
    assert min(sizes[2:]) - sizes[1] < 0.2 * (sizes[0] - before) + 15


def three_tabs(site):
    """Open tabs and close them; the memory of the server while they were open, in MB."""
    tabs = [opened(site, "?month=24") for _ in range(3)]
    assert site.tabs() == 3
    size = site.memory()
    for tab in tabs:
        tab.context.close()
    assert site.freed(0)
    return size
