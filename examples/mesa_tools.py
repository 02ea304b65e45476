"""Mesa's own tools on the model: agents in an AgentSet, a DataCollector, a parameter scan.

    python examples/mesa_tools.py [MONTHS]

The model is a `mesa.Model`, its nations and firms are `mesa.Agent`s. Firms are views on arrays, so looking at one is
cheap and looking at all of them every month is not: collect from the model, and from agents at the end.
"""

from __future__ import annotations

import sys
from itertools import product

import pandas as pd
from mesa.datacollection import DataCollector

from sim.agents.firm import Firm
from sim.agents.nation import Nation
from sim.model import RareEarthModel
from sim.scenario import Scenario, find_scenario, load


def largest_makers(model: RareEarthModel, count: int = 3) -> list[tuple[str, float]]:
    """AgentSet: the firms with the most magnet capacity, t a month, by `select`, `sort` and `get`."""
    magnet = {i for i, holder in enumerate(model.layout.holders) if holder.stage == 3}
    makers = model.agents_by_type[Firm].select(lambda firm: set(firm.plants.tolist()) <= magnet)
    largest = makers.sort(lambda firm: float(firm.capacity.sum()), ascending=False).select(at_most=count)
    return [(name, float(capacity.sum())) for name, capacity in largest.get(["name", "capacity"])]


def collected(scenario: Scenario, months: int) -> pd.DataFrame:
    """DataCollector: a row per month, from reporters that read the model's state."""
    model = RareEarthModel(scenario)
    ndpr, china = model.world.product_index["oxide_NdPr"], model.controller
    collector = DataCollector(
        model_reporters={
            "NdPr in China, USD/kg": lambda m: m.state.quote[ndpr, china] / 1000,
            "fear in India": lambda m: m.state.fear[:, m.focal].mean(),
            "worst balance": lambda m: m.residual,
        }
    )
    for _ in range(months):
        model.step()
        collector.collect(model)
    return collector.get_model_vars_dataframe()


def scan(scenario: Scenario, months: int) -> pd.DataFrame:
    """A parameter scan: every pair of values, a row each. (Mesa 4 has no `batch_run`; `rare-earth sweep` is ours.)"""
    rows = []
    for panic, speed in product((1.0, 2.8), (0.2, 0.37)):
        values = {"parameters.panic": panic, "parameters.spot_speed": speed}
        frame = collected(scenario.with_values(values), months)
        rows.append({"panic": panic, "spot_speed": speed, "peak": frame["NdPr in China, USD/kg"].max()})
    return pd.DataFrame(rows)


def main(months: int = 24) -> pd.DataFrame:
    """Show all three and return the scan."""
    scenario = load(find_scenario("controls_2025"), {"months": months})
    model = RareEarthModel(scenario)
    print(f"{len(model.agents_by_type[Nation])} nations and {len(model.agents_by_type[Firm])} firms")
    for name, capacity in largest_makers(model):
        print(f"  {name}: {capacity:,.0f} t of magnets a month")
    print(collected(scenario, months).tail(3).to_string(float_format="%.3g"))
    found = scan(scenario, months)
    print(found.to_string(index=False, float_format="%.3g"))
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
