"""What the page shows of a run so far, as small tables: flows, prices, nations, events."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import sim
from sim.names import GROUPS, NATIONS, PRODUCTS

Floats = NDArray[np.float64]
STAGES = ("mine", "separation", "metal", "magnet")
DATA = Path(sim.__file__).parent / "data"


class Result(Protocol):
    """The part of a run's result that the page reads."""

    @property
    def scenario(self) -> Any: ...
    @property
    def months(self) -> Sequence[str]: ...
    @property
    def events(self) -> Sequence[Any]: ...
    def get(self, measure: str, nation: str = "", product: str = "") -> Floats: ...


class Prices(NamedTuple):
    """One product's prices by month, USD/kg without VAT."""

    inside: Floats
    outside: Floats
    contract: Floats


def series(result: Result, measure: str, nation: str = "", product: str = "") -> Floats:
    """A monthly series; NaN where the run does not report it."""
    try:
        return result.get(measure, nation, product)
    except KeyError:
        return np.full(len(result.months), np.nan)


def last(result: Result, measure: str, nation: str = "", product: str = "") -> float:
    """The last month's value; NaN where there is none."""
    values = series(result, measure, nation, product)
    return float(values[-1]) if len(values) else float("nan")


def prices(result: Result, product: str) -> Prices:
    """The controller's domestic quote, the quote outside and the contract index."""
    return Prices(*(series(result, name, "", product) for name in ("spot_inside", "spot_outside", "contract_price")))


def places(focal: str) -> pd.DataFrame:
    """The nations with their place on the map; `focal` marks one."""
    table = pd.read_csv(DATA / "nations.csv", usecols=["code", "name", "latitude", "longitude"])
    table["focal"] = table["code"] == focal
    return table


def flows(trade: Floats, groups: Sequence[str], content: Floats | None = None) -> pd.DataFrame:
    """Trade between nations by product group: group, origin, destination, tonnes (a month), content.

    `trade` is (products, origins, destinations) in the order of PRODUCTS and NATIONS; `content` (products, origins)
    the share of the controller's making in what an origin sells.
    """
    parts, share = [], np.zeros(trade.shape[:2]) if content is None else content
    for group in groups:
        members = [PRODUCTS.index(product) for product in GROUPS[group]]
        tonnes = trade[members].sum(axis=0)
        made = (trade[members] * share[members][:, :, None]).sum(axis=0)
        origin, destination = np.nonzero(tonnes > 0)
        between = origin != destination
        origin, destination = origin[between], destination[between]
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "origin": np.array(NATIONS)[origin],
                    "destination": np.array(NATIONS)[destination],
                    "tonnes": tonnes[origin, destination],
                    "content": made[origin, destination] / tonnes[origin, destination],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def stage_shares(result: Result) -> pd.DataFrame:
    """Output of the last month by stage and nation: stage, nation, name, tonnes, share."""
    parts = []
    for stage in STAGES:
        tonnes = np.array([last(result, f"{stage}_output_t", code) for code in NATIONS])
        whole = np.nansum(tonnes)
        parts.append(
            pd.DataFrame(
                {
                    "stage": stage,
                    "nation": NATIONS,
                    "name": [nation_names()[code] for code in NATIONS],
                    "tonnes": tonnes,
                    "share": tonnes / whole if whole > 0 else tonnes * 0.0,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def plant_shares(result: Result) -> pd.DataFrame:
    """Capacity of the last month: nation, stage, tonnes a month, share of the world's."""
    rows = [
        {"nation": code, "stage": stage, "tonnes": last(result, "capacity_t", code, stage)}
        for stage in STAGES
        for code in NATIONS
    ]
    table = pd.DataFrame(rows)
    return table.assign(share=table["tonnes"] / table.groupby("stage")["tonnes"].transform("sum").clip(lower=1e-9))


def nation_table(result: Result) -> pd.DataFrame:
    """Where each nation stands in the last month: shares 0-1, cover in months, relations -1 to 1."""
    controller, rival = result.scenario.controller, result.scenario.rival

    def relation(a: str, b: str) -> float:
        both = (last(result, "relations", f"{a}>{b}"), last(result, "relations", f"{b}>{a}"))
        known = [value for value in both if np.isfinite(value)]
        return float(np.mean(known)) if known else float("nan")

    rows = [
        {
            "nation": name,
            "code": code,
            "dependency": last(result, "import_dependency", code),
            "cover": last(result, "stock_cover_months", code),
            "gap": last(result, "supply_gap", code),
            "with_controller": relation(code, controller) if code != controller else float("nan"),
            "with_rival": relation(code, rival) if code != rival else float("nan"),
        }
        for code, name in nation_names().items()
    ]
    return pd.DataFrame(rows)


@cache
def nation_names() -> dict[str, str]:
    """What people call the nations, by code."""
    table = places("")
    return {str(code): str(name) for code, name in zip(table["code"], table["name"], strict=True)}


def month_in_words(month: str) -> str:
    """ "2025-04" as "April 2025"."""
    return pd.Period(month, freq="M").strftime("%B %Y") if month else ""


def recent_events(result: Result, count: int = 12) -> list[tuple[str, str]]:
    """The last events, newest first: month, and who did what."""
    return [(str(event.month), told(event.actor, event.text)) for event in list(result.events)[-count:][::-1]]


def told(actor: str, text: str) -> str:
    """An event in words; the actor goes first where the text does not begin with it."""
    name = nation_names().get(actor, actor)
    return text if text.removeprefix("The ").startswith(name) else f"{name}: {text}"
