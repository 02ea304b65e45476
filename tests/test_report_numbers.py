"""Every number of the report comes from a table in the folder: read both, compare; change a table, and it follows."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest

from sim.sweep import bluf, report
from sim.sweep.judging import adopt
from sim.sweep.labels import phrase, told, words
from sim.sweep.measures import Column
from sim.words import between, chance, likelihood, quantity

DRAWS = 64


@pytest.fixture(scope="module")
def folder(explained):
    return explained.path


@pytest.fixture(scope="module")
def text(folder):
    return (folder / "report.md").read_text()


@pytest.fixture(scope="module")
def basis(folder):
    outcomes = pd.read_csv(folder / "outcomes.csv")
    cases = pd.read_csv(folder / "draws.csv").drop(columns="draw")
    runs = outcomes.merge(cases, on="case")
    return runs[runs["basis"] == 1]


def tables(text, title):
    """Return the tables of a section, each as rows of cells, without their heads."""
    section = re.split(r"^## ", text.split(f"\n## {title}\n")[1], flags=re.MULTILINE)[0]
    blocks = re.findall(r"(?:^\|.*\n?)+", section, re.MULTILINE)
    return [[[c.strip() for c in line[1:-1].split(" | ")] for line in b.strip().split("\n")[2:]] for b in blocks]


def test_outcomes_are_the_shares_of_single_runs_with_their_words(text, basis):
    (rows,) = tables(text, "Outcomes")
    for row in rows:
        name = re.match(r"\*\*(.+?)\*\*", row[0])[1].lower().replace("negotiated ", "").replace(" ", "_")
        share = float((basis["outcome"] == name).mean())
        assert row[1] == str((basis["outcome"] == name).sum())
        assert row[2] == chance(share, DRAWS)
        assert row[4] == likelihood(share)


def test_drivers_are_those_of_the_file(folder, text):
    kept = pd.read_csv(folder / "drivers.csv", keep_default_na=False, na_values=[""])
    boxes = kept[kept["method"] == "prim"].groupby("target", sort=False)
    shown, strong = tables(text, "Drivers")
    assert {row[0] for row in shown} == {name.replace("_", " ") for name, _ in boxes}
    for name, rows in boxes:
        cells = next(row for row in shown if row[0] == name.replace("_", " "))
        assert cells[2:] == [chance(rows[c].iloc[0]) for c in ("coverage", "density", "share")]
        assert all(f"{told(r.path)} ({words(r.limits)})" in cells[1] for r in rows.itertuples())
    numbers = [f"{value:.2f}" for value in kept.loc[kept["method"] == "pawn", "index"]]
    assert all(row[2].split(" ")[0] in numbers for row in strong if row[2])


def test_signs_are_those_of_the_file(folder, text):
    kept = pd.read_csv(folder / "signposts.csv")
    kept = kept[kept["lead_months"] > 0].groupby("tells", sort=False).head(4)
    (rows,) = tables(text, "Signposts")
    assert [(row[0], row[3], row[4]) for row in rows] == [
        (sign.tells.replace("_", " "), sign.month, f"{sign.lead_months} months") for sign in kept.itertuples()
    ]
    assert [row[5] for row in rows] == [f"{sign.auc:.2f}" for sign in kept.itertuples()]


def test_recommendations_are_those_of_the_file(folder, text):
    kept = pd.read_csv(folder / "levers.csv").sort_values("mean", ascending=False)
    robust, _effects, shares = tables(text, "Recommendations")
    for cells, row in zip(robust, kept.itertuples(), strict=True):
        assert cells[0].startswith(row.setting.replace("_", " "))
        assert cells[1:5] == [f"{value:.2f}" for value in (row.mean, row.maximin, row.hurwicz, row.regret)]
    assert {row[0].replace(" ", "_") for row in shares} == set(kept["setting"])
    best = kept["setting"].iloc[0].replace("_", " ")
    assert f"**{best}** is preferred by the mean payoff" in text


def test_a_chosen_run_stands_beside_the_median_of_the_runs_that_likelihoods_come_from(text, basis):
    heads = next(line for line in text.splitlines() if line.startswith("| measure | this run |"))
    assert heads == "| measure | this run | against the baseline | median of the reference |"
    row = next(line for line in text.splitlines() if line.startswith("| India: import dependency | "))
    values, weights = basis["import_dependency.IND"].to_numpy(), basis["weight"].to_numpy()
    median = np.quantile(values, 0.5, weights=weights, method="inverted_cdf")
    assert row.split(" | ")[-1].removesuffix(" |") == quantity(float(median), "share")
    assert "weighted quantiles of the inverted distribution function" in text.split("## Sources and method")[1]


def test_sources_are_those_of_the_base_year_and_told_apart(text):
    said = next(line for line in text.splitlines() if line.startswith("Sources: "))
    assert "prices_monthly_china_domestic_2013_2024, January 2024, ex VAT; " in said
    assert "averages 2008" not in said


def test_implications_are_medians_of_the_runs(text, basis):
    rows = [row for table in tables(text, "Implications") for row in table]
    shown = {row[0]: row for row in rows}
    for title, label in (
        ("India: import dependency", "import_dependency.IND"),
        ("India-United States: relations", "relations.IND>USA"),
        ("India: output lost", "output_lost_usd.IND"),
    ):
        c = Column.of(label)
        ends = np.quantile(basis[label], (0.05, 0.5, 0.95), weights=basis["weight"] / 3, method="inverted_cdf")
        low, middle, high = ends
        assert shown[title][2] == quantity(middle, c.unit)
        assert shown[title][3] == f"{quantity(low, c.unit)} to {quantity(high, c.unit)}"


def test_tested_assumptions_are_those_of_the_file(folder, text):
    kept = pd.read_csv(folder / "assumptions.csv")
    rows = tables(text, "Key assumptions")[2]
    assert [row[1] for row in rows] == ["held" if held else "not held" for held in kept["held"]]
    assert [row[4] for row in rows] == [
        quantity(r.difference, Column.of(r.measure).unit, change=True) if r.second == r.second else ""
        for r in kept.itertuples()
    ]


def test_the_report_follows_when_a_table_changes(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "other")
    outcomes = pd.read_csv(other / "outcomes.csv")
    outcomes["import_dependency.IND"] += 0.1
    outcomes["outcome"] = "escalation"
    outcomes.to_csv(other / "outcomes.csv", index=False)
    before, after = (folder / "report.md").read_text(), ""
    assert "**escalation**: almost certain" in report(other)
    after = (other / "report.md").read_text()
    rows = [
        next(r for t in tables(x, "Implications") for r in t if r[0] == "India: import dependency")
        for x in (before, after)
    ]
    first, second = (float(row[2].removesuffix(" %")) for row in rows)
    assert second - first == pytest.approx(10, abs=1)


def test_likelihoods_are_never_none_or_all_and_never_beside_confidence(text, folder):
    page = (folder / "report.html").read_text()
    assert not re.findall(r"(?<![\d.,+-])(?:0|0\.0|100|100\.0) %", text)
    words = "almost no chance|unlikely|roughly even chance|likely|almost certain"
    for sentence in re.split(
        r"(?<=[.!?])\s|\n", text + re.sub(r"<style>.*?</style>|<img[^>]*>", "", page, flags=re.DOTALL)
    ):
        cells = re.sub(r"\| confidence \|$", "", sentence.strip())
        assert not (re.search(words, cells) and re.search("confidence", cells, re.IGNORECASE)), cells


def test_the_page_needs_nothing_beside_itself_and_runs_nothing(folder):
    page = (folder / "report.html").read_text()
    assert page.count("data:image/png;base64,") == 4
    assert not re.findall(r"""(?:src|href)=["'](?!data:|#)""", page)
    assert "<script" not in page
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page
    assert all(f'id="{name}"' in page for name in re.findall(r'href="#([^"]+)"', page))


