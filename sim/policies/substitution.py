"""Substitution: public research that takes rare earths out of designs.

Instrument: a nation pays for research until it is done; what is known arrives after a delay, and users change over to
it with the life of their models, all of them or those for whom the price makes it pay. The need for the product falls,
or heavy magnets become standard ones, and so may the floor below which thrifting cannot go. What was learnt and
changed over stays when the money ends.
History: Japan's element strategy (2007, 2012) and grain-boundary diffusion, which halved the dysprosium in a motor in a
decade; ferrite and induction motors (BMW, Renault; US DOE REACT 2012, 27 million USD); Tesla's announcement of 2023.
Place in the month: `plan` (need), `invest` (research and, every quarter, adoption).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from sim.fields import Nation, NationOrAll, Positive, Sector, Share
from sim.names import SECTORS
from sim.policies.base import Policy
from sim.policies.select import Products, nations_of, products_of
from sim.rules import Programme, Rules, View


class Substitution(Policy):
    """See the module docstring."""

    by_calendar: ClassVar[bool] = True

    kind: Literal["substitution"]
    nation: Nation = Field(description="nation that pays for the research")
    adopters: tuple[NationOrAll, ...] = Field(
        (), description="nations whose users take it up; the payer's own if left out"
    )
    sectors: tuple[Sector, ...] = Field(SECTORS, min_length=1, description="sectors that change over")
    products: Products = ("magnet_heavy",)
    technology: Literal["grain_boundary_diffusion", "ferrite", "induction", "other"] = Field(
        "other",
        description="grain-boundary diffusion turns need for heavy magnets into standard ones; others do without",
    )
    saving_share: Share = Field(0.3, description="share of the need that goes when all have adopted")
    floor_cut_share: Share = Field(0.0, description="share by which the lowest level that thrifting reaches falls")
    research_usd_per_month: Positive = Field(1e6, description="public research, USD a month")
    full_cost_usd: Positive = Field(50e6, description="USD after which the research is done")
    delay_months: int = Field(24, ge=0, le=240, description="months from research to a design that can be bought")
    adoption_months: Positive = Field(48.0, description="time constant of the change-over: the life of a model")
    break_even: float = Field(
        0.0, ge=0, le=50, description="price over base at which half of the users adopt; 0: all do"
    )

    def apply(self, rules: Rules, view: View) -> Rules:
        """Add the programme."""
        world = view.world
        programme = Programme(
            self.name,
            world.nations.index(self.nation),
            tuple(SECTORS.index(sector) for sector in self.sectors),
            products_of(self.products, world),
            nations_of(self.adopters or (self.nation,), world),
            self.saving_share,
            self.floor_cut_share,
            self.technology == "grain_boundary_diffusion",
            self.research_usd_per_month,
            self.full_cost_usd,
            self.delay_months,
            self.adoption_months,
            self.break_even,
        )
        return rules.with_(programmes=(*rules.programmes, programme))

    def kept(self) -> frozenset[str]:
        """How far the research is."""
        return frozenset({"research"})
