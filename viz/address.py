"""What a link to the viewer says: the page, the scenario or saved run, seed, month and moved levers.

`?scenario=india_assurance&seed=3&month=36&set.parameters.panic=2` opens that run at that month. A link comes from
anywhere, so that everything in it is held against a whitelist; what does not fit is left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from sim.files import NAME
from sim.names import NATIONS
from sim.scenario import ScenarioError, parse_value

PAGES = {"simulate": "Simulate", "sweep": "Sweep", "compare": "Compare", "history": "History"}
LONGEST = 6000
MOST_PARTS = 200
MOST_RUNS = 8
_SCENARIO = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_PATH = re.compile(r"[A-Za-z0-9_.]{1,100}")
_VALUE = re.compile(r"[A-Za-z0-9_.+-]{1,60}")
_TURN = re.compile(r"(\d{1,3}),(!?)([A-Za-z0-9_.:]{1,100}),([A-Za-z0-9_.+-]{0,60})")


@dataclass(frozen=True)
class Address:
    """A place in the viewer; `refused` names the parts of a link that were left out."""

    page: str = "simulate"
    scenario: str = ""
    run: str = ""
    case: int | None = None
    seed: int | None = None
    month: int = 0
    seat: str = ""
    runs: tuple[str, ...] = ()
    levers: tuple[tuple[str, Any], ...] = ()
    turns: tuple[tuple[int, str, Any], ...] = ()  # month, path of a lever or `!slot` of a decision, value
    refused: tuple[str, ...] = ()

    def query(self) -> str:
        """The address as the part of a link after the question mark."""
        parts: list[tuple[str, str]] = [("page", self.page)] if self.page != "simulate" else []
        parts += [(key, str(value)) for key in ("scenario", "run") if (value := getattr(self, key))]
        parts += [(key, str(value)) for key in ("case", "seed") if (value := getattr(self, key)) is not None]
        parts += [("month", str(self.month))] if self.month else []
        parts += [("seat", self.seat)] if self.seat else []
        parts += [("runs", ",".join(self.runs))] if self.runs else []
        parts += [(f"set.{path}", _plain(value)) for path, value in self.levers]
        parts += [("turn", f"{month},{key},{_plain(value)}") for month, key, value in self.turns]
        return urlencode(parts, quote_via=quote, safe=",!:")


def _plain(value: Any) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:.10g}" if isinstance(value, float) else str(value)
    )


def _whole(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= most else None


def _runs(text: str) -> tuple[str, ...] | None:
    names = tuple(dict.fromkeys(name for name in text.split(",") if name))
    return names if 0 < len(names) <= MOST_RUNS and all(NAME.fullmatch(name) for name in names) else None


READ: dict[str, Callable[[str], Any]] = {
    "page": lambda text: text if text in PAGES else None,
    "scenario": lambda text: text if _SCENARIO.fullmatch(text) else None,
    "run": lambda text: text if NAME.fullmatch(text) else None,
    "case": lambda text: _whole(text, 10**9),
    "seed": lambda text: _whole(text, 2**63 - 1),
    "month": lambda text: _whole(text, 600),
    "seat": lambda text: text if text in NATIONS else None,
    "runs": _runs,
}


def read(search: str | None) -> Address:
    """The address that a query string stands for; whatever is not allowed is left out and listed in `refused`."""
    text = (search or "").lstrip("?")
    if len(text) > LONGEST:
        return Address(refused=("a link this long",))
    try:
        pairs = parse_qsl(text, max_num_fields=MOST_PARTS)
    except ValueError:
        return Address(refused=("a link with so many parts",))
    found: dict[str, Any] = {}
    levers: dict[str, Any] = {}
    turns: list[tuple[int, str, Any]] = []
    refused = []
    for key, value in pairs:
        if key.startswith("set."):
            taken = _lever(key.removeprefix("set."), value)
            levers |= taken
            refused += [] if taken else ["a lever"]
        elif key == "turn" and (turn := _turn(value)):
            turns.append(turn)
        elif key in READ and (said := READ[key](value)) is not None:
            found[key] = said
        else:
            refused.append(key if key in READ or key == "turn" else "an unknown word")
    return Address(**found, levers=tuple(levers.items()), turns=tuple(turns), refused=tuple(dict.fromkeys(refused)))


def _lever(path: str, text: str) -> dict[str, Any]:
    if not (_PATH.fullmatch(path) and _VALUE.fullmatch(text)):
        return {}
    try:
        return {path: parse_value(text)}
    except ScenarioError:
        return {}


def _turn(text: str) -> tuple[int, str, Any] | None:
    """A turn such as `21,parameters.panic,1` (a lever moved in month 21) or `21,!pressure,none` (a decision)."""
    found = _TURN.fullmatch(text)
    if not found:
        return None
    month, slot, key, value = found.groups()
    if slot:
        return int(month), f"!{key}", value
    lever = _lever(key, value)
    return (int(month), key, lever[key]) if lever else None
