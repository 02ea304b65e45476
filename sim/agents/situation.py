"""What a nation knows when it decides: public acts at once, measured things late and not exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.rules import REGIMES, View


class Roles(NamedTuple):
    """Codes of the nations that control, are asked, and are the aim of the controls."""

    controller: str
    focal: str
    rival: str


@lru_cache(maxsize=64)
def slots_of(roles: Roles) -> Mapping[str, tuple[str, ...]]:
    """What each of the three may decide; everybody sees it."""
    return {
        roles.controller: (f"regime:{roles.focal}", f"regime:{roles.rival}"),
        roles.focal: ("assurance_response", "diversification"),
        roles.rival: ("pressure", "offer", "concession"),
    }


@dataclass(frozen=True, slots=True)
class Reading:
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


@dataclass(frozen=True, slots=True)
class Situation:
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


def read(view: View, roles: Roles) -> Reading:
    """Last month's figures, as the records have them."""
    controller, focal, rival = roles
    return Reading(
        view.measure("heavy_dependency", focal),
        view.measure("heavy_dependency", rival),
        view.measure("supply_gap", focal),
        view.measure("supply_gap", rival),
        view.measure("stock_cover_months", focal),
        view.measure("rival_heavy_via_focal_share"),
        1.0 - view.measure("share_magnet_ree", controller, "separation"),
        view.relation(controller, focal),
        view.relation(controller, rival),
        view.relation(focal, rival),
    )


def blurred(reading: Reading, noise: float, rng: np.random.Generator) -> Reading:
    """The reading with each figure off by a normal relative error of standard deviation `noise`.

    Shares stay within 0..1 and relations within -1..1.
    """
    if noise == 0:
        return reading
    errors = 1.0 + noise * rng.standard_normal(len(_NAMES))
    seen = np.array([getattr(reading, name) for name in _NAMES]) * errors
    return Reading(*np.clip(seen, _LOW, _HIGH).tolist())


def _bounds(name: str) -> tuple[float, float]:
    relation = name in ("controller_focal", "controller_rival", "focal_rival")
    return (-1.0, 1.0) if relation else (0.0, np.inf if name == "cover_focal" else 1.0)


_NAMES = tuple(field.name for field in fields(Reading))
_LOW, _HIGH = np.array([_bounds(name) for name in _NAMES]).T


def situation(reading: Reading, view: View, roles: Roles) -> Situation:
    """The reading with the acts that everybody can see."""
    controller, focal, rival = roles
    return Situation(
        roles,
        reading,
        regime_focal=_regime(view, controller, focal),
        regime_rival=_regime(view, controller, rival),
        answer=view.decision(focal, "assurance_response"),
        diversification=view.decision(focal, "diversification"),
        pressure=view.decision(rival, "pressure"),
        offer=view.decision(rival, "offer"),
        concession=view.decision(rival, "concession"),
        conceded_by_rival=view.goodwill(rival, controller),
    )


def _regime(view: View, controller: str, nation: str) -> str:
    """The regime decided on, else the one that was in force last month."""
    return view.decision(controller, f"regime:{nation}") or REGIMES[round(view.measure("regime", nation))]
