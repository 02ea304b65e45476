"""What a nation knows when it decides: public acts at once, measured things late and not exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.rules import REGIMES, View

#: Months of stock that the rival is taken to hold; nobody reports its private stocks.
USUAL_COVER = 2.0


class Roles(NamedTuple):
    """Codes of the nations that control, are asked, and are the aim of the controls."""

    controller: str
    focal: str
    rival: str

    def of(self, code: str) -> str:
        """The role of a nation; one that has none of the three is an ally."""
        controller, focal, rival = self
        return (
            "controller" if code == controller else "focal" if code == focal else "rival" if code == rival else "ally"
        )


@lru_cache(maxsize=64)
def slots_of(roles: Roles) -> Mapping[str, tuple[str, ...]]:
    """What each of the three may decide; everybody sees it."""
    return {
        roles.controller: (f"regime:{roles.focal}", f"regime:{roles.rival}"),
        roles.focal: ("assurance_response", "diversification"),
        roles.rival: ("pressure", "offer", "concession"),
    }


class Stance(NamedTuple):
    """How one nation stands; the first five are measured, the others are public."""

    dependence: float = 0.8  # share of its heavy use that is of the controller's making
    gap: float = 0.0  # share of need unmet
    cover: float = 2.0  # months of stock
    controller: float = 0.0  # relations with the controller
    rival: float = 0.3  # relations with the rival
    regime: str = "case_by_case"  # of the controller towards it
    conceded: float = 0.0  # its goodwill towards the controller, 0..1


class Reading(NamedTuple):
    """Measured things; shares 0..1, relations -1..1."""

    dependence_focal: float = 0.9  # share of the focal nation's heavy use that is of the controller's making
    dependence_rival: float = 0.8  # the same of the rival
    gap_focal: float = 0.0  # share of need unmet
    gap_rival: float = 0.0
    cover_focal: float = 2.0  # months of stock
    leak: float = 0.0  # share of the rival's heavy goods that come through the focal nation
    outside: float = 0.1  # share of separation outside the controller
    controller_focal: float = 0.0  # relations
    controller_rival: float = -0.4
    focal_rival: float = 0.3


class Situation(NamedTuple):
    """A reading and the public acts in force; '' where a nation has decided nothing."""

    roles: Roles
    seen: Reading = Reading()
    regime_focal: str = "case_by_case"
    regime_rival: str = "case_by_case"
    answer: str = ""
    diversification: str = ""
    pressure: str = ""
    offer: str = ""
    concession: str = ""
    conceded_by_rival: float = 0.0  # goodwill of the rival towards the controller, 0..1
    conceded_by_focal: float = 0.0  # the same of the nation that is asked
    date: str = ""
    code: str = ""  # nation that looks
    joined: float = 0.0  # share of those asked that are in a coalition of buyers
    others: Mapping[str, Stance] = {}

    def stance(self, code: str) -> Stance:
        """How a nation stands towards the controller; of those without a role only what `others` has."""
        seen = self.seen
        if code == self.roles.rival:
            return Stance(
                seen.dependence_rival, seen.gap_rival, USUAL_COVER, seen.controller_rival, 1.0,
                self.regime_rival, self.conceded_by_rival,
            )  # fmt: skip
        if code == self.roles.focal:
            return Stance(
                seen.dependence_focal, seen.gap_focal, seen.cover_focal, seen.controller_focal, seen.focal_rival,
                self.regime_focal, self.conceded_by_focal,
            )  # fmt: skip
        return self.others[code]


def read(view: View, roles: Roles, watched: tuple[str, ...] = (), ago: int = 0) -> tuple[Reading, dict[str, Stance]]:
    """Figures as the records had them `ago` months ago: the reading, and of nations without a role their first five."""
    *figures, inside, a, b, c = view.figures(_measured(roles), ago)
    stances = {}
    for code in watched:
        dependence, gap, cover, controller, rival = view.figures(_measured_of(roles, code), ago)
        stances[code] = Stance(dependence, gap, cover, controller, rival)
    return Reading._make((*figures, 1.0 - inside, a, b, c)), stances


@lru_cache(maxsize=64)
def _measured(roles: Roles) -> tuple[tuple[str, str, str], ...]:
    """Measures of a reading in its order, by name, nation and product."""
    controller, focal, rival = roles
    return (
        ("heavy_dependency", focal, ""),
        ("heavy_dependency", rival, ""),
        ("supply_gap", focal, ""),
        ("supply_gap", rival, ""),
        ("stock_cover_months", focal, ""),
        ("rival_heavy_via_focal_share", "", ""),
        ("share_magnet_ree", controller, "separation"),
        ("relations", f"{controller}>{focal}", ""),
        ("relations", f"{controller}>{rival}", ""),
        ("relations", f"{focal}>{rival}", ""),
    )


@lru_cache(maxsize=64)
def _measured_of(roles: Roles, code: str) -> tuple[tuple[str, str, str], ...]:
    """Measures of a stance in its order; what is public is added when it is used."""
    return (
        ("heavy_dependency", code, ""),
        ("supply_gap", code, ""),
        ("stock_cover_months", code, ""),
        ("relations", f"{roles.controller}>{code}", ""),
        ("relations", f"{roles.rival}>{code}", ""),
    )


def blurred[Figures: (Reading, Stance)](reading: Figures, noise: float, rng: np.random.Generator) -> Figures:
    """The reading with each figure off by a normal relative error of standard deviation `noise`.

    Shares stay within 0..1 and relations within -1..1.
    """
    if noise == 0:
        return reading
    bounds = _BOUNDS[type(reading)]
    errors = rng.standard_normal(len(bounds)).tolist()
    seen = [
        low if (value := exact * (1.0 + noise * error)) < low else high if value > high else value
        for exact, error, (low, high) in zip(reading, errors, bounds, strict=False)
    ]
    made: Callable[..., Figures] = type(reading)
    return made(*seen, *reading[len(bounds) :])


def _bounds(name: str) -> tuple[float, float]:
    relation = name in ("controller_focal", "controller_rival", "focal_rival", "controller", "rival")
    return (-1.0, 1.0) if relation else (0.0, np.inf if name.startswith("cover") else 1.0)


#: Least and most of each measured figure; these come first, and those that are public and exact behind them.
_BOUNDS = {kind: [_bounds(name) for name in kind._fields[:measured]] for kind, measured in ((Reading, 10), (Stance, 5))}


def situation(
    reading: Reading,
    view: View,
    roles: Roles,
    code: str = "",
    others: Mapping[str, Stance] | None = None,
    asked: Sequence[str] = (),
) -> Situation:
    """The reading with the acts that everybody can see.

    code: nation that looks; others: figures of nations without a role; asked: nations that it could join in a coalition.
    """
    controller, focal, rival = roles
    control, answer, press = view.decisions(controller), view.decisions(focal), view.decisions(rival)
    return Situation(
        roles,
        reading,
        _regime(view, control, focal),
        _regime(view, control, rival),
        answer.get("assurance_response", ""),
        answer.get("diversification", ""),
        press.get("pressure", ""),
        press.get("offer", ""),
        press.get("concession", ""),
        view.goodwill(rival, controller),
        view.goodwill(focal, controller),
        view.date,
        code,
        joined=sum([view.decision(nation, "coalition") == "join" for nation in asked]) / len(asked) if asked else 0.0,
        others={
            other: seen._replace(regime=_regime(view, control, other), conceded=view.goodwill(other, controller))
            for other, seen in others.items()
        }
        if others
        else {},
    )


def _regime(view: View, decided: Mapping[str, str], nation: str) -> str:
    """The regime decided on, else the one that was in force last month."""
    return decided.get(f"regime:{nation}") or REGIMES[round(view.measure("regime", nation))]
