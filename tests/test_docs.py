"""The documentation hangs together: links lead somewhere, every page is in the table of contents, the site builds."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from docs_pages import DOCS, PAGES, ROOT, anchors, blocks, links

from sim import __version__

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_every_internal_link_leads_to_a_file_and_a_heading(name: str) -> None:
    page = ROOT / name
    for link in links(page):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{name}: {link} leads nowhere"
        if anchor:
            assert anchor in anchors(target), f"{name}: {link}: no such heading"


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("docs/")])
def test_a_page_of_the_site_links_to_pages_of_the_site_only(name: str) -> None:
    for link in links(ROOT / name):
        if "://" not in link and not link.startswith("#"):
            assert ((ROOT / name).parent / link.partition("#")[0]).resolve().is_relative_to(DOCS), link


def test_every_page_is_in_the_table_of_contents_once() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    listed = re.findall(r"[\w/.-]+\.md", str(config["nav"]))
    assert sorted(listed) == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))


def test_the_site_fetches_nothing_from_elsewhere() -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert config["theme"]["font"] is False
    assert not config.keys() & {"extra_javascript", "extra_css"}


def test_the_citation_names_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["cff-version"] == "1.2.0"
    assert all(cited[key] for key in ("message", "title", "authors", "license"))


def test_the_advice_to_contributors_fits_a_page() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 60


def test_the_description_of_the_model_has_the_seven_elements_of_odd() -> None:
    headings = re.findall(r"^## (\d)\. (.+)$", (DOCS / "ODD.md").read_text("utf-8"), re.M)
    assert [title.split()[0] for _, title in headings] == [
        "Purpose", "Entities,", "Process", "Design", "Initialization", "Input", "Submodels",
    ]  # fmt: skip


def test_the_description_has_the_phases_of_a_month_in_their_order() -> None:
    from sim.model import PHASES

    told = re.findall(r"^\| \d+ \| (\w+) \|", (DOCS / "ODD.md").read_text("utf-8"), re.M)
    assert told == [phase.__name__.removesuffix("_exports") for phase in PHASES]


def test_the_advice_on_policies_lists_every_kind_that_there_is() -> None:
    from sim.policies import KINDS

    told = re.findall(r"^\| `(\w+)` \|", (DOCS / "howto" / "new-policy.md").read_text("utf-8"), re.M)
    built_in = [kind for kind, model in KINDS.items() if model.__module__.startswith("sim.policies")]
    assert sorted(told) == sorted(built_in)


def test_the_description_counts_measures_as_they_are_recorded() -> None:
    from sim.records import MEASURES

    assert f" series of {len(MEASURES)} measures" in (DOCS / "ODD.md").read_text("utf-8")


def test_every_target_of_make_that_the_pages_name_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in PAGES:
        text = page.read_text("utf-8") if page.name != "CHANGELOG.md" else ""
        named = set(re.findall(r"`make ([a-z]+)`", text))
        named |= {word for block in blocks(page) for word in re.findall(r"^make ([a-z]+)", block.text, re.M)}
        assert named <= targets, page.name


@pytest.mark.skipif(importlib.util.find_spec("material") is None, reason="mkdocs-material is not installed")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
    assert (tmp_path / "tutorial.html").is_file()
