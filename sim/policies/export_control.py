"""Export control: quotas, bans, taxes and the duty to ask for a licence.

Instrument: an origin limits what leaves it, by product group, element and destination.
History: China's export quotas 1999-2014 (a pool of tonnes per half-year over all elements: 22,282 and 7,976
t in 2010) with duties of 15-25 %; the halt of shipments to Japan in September-November 2010; the licences
of April 2025.
Place in the month: `trade` (access, quota pools, tax), `license` (duty), `plan` (fear of what was
announced).
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Nation, Share, Strict, months_between, refuse
from sim.policies.base import Policy
from sim.policies.select import Destinations, Products, ProductWord, Regime, block, lanes, nations_of, products_of
from sim.rules import REGIMES, QuotaPool, Rules, View
from sim.world import load_world


class Quota(Strict):
    """A pool of tonnes of product for one period; what is not used is lost."""

    period: Annotated[str, Field(pattern=r"^\d{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$")] = Field(
        description="a year (2010), half-year (2010-H2), quarter (2010-Q3) or month (2010-07)"
    )
    tonnes: float = Field(ge=0, description="t of product that may leave in the period")

    @property
    def months(self) -> int:
        """Length of the period."""
        return {4: 12, 7: 6 if "H" in self.period else 3 if "Q" in self.period else 1}[len(self.period)]

    @property
    def first(self) -> str:
        """First month of the period."""
        number = int(self.period[-1]) if self.months in (3, 6) else int(self.period[5:] or 1)
        return f"{self.period[:4]}-{number if self.months in (1, 12) else 1 + self.months * (number - 1):02d}"

    def into(self, date: str) -> int | None:
        """Months of the period that have passed at `date`, None outside it."""
        passed = months_between(self.first, date)
        return passed if 0 <= passed < self.months else None


class ExportControl(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["export_control"]
    origin: Nation = Field("CHN", description="nation whose exports are controlled")
    products: Products
    destinations: Destinations = ("ALL",)
    access: Share = Field(1.0, description="share of normal trade let through: 0 is a ban")
    export_taxes: dict[ProductWord, Share] = Field(
        {},
        description="export tax by product word, share of the seller's price; the larger where words overlap",
    )
    quotas: tuple[Quota, ...] = Field((), description="pools; outside the listed periods there is none")
    quota_spread: Literal["period", "month"] = Field(
        "period", description="one pool for the period, or an equal part of it for each month"
    )
    licence: bool = Field(False, description="whether each shipment needs a licence")
    regime_at_least: Regime | None = Field(None, description="licensing regime towards the destinations, at least")
    announced_share: Share = Field(0.0, description="share of trade that buyers believe at risk; feeds fear")
    announced_months: int = Field(0, ge=0, le=600, description="months for which it is news; 0: while in force")

    @field_validator("quotas")
    @classmethod
    def _each_period_once(cls, quotas: tuple[Quota, ...]) -> tuple[Quota, ...]:
        periods = [quota.period for quota in quotas]
        if twice := next((period for period in periods if periods.count(period) > 1), ""):
            raise ValueError(f"has two quotas for {twice}, of which one would use up the other (allowed: one a period)")
        return quotas

    @model_validator(mode="after")
    def _taxes_are_paid(self) -> Self:
        if self.export_taxes:
            world = load_world()
            here = products_of(self.products, world)
            goods = ", ".join([world.products[p] for p in here])
            text = f"is on none of the products of this control (allowed: a word that covers any of {goods})"
            idle = [word for word in self.export_taxes if not set(here).intersection(products_of((word,), world))]
            refuse(
                *[
                    (("export_taxes", word), self.export_taxes[word], PydanticCustomError("idle_tax", text))
                    for word in idle
                ]
            )
        return self

    def apply(self, rules: Rules, view: View) -> Rules:
        """Tighten access, tax, duty and pools on the lanes from the origin."""
        world = view.world
        products, origin = products_of(self.products, world), nations_of((self.origin,), world)
        destinations = nations_of(self.destinations, world, but=self.origin)
        here = lanes(products, origin, destinations)
        if self.access < 1:
            rules = rules.lower("access", here, self.access)
        if self.licence:
            rules = rules.raise_("licence", here, 1.0)
        if self.regime_at_least:
            rules = rules.raise_("regime", block(origin, destinations), REGIMES.index(self.regime_at_least))
        for word, share in self.export_taxes.items():
            taxed = tuple(p for p in products_of((word,), world) if p in products)
            rules = rules.raise_("export_tax", lanes(taxed, origin, destinations), share)
        if self._is_news(view):
            rules = rules.raise_("announced", block(products, destinations), self.announced_share)
        pools = tuple(self._pool(q, into, origin[0], products, destinations) for q, into in self._open(view))
        return rules.with_(quotas=rules.quotas + pools) if pools else rules

    def reads(self, view: View) -> Hashable:
        """The pools that are open, how far their periods have run, and whether the control is news."""
        return tuple([(quota.period, into) for quota, into in self._open(view)]), self._is_news(view)

    def kept(self) -> frozenset[str]:
        """How much of each pool is used."""
        return frozenset(quota.period for quota in self.quotas)

    def notes(self) -> tuple[str, ...]:
        """Quotas for periods that the dates of the control leave out."""
        dates = " ".join(f"{word} {date}" for word, date in (("from", self.start), ("to", self.end)) if date)
        return tuple(
            [
                f"the quota of {q.period} never holds: the control is in force {dates}"
                for q in self.quotas
                if self._misses(q)
            ]
        )

    def _misses(self, quota: Quota) -> bool:
        is_over = self.start is not None and months_between(quota.first, self.start) >= quota.months
        return is_over or (self.end is not None and self.end < quota.first)

    @property
    def is_steady(self) -> bool:
        """Without pools and news nothing changes."""
        return not self.quotas and self.announced_share == 0

    def _is_news(self, view: View) -> bool:
        if self.announced_share == 0 or self.announced_months == 0:
            return self.announced_share > 0
        return self.start is None or months_between(self.start, view.date) < self.announced_months

    def _open(self, view: View) -> list[tuple[Quota, int]]:
        dated = [(quota, quota.into(view.date)) for quota in self.quotas]
        return [(quota, into) for quota, into in dated if into is not None]

    def _pool(
        self, quota: Quota, into: int, origin: int, products: tuple[int, ...], destinations: tuple[int, ...]
    ) -> QuotaPool:
        tonnes, months, name = quota.tonnes, quota.months, f"{self.name} {quota.period}"
        if self.quota_spread == "month":
            tonnes, months, name, into = tonnes / months, 1, f"{name} month {into + 1}", 0
        return QuotaPool(name, origin, products, destinations, tonnes, months, into)
