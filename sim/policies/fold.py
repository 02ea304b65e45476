"""From policies to the rules of a month: who is in force, three passes, and when to fold again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from sim.policies.base import Policy
from sim.rules import Rules, View


def active(policy: Policy, view: View) -> bool:
    """Whether a policy is in force this month: its dates (both inclusive) and its condition on last month."""
    started = policy.start is None or policy.start <= view.date
    over = policy.end is not None and policy.end < view.date
    return started and not over and (policy.when is None or policy.when.holds(view))


def arrange(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies in the one order in which they are folded, whatever their order in a file."""
    return tuple(sorted(policies, key=lambda p: (p.name, p.start or "", p.model_dump_json())))


def in_force(arranged: Sequence[Policy], view: View) -> tuple[list[Policy], dict[str, float]]:
    """Policies that act this month, and the credibility of the suspension of those that would, by name.

    A policy that suspends others cannot be suspended itself.
    """
    standing = [p for p in arranged if active(p, view)]
    truces: dict[str, float] = {}
    for policy in standing:
        for name, credibility in policy.suspends(view).items():
            truces[name] = max(credibility, truces.get(name, 0.0))
    suspended = {p.name: truces[p.name] for p in standing if p.name in truces and not p.suspends(view)}
    return [p for p in standing if p.name not in suspended], suspended


def fold(policies: Iterable[Policy], open_rules: Rules, view: View) -> Rules:
    """The rules of the month; the order of `policies` does not matter."""
    arranged = arrange(policies)
    return _fold(arranged, *in_force(arranged, view), open_rules, view)


def _fold(
    arranged: Sequence[Policy], acting: list[Policy], suspended: dict[str, float], open_rules: Rules, view: View
) -> Rules:
    rules = open_rules
    for policy in acting:
        rules = policy.apply(rules, view)
    for policy in acting:
        rules = policy.relax(rules, view)
    for policy in acting:
        rules = policy.settle(rules, view)
    for policy in arranged if suspended else ():
        if policy.name in suspended and active(policy, view):
            doubted = policy.apply(open_rules, view).announced * (1.0 - suspended[policy.name])
            rules = rules.raise_("announced", ..., doubted)
    return rules


def signature(acting: list[Policy], suspended: dict[str, float], view: View) -> Hashable:
    """What the fold depends on: while this stays the same, last month's rules still hold."""
    return tuple((id(p), p.reads(view)) for p in acting), tuple(suspended.items())


class Rulebook:
    """The policies of a scenario; gives each month's rules and folds again only when something changed."""

    def __init__(self, policies: Iterable[Policy], open_rules: Rules) -> None:
        self._arranged = arrange(policies)
        self._open = open_rules
        self._signature: Hashable = None
        self._rules = open_rules

    def rules(self, view: View) -> Rules:
        """The rules of the month that `view` shows."""
        acting, suspended = in_force(self._arranged, view)
        current = signature(acting, suspended, view)
        if current != self._signature:
            self._rules = _fold(self._arranged, acting, suspended, self._open, view)
            self._signature = current
        return self._rules
