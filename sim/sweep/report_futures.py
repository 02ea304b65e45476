"""Sections of the report about futures: outcomes, the three cases, signposts, extremes."""

from __future__ import annotations

import pandas as pd

from sim.sweep import labels
from sim.sweep.facts import Facts
from sim.sweep.markdown import MODEL, bullets, table
from sim.sweep.measures import Column
from sim.sweep.select import STABLE
from sim.sweep.signposts import FEWEST, TENTH
from sim.sweep.tables import Tables
from sim.words import between, chance, likelihood, quantity

EVENTS = 12
EARLIEST = 4
"""Signs shown of each kind of future."""
TITLES = {"best": "Plausible best", "worst": "Plausible worst", "most_likely": "Most likely path"}


def outcomes(tables: Tables, facts: Facts) -> str:
    """Return the table of named outcomes with shares, their range and the likelihood word."""
    meant = {entry["name"]: entry for entry in tables.manifest["outcomes"]}
    rows = [
        (
            f"**{meant[row['outcome']]['title']}**" + _colon(meant[row["outcome"]]["description"]),
            row["runs"],
            chance(row["share"], facts["draws"]),
            between(row["low"], row["high"], facts["draws"]),
            row["word"] or "no word: no distribution declared",
        )
        for row in facts["shares"]
    ]
    text = [
        "## Outcomes",
        "",
        f"{MODEL} {facts['basis_runs']} runs in which {_basis(tables)}; the range is what another sample of"
        " draws of the same size would show (P5 to P95 of resamples). Words are those of ICD 203.",
        "",
        table(("outcome", "runs", "share", "range", "likelihood"), rows),
        "",
        "![Shares of the outcomes](outcomes.png)",
    ]
    return "\n".join(text)


def _colon(text: str) -> str:
    return f": {text}" if text else ""


def _basis(tables: Tables) -> str:
    held = {p: v for p, v in tables.manifest["reference"].items() if v != "adaptive"}
    return f"the levers stand at {labels.setting(held)}" if held else "every nation chooses for itself"


def cases(tables: Tables, facts: Facts) -> str:
    """Return best, worst and most likely: what was decided, key numbers against the baseline, how firm."""
    parts = ["## Best, worst, most likely", "", _how(facts)]
    for role in TITLES:
        found = facts[role]
        if found:
            parts += [
                "",
                f"### {_titled(facts, role)}: {labels.words(found['outcome'])}",
                "",
                _case(tables, facts, role, found),
            ]
        if found and role == "most_likely":
            parts += ["", _composition(tables, facts)]
    if facts["runner_up"]:
        second = facts["runner_up"]
        parts += [
            "",
            f"{MODEL} The next kind of path holds {chance(second['share'])} of the probability; its middle run"
            f" is case {second['case']}, seed {second['seed']}, and ends in {labels.words(second['outcome'])}.",
        ]
    parts += ["", "![Monthly paths](paths.png)"]
    if len(tables.manifest["objectives"]) > 1:
        parts += ["", "![Every run by two objectives](cloud.png)"]
    return "\n".join(parts)


def _titled(facts: Facts, role: str) -> str:
    undeclared = role == "most_likely" and not facts["declared"]
    return "Most representative path" if undeclared else TITLES[role]


def _how(facts: Facts) -> str:
    word = "most likely" if facts["declared"] else "most representative"
    return (
        "Best and worst are the cases at the 5th percentile of the distance to the ideal and to the anti-ideal of"
        " the objectives, over all settings of the levers; each is shown by its median run. They are places in a"
        f" sample and carry no likelihood; the outcome that they end in does. The {word} path is the middle of"
        " the kind of path with the most probability. The reference is the runs that likelihoods come from."
    )


def _case(tables: Tables, facts: Facts, role: str, found: Facts) -> str:
    rows = []
    for c in _key_columns(tables):
        own = found["measures"].get(c.label)
        if own:
            median = facts["measures"][c.label]["median"]
            change = quantity(own["change"], c.unit, change=True)
            rows.append((labels.column(c), quantity(own["value"], c.unit), change, quantity(median, c.unit)))
    lines = [
        f"Case {found['case']} (draw {found['draw']}), seed {found['seed']}"
        + (f", under {labels.setting(found['levers'])}." if found["levers"] else "."),
        "",
        firmness(role, found),
        "",
        odds(tables, facts, role),
        "",
        table(("measure", "this run", "against the baseline", "median of the reference"), rows),
    ]
    told = _told(tables.events[tables.events["role"] == role]) if len(tables.events) else []
    if told:
        lines += ["", f"{MODEL} What happened on the way:", "", bullets(told)]
    return "\n".join(lines)


def _composition(tables: Tables, facts: Facts) -> str:
    """Return in what the runs of the leading kind of path end, and how distinct the kinds are."""
    kind = tables.basis[tables.basis["path_kind"] == 0]
    mass = kind.groupby("outcome")["weight"].sum().sort_values(ascending=False) / kind["weight"].sum()
    ends = ", ".join(f"{labels.words(name)} {chance(float(share))}" for name, share in mass.items())
    kinds = tables.basis["path_kind"].nunique()
    found = f"{kinds} kinds of path were found" if kinds > 1 else "All paths are of one kind"
    text = f"{MODEL} {found}; runs of the leading one end in: {ends}."
    leading, middle = facts["leading"]["outcome"], facts["most_likely"]["outcome"]
    if middle != leading:
        text += (
            f" The run in its middle ends in **{labels.words(middle)}**, while the likeliest outcome over all runs is"
            f" **{labels.words(leading)}**: the two answer different questions."
        )
    if len(mass) > 1:
        text += " Kinds are told apart by the objectives month by month and not by the outcome at the end."
    return text


