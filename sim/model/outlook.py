"""What firms make of politics: how long a control will last, and how far members of a coalition trust each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.equations.expecting import lasting_trust
from sim.model.structure import F

if TYPE_CHECKING:
    from sim.model import RareEarthModel


class Outlook:
    """Months for which the controller's controls have stood, and what investors count on.

    What was in force when the run began has stood for long, and nobody doubts it.
    """

    def __init__(self, model: RareEarthModel) -> None:
        self.months = 0
        self.is_old = False
        self.rent_trust = np.ones(len(model.world.nations))  # (nations,) 0..1
        self.usual = np.ones(
            model.layout.shape
        )  # (products, nations) price outside over the controller's, in free times

    def move(self, model: RareEarthModel) -> None:
        """A month passes; a promise that is believed makes rents of scarcity count for less."""
        controlled = model.ruled.is_controlled
        if model.month == 0:
            self.is_old = controlled
        self.is_old = self.is_old and controlled
        if controlled and self.months == 0:
            self._note_usual(model)
        self.months = self.months + 1 if controlled else 0
        trust = lasting_trust(self.months, model.prm.rent_doubt_months) if controlled and not self.is_old else 1.0
        self.rent_trust.fill(trust)
        if controlled and model.promises.open:
            self.rent_trust *= 1.0 - model.promises.calm

    def _note_usual(self, model: RareEarthModel) -> None:
        """How prices outside stood to the controller's when the control came; contract index and spot weigh alike."""
        st = model.state
        outside = 0.5 * (st.index_out[:, None] + np.where(st.spot > 0.0, st.spot, st.index_out[:, None]))
        self.usual = outside / np.maximum(st.index_in, 1e-9)[:, None]

    def trusted(self, model: RareEarthModel) -> F:
        """Trust of buyers in sellers (nations, nations) with what a coalition adds, at most full trust between nations."""
        if not model.ruled.is_preferring:
            return model.trust
        raised: F = np.maximum(model.trust, np.minimum(1.0, model.trust + model.rules.preference))
        return raised
