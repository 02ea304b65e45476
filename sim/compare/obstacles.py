"""Why two saved results cannot be compared: kind, schema, horizon, missing columns, units."""

from __future__ import annotations

from collections.abc import Iterator

from sim.compare.runs import SERIES
from sim.compare.saved import Saved
from sim.compare.sweeps import measures

NAMED = 3
"""Missing columns that are named one by one; of more the number is said."""


def obstacles(first: Saved, second: Saved) -> list[str]:
    """Return why two results cannot be compared, a line each; none if they can.

    Two results of our own, or two files from elsewhere, must hold the same columns over the same months. A file from
    elsewhere beside one of our own is held against it on what it has.
    """
    if first.many != second.many:
        return [f"{first.name} is a {first.kind} and {second.name} a {second.kind}: compare two of a kind"]
    found = list(_schemas(first, second))
    found += _of_sweeps(first, second) if first.many else _of_series(first, second)
    return found


def _schemas(first: Saved, second: Saved) -> Iterator[str]:
    schemas = {saved.manifest["schema"] for saved in (first, second) if "schema" in saved.manifest}
    if len(schemas) > 1:
        yield f"the folders have schemas {' and '.join(map(str, sorted(schemas)))}: run the older one again"


def _of_sweeps(first: Saved, second: Saved) -> Iterator[str]:
    spans = [(s.manifest.get("start"), s.manifest.get("end")) for s in (first, second)]
    if None not in (*spans[0], *spans[1]) and spans[0] != spans[1]:
        yield _horizons(first.name, spans[0], second.name, spans[1])
    columns = [set(measures(saved.outcomes)) for saved in (first, second)]
    yield from _missing(first, second, *columns)


def _of_series(first: Saved, second: Saved) -> Iterator[str]:
    months = [sorted(set(saved.series["month"])) for saved in (first, second)]
    if not set(months[0]) & set(months[1]):
        yield "they share no month"
    elif months[0] != months[1]:
        spans = [(m[0], m[-1]) for m in months]
        yield _horizons(first.name, spans[0], second.name, spans[1])
    keys = [{".".join(p for p in key if p) for key in saved.series[SERIES].itertuples(index=False, name=None)}
            for saved in (first, second)]  # fmt: skip
    yield from _missing(first, second, *keys)
    units = [dict(zip(s.series["measure"], s.series["unit"], strict=True)) for s in (first, second)]
    for name in sorted(units[0].keys() & units[1].keys()):
        if units[0][name] and units[1][name] and units[0][name] != units[1][name]:
            yield f"{name} is in {units[0][name]} in one and in {units[1][name]} in the other"


def _horizons(name: str, span: tuple[object, ...], other: str, also: tuple[object, ...]) -> str:
    text = f"horizons differ: {name} runs from {span[0]} to {span[1]} and {other} from {also[0]} to {also[1]}"
    return f"{text}: run both over the same months"


def _missing(first: Saved, second: Saved, a: set[str], b: set[str]) -> Iterator[str]:
    if not a & b:
        yield "they share no measure"
        return
    if bool(first.manifest) != bool(second.manifest):
        return
    for name, absent in ((second.name, a - b), (first.name, b - a)):
        if absent:
            named = ", ".join(sorted(absent)[:NAMED])
            more = f" and {len(absent) - NAMED} more" if len(absent) > NAMED else ""
            yield f"{name} lacks {named}{more}"
