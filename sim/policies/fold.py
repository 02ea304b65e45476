"""From policies to the rules of a month: who is in force, three passes, and when to fold again."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from sim.policies.base import Policy
from sim.rules import Draft, Rules, View

#: Dates before and after all others.
FIRST, LAST = "", "9999-99"


def active(policy: Policy, view: View) -> bool:
    """Whether a policy is in force this month: its dates (both inclusive) and its condition on last month."""
    return (policy.start or FIRST) <= view.date <= (policy.end or LAST) and (
        policy.when is None or policy.when.holds(view)
    )


def arrange(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies in the one order in which they are folded, whatever their order in a file."""
    return tuple(sorted(policies, key=lambda p: (p.name, p.start or "", p.model_dump_json())))


def fold(policies: Iterable[Policy], open_rules: Rules, view: View) -> Rules:
    """The rules of the month; the order of `policies` does not matter."""
    return Rulebook(policies, open_rules).rules(view)


class Rulebook:
    """The policies of a scenario; gives each month's rules, folded once for each state of what they depend on.

    In the first pass come those that never change, then the others that follow the calendar, then those that nations or
    last month's figures can move: which come first makes no difference, and what did not change is not folded again.
    """

    def __init__(self, policies: Iterable[Policy], open_rules: Rules) -> None:
        self._arranged = arrange(policies)
        self._reading = frozenset(id(p) for p in self._arranged if not p.is_steady)
        self._relaxing, self._settling, self._suspending = (
            frozenset(id(p) for p in self._arranged if getattr(type(p), hook) is not getattr(Policy, hook))
            for hook in ("relax", "settle", "suspends")
        )
        self._open = open_rules
        self._begun: dict[Hashable, Rules] = {}
        self._folded: dict[Hashable, Rules] = {}

    def rules(self, view: View) -> Rules:
        """The rules of the month that `view` shows; the same object while, and whenever, nothing differs."""
        acting, suspended = self._in_force(view)
        state = self._state(acting, view), tuple(suspended.items())
        if state not in self._folded:
            self._folded[state] = self._fold(acting, suspended, view)
        return self._folded[state]

    def _in_force(self, view: View) -> tuple[list[Policy], dict[str, float]]:
        """Policies that act this month, and the credibility of the suspension of those that would, by name.

        A policy that suspends others cannot be suspended itself.
        """
        standing = [p for p in self._arranged if active(p, view)]
        pausing = {id(p): pauses for p in standing if id(p) in self._suspending and (pauses := p.suspends(view))}
        if not pausing:
            return standing, {}
        truces: dict[str, float] = {}
        for pauses in pausing.values():
            for name, credibility in pauses.items():
                truces[name] = max(credibility, truces.get(name, 0.0))
        suspended = {p.name: truces[p.name] for p in standing if p.name in truces and id(p) not in pausing}
        return [p for p in standing if p.name not in suspended], suspended

    def _state(self, acting: Iterable[Policy], view: View) -> Hashable:
        """What a fold of these policies depends on."""
        return tuple([(id(p), p.reads(view)) if id(p) in self._reading else id(p) for p in acting])

    def _fold(self, acting: list[Policy], suspended: dict[str, float], view: View) -> Rules:
        calendar = [p for p in acting if p.by_calendar]
        steady = self._applied(self._open, [p for p in calendar if id(p) not in self._reading], view)
        rules: Rules = self._applied(steady, [p for p in calendar if id(p) in self._reading], view).draft()
        for policy in acting:
            if not policy.by_calendar:
                rules = policy.apply(rules, view)
        for policy in acting:
            if id(policy) in self._relaxing:
                rules = policy.relax(rules, view)
        for policy in acting:
            if id(policy) in self._settling:
                rules = policy.settle(rules, view)
        for policy in self._arranged if suspended else ():
            if policy.name in suspended and active(policy, view):
                doubted = policy.apply(self._open, view).announced * (1.0 - suspended[policy.name])
                rules = rules.raise_("announced", ..., doubted)
        return finished(rules)

    def _applied(self, before: Rules, policies: list[Policy], view: View) -> Rules:
        """What policies that follow the calendar make of `before` in the first pass."""
        state = id(before), self._state(policies, view)
        if state not in self._begun:
            rules: Rules = before.draft()
            for policy in policies:
                rules = policy.apply(rules, view)
            self._begun[state] = finished(rules)
        return self._begun[state]


def finished(rules: Rules) -> Rules:
    """The rules themselves, or those that a draft holds."""
    return rules.finished() if isinstance(rules, Draft) else rules
