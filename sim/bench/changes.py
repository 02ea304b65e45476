"""What became of every figure between two benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

#: Figures in this share of each other are called the same: a shared machine disturbs more than that.
ALIKE = 0.05
#: Of these, more is better; of times and memory, less.
MORE_IS_BETTER = ("runs_per_second",)
HEADLINE = "ms_per_run"


class Change(NamedTuple):
    """One figure before and after; `share` is the change relative to before."""

    name: str
    before: float
    after: float
    share: float


def flat(found: Mapping[str, Any], before: str = "") -> dict[str, float]:
    """All numbers of a benchmark by name, such as `cases.build.ms_per_build`."""
    numbers: dict[str, float] = {}
    for key, value in found.items():
        if isinstance(value, Mapping):
            numbers |= flat(value, f"{before}{key}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            numbers[before + key] = float(value)
    return {name: value for name, value in numbers.items() if not name.startswith("machine.")}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The figures that both have, in the order of the second."""
    old, new = flat(before), flat(after)
    return [
        Change(name, old[name], value, value / old[name] - 1.0 if old[name] else 0.0)
        for name, value in new.items()
        if name in old
    ]


def sentence(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The comparison in plain words: the run, what else moved most, and whether the machine is the same."""
    found = changes(before, after)
    headline = next((c for c in found if c.name == HEADLINE), None)
    parts = (
        []
        if headline is None
        else [f"A run takes {headline.after:.1f} ms and took {headline.before:.1f} ms: {told(headline)}."]
    )
    others = [c for c in found if c.name != HEADLINE and abs(c.share) > ALIKE and not c.name.endswith("took_s")]
    if others:
        most = max(others, key=lambda c: abs(c.share))
        parts.append(f"Most else moved {most.name}: {told(most)}.")
    if before.get("machine") != after.get("machine"):
        parts.append("The machines differ, so the figures do not compare.")
    return " ".join(parts) or "The two have no figure in common."


def told(change: Change) -> str:
    """A change in words."""
    if abs(change.share) <= ALIKE:
        return "about the same"
    better = (change.share > 0) == change.name.endswith(MORE_IS_BETTER)
    return (
        f"{100 * abs(change.share):.0f} % {'more' if change.share > 0 else 'less'}, {'better' if better else 'worse'}"
    )
