"""Sections of the report about what it rests on: assumptions, red flags, implications, entities, sources."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from typing import Any

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.markdown import ASSUMPTION, FACT, MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.moves import SIGNIFICANT
from sim.sweep.select import STABLE
from sim.sweep.tables import Tables
from sim.words import number, percent, quantity

IMPLICATIONS = {
    "Economic": ("output_lost_usd.{f}", "supply_gap.{f}", "spot_outside.oxide_Dy", "spot_outside.oxide_NdPr",
                 "public_cost_usd.{f}", "transition_pace.{f}"),
    "Geopolitical": ("import_dependency.{f}", "relations.{f}>{r}", "relations.{f}>{c}", "strategic_autonomy.{f}",
                     "tech_sovereignty.{f}", "share_magnet_ree.{c}.separation"),
    "Escalation": ("regime.{f}", "heavy_supply_from_controller.{f}", "rival_heavy_via_focal_t", "diverted_t.{f}",
                   "supply_gap.{r}"),
}  # fmt: skip
BLIND = (
    "No firm goes bankrupt and no bank refuses a loan: money limits nobody but through margins.",
    "Nations that are not said to choose follow dated policies only; they do not learn from what happens.",
    "Licensing has no counterpart before 2025, so its odds rest on statutes and not on fit.",
    "Nothing after June 2026 is known to the data; acts after that date are the model's or the scenario's.",
    "Inventions, wars and deposits that nobody has announced do not occur.",
)


def hypotheses(tables: Tables, facts: Facts) -> str:
    """Return the shares of the outcomes under each reading of the controller's motive, where it is an input."""
    if "hypothesis" not in tables.inputs or tables.basis["hypothesis"].nunique() < 2:
        return ""
    names = [row["outcome"] for row in facts["shares"]]
    rows = []
    for motive, runs in tables.basis.groupby("hypothesis", sort=True):
        mass = runs.groupby("outcome")["weight"].sum() / runs["weight"].sum()
        rows.append((labels.words(motive), len(runs), *(percent(float(mass.get(n, 0.0))) for n in names)))
    text = (
        f"{ASSUMPTION} Two readings of the controller's motive, strategic leverage and bargaining chip, are weighted"
        " as declared. A table of outcomes does not say which is true; it says what each would lead to."
    )
    heads = ("motive", "runs", *(labels.words(n) for n in names))
    return "\n".join(["## Competing hypotheses", "", text, "", table(heads, rows)])


def assumptions(tables: Tables) -> str:
    """Return the declared inputs, with the measure that each moves most, and what is held fixed."""
    moved = {row["path"]: dict(row) for _, row in tables.moves.fillna({"measure": ""}).iterrows()}
    rows = [
        (f"`{path}`", _declared(tables.spec["uncertainties"][path]), *_moved(moved.get(path))) for path in tables.inputs
    ]
    rows += [
        (f"`{path}` (lever)", ", ".join(labels.words(v) for v in values), *_moved(moved.get(path)))
        for path, values in tables.levers.items()
    ]
    objectives = [
        (labels.column(Column.of(o["column"])), o["direction"], Column.of(o["column"]).period, number(o["weight"]))
        for o in tables.manifest["objectives"]
    ]
    parts = [
        "## Key assumptions",
        "",
        f"{ASSUMPTION} Inputs that were varied and how; {MODEL} what each moves most. The effect is Spearman's rho"
        " for a number, the correlation ratio for a choice, and for a lever the spread of means over the width"
        " (P5 to P95) of the measure. Each input was also moved alone, all else in the middle, from its low to its"
        " high end: 'seen alone' means that this changed a measure.",
        "",
        table(("input", "declared", "moves most", "effect"), rows),
        "",
        f"{ASSUMPTION} Best and worst are judged by:",
        "",
        table(("objective", "direction", "over", "weight"), objectives),
    ]
    return "\n".join(parts)


def _declared(distribution: dict[str, Any]) -> str:
    parts = []
    for kind, numbers in distribution.items():
        if isinstance(numbers, dict):
            parts.append(f"{kind} " + ", ".join(f"{labels.words(k)} {percent(w)}" for k, w in numbers.items()))
        elif isinstance(numbers, list):
            parts.append(f"{kind} {', '.join(f'{n:g}' for n in numbers)}")
        else:
            parts.append(f"{kind} {numbers:g}")
    return "; ".join(parts)


def _moved(row: dict[str, Any] | None) -> tuple[str, str]:
    if row is None or not row["measure"]:
        return "nothing seen", ""
    seen = ""
    if row["kind"] == "uncertainty" and row["p"] >= SIGNIFICANT:
        seen = " (seen alone, not over the draws)" if row["moves"] else " (not told from chance)"
    return labels.column(Column.of(row["measure"])), f"{row['effect']:+.2f}{seen}"


def flags(tables: Tables, facts: Facts) -> str:
    """Return what should make a reader careful, and what the model does not see."""
    found = list(tables.manifest["warnings"])
    for part in ("best", "worst", "most_likely"):
        if facts[part] and facts[part]["stability"] < STABLE:
            found.append(f"{labels.words(part).capitalize()} is not distinguishable from its neighbours.")
    for name in facts["absent"]:
        found.append(f"The outcome {labels.words(name)} never occurred, under no setting: a finding, not a gap.")
    idle = tables.moves.loc[tables.moves["moves"] == 0, "path"].tolist() if len(tables.moves) else []
    if idle:
        found.append(f"No effect told from chance: {', '.join(f'`{path}`' for path in idle)}.")
    failed = [t for t in facts["confidence"]["tests"] if not t["passed"]]
    found += [f"Test not passed: {t['asks']} (found: {t['found']})." for t in failed]
    parts = ["## Red flags", "", bullets(found or ["None."])]
    return "\n".join([*parts, "", "## Blind spots", "", bullets(BLIND)])


def implications(tables: Tables, facts: Facts) -> str:
    """Return medians and ranges of the measures, economic, geopolitical and about escalation."""
    c, f, r = (tables.manifest["roles"][role] for role in ("controller", "focal", "rival"))
    parts = [
        "## Implications",
        "",
        f"{MODEL} Over the runs that likelihoods come from; the baseline has the same seeds.",
    ]
    for title, templates in IMPLICATIONS.items():
        rows = []
        for template in templates:
            label = template.format(c=c, f=f, r=r)
            got = facts["measures"].get(label)
            if got:
                of = Column.of(label)
                rows.append(
                    (
                        labels.column(of), of.period, quantity(got["median"], of.unit),
                        f"{quantity(got['p5'], of.unit)} to {quantity(got['p95'], of.unit)}",
                        quantity(got["baseline"], of.unit), quantity(got["change"], of.unit, change=True),
                    )
                )  # fmt: skip
        heads = ("measure", "over", "median", "P5 to P95", "baseline", "median change")
        parts += ["", f"### {title}", "", table(heads, rows)]
    return "\n".join(parts)


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
        f"Likelihood and confidence are two things. Confidence is {facts['confidence']['level']}, from these tests:",
        "",
        table(("test", "found", "result"), tests),
        "",
        "Files: `outcomes.csv` a row per run, `draws.csv` a row per case, `baseline.csv` the baseline by seed,"
        " `bands.csv` monthly percentiles, `chosen.csv` and `paths.csv` the chosen runs, `events.csv` what happened"
        " in them, `moves.csv` what moves what, `signposts.csv`, `sweep.yaml` the question,"
        " `scenario.yaml` the scenario.",
    ]
    return "\n".join(parts)
