"""Use from Python without YAML: build a scenario, run it with and without a policy, compare two series.

    python examples/without_yaml.py [MONTHS]

An embargo: from January 2025 no heavy rare earths leave China for Japan. What does Japan pay for dysprosium in 2025?
"""

from __future__ import annotations

import sys

from sim.policies.export_control import ExportControl
from sim.run import RunResult, run
from sim.scenario import Scenario


def world(months: int, *policies: ExportControl) -> Scenario:
    """The world of 2024 with these policies and no others."""
    return Scenario(name="embargo" if policies else "open", months=months, policies=policies)


def embargo() -> ExportControl:
    """The same as an entry under `policies:` in a scenario file."""
    return ExportControl(
        kind="export_control", id="embargo", origin="CHN", destinations=("JPN",), products=("heavy",), start="2025-01", access=0.0
    )  # fmt: skip


def paid(result: RunResult) -> float:
    """Highest price that Japan paid for Dy oxide in a month of 2025, USD/kg without VAT."""
    return float(result.get("price_paid", "JPN", "oxide_Dy")[12:24].max())


def main(months: int = 24) -> tuple[float, float]:
    """Run both and print what differs."""
    without, under = run(world(months)), run(world(months, embargo()))
    for result in (without, under):
        if result.status != "ok":
            raise SystemExit(result.reason)
    print(f"{without.months[0]} to {without.months[-1]}, seed {without.seed}")
    print(
        f"Highest price of Dy oxide in Japan in 2025, USD/kg: {paid(without):.0f} without, {paid(under):.0f} with the embargo"
    )
    gap = 100 * under.get("supply_gap", "JPN").max()
    print(f"Largest share of Japan's need that was not met in a month: {gap:.1f} %")
    frame = under.frame()  # the long table, for pandas: month, nation, product, measure, unit, value
    print(f"{len(frame):,} rows in the long table")
    return paid(without), paid(under)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
