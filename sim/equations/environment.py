"""Environmental load of a stage and what it costs where rules are strict."""

from __future__ import annotations

from sim.jit import compiled


@compiled
def environmental_cost(price: float, stringency: float) -> float:
    """USD per tonne of activity: `price stringency`; price is the cost of full stringency, stringency -1..1.

    Stringency is what policies add to the table's, whose cost is in the plants' conversion cost already, or take from it.
    Source: linear in stringency; abatement cost of 450-670 USD/t REO in China, 2013.
    """
    return price * stringency


@compiled
def load(activity: float, per_tonne: float, stringency: float) -> float:
    """Load of a month: `activity per_tonne (1 - 0.5 stringency)`; strict rules halve what leaves the plant.

    Source: ours; the half is estimated, loads per tonne are in sim/data/parameters.csv.
    """
    return activity * per_tonne * (1.0 - 0.5 * stringency)
