"""Firms: Mesa agents whose numbers live in the model's arrays; a firm is a view on its plants."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np


class Firm(mesa.Agent):
    """A firm that owns plants, desks or buys for end use; reads and writes go through to the arrays."""

    def __init__(self, model: Any, name: str, plants: np.ndarray) -> None:
        super().__init__(model)
        self.name = name
        self.plants = plants

    @property
    def capacity(self) -> np.ndarray:
        """Capacity of each plant, t of activity a month."""
        return np.asarray(self.model.state.capacity[self.plants])

    @capacity.setter
    def capacity(self, value: np.ndarray) -> None:
        self.model.state.capacity[self.plants] = value

    @property
    def running(self) -> np.ndarray:
        """Share of each plant that is not mothballed, 0..1."""
        return np.asarray(self.model.state.running[self.plants])

    @running.setter
    def running(self, value: np.ndarray) -> None:
        self.model.state.running[self.plants] = value

    @property
    def stock(self) -> float:
        """Tonnes of product in all stocks of the firm, inputs and outputs."""
        st, slots = self.model.state, self.model.layout.slots
        sold = st.s_stock[np.isin(slots.s_plant, self.plants)].sum()
        return float(sold + st.b_stock[np.isin(slots.b_plant, self.plants)].sum())

    @property
    def cash(self) -> float:
        """Cash flow since the start, USD."""
        return float(self.model.cash[self.plants].sum())
