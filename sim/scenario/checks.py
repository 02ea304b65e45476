"""Checks of a scenario that need more than one of its fields, or a table; each names the place it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from sim import parameters, policies
from sim.fields import refuse, unknown_name
from sim.policies.base import Policy
from sim.policies.licensing import Licensing

Location = tuple[str | int, ...]
LAST = "9999-12"
"""After all months that a date can name."""


def _check_parameters(values: dict[str, float]) -> dict[str, float]:
    errors: list[tuple[Location, Any, PydanticCustomError]] = []
    for name, value in values.items():
        row = parameters.TABLE.get(name)
        if row is None:
            errors.append(((name,), name, unknown_name("parameter", name, parameters.TABLE)))
        elif not row.low <= value <= row.high:
            word, bound = ("below", row.low) if value < row.low else ("above", row.high)
            unit = "" if row.unit == "1" else f" {row.unit}"
            text = f"{value:g} is {word} the allowed {bound:g} (allowed: {row.low:g} to {row.high:g}{unit})"
            errors.append(((name,), value, PydanticCustomError("out_of_range", text)))
    refuse(*errors)
    return values


Parameters = Annotated[dict[str, float], AfterValidator(_check_parameters)]
"""Names and values of behavioural parameters, within the ranges of their table."""


def check_start(start: str, base_year: int) -> None:
    """Refuse a run that starts outside the year that its tables describe."""
    if start[:4] != str(base_year):
        text = f"{start} is not in the base year (allowed: {base_year}-01 to {base_year}-12)"
        refuse((("start",), start, PydanticCustomError("not_in_base_year", text)))


def check_roles(roles: Mapping[str, str]) -> None:
    """Refuse one nation in two roles."""
    seen: dict[str, str] = {}
    for role, nation in roles.items():
        if nation in seen:
            text = f"{nation} is the {seen[nation]} as well (allowed: three different nations)"
            refuse(((role,), nation, PydanticCustomError("two_roles", text)))
        seen[nation] = role


def check_policies(entries: Sequence[Policy]) -> None:
    """Refuse ids that stand twice or look like another kind, names of policies that are not there, and desks side by side."""
    errors: list[tuple[Location, Any, PydanticCustomError]] = []
    seen: dict[str, int] = {}
    for index, policy in enumerate(entries):
        place = ("policies", index)
        if policy.id in seen:
            text = f"'{policy.id}' is the id of policies[{seen[policy.id]}] as well (allowed: each id once)"
            errors.append(((*place, "id"), policy.id, PydanticCustomError("id_twice", text)))
        elif policy.id in policies.KINDS and policy.id != policy.kind:
            text = f"'{policy.id}' is a kind of policy and this is {policy.kind} (allowed: another id)"
            errors.append(((*place, "id"), policy.id, PydanticCustomError("id_is_kind", text)))
        else:
            errors += _check_kept((*place, "id"), policy, entries[:index])
        if policy.id:
            seen.setdefault(policy.id, index)
        errors += _check_desks((*place, "origin"), policy, entries[:index])
        errors += _check_names((*place, "suspended"), getattr(policy, "suspended", ()), entries)
    refuse(*errors)


def _check_kept(
    place: Location, policy: Policy, before: Sequence[Policy]
) -> Iterable[tuple[Location, Any, PydanticCustomError]]:
    """Two policies of one name, which is the kind where no id was given, of which a run would keep one record."""
    for index, other in enumerate(before):
        if other.name == policy.name and (same := sorted(policy.kept() & other.kept())):
            text = (
                f"policies[{index}] is {policy.name} as well, and what is kept of them ({', '.join(same)}) would be one"
                " (allowed: an id of its own for each)"
            )
            yield place, policy.id, PydanticCustomError("kept_twice", text)
            return


def _check_desks(
    place: Location, policy: Policy, before: Sequence[Policy]
) -> Iterable[tuple[Location, Any, PydanticCustomError]]:
    """Two desks of an origin in the same months, of which one would decide for both."""
    for other in before:
        if not isinstance(policy, Licensing) or not isinstance(other, Licensing) or policy.origin != other.origin:
            continue
        if (policy.start or "") <= (other.end or LAST) and (other.start or "") <= (policy.end or LAST):
            text = (
                f"{policy.origin} has the desk '{other.name}' in some of these months as well, and one alone would"
                " decide (allowed: one desk of an origin at a time)"
            )
            yield place, policy.origin, PydanticCustomError("two_desks", text)
            return


def _check_names(
    place: Location, names: Iterable[str], entries: Sequence[Policy]
) -> Iterable[tuple[Location, Any, PydanticCustomError]]:
    known = [policy.name for policy in entries]
    for index, name in enumerate(names):
        if name not in known:
            yield (*place, index), name, unknown_name("policy of this scenario", name, known)
