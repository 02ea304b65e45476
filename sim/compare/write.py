"""A comparison as CSV, JSON or Markdown text."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import pandas as pd

from sim.compare.difference import Comparison
from sim.compare.told import told
from sim.files import table_text
from sim.words import quantity

SHOWN = 40
LEAST_RELATIVE, MOST_RELATIVE = 0.005, 10.0
HEADS = ("outcome", "was", "is", "change", "noise", "from")


def as_csv(comparison: Comparison) -> str:
    """Return one table: parameters that differ, then outcomes, told apart by the column `what`."""
    parameters = comparison.parameters.rename(columns={"path": "quantity"}).assign(what="parameter")
    outcomes = comparison.outcomes.assign(what="outcome")
    columns = ["what", *comparison.outcomes.columns]
    parts = [part.reindex(columns=columns).astype(object) for part in (parameters, outcomes) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table_text(table.map(_cell).astype(object))


def as_json(comparison: Comparison) -> str:
    """Return the comparison as JSON: verdict, problems, notes, parameters, outcomes."""
    content = {
        "verdict": comparison.verdict,
        "names": list(comparison.names),
        "problems": list(comparison.problems),
        "notes": list(comparison.notes),
        "parameters": _records(comparison.parameters),
        "outcomes": _records(comparison.outcomes),
    }
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def as_markdown(comparison: Comparison) -> str:
    """Return the comparison for a reader: comparability, then parameters, then outcomes."""
    first, *others = comparison.names
    lines = [f"# {first} against {', '.join(others)}: {comparison.verdict}", ""]
    lines += [f"- Not comparable: {problem}" for problem in comparison.problems]
    lines += [f"- {note}" for note in comparison.notes]
    several = len(others) > 1
    rows = told(comparison.parameters).to_dict("records")
    if rows:
        lines += ["", "## Parameters that differ", ""]
        lines += _table(("parameter", "was", "is"), ([r["path"], r["first"], r["second"]] for r in rows), rows, several)
    if len(comparison.outcomes):
        rows = comparison.outcomes.groupby("name", sort=False).head(SHOWN).to_dict("records")
        means = (
            "Means over all runs, and shares." if "noise" in _noises(rows) else "Means of the last 12 shared months."
        )
        lines += ["", f"## Outcomes that differ ({len(comparison.outcomes)})", "", means, ""]
        cells = [_outcome(r) for r in rows]
        # A column that says nothing in any row is left out.
        kept = [k for k in range(len(HEADS)) if k < 4 or any(c[k] for c in cells)]
        lines += _table([HEADS[k] for k in kept], ([c[k] for k in kept] for c in cells), rows, several)
        if len(rows) < len(comparison.outcomes):
            lines += ["", f"Shown are the first {SHOWN} of each; --csv writes all."]
    if comparison.verdict == "same":
        lines += ["", "Nothing differs."]
    return "\n".join(lines) + "\n"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.astype(object).to_dict("records")
    return [
        {str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()} for row in rows
    ]


def _noises(rows: Sequence[dict[Hashable, Any]]) -> str:
    return " ".join({str(row["noise"]) for row in rows})


def _outcome(row: dict[Hashable, Any]) -> list[str]:
    """Return a difference for a reader: what, was, is, change, how sure, since when."""
    unit, change, relative = str(row["unit"]), float(row["change"]), float(row["relative"])
    # A share or an index has points and no percent, and a percentage of next to nothing says nothing, nor does one of 0.
    told_in_percent = (
        LEAST_RELATIVE < abs(relative) <= MOST_RELATIVE and unit != "share" and not unit.startswith("index")
    )
    share = f", {100 * relative:+.0f} %" if told_in_percent else ""
    text = f"{quantity(change, unit, change=True)}{share}: {row['direction']}"
    noise = "" if row["noise"] in ("same seed", "other seed", "unknown") else row["noise"]
    return [
        row["quantity"],
        quantity(row["first"], unit),
        quantity(row["second"], unit),
        text,
        noise,
        row["diverges"],
    ]


def _table(
    heads: Sequence[str], cells: Iterable[Sequence[Any]], rows: Sequence[dict[Hashable, Any]], several: bool
) -> list[str]:
    """Return a table; with several results held against the first, a column says which a row is about."""
    heads = ("with", *heads) if several else heads
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for values, row in zip(cells, rows, strict=True):
        shown = [row["name"], *values] if several else values
        lines.append("| " + " | ".join(str(v).replace("|", "\\|").replace("\n", " ") for v in shown) + " |")
    return lines


def _cell(value: Any) -> Any:
    """Return ten digits of a number, and a list as its JSON text."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return float(f"{value:.10g}") if isinstance(value, float) and math.isfinite(value) else value
