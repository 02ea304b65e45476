"""Tables that a test compares with: `python -m tests.make_golden` writes them anew.

`golden/baseline.csv` holds what the baseline records in its first four years: stages, trade, prices, nations. A commit that moves it
says so in the changelog. `golden/policy_fields.csv` holds the default and the bounds of every field of every instrument.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sim.policies import KINDS
from sim.records import Key
from sim.run import run
from sim.scenario import find_scenario, load

FOLDER = Path(__file__).parent / "golden"
BASELINE, FIELDS = FOLDER / "baseline.csv", FOLDER / "policy_fields.csv"
MONTHS, DIGITS = 48, 9
#: What a schema says of a field in numbers.
LIMITS = {
    "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minLength", "maxLength",
}  # fmt: skip
HEADLINES = (
    *(Key(f"{stage}_output_t", nation) for stage in ("mine", "separation", "metal", "magnet") for nation in ("CHN", "USA")),
    *(Key(measure, "IND") for measure in ("import_dependency", "stock_cover_months", "supplier_hhi", "tech_sovereignty")),
    *(Key("price_paid", "", product) for product in ("oxide_NdPr", "oxide_Dy", "oxide_Tb", "magnet_standard", "magnet_heavy")),
    *(Key("spot_inside", "", product) for product in ("oxide_NdPr", "oxide_Dy", "oxide_La")),
    *(Key("exports_t", "CHN", product) for product in ("oxide_NdPr", "metal_NdPr", "magnet_standard", "magnet_heavy")),
    *(Key("capacity_t", nation, "magnet") for nation in ("CHN", "JPN", "USA")),
    Key("rejected_t", "", "La"), Key("recycled_t", "", "Nd"), Key("transition_pace", "EUU"), Key("co2_t", "CHN"),
)  # fmt: skip


def baseline() -> np.ndarray:
    """The headlines of the baseline, (months, headlines)."""
    result = run(load(find_scenario("baseline")).with_value("months", MONTHS))
    return np.column_stack([result.get(*key) for key in HEADLINES])


def stored() -> tuple[list[str], np.ndarray]:
    """The names and numbers of the table."""
    with BASELINE.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return names[1:], np.array([[float(cell) for cell in row[1:]] for row in rows])


def name(key: Key) -> str:
    """A headline's name in the table."""
    return " ".join(part for part in key if part)


def fields() -> Iterator[tuple[str, str, str]]:
    """Every default and every bound of the instruments and of what they are made of: place, what, value."""
    for kind, policy in sorted(KINDS.items()):
        if not policy.__module__.startswith("sim."):
            continue
        schema = policy.model_json_schema()
        for owner, part in {kind: schema, **schema.get("$defs", {})}.items():
            yield from _bounds(f"{kind}.{owner}", part)


def _bounds(place: str, part: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(part, dict):
        for key, value in sorted(part.items()):
            if key in LIMITS:
                yield place.replace(".properties", ""), key, repr(value)
            elif key not in ("$defs", "examples"):
                yield from _bounds(f"{place}.{key}", value)
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _bounds(f"{place}[{number}]", value)


def main() -> None:
    """Write both tables."""
    FOLDER.mkdir(exist_ok=True)
    with BASELINE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["month", *(name(key) for key in HEADLINES)])
        writer.writerows([month, *(f"{x:.{DIGITS}g}" for x in row)] for month, row in enumerate(baseline().tolist()))
    with FIELDS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(fields())


if __name__ == "__main__":
    main()