def firmness(role: str, found: Facts) -> str:
    """Return in a sentence or two how firm the choice of a run is."""
    stable = chance(found["stability"])
    if role == "most_likely":
        text = f"Its kind holds {chance(found['share'])} of the probability and leads in {stable} of resamples."
    else:
        text = f"{stable} of resamples of the draws choose a case with this outcome,"
        text += f" {chance(found['same_setting'])} one under this setting as well."
    return text + (" Not distinguishable from its neighbours." if found["stability"] < STABLE else "")


def odds(tables: Tables, facts: Facts, role: str) -> str:
    """Return how likely the outcome is that a chosen run ends in: where nations choose, and under its setting."""
    found = facts[role]
    shares = {row["outcome"]: row["share"] for row in facts["shares"]}
    name = found["outcome"]
    parts = [f"where {_basis(tables)}: {_odd(shares[name], facts)}"]
    for row in facts["by_setting"]:
        if found["levers"][row["lever"]] == row["setting"] != tables.manifest["reference"][row["lever"]]:
            under = f"{labels.told(row['lever'])} at {labels.words(row['setting'])}"
            parts.append(f"with {under}: {_odd(row['shares'][name], facts)}")
    ends = f"{MODEL} {_titled(facts, role)}: ends in **{labels.words(name)}**."
    return f"{ends} How likely that outcome is, {'; '.join(parts)}."


def _odd(share: float, facts: Facts) -> str:
    text = chance(share, facts["draws"])
    return f"{likelihood(share)} ({text})" if facts["declared"] else text


def _key_columns(tables: Tables) -> list[Column]:
    objectives = [o["column"] for o in tables.manifest["objectives"]]
    focal, rival = tables.manifest["roles"]["focal"], tables.manifest["roles"]["rival"]
    extra = [f"output_lost_usd.{focal}", f"relations.{focal}>{rival}", f"supply_gap.{focal}", f"concession.{focal}"]
    known = {c.label for c in tables.measures}
    return [Column.of(label) for label in dict.fromkeys(objectives + extra) if label in known]


def _told(events: pd.DataFrame) -> list[str]:
    """Return the events of months in which an actor decided, or all if nobody did; the first dozen."""
    chosen = events[events["decision"] == 1] if (events["decision"] == 1).any() else events
    shown = chosen.head(EVENTS).fillna("")
    lines = [f"{e.month} {e.actor}: {e.text}" for e in shown.itertuples()]
    left = len(events) - len(shown)
    return [*lines, f"and {left} more in events.csv"] if left > 0 else lines


def signposts(tables: Tables) -> str:
    """Return the measures that tell the worst tenth and each outcome apart, the earliest first."""
    parts = ["## Signposts", ""]
    if tables.signposts.empty:
        few = len(tables.basis) < FEWEST / TENTH
        text = f"No signs were looked for: {len(tables.basis)} runs are too few, a tenth of them needs {FEWEST}."
        none = f"{MODEL} No monthly measure tells one kind of future from the rest."
        return "\n".join([*parts, text if few else none])
    rows = []
    early = tables.signposts[tables.signposts["lead_months"] > 0]
    for tells, signs in early.groupby("tells", sort=False):
        for sign in signs.head(EARLIEST).to_dict("records"):
            c = Column.of(sign["measure"])
            rows.append(
                (
                    labels.words(tells), labels.column(c),
                    f"{sign['side']} than {quantity(sign['threshold'], c.monthly_unit)}", sign["month"],
                    f"{int(sign['lead_months'])} months", f"{sign['auc']:.2f}",
                    f"{chance(sign['hits'])}, {chance(sign['false_alarms'])}",
                )
            )  # fmt: skip
    parts += [
        f"{MODEL} A sign counts from the first month in which it tells the worst tenth of single runs from the best, or"
        " an outcome from all other runs, for half a year on (area under the curve 0.8 or more, medians apart by 5 %"
        " of the measure's width or more). The lead runs to the last year, over which ends are judged, or to the"
        " first month that the rules of an outcome name; signs that come later are left out here. The last column gives"
        " the part of that kind of future that shows the sign in its first month, and the part of the others that does."
        f" The {EARLIEST} earliest of each;"
        " `signposts.csv` has all.",
        "",
        table(("tells", "measure", "sign", "from", "lead", "area", "hits, false alarms"), rows),
    ]
    silent = [o["name"] for o in tables.manifest["outcomes"] if o["name"] not in set(early["tells"])]
    if silent:
        parts += ["", f"{MODEL} No early sign was found for: {', '.join(map(labels.words, silent))}."]
    return "\n".join(parts)


def annex(facts: Facts) -> str:
    """Return the observed extremes, which are luck as much as choice."""
    rows = []
    for part in ("best_extreme", "worst_extreme"):
        found = facts[part]
        if found:
            rows.append(
                (
                    part.split("_")[0], found["case"], found["seed"], labels.setting(found["levers"]),
                    labels.words(found["outcome"]), f"{found['score']:.3f}",
                )
            )  # fmt: skip
    if not rows:
        return ""
    heads = ("end", "case", "seed", "setting", "outcome", "distance")
    text = f"{MODEL} The single best and worst case of this sample; another sample would show others."
    return "\n".join(["## Annex: observed extremes", "", text, "", table(heads, rows)])
