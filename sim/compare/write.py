"""A comparison as CSV, JSON or Markdown text."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from sim.compare.difference import Comparison
from sim.files import table_text

SHOWN = 40


def as_csv(comparison: Comparison) -> str:
    """Return one table: parameters that differ, then outcomes, told apart by the column `what`."""
    parameters = comparison.parameters.rename(columns={"path": "quantity"}).assign(what="parameter")
    outcomes = comparison.outcomes.assign(what="outcome")
    columns = ["what", *comparison.outcomes.columns]
    parts = [part.reindex(columns=columns).astype(object) for part in (parameters, outcomes) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table_text(table.map(_rounded).astype(object))


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
    if len(comparison.parameters):
        lines += ["", "## Parameters that differ", ""]
        lines += _table(comparison.parameters, ["name", "path", "first", "second"])
    if len(comparison.outcomes):
        shown = comparison.outcomes.head(SHOWN)
        lines += ["", f"## Outcomes that differ ({len(comparison.outcomes)})", ""]
        lines += _table(shown, list(comparison.outcomes.columns))
        if len(shown) < len(comparison.outcomes):
            lines += ["", f"The {len(shown)} largest relative changes are shown; --csv writes all."]
    if comparison.verdict == "same":
        lines += ["", "Nothing differs."]
    return "\n".join(lines) + "\n"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    rows = frame.astype(object).to_dict("records")
    return [
        {str(k): None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()} for row in rows
    ]


def _table(frame: pd.DataFrame, columns: list[str]) -> list[str]:
    heads = {"diverges": "first differs in", "relative": "relative change"}
    lines = ["| " + " | ".join(heads.get(c, c) for c in columns) + " |", "|" + "---|" * len(columns)]
    for row in frame[columns].to_dict("records"):
        lines.append("| " + " | ".join(_shown(str(c), v) for c, v in row.items()) + " |")
    return lines


def _shown(column: str, value: Any) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return f"{100 * value:+.1f} %" if column == "relative" else f"{value:.4g}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _rounded(value: Any) -> Any:
    return float(f"{value:.10g}") if isinstance(value, float) and math.isfinite(value) else value
