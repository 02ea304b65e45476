"""Sections of the report about what it rests on: tested assumptions, data gaps, entities, sources and method."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from typing import Any

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.markdown import ASSUMPTION, FACT, MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.tables import Tables
from sim.words import quantity

GRADES = ("sourced", "derived", "estimated", "unverified")


def tested(facts: Facts) -> str:
    """Return the key assumptions of the question, each held against paired runs."""
    if not facts["assumptions"]:
        return ""
    rows = []
    for row in facts["assumptions"]:
        c = Column.of(row["measure"])
        single = row["mean_second"] != row["mean_second"]
        was = f"{labels.words(row['first'])} {quantity(row['mean_first'], c.unit)}"
        also = f", {labels.words(row['second'])} {quantity(row['mean_second'], c.unit)}"
        rows.append(
            (
                row["claim"], "held" if row["held"] else "not held", labels.column(c),
                quantity(row["mean_first"], c.unit) if single else was + also,
                "" if single else quantity(row["difference"], c.unit, change=True),
                f"{quantity(row['low'], c.unit, change=not single)} to"
                f" {quantity(row['high'], c.unit, change=not single)}",
                quantity(row["threshold"], c.unit, change=not single), row["pairs"],
            )
        )  # fmt: skip
    text = (
        f"{MODEL} What the question takes for granted, held against runs that differ in the answer alone (same draws,"
        " same seeds). A claim is held where the difference has its sign with 90 % and reaches the threshold."
    )
    heads = ("assumption", "result", "measure", "means", "difference", "90 % interval", "threshold", "draws")
    return f"### Assumptions of the question\n\n{text}\n\n{table(heads, rows)}"


def gaps(tables: Tables) -> str:
    """Return how many rows of the world's tables are sourced and how many are not, the weakest tables first."""
    year = "2008" if tables.manifest["base_year"] == 2008 else "2024"
    other = "2024" if year == "2008" else "2008"
    counts = {}
    for name in sorted(file.name for file in files("sim").joinpath("data").iterdir() if file.name.endswith(".csv")):
        grades = Counter(row["confidence"] for row in _rows(name) if row.get("confidence"))
        if grades and other not in name:
            counts[name] = grades
    weak = sorted(counts, key=lambda n: -(counts[n]["estimated"] + counts[n]["unverified"]))
    total = sum(counts.values(), Counter())
    rows = [(f"`{n}`", *(counts[n][grade] for grade in GRADES)) for n in weak[:8]]
    rows.append(("all tables", *(total[grade] for grade in GRADES)))
    text = (
        f"{FACT} Rows of the world's tables by how sure they are; what is estimated or unverified is where better data"
        " would help most."
    )
    known = (
        "What happened after June 2026 is not in the data.",
        "Licence odds within a regime have never been published.",
        "Contract prices are not public; those used follow the controller's index.",
        "Stocks held by firms are not reported and were solved from a resting state.",
    )
    return "\n".join(["## Data gaps", "", text, "", table(("table", *GRADES), rows), "", bullets(known)])


def origin(path: str) -> tuple[str, str]:
    """Return the source and the confidence of an input's range: that of its parameter, or the sweep's own file."""
    name = path.removeprefix("parameters.")
    if name != path:
        for row in _rows("parameters.csv"):
            if row["name"] == name:
                return row["source"], row["confidence"]
    return "declared in the sweep's file", "estimated"


def entities(tables: Tables) -> str:
    """Return who plays which role, and how many nations, firms and plants there are."""
    roles = [(labels.nation(code), role) for role, code in tables.manifest["roles"].items()]
    year = 2008 if tables.manifest["base_year"] == 2008 else 2024
    stages = Counter(row["stage"] for row in _rows(f"plants_{year}.csv"))
    text = f"{FACT} {len(_rows('nations.csv'))} nations and, in the tables of {year}, " + ", ".join(
        f"{count} {stage} plants" for stage, count in sorted(stages.items())
    )
    source = "; each row names its source and says how sure it is (`sim/data`)."
    return "\n".join(["## Entities", "", table(("nation", "role"), roles), "", text + source])


def _rows(name: str) -> list[dict[str, str]]:
    file = files("sim").joinpath(f"data/{name}")
    if not file.is_file():
        return []
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def method(tables: Tables, facts: Facts) -> str:
    """Return how it was made, how confident one may be, and where the numbers are."""
    m = tables.manifest
    tests = [(t["asks"], t["found"], "passed" if t["passed"] else "not passed") for t in facts["confidence"]["tests"]]
    parts = [
        "## Sources and method",
        "",
        f"{FACT} Version {m['version']}" + (f", commit {m['commit'][:12]}" if m["commit"] else "") + f"; data"
        f" {m['data'][:12]}; {m['cases']} cases of {facts['draws']} draws ({m['method']}), seeds"
        f" {', '.join(map(str, m['seeds']))}; {facts['runs']} runs, {facts['failed']} failed;"
        f" worst balance residual {m['balance_residual']:.1e}.",
        "",
        f"{ASSUMPTION} Seeds are the same for every draw. Best and worst rank draws on means over seeds (weighted"
        " Chebyshev distance on P5 to P95); shares and kinds of path use single runs, weighted. Bootstrap resamples"
        " whole draws; 90 % intervals of means over draws are Student's t.",
        "",
        f"{ASSUMPTION} Medians and P5, P95 are weighted quantiles of the inverted distribution function (`inverted_cdf` in"
        " numpy): always a value that a run has. Quantiles that interpolate, the default of numpy and pandas, differ"
        " slightly.",
        "",
        f"Confidence in the judgements is {facts['confidence']['level']}, from these tests:",
        "",
        table(("test", "found", "result"), tests),
        "",
        "Sources: " + _sources(m) + " Each row of the world's tables names its own.",
        "",
        "Files: `outcomes.csv` a row per run, `draws.csv` a row per case, `baseline.csv` the baseline by seed,"
        " `bands.csv` monthly percentiles, `chosen.csv` and `paths.csv` the chosen runs, `events.csv` what happened"
        " in them, `drivers.csv` boxes and indices, `levers.csv` robustness, `assumptions.csv` paired tests,"
        " `moves.csv` what moves what, `signposts.csv`, `evidence.csv` and `hypotheses.csv` where a sweep was held"
        " against evidence, `sweep.yaml` the question, `scenario.yaml` the scenario.",
    ]
    return "\n".join(parts)


def _sources(manifest: dict[str, Any]) -> str:
    """Return the sources that most rows of the world's tables name, of those that hold in the base year."""
    names: Counter[str] = Counter()
    year = "2008" if manifest["base_year"] == 2008 else "2024"
    for name in ("nations.csv", f"plants_{year}.csv", "prices_base.csv", "contents.csv", "use.csv"):
        rows = [row for row in _rows(name) if row.get("base_year") in (None, "", year)]
        names.update(row["source"].split(";")[0].strip() for row in rows if row.get("confidence") == "sourced")
    # With commas in them, they are told apart by semicolons.
    return "; ".join(name for name, _ in names.most_common(8) if name) + "."
