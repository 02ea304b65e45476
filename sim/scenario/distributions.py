"""Distributions of uncertain inputs, as a sweep declares them: `{uniform: [0.2, 0.8]}`."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Strict
from sim.yamlio import parse_scalar

KINDS = ("uniform", "loguniform", "normal", "beta", "triangular", "choice", "fitted")
REACH = 4.0
"""Standard deviations of an unbounded normal that count as its range; 1 draw in 16,000 lies beyond."""

Two = tuple[float, float]
Three = tuple[float, float, float]


def _check_weights(weights: dict[str, float]) -> dict[str, float]:
    if not weights or any(weight < 0 for weight in weights.values()):
        raise PydanticCustomError("bad_weights", "has no options or a weight below 0 (allowed: option: weight)")
    if not isclose(total := sum(weights.values()), 1, abs_tol=1e-6):
        text = "the weights add up to {total} (allowed: weights that add up to 1)"
        raise PydanticCustomError("bad_weights", text, {"total": f"{total:g}"})
    return weights


class Distribution(Strict):
    """One uncertain input; exactly one kind is given."""

    uniform: Two | None = Field(None, description="[low, high]")
    loguniform: Two | None = Field(None, description="[low, high], both above 0")
    normal: Two | None = Field(None, description="[mean, standard deviation]; cut at `bounds` if given")
    beta: Two | None = Field(None, description="[a, b], both above 0; stretched from `low` to `high`")
    triangular: Three | None = Field(None, description="[low, mode, high]")
    choice: Annotated[dict[str, float], AfterValidator(_check_weights)] | None = Field(
        None, description="option: weight; the weights add up to 1"
    )
    fitted: Two | None = Field(
        None, description="[low, high] of the sample fitted to history; `behaviour: posterior` fills it in"
    )
    bounds: Two | None = Field(None, description="[low, high] of a normal; 4 standard deviations if left out")
    low: float | None = Field(None, description="Low end of a beta; 0 if left out")
    high: float | None = Field(None, description="High end of a beta; 1 if left out")

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            text = f"declares {' and '.join(given) or 'no distribution'} (allowed: one of {', '.join(KINDS)})"
            raise PydanticCustomError("one_kind", text)
        for extra, kind in (("bounds", "normal"), ("low", "beta"), ("high", "beta")):
            if getattr(self, extra) is not None and given[0] != kind:
                raise PydanticCustomError("stray", f"{extra} belongs to {kind} (allowed: {given[0]} without it)")
        for problem in self._problems():
            raise PydanticCustomError("bad_numbers", problem)
        return self

    def _problems(self) -> Iterator[str]:
        n = self.numbers
        match self.kind:
            case "uniform" | "loguniform" | "fitted" if n[0] >= n[1]:
                yield f"{n[0]:g} is not below {n[1]:g} (allowed: [low, high])"
            case "loguniform" if n[0] <= 0:
                yield f"{n[0]:g} is not above 0 (allowed: [low, high], both above 0)"
            case "normal" if self.normal and self.normal[1] <= 0:
                yield f"{n[1]:g} is not above 0 (allowed: [mean, standard deviation])"
            case "beta" if min(n[:2]) <= 0:
                yield f"{min(n[:2]):g} is not above 0 (allowed: [a, b], both above 0)"
            case "triangular" if not (n[0] <= n[1] <= n[2] and n[0] < n[2]):
                yield f"{n[0]:g}, {n[1]:g}, {n[2]:g} do not rise (allowed: [low, mode, high])"
            case "normal" | "beta" if n[2] >= n[3]:
                yield f"{n[2]:g} is not below {n[3]:g} (allowed: low below high)"

    @property
    def kind(self) -> str:
        """Which distribution this is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def numbers(self) -> tuple[float, ...]:
        """Its numbers: (low, high), normal and beta with low and high at the end, or the weights of a choice."""
        if self.choice is not None:
            return tuple(self.choice.values())
        if self.normal is not None:
            mean, sd = self.normal
            return (*self.normal, *(self.bounds or (mean - REACH * sd, mean + REACH * sd)))
        if self.beta is not None:
            return (*self.beta, 0.0 if self.low is None else self.low, 1.0 if self.high is None else self.high)
        given: tuple[float, ...] = getattr(self, self.kind)
        return given

    @property
    def options(self) -> tuple[Any, ...]:
        """Options of a choice, each as YAML reads it (`2` is a number); () for the others."""
        return tuple(parse_scalar(text) for text in self.choice or ())

    def ends(self) -> tuple[Any, ...]:
        """Return what must be allowed for every draw to be: the ends of the range, or the options."""
        if self.choice is not None:
            return self.options
        low, high = self.numbers[2:] if self.kind in ("normal", "beta") else (self.numbers[0], self.numbers[-1])
        return float(low), float(high)
