"""How a nation decides: a strategy, and a fixed answer for whatever is not left to it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.fields import Month, Nation, OneOf, Strict
from sim.names import UTILITY_TERMS

ADAPTIVE: Literal["adaptive"] = "adaptive"
"""The choice is left to the nation's strategy."""

Answer = Literal["comply", "middle_ground", "refuse", "adaptive"]
Regime = Literal["open", "general", "case_by_case", "tight", "ban", "adaptive"]
Effort = Literal["none", "modest", "strong", "adaptive"]
Pressure = Literal["none", "diplomatic", "tariff", "adaptive"]
Term = Annotated[str, OneOf("term of a utility", tuple(sorted({t for terms in UTILITY_TERMS.values() for t in terms})))]


class NationPlan(Strict):
    """How one nation decides. Under `scripted`, what is `adaptive` stays undecided: only dated policies act."""

    strategy: Literal["scripted", "logit"] = Field(
        "scripted", description="scripted: dated policies only; logit: chooses by utility, the better the likelier"
    )
    rationality: float = Field(
        10.0, ge=0, le=100, description="Precision of a logit choice: 0 is chance, 100 always the best"
    )
    weights: dict[Term, Annotated[float, Field(ge=0, le=10)]] = Field(
        {}, description="Weights of the terms of its utility that differ from the usual"
    )
    assurance_response: Answer = Field(ADAPTIVE, description="Answer to a demand for an assurance")
    regime: Regime = Field(ADAPTIVE, description="Licensing regime towards all, as a controller")
    regimes: dict[Nation, Regime] = Field({}, description="Regime towards single nations; goes before `regime`")
    diversification: Effort = Field(ADAPTIVE, description="How hard it builds a chain of its own")
    pressure: Pressure = Field(ADAPTIVE, description="Secondary pressure on those who comply with a rival")
    offer: Literal["none", "partnership", "adaptive"] = Field(
        ADAPTIVE, description="Partnership that a rival offers to the nation that is asked"
    )
    concession: Literal["none", "relief", "adaptive"] = Field(
        ADAPTIVE, description="Relief in another field that a rival offers to the controller"
    )
    decides_from: Month | None = Field(
        None, description="First month in which it decides, or in which its fixed answers hold; the first if left out"
    )
