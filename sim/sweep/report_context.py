"""Sections of the report about what it rests on and comes to: hypotheses, assumptions, red flags, implications."""

from __future__ import annotations

from typing import Any

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.markdown import ASSUMPTION, MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.moves import SIGNIFICANT
from sim.sweep.report_basis import origin, tested
from sim.sweep.report_hypotheses import judgement
from sim.sweep.select import STABLE
from sim.sweep.tables import Tables
from sim.words import chance, number, percent, quantity

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
    """Return the judgement of the evidence, where there is one, and what each reading of the motive leads to."""
    parts = []
    if len(tables.hypotheses) and len(tables.evidence):
        about = tables.hypotheses.iloc[0]
        parts += [
            f"{ASSUMPTION} {about['title']}: held against dated evidence on the runs of `{about['ensemble']}`.",
            judgement(tables.evidence, tables.hypotheses),
        ]
    if "hypothesis" in tables.inputs and tables.basis["hypothesis"].nunique() > 1:
        parts.append(_by_motive(tables, facts))
    elif not parts:
        return ""
    if not len(tables.hypotheses):
        parts.append(
            "Which reading the evidence fits better is not asked of this sweep: `rare-earth hypotheses` holds one in"
            " which the controller chooses from the start against dated items."
        )
    return "\n\n".join(["## Competing hypotheses", *parts])


def _by_motive(tables: Tables, facts: Facts) -> str:
    names = [row["outcome"] for row in facts["shares"]]
    rows = []
    for motive, runs in tables.basis.groupby("hypothesis", sort=True):
        mass = runs.groupby("outcome")["weight"].sum() / runs["weight"].sum()
        draws = int(runs["draw"].nunique())
        rows.append((labels.words(motive), len(runs), *(chance(float(mass.get(n, 0.0)), draws) for n in names)))
    text = (
        f"{ASSUMPTION} The two readings are weighted as declared; {MODEL} what each would lead to. This table does not"
        " say which is true."
    )
    return f"{text}\n\n{table(('reading', 'runs', *(labels.words(n) for n in names)), rows)}"


def assumptions(tables: Tables, facts: Facts) -> str:
    """Return the declared inputs with source and effect, the objectives, and the tested assumptions."""
    moved = {
        row["path"]: dict(row) for _, row in tables.moves.astype({"measure": object}).fillna({"measure": ""}).iterrows()
    }
    rows = [
        (_input(path), _declared(tables.spec["uncertainties"][path]), *_moved(moved.get(path)), *origin(path))
        for path in tables.inputs
    ]
    rows += [
        (
            f"{_input(path)} (lever)",
            ", ".join(labels.words(v) for v in values),
            *_moved(moved.get(path)),
            "a choice",
            "",
        )
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
        table(("input", "declared", "moves most", "effect", "source of the range", "confidence"), rows),
        "",
        f"{ASSUMPTION} Best and worst are judged by:",
        "",
        table(("objective", "direction", "over", "weight"), objectives),
    ]
    if held := tested(facts):
        parts += ["", held]
    return "\n".join(parts)


def _input(path: str) -> str:
    """An input in words, and its path for who wants to set it."""
    return f"{labels.told(path)} `{path}`"


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
    path, leading = facts["most_likely"], facts["leading"]
    if path and path["outcome"] != leading["outcome"]:
        found.append(
            f"The run shown for the commonest kind of path ends in {labels.words(path['outcome'])}, the likeliest"
            f" outcome is {labels.words(leading['outcome'])}: read the two apart."
        )
    if facts["second"] and leading["leads"] < STABLE:
        found.append(f"{labels.words(leading['outcome']).capitalize()} is not distinguishable from its runner-up.")
    for part in ("best", "worst", "most_likely"):
        if facts[part] and facts[part]["stability"] < STABLE:
            found.append(f"{labels.words(part).capitalize()} is not distinguishable from its neighbours.")
    for name in facts["absent"]:
        found.append(f"The outcome {labels.words(name)} never occurred, under no setting: a finding, not a gap.")
    for row in facts["assumptions"]:
        if not row["held"]:
            found.append(f"An assumption of the question is not held by the runs: {row['claim']}")
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
