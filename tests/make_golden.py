"""Tables that a test compares with: `python -m tests.make_golden` writes them anew.

`golden/baseline.csv` holds what the baseline records in its first four years: stages, trade, prices, nations. A commit that
moves it says so in the changelog. `golden/busy.csv` holds sums by measure of a world in which most instruments are at work, so
that equations which the baseline does not need are held too. `golden/policy_fields.csv` holds the default and the bounds of every
field of every instrument.
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
from sim.scenario import Scenario, find_scenario, load

FOLDER = Path(__file__).parent / "golden"
BASELINE, BUSY, FIELDS = FOLDER / "baseline.csv", FOLDER / "busy.csv", FOLDER / "policy_fields.csv"
MONTHS, BUSY_MONTHS, DIGITS = 48, 42, 9
#: Most instruments at once, and early, so that few years see them work.
AT_WORK: tuple[dict[str, Any], ...] = (
    {"kind": "export_control", "id": "threat", "products": ["heavy", "magnets"], "destinations": ["JPN"], "announced_share": 0.5},
    {"kind": "export_control", "id": "pool", "products": ["oxides"], "start": "2024-07", "quotas": [{"period": "2024-H2", "tonnes": 4000}]},
    {"kind": "export_control", "id": "papers", "products": ["heavy"], "start": "2024-04", "end": "2025-09", "licence": True},
    {"kind": "licensing", "id": "desk", "start": "2024-04", "end": "2025-09", "default_regime": "tight"},
    {"kind": "china_plus_one", "hosts": ["IND", "VNM"], "homes": ["JPN", "USA", "KOR", "EUU"], "exposure_threshold": 0.01,
     "absorption_t_per_year": 9000, "incentive_share": 0.3},
    {"kind": "stockpile", "nations": ["JPN", "KOR"], "products": ["heavy", "oxide_NdPr"], "cover_months": 2, "end": "2025-08"},
    {"kind": "mining_assets", "investor": "JPN", "stakes": [{"host": "AUS", "t_per_year": 1000}],
     "offtakes": [{"host": "MYS", "products": ["oxide_NdPr"], "share": 0.5}]},
    {"kind": "domestic_capability", "nation": "USA", "stages": {"magnet": {"capex_grant_share": 0.4, "incentive_usd_per_t": 9000},
     "separation": {"permit_speed": 2, "research_usd_per_month": 5e6, "limit_t_per_year": 9000}}},
    {"kind": "price_support", "nation": "USA", "t_per_month": 300},
    {"kind": "recycling", "nations": ["EUU"], "collection_share": 0.4, "subsidy_usd_per_t": 5000, "recycled_content_share": 0.1},
    {"kind": "substitution", "nation": "JPN"},
    {"kind": "environment", "nations": ["CHN"], "stringency": {2024: 0.8}},
    {"kind": "tariff", "importer": "USA", "rate": 0.25, "start": "2024-06", "retaliation": {"rate": 0.1}},
    {"kind": "production_quota", "id": "halt", "start": "2024-09", "mining_t_per_year": {2024: 2e5}, "separation_t_per_year": {2024: 2e5},
     "includes_imported_ore": True, "tolerated": 0.2},
)  # fmt: skip
QUICK = {"lead_magnet_months": 24, "lead_expansion_months": 9, "relocation_speed": 0.04, "qualification_months": 12}
#: What a schema says of a field in numbers.
LIMITS = {
    "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minLength", "maxLength",
    "minProperties", "maxProperties",
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


def busy() -> tuple[list[str], np.ndarray]:
    """What is recorded where most instruments work: sums by measure, without signs, (months, measures)."""
    plain = load(find_scenario("baseline")).plain()
    plain |= {"months": BUSY_MONTHS, "parameters": QUICK, "policies": [*plain["policies"], *AT_WORK]}
    result = run(Scenario.model_validate(plain))
    measures = sorted({key.measure for key in result.keys} - {"balance_residual"})
    of = np.array([key.measure for key in result.keys])
    return measures, np.column_stack([np.abs(result.series[:, of == measure]).sum(axis=1) for measure in measures])


def stored(table: Path = BASELINE) -> tuple[list[str], np.ndarray]:
    """The names and numbers of a table."""
    with table.open(encoding="utf-8", newline="") as file:
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
    """Write all tables."""
    FOLDER.mkdir(exist_ok=True)
    for table, (names, numbers) in ((BASELINE, ([name(key) for key in HEADLINES], baseline())), (BUSY, busy())):
        with table.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["month", *names])
            writer.writerows([month, *(f"{x:.{DIGITS}g}" for x in row)] for month, row in enumerate(numbers.tolist()))
    with FIELDS.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(fields())


if __name__ == "__main__":
    main()
