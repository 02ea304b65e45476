"""Relations between nations: shocks move them, time brings them back."""

from __future__ import annotations

from sim.jit import compiled


@compiled
def next_relation(value: float, rest: float, shock: float, drift: float) -> float:
    """Relation of the next month within -1..1: `value + shock + drift (rest - value)`.

    rest: long-run level from UN voting affinity, disputes and coalitions.
    Source: ours; rest from agreement in UN votes (Bailey, Strezhnev & Voeten 2017).
    """
    return min(1.0, max(-1.0, value + shock + drift * (rest - value)))


@compiled
def trust(relation: float) -> float:
    """Trust 0..1 of a buyer in a seller: `(1 + relation) / 2`.

    Source: ours; linear.
    """
    return 0.5 * (1.0 + relation)


@compiled
def belief(kept: float, broken: float) -> float:
    """Chance that a promise is kept next time: `kept / (kept + broken)`, the mean of a Beta distribution (with its prior).

    Source: Beta-Bernoulli updating.
    """
    return kept / (kept + broken)


@compiled
def update_relations(relations, rest, shock, drift, home, out_trust):
    """Move all relations (nations, nations) by a month and write the trust that follows; within a nation it is `home`."""
    for a in range(relations.shape[0]):
        for b in range(relations.shape[1]):
            if a != b:
                relations[a, b] = next_relation(relations[a, b], rest[a, b], shock[a, b], drift)
            out_trust[a, b] = trust(relations[a, b]) if a != b else home
