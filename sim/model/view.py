"""What policies and nations may look at: last month, read-only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.structure import F, I

if TYPE_CHECKING:
    from sim.model import RareEarthModel


class ModelView:
    """A read-only window on the model; see `sim.rules.View`."""

    def __init__(self, model: RareEarthModel) -> None:
        self._model = model
        self._at: Mapping[Any, int] = model.recorder.position  # by measure, nation and product

    @property
    def month(self) -> int:
        """Months since the start."""
        return self._model.month

    @property
    def date(self) -> str:
        """This month as YYYY-MM."""
        return self._model.dates[self._model.month]

    @property
    def world(self) -> Any:
        """Names and indices."""
        return self._model.world

    def measure(self, name: str, nation: str = "", product: str = "") -> float:
        """Last month's record; before the first month, the state at the start: relations, and zeros as nothing else is known."""
        at, month, recorder = self._at[name, nation, product], self._model.month, self._model.recorder
        return recorder.table.item(month - 1, at) if month > 0 else recorder.start.item(at)

    def figures(self, addresses: tuple[tuple[str, str, str], ...], ago: int = 0) -> list[float]:
        """The same of several measures, each by name, nation and product, as it could be seen `ago` months ago."""
        month, recorder = self._model.month - ago, self._model.recorder
        row = recorder.table[month - 1] if month > 0 else recorder.start
        figures: list[float] = row[self._model.memo.of(self._places, (addresses,))].tolist()
        return figures

    def _places(self, addresses: tuple[tuple[str, str, str], ...]) -> I:
        return np.array([self._at[address] for address in addresses])

    def relation(self, a: str, b: str) -> float:
        """Relations of two nations, -1..1."""
        at = self._model.world.nation_index
        return self._model.relations.item(at[a], at[b])

    def relations(self, nation: str) -> F:
        """Relations of a nation with every nation, -1..1, (nations,)."""
        row: F = self._model.relations[self._model.world.nation_index[nation]]
        return row

    def decisions(self, nation: str) -> Mapping[str, str]:
        """A nation's standing decisions by slot."""
        return self._model.nations[nation].decisions

    def decision(self, nation: str, slot: str) -> str:
        """A nation's standing decision, '' where it has decided nothing."""
        return self._model.nations[nation].decisions.get(slot, "")

    def goodwill(self, giver: str, taker: str) -> float:
        """What one nation concedes to another this month, 0..1."""
        at = self._model.world.nation_index
        return self._model.rules.goodwill.item(at[giver], at[taker])