def test_evidence_held_elsewhere_is_taken_in_and_shown_and_markup_in_a_title_stays_text(folder, tmp_path):
    other, judged = shutil.copytree(folder, tmp_path / "taken"), tmp_path / "judged"
    judged.mkdir()
    names = ("leverage", "bargaining")
    item = {"item": "pause", "date": "2025-11-07", "text": "A pause.", "source": "a paper", "confidence": "sourced",
            "diagnostic": 1, "why": "", "ratio": 0.25, "p.leverage": 0.2, "p.bargaining": 0.8, "mark.leverage": "I",
            "mark.bargaining": "CC", "without.leverage": 0.5, "without.bargaining": 0.5}  # fmt: skip
    rows = [{"hypothesis": n, "prior": 0.5, "runs": 50, "all_items": k, "joint": p, "low": p - 0.1, "high": p + 0.1,
             "product": p, "items": 1, "least_items": 1, "closest_runs": k, "closest": p, "title": "Motive",
             "evidence": "e", "ensemble": "motives"} for n, k, p in zip(names, (10, 40), (0.2, 0.8), strict=True)]  # fmt: skip
    pd.DataFrame([item]).to_csv(judged / "evidence.csv", index=False)
    pd.DataFrame(rows).to_csv(judged / "hypotheses.csv", index=False)
    adopt(other, judged)
    manifest = (other / "manifest.json").read_text()
    (other / "manifest.json").write_text(manifest.replace("What India can answer", "<script>alert(1)</script>"))
    report(other)
    assert "<script" not in (other / "report.html").read_text()
    text = (other / "report.md").read_text()
    assert f"The evidence fits **bargaining** better (very likely, {chance(0.8)}, range {between(0.7, 0.9)})" in text
    assert "Without the item pause the reading bargaining would stand at 50 %." not in text
    with pytest.raises(ValueError, match="run `rare-earth hypotheses"):
        adopt(other, tmp_path)


def test_the_step_of_a_licensing_regime_is_told_with_its_scale():
    assert phrase(Column.of("regime.IND")).endswith("towards India (0 open to 4 ban)")
    manifest = {"objectives": [{"column": "regime.IND", "weight": 1.0}]}
    case = {
        "measures": {"regime.IND": {"value": 2.0, "change": 2.0}},
        "levers": {},
        "stability": 1,
        "outcome": "denial",
    }
    assert "(0 open to 4 ban) at 2.00 (0.00 in the baseline)" in bluf._end(manifest, {"best": case}, "best")
