"""Tariff: a duty on imports, as protection, as a bargaining chip, or as pressure on third nations.

Instrument: an importer taxes goods from chosen origins; the duty goes to its treasury.
History: the US reciprocal tariffs of 2 April 2025 and their partial suspension after Geneva and Busan.
Place in the month: `trade` (delivered price).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation
from sim.policies.base import Policy
from sim.policies.select import Destinations, Products, lanes, nations_of, products_of
from sim.rules import Rules, View


class Tariff(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["tariff"]
    importer: Nation = Field(description="nation that taxes")
    origins: Destinations = Field(("ALL",), description="origins that are taxed; ALL means all but the importer")
    products: Products = ("all",)
    rate: float = Field(ge=0, le=3, description="share of the delivered price")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Raise the duty on the lanes into the importer."""
        origins = nations_of(self.origins, view.world, but=self.importer)
        here = lanes(products_of(self.products, view.world), origins, nations_of((self.importer,), view.world))
        return rules.raise_("tariff", here, self.rate)
