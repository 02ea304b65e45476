"""Names a reader knows for measures, nations, settings and outcomes."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from sim.sweep.label_words import BEFORE_NATION, MEASURE, PARAMETER, PART, PLAN, WHOLE
from sim.sweep.measures import Column

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
APART = ("t a ", "tonnes")
"""How a part of a policy begins that does not read on from the policy's name."""
SINGULAR = re.compile(r"(?<=[a-z])s$")
UNITS = (
    ("_usd_per_t", " in USD/t"), ("_usd_per_", " in USD a "), ("_t_per_", " in t a "), ("_per_", " a "), ("_max", ", maximum"),
)  # fmt: skip
"""Ends of names, and what a reader takes them for."""
NAMES = "Korea Europe US MP IREL MSP April October New London Geneva Busan Delhi Baotou Lynas"
"""Proper names in the ids of policies, beside those of the nations."""
THE = ("United", "European", "Rest")
"""How the names of nations begin that take an article."""
OUTSIDE = {"OUT": "outside the controller"}
"""What is no nation and stands in the place of one."""
LONGEST = 60
"""Letters of a description that still fit into a sentence."""
GROUPS = {"oxide": "oxide", "metal": "metal", "magnet": "magnets", "conc": "concentrate", "scrap": "scrap"}
"""How a product's group, the first part of its name, is called after what kind it is."""


@cache
def nations() -> dict[str, str]:
    """Return the names of the nations by code."""
    with files("sim").joinpath("data/nations.csv").open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)} | OUTSIDE


def nation(code: str) -> str:
    """Return a nation's name, of a pair both with a dash between."""
    return "-".join(nations().get(part, part) for part in code.split(">"))


def spoken(code: str) -> str:
    """Return a nation's name within a sentence, with its article, of a pair both."""
    return " and ".join(f"the {name}" if name.startswith(THE) else name for name in map(nation, code.split(">")))


def column(c: Column) -> str:
    """Return a column as a heading, such as 'India: import dependency'."""
    text = f"{nation(c.nation)}: {_what(c)}{_goods(c)}" if c.nation else f"{_what(c)}{_goods(c)}"
    return text[0].upper() + text[1:]


def phrase(c: Column) -> str:
    """Return a column within a sentence, such as 'import dependency of India'."""
    scale = " (0 open to 4 ban)" if c.measure == "regime" else ""
    if not c.nation or c.nation in OUTSIDE:
        return " ".join(part for part in (_what(c), nation(c.nation)) if part) + _goods(c)
    before = "between" if ">" in c.nation else BEFORE_NATION.get(c.measure, "of")
    return f"{_what(c)} {before} {spoken(c.nation)}{_goods(c)}{scale}"


def _what(c: Column) -> str:
    return MEASURE.get(c.measure, c.measure.replace("_", " ").removesuffix(" t").removesuffix(" usd"))


def _goods(c: Column) -> str:
    return f", {product(c.product)}" if c.product else ""


def product(name: str) -> str:
    """Return a product as it is spoken of: `oxide_NdPr` is NdPr oxide; what is no product (an element, a stage) stays."""
    group, _, kind = name.partition("_")
    return f"{words(kind)} {GROUPS[group]}" if kind and group in GROUPS else words(name)


def words(name: Any) -> str:
    """Return a setting or an outcome without underscores, a number with its thousands apart."""
    if isinstance(name, (int, float, np.number)) and not isinstance(name, bool):
        return f"{float(name):,.10g}"
    return str(name).replace("_", " ")


def setting(levers: dict[str, Any]) -> str:
    """Return lever settings in words: "India's assurance response: comply"."""
    return "; ".join(f"{told(path)}: {words(value)}" for path, value in levers.items()) or "no levers"


@cache
def _parameters() -> dict[str, str]:
    with files("sim").joinpath("data/parameters.csv").open(encoding="utf-8") as file:
        return {row["name"]: row["description"] for row in csv.DictReader(file)}


