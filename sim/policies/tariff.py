"""Tariff: a duty on imports, as protection, as a bargaining chip, or as pressure on third nations.

Instrument: an importer taxes goods from chosen origins; the duty goes to its treasury. The origins may answer in kind,
after some months, with a duty on what the importer sells them.
History: the US reciprocal tariffs of 2 April 2025, China's 125 % in return within ten days, and their partial suspension
after Geneva and Busan.
Place in the month: `trade` (delivered price).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, Strict, months_between
from sim.policies.base import Policy
from sim.policies.select import Destinations, Products, lanes, nations_of, products_of
from sim.rules import Rules, View


class Retaliation(Strict):
    """The answer of the nations that are taxed."""

    products: Products = ("all",)
    rate: float = Field(ge=0, le=3, description="share of the delivered price")
    after_months: int = Field(1, ge=0, le=60, description="months from the tariff to the answer")


class Tariff(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["tariff"]
    importer: Nation = Field(description="nation that taxes")
    origins: Destinations = Field(("ALL",), description="origins that are taxed; ALL means all but the importer")
    products: Products = ("all",)
    rate: float = Field(ge=0, le=3, description="share of the delivered price")
    retaliation: Retaliation | None = Field(None, description="duty of the origins on what the importer sells them")

    def apply(self, rules: Rules, view: View) -> Rules:
        """Raise the duty on the lanes into the importer and, once they have answered, on those out of it."""
        origins = nations_of(self.origins, view.world, but=self.importer)
        importer = nations_of((self.importer,), view.world)
        rules = rules.raise_("tariff", lanes(products_of(self.products, view.world), origins, importer), self.rate)
        if self.retaliation is None or not self._is_answered(view):
            return rules
        back = lanes(products_of(self.retaliation.products, view.world), importer, origins)
        return rules.raise_("tariff", back, self.retaliation.rate)

    def reads(self, view: View) -> Hashable:
        """Whether the origins have answered."""
        return self._is_answered(view)

    def _is_answered(self, view: View) -> bool:
        if self.retaliation is None:
            return False
        return self.start is None or months_between(self.start, view.date) >= self.retaliation.after_months
