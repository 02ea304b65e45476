"""How a nation decides: a strategy, and a fixed answer for whatever is not left to it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Month, Nation, OneOf, Strict, refuse, unknown_name
from sim.names import NATIONS, UTILITY_TERMS
from sim.rules import REGIMES

ADAPTIVE: Literal["adaptive"] = "adaptive"
"""The choice is left to the nation's strategy."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "regime": REGIMES,
    "assurance_response": ("comply", "middle_ground", "refuse"),
    "diversification": ("none", "modest", "strong"),
    "pressure": ("none", "diplomatic", "tariff"),
    "offer": ("none", "partnership"),
    "concession": ("none", "relief"),
    "coalition": ("none", "join"),
    "stockpile": ("none", "modest", "strong"),
    "price_floor": ("none", "pay"),
}
"""What may be decided, by slot; that of a regime carries its target: `regime:IND`."""

Answer = Literal["comply", "middle_ground", "refuse", "adaptive"]
Regime = Literal["open", "general", "case_by_case", "tight", "ban", "adaptive"]
Effort = Literal["none", "modest", "strong", "adaptive"]
Pressure = Literal["none", "diplomatic", "tariff", "adaptive"]
Term = Annotated[str, OneOf("term of a utility", tuple(sorted({t for terms in UTILITY_TERMS.values() for t in terms})))]


class DatedDecision(Strict):
    """A decision on a date: of a script, or as a person took it."""

    month: Month = Field(description="Month in which it is taken; it stands until the next one of its slot")
    slot: str = Field(
        description="What is decided: assurance_response, diversification, regime:IND and so on",
        examples=["assurance_response"],
    )
    option: str = Field(description="The option taken; adaptive gives the slot back to the strategy")

    @model_validator(mode="after")
    def _is_on_offer(self) -> Self:
        name = self.slot.partition(":")[0]
        if name not in OPTIONS:
            refuse((("slot",), self.slot, unknown_name("decision", self.slot, OPTIONS)))
        target = self.slot.partition(":")[2]
        if (name == "regime") != (target in NATIONS):
            example = "regime:IND" if name == "regime" else name
            text = f"'{self.slot}' is no slot: a regime names its nation, others none (allowed: {example})"
            refuse((("slot",), self.slot, PydanticCustomError("no_slot", text)))
        if self.option not in (*OPTIONS[name], ADAPTIVE):
            refuse((("option",), self.option, unknown_name("option", self.option, (*OPTIONS[name], ADAPTIVE))))
        return self


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
    targets: tuple[Nation, ...] = Field(
        (), description="Nations towards which a controller chooses its regime, beside the focal nation and the rival"
    )
    diversification: Effort = Field(ADAPTIVE, description="How hard it builds a chain of its own")
    pressure: Pressure = Field(ADAPTIVE, description="Secondary pressure on those who comply with a rival")
    offer: Literal["none", "partnership", "adaptive"] = Field(
        ADAPTIVE, description="Partnership that a rival offers to the nation that is asked"
    )
    concession: Literal["none", "relief", "adaptive"] = Field(
        ADAPTIVE, description="Relief in another field that a rival offers to the controller"
    )
    coalition: Literal["none", "join", "adaptive"] = Field(ADAPTIVE, description="Membership of a buyers' coalition")
    stockpile: Effort = Field(ADAPTIVE, description="How large a public stock it keeps")
    price_floor: Literal["none", "pay", "adaptive"] = Field(
        ADAPTIVE, description="Price floor that it pays to producers outside the controller"
    )
    acts: tuple[DatedDecision, ...] = Field((), description="Decisions on dates; they go before the strategy")
    decides_from: Month | None = Field(
        None, description="First month in which it decides, or in which its fixed answers hold; the first if left out"
    )

    @model_validator(mode="after")
    def _acts_once_a_month(self) -> Self:
        seen: dict[tuple[str, str], int] = {}
        errors: list[tuple[tuple[str | int, ...], Any, PydanticCustomError]] = []
        for index, act in enumerate(self.acts):
            if (first := seen.setdefault((act.month, act.slot), index)) != index:
                text = f"{act.slot} is decided in {act.month} by acts[{first}] as well (allowed: once a month)"
                errors.append((("acts", index), act.slot, PydanticCustomError("act_twice", text)))
        refuse(*errors)
        return self
