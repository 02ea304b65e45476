"""A view of the world made by hand, what a test says and nothing for the rest; and the rules that policies fold into."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from sim.names import NATIONS, PRODUCTS
from sim.policies import KINDS, Policy
from sim.policies.fold import fold
from sim.rules import Rules

OPEN = Rules.open(len(PRODUCTS), len(NATIONS))

HEAVY = (
    "oxide_Sm", "oxide_Gd", "oxide_Tb", "oxide_Dy", "oxide_Y",
    "metal_Dy", "metal_Tb", "metal_Sm", "magnet_heavy", "magnet_SmCo",
)  # fmt: skip


class StubWorld:
    """Names in their order, and which products are heavy."""

    products = PRODUCTS
    nations = NATIONS
    heavy = np.array([product in HEAVY for product in PRODUCTS])


@dataclass
class StubView:
    """See `sim.rules.View`. `decided` is keyed by nation and slot, `measures` by name, nation and product."""

    date: str = "2025-06"
    month: int = 17
    decided: dict[tuple[str, str], str] = field(default_factory=dict)
    measures: dict[tuple[str, str, str], float] = field(default_factory=dict)
    before: list[dict[tuple[str, str, str], float]] = field(default_factory=list)  # measures of the months before
    related: dict[tuple[str, str], float] = field(default_factory=dict)
    goodwills: dict[tuple[str, str], float] = field(default_factory=dict)
    world: StubWorld = field(default_factory=StubWorld)

    def measure(self, name: str, nation: str = "", product: str = "") -> float:
        return self.measures.get((name, nation, product), 0.0)

    def figures(self, addresses: tuple[tuple[str, str, str], ...], ago: int = 0) -> list[float]:
        pairs = {f"{a}>{b}": value for (a, b), value in self.related.items()}
        seen = self.measures if ago == 0 else self.before[-ago]
        return [
            pairs.get(address[1], 0.0) if address[0] == "relations" else seen.get(address, 0.0) for address in addresses
        ]

    def relation(self, a: str, b: str) -> float:
        return self.related.get((a, b), 0.0)

    def relations(self, nation: str) -> np.ndarray:
        return np.array([self.relation(nation, other) for other in self.world.nations])

    def decisions(self, nation: str) -> dict[str, str]:
        return {slot: option for (code, slot), option in self.decided.items() if code == nation}

    def decision(self, nation: str, slot: str) -> str:
        return self.decided.get((nation, slot), "")

    def goodwill(self, a: str, b: str) -> float:
        return self.goodwills.get((a, b), 0.0)


def policy(kind: str, **values: Any) -> Policy:
    """A policy of this kind."""
    return KINDS[kind](kind=kind, **values)


def rules(*policies: Policy, view: StubView | None = None, **seen: Any) -> Rules:
    """The rules that policies fold into, in a world that is as the test says."""
    return fold(policies, OPEN, view or StubView(**seen))


def same(first: Rules, second: Rules) -> bool:
    """Whether two sets of rules are equal to the bit."""
    return all(np.array_equal(getattr(first, f.name), getattr(second, f.name)) for f in fields(Rules))
