"""Section of the report about competing hypotheses: the matrix, the ratios, the posterior, what each item does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sim.sweep import labels
from sim.sweep.hypotheses import TELLS
from sim.sweep.markdown import ASSUMPTION, FACT, MODEL, bullets, table
from sim.words import between, chance, likelihood

MARKS = "CC very consistent, C consistent, N neutral, I inconsistent, II very inconsistent"


def judgement(items: pd.DataFrame, summary: pd.DataFrame, sources: bool = True) -> str:
    """Return the judgement of `evidence.csv` and `hypotheses.csv` as Markdown, without a heading.

    Without `sources` the items leave more room for the rest.
    """
    names = summary["hypothesis"].tolist()
    return "\n\n".join(
        [
            verdict(items, summary),
            _posterior(summary),
            f"{FACT} What happened, and {MODEL} how often runs show the same under each reading ({MARKS}). Under"
            f" 'ratio' stands how many times likelier an item is under {labels.words(names[0])} than under"
            f" {labels.words(names[1])}; under 'without' the probability of {labels.words(names[0])} with that item"
            " left out.",
            _matrix(items, names, sources),
            _silent(items),
        ]
    )


def verdict(items: pd.DataFrame, summary: pd.DataFrame) -> str:
    """Return in two sentences which reading the evidence fits better, or that it does not tell."""
    first, other = summary.sort_values("joint", ascending=False, kind="stable").head(2).to_dict("records")
    count = int(items["diagnostic"].sum())
    rests = f"{count} of {len(items)} items can tell the readings apart"
    shown = f"all of them together are shown by {first['all_items']} of {first['runs']} runs under"
    shown += f" {labels.words(first['hypothesis'])} and by {other['all_items']} of {other['runs']} under"
    shown += f" {labels.words(other['hypothesis'])}"
    if first["low"] <= first["prior"] <= first["high"] or not count:
        text = f"{MODEL} The evidence does not tell the readings apart: {rests}, and {shown}."
        stands = "stays at its prior," if not summary["all_items"].any() else "is"
        text += f" The probability of {labels.words(first['hypothesis'])} {stands} {_range(first)}."
        return f"{text} {_near(summary)}"
    text = f"{MODEL} The evidence fits **{labels.words(first['hypothesis'])}** better ({likelihood(first['joint'])},"
    return f"{text} {_range(first)}): {rests}, and {shown}. {_near(summary)}"


def _range(row: Mapping[Any, Any]) -> str:
    if row["low"] == row["high"]:
        return chance(row["joint"])
    return f"{chance(row['joint'])}, range {between(row['low'], row['high'])}"


def _near(summary: pd.DataFrame) -> str:
    """Return what the runs say that come closest to what happened."""
    about = summary.iloc[0]
    runs = ", ".join(
        f"{row['closest_runs']} of {row['runs']} under {labels.words(row['hypothesis'])}"
        for row in summary.to_dict("records")
    )
    first = summary.sort_values("closest", ascending=False, kind="stable").iloc[0]
    return (
        f"The runs that come closest show {about['least_items']} or more of these {about['items']} items: {runs}; by"
        f" them {labels.words(first['hypothesis'])} stands at {chance(float(first['closest']))}."
    )


def _posterior(summary: pd.DataFrame) -> str:
    rows = [
        (
            labels.words(row["hypothesis"]), chance(row["prior"]), row["runs"], row["all_items"], _range(row),
            chance(row["closest"]), chance(row["product"]),
        )
        for row in summary.to_dict("records")
    ]  # fmt: skip
    heads = ("reading", "prior", "runs", "runs that show all", "posterior, all together", "closest runs", "one by one")
    text = (
        f"{ASSUMPTION} Priors are stated, not found. The posterior counts runs that show all items that tell at once;"
        " the column after it those that come closest, and the last multiplies the ratios as if items had no cause in"
        " common."
    )
    return f"{text}\n\n{table(heads, rows)}"


def _matrix(items: pd.DataFrame, names: list[str], sources: bool) -> str:
    rows = []
    for row in items.to_dict("records"):
        marks = [f"{row[f'mark.{name}']} ({chance(row[f'p.{name}'])})" for name in names]
        tells = row["diagnostic"] == 1
        rows.append(
            (
                row["date"], row["text"], *([f"{row['source']} ({row['confidence']})"] if sources else []),
                *(marks if tells else ["-"] * len(names)),
                f"{row['ratio']:.2f}" if tells else "-",
                chance(row[f"without.{names[0]}"]) if tells else "",
            )
        )  # fmt: skip
    return table(
        ("date", "item", *(["source"] if sources else []), *map(labels.words, names), "ratio", "without"), rows
    )


def _silent(items: pd.DataFrame) -> str:
    silent = items[items["diagnostic"] == 0]
    lines = [f"{row['date']} {labels.words(row['item'])}: {row['why']}" for row in silent.to_dict("records")]
    strong = [r for r in items.to_dict("records") if r["diagnostic"] and max(r["ratio"], 1 / r["ratio"]) >= TELLS]
    told = ", ".join(
        labels.words(row["item"]) for row in sorted(strong, key=lambda r: -max(r["ratio"], 1 / r["ratio"]))
    )
    parts = [f"{MODEL} Most telling: {told}." if told else f"{MODEL} No single item tells much."]
    if lines:
        parts.append("Items that cannot tell, by construction:\n\n" + bullets(lines))
    return "\n\n".join(parts)
