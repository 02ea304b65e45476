"""Parameters that differ as a person reads them: a policy that is there on one side only is one row, and so are events."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from itertools import groupby
from typing import Any

import pandas as pd

#: Texts about a scenario, which do nothing.
_TEXTS = ("title", "description")
_GROUP = re.compile(r"(?:scenario\.)?(?:policies\[[^\]]*\]|events)")

Row = dict[Hashable, Any]


def told(parameters: pd.DataFrame) -> pd.DataFrame:
    """The same columns with fewer rows; `parameters` as in `Comparison`, sorted by name and path. Nothing is lost in CSV."""
    rows = [row for row in parameters.to_dict("records") if row["path"].split(".")[-1] not in _TEXTS]
    shorter = [
        short
        for (_, place), group in groupby(rows, _place)
        for short in (_told(place, list(group)) if place else group)
    ]
    values = ({**row, **{side: _value(row[side]) for side in ("first", "second")}} for row in shorter)
    return pd.DataFrame(values, columns=parameters.columns)


def _value(value: Any) -> Any:
    """A value that was left open is none, which pandas writes as nan."""
    return "none" if value is None or value != value else value


def _place(row: Row) -> tuple[str, str]:
    """Whose row it is, and the policy or the list of events that it is a part of, '' for none."""
    found = _GROUP.match(row["path"])
    return row["name"], found.group() if found else ""


def _told(place: str, rows: list[Row]) -> Iterator[Row]:
    absent = [all(row[side] in ("", []) for row in rows) for side in ("first", "second")]
    if place.endswith("events"):
        texts = [sum(row["path"].endswith(".text") and row[side] != "" for row in rows) for side in ("first", "second")]
        yield {**rows[0], "path": place, "first": f"{texts[0]} of its own", "second": f"{texts[1]} of its own"}
    elif any(absent):
        yield {
            **rows[0],
            "path": place,
            **{s: _policy(rows, s, a) for s, a in zip(("first", "second"), absent, strict=True)},
        }
    else:
        yield from rows


def _policy(rows: list[Row], side: str, absent: bool) -> str:
    """A whole policy in a few words."""
    if absent:
        return "none"
    value = {row["path"].rpartition(".")[2]: row[side] for row in rows}
    dates = f"{value.get('start') or 'the beginning'} to {value.get('end') or 'the end'}"
    return f"{str(value.get('kind', 'policy')).replace('_', ' ')}, {dates}"
