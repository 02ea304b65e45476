"""Dated acts of a scenario in words: what begins or ends in which month, numbered for the time axes."""

from __future__ import annotations

from typing import Any

from sim.sweep import labels
from viz import tables
from viz.charts.lines import Mark

KINDS = {
    "export_control": "export control",
    "production_quota": "production quota",
    "licensing": "licensing",
    "technology_control": "technology control",
    "assurance": "demand for an assurance",
    "predictability": "supply guarantee",
    "china_plus_one": "offer to host relocation",
    "domestic_capability": "support for a chain of its own",
    "mining_assets": "stakes in mines",
    "price_support": "price floor",
    "stockpile": "stockpile",
    "recycling": "recycling target",
    "substitution": "support for substitution",
    "coalition": "coalition",
    "tariff": "tariff",
    "environment": "environmental rules",
    "diplomacy": "diplomacy",
}
# The field of a policy that names who acts.
ACTORS = ("nation", "importer", "origin", "controller")


def dated(scenario: Any) -> list[Mark]:
    """The months in which a policy begins or ends, numbered in the order of time, with all that happens in each."""
    acts: dict[str, list[str]] = {}
    for policy in scenario.policies:
        name = named(policy)
        if policy.start and policy.start > scenario.start:
            acts.setdefault(policy.start, []).append(f"{name} begins")
        if policy.end:
            acts.setdefault(policy.end, []).append(f"{name} ends")
    return [Mark(month, str(i), "; ".join(acts[month])) for i, month in enumerate(sorted(acts), start=1)]


def named(policy: Any) -> str:
    """A policy in words, such as "China: export control (April licences)"."""
    kind = KINDS.get(policy.kind, policy.kind.replace("_", " "))
    name = labels.named(policy.id or "")
    actor = next((code for field in ACTORS if isinstance(code := getattr(policy, field, None), str)), "")
    text = f"{kind} ({name})" if name and name not in kind else kind
    return f"{tables.nation_names().get(actor, actor)}: {text}" if actor else text
