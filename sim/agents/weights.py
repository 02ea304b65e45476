"""What nations weigh when they decide: the usual weights, in one place; a scenario may set others.

Estimated: no source gives them. A weight is read against the others of its nation; what counts is that the two
hypotheses on the controller's motive are two weightings of the same terms. Options differ by 0.1-0.5 in utility.
Under bargaining a concession must outweigh constancy, or a chip that is paid for would not be given back.
"""

from __future__ import annotations

#: Terms as in `sim.names.UTILITY_TERMS`; `constancy` is what staying with a standing decision is worth.
CONTROLLER: dict[str, dict[str, float]] = {
    "leverage": {
        "leverage": 1.0,
        "revenue": 0.2,
        "diversification": 0.3,
        "retaliation": 0.3,
        "concessions": 0.2,
        "constancy": 0.4,
    },
    "bargaining": {
        "leverage": 0.3,
        "revenue": 0.4,
        "diversification": 0.6,
        "retaliation": 0.6,
        "concessions": 2.5,
        "constancy": 0.2,
    },
}
FOCAL: dict[str, float] = {
    "security": 1.3,
    "autonomy": 0.3,
    "relations_controller": 0.2,
    "relations_rival": 0.4,
    "cost": 0.3,
    "constancy": 0.4,
}
RIVAL: dict[str, float] = {
    "security": 0.8,
    "leverage": 1.0,
    "relations": 0.3,
    "cost": 0.4,
    "constancy": 0.4,
}


ALLY: dict[str, float] = {
    "security": 1.3,
    "autonomy": 0.2,
    "relations_controller": 0.3,
    "relations_rival": 0.4,
    "cost": 0.4,
    "constancy": 0.4,
}


def usual(role: str, hypothesis: str) -> dict[str, float]:
    """The usual weights of a role ('controller', 'focal', 'rival', 'ally') under a hypothesis on the controller."""
    return dict(
        CONTROLLER[hypothesis] if role == "controller" else {"focal": FOCAL, "rival": RIVAL, "ally": ALLY}[role]
    )
