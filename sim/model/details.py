"""Flows by lane and plants by month, kept only on request because they are large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.market import rows
from sim.model.result import FlowTable, PlantTable
from sim.model.structure import RECYCLING, STAGE_NAMES

if TYPE_CHECKING:
    from sim.model import RareEarthModel

#: Lanes below this many tonnes a month are left out of the table of flows.
SMALLEST_T = 1e-3


class Details:
    """Collects after every month; `flows()` and `plants()` give the tables."""

    def __init__(self, model: RareEarthModel) -> None:
        self.made = [i for i, h in enumerate(model.layout.holders) if h.stage <= RECYCLING]
        self.holders = [model.layout.holders[i] for i in self.made]
        self.names = model.world.nations
        self.lanes: list[np.ndarray] = []
        self.rows: list[np.ndarray] = []

    def add(self, model: RareEarthModel) -> None:
        """Keep the month that has just ended."""
        month, lanes, count = model.month - 1, model.market.lanes, model.layout.plants.nation.size
        p, o, d = np.nonzero(model.delivered > SMALLEST_T)
        tonnes = model.delivered[p, o, d]
        fee = lanes[rows.FEE][p, o, d]
        spot = lanes[rows.SPOT_PRICE][p, o, d] + fee
        contract = lanes[rows.CONTRACT_PRICE][p, o, d] + fee
        share = lanes[rows.LANE_CONTRACT][p, o, d] / tonnes
        paid = share * contract + (1.0 - share) * spot
        self.lanes.append(np.stack([np.full(p.size, month), p, o, d, tonnes, spot * 1e-3, paid * 1e-3]))
        st, slots, lines = model.state, model.layout.slots, model.layout.lines
        output = np.bincount(lines.plant, weights=st.activity, minlength=count)
        stock = np.bincount(slots.s_plant, weights=st.s_stock, minlength=count)
        stock += np.bincount(slots.b_plant, weights=st.b_stock, minlength=count)
        self.rows.append(np.stack([st.capacity, output, stock, st.running])[:, self.made])

    def flows(self) -> FlowTable:
        """All months' lanes."""
        table = np.concatenate(self.lanes, axis=1) if self.lanes else np.zeros((7, 0))
        return FlowTable(*table[:4].astype(np.int64), *table[4:])

    def plants(self) -> PlantTable:
        """All months' plants; capacity and output in t of activity a month."""
        table = np.array(self.rows).reshape(len(self.rows), 4, len(self.made))
        return PlantTable(
            tuple(h.name for h in self.holders),
            tuple(h.firm for h in self.holders),
            tuple(STAGE_NAMES[h.stage] for h in self.holders),
            tuple(self.names[h.nation] for h in self.holders),
            *(table[:, k] for k in range(4)),
        )