@cache
def _names() -> dict[str, str]:
    """Words that are written with a capital wherever they stand, by the same in small letters."""
    return {word.lower(): word for name in nations().values() for word in name.split() if word[0].isupper()} | {
        word.lower(): word for word in NAMES.split()
    }


def named(name: str) -> str:
    """Return the id of a policy, or a part of it, in words: `china_technology` is China technology."""
    return nations().get(name) or " ".join(_names().get(word, word) for word in name.split("_"))


def told(path: str) -> str:
    """Return the path of a lever or an uncertain input for a reader who knows no paths.

    A parameter is told by its words or its description, if that is short; what a nation decides as the nation's; a part of
    a policy by its own words and the policy's, such as "chance of a licence, tight regime" or "export quotas, tonnes of the
    first quota".
    """
    first, *steps = re.findall(r"[^.\[\]]+|\[\d+\]", path)
    if path in WHOLE:
        return WHOLE[path]
    if first == "parameters" and steps:
        text = _parameters().get(steps[0], "")
        return PARAMETER.get(steps[0]) or (text if 0 < len(text) <= LONGEST else words(steps[0]))
    if first == "nations" and len(steps) > 1:
        return _of_nation(*steps)
    if first == "policies" and len(steps) > 1:
        return _of_policy(steps)
    return ", ".join(_steps([first, *steps]))


def _of_nation(code: str, what: str, *finer: str) -> str:
    """A part of a nation's plan: "India's answer on the assurance"."""
    if what == "weights" and finer:
        from sim.agents.explain import TERMS

        term = TERMS.get(finer[0], words(finer[0])).format(controller="the controller", rival="the rival")
        return f"weight that {spoken(code)} gives to {term.removeprefix('worth of ')}"
    name = nation(code)
    whose = f"{name}'" if name.endswith("s") else f"{name}'s"
    return f"{whose} {', '.join([PLAN.get(what, named(what)), *_steps(list(finer))])}"


def _of_policy(steps: list[str]) -> str:
    """A part of a policy by its own words, where it has some, else by those of its path."""
    from sim.policies import KINDS

    # The only list without a name of its own is that of the policies.
    whose, part, *finer = _steps(["policies", *steps] if steps[0][0] == "[" else steps)
    for at in (len(steps) - 1, len(steps) - 2):
        said, behind = PART.get(steps[at], "") if at else "", steps[at + 1 :]
        if said and ("{}" in said) == bool(behind):
            said = said.format(*map(named, behind))
            where = [named(step) for step in steps[1:at] if step != "stages"]
            return said if steps[0] in KINDS and not where else ", ".join([whose, said, *where])
    if finer and (part.startswith(PLACES) or part[-1].isdigit()):  # a place in a list: "value of the first concession"
        part, finer = f"{finer[0]} of {'the ' if part.startswith(PLACES) else ''}{part}", finer[1:]
        own = part.endswith(f" {SINGULAR.sub('', whose)}")  # the first quota of the policy "quota"
        return ", ".join([part, *finer] if own else [whose, part, *finer])
    return ", ".join([whose, part, *finer] if part.startswith(APART) else [f"{whose} {part}", *finer])


def _steps(steps: list[str]) -> list[str]:
    """Each step of a path in words; a position is one step with the list that it counts in: "first quota"."""
    found: list[str] = []
    for step in steps:
        if step[0] == "[" and found:
            number, one = int(step[1:-1]), SINGULAR.sub("", found[-1].replace("policies", "policy"))
            found[-1] = f"{PLACES[number]} {one}" if number < len(PLACES) else f"{one} {number + 1}"
        elif step == "stages":  # what follows is one
            continue
        elif not (
            found and found[-1].startswith(PLACES) and found[-1].endswith(f" {step}")
        ):  # "second cost index, index"
            for code, said in UNITS:
                step = step.replace(code, said)
            found.append(named(step))
    return found


def bold(settings: Sequence[Any]) -> str:
    """Return settings in words and bold, as a list in a sentence."""
    *most, last = [f"**{words(setting)}**" for setting in settings]
    return f"{', '.join(most)} and {last}" if most else last
