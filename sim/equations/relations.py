"""Relations between nations: shocks move them, time brings them back."""

from __future__ import annotations

from sim.jit import compiled


@compiled
def next_relation(value: float, rest: float, shock: float, drift: float) -> float:
    """Relation of the next month within -1..1: `value + shock + drift (rest - value)`.

    rest: long-run level from UN voting affinity, disputes and coalitions.
    """
    return min(1.0, max(-1.0, value + shock + drift * (rest - value)))


@compiled
def trust(relation: float) -> float:
    """Trust 0..1 of a buyer in a seller: `(1 + relation) / 2`."""
    return 0.5 * (1.0 + relation)
