"""From policies to the rules of a month: who is in force, three passes, and when to fold again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

import numpy as np

from sim.draft import Draft
from sim.memo import Memo
from sim.policies.base import Policy
from sim.rules import Rules, View

#: Dates before and after all others.
FIRST, LAST = "", "9999-99"


def active(policy: Policy, view: View) -> bool:
    """Whether a policy is in force this month: its dates (both inclusive) and its condition on last month."""
    return is_dated(policy, view) and (policy.when is None or policy.when.holds(view))


def is_dated(policy: Policy, view: View) -> bool:
    """Whether this month is within the dates of a policy."""
    return (policy.start or FIRST) <= view.date <= (policy.end or LAST)


def arrange(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """The policies in the one order in which they are folded, whatever their order in a file."""
    return tuple(sorted(policies, key=lambda p: (p.name, p.start or "", p.model_dump_json())))


def fold(policies: Iterable[Policy], open_rules: Rules, view: View) -> Rules:
    """The rules of the month; the order of `policies` does not matter."""
    return Rulebook(policies, open_rules).rules(view)


class Part(NamedTuple):
    """A policy in a fold, with a key: which hooks it has, and whether what they read from the view can change."""

    key: int
    policy: Policy
    reads: bool
    by_calendar: bool
    relaxes: bool
    settles: bool


class Force(NamedTuple):
    """The policies that act, those of them that read, and the credibility of suspension of those that would act, by name."""

    acting: list[Part]
    readers: list[Part]
    suspended: dict[str, float]
    key: Hashable


class Span(NamedTuple):
    """Policies whose dates include the months of a span, those of them with a condition, and who acts by who waits."""

    parts: list[Part]
    conditional: list[Part]
    forces: dict[tuple[int, ...], Force]


def part(key: int, policy: Policy) -> Part:
    """Look a policy over once, so that nobody asks it every month for what it does not do."""
    relaxes, settles = (getattr(type(policy), hook) is not getattr(Policy, hook) for hook in ("relax", "settle"))
    return Part(key, policy, not policy.is_steady, policy.by_calendar, relaxes, settles)


def force_of(standing: list[Part]) -> Force:
    """Who acts of those whose dates and conditions hold; a policy that suspends others cannot be suspended itself."""
    truces: dict[str, float] = {}
    names = []
    for p in standing:
        pauses = p.policy.suspends()
        for name, credibility in pauses.items():
            truces[name] = max(credibility, truces.get(name, 0.0))
        if not pauses:
            names.append(p.policy.name)
    suspended = {name: truces[name] for name in names if name in truces}
    acting = [p for p in standing if p.policy.name not in suspended]
    key = tuple([p.key for p in acting]), tuple(suspended.items())
    return Force(acting, [p for p in acting if p.reads], suspended, key)


class Rulebook:
    """The policies of a scenario; gives each month's rules, folded once for each state of what they depend on.

    In the first pass come those that never change, then the others that follow the calendar, then those that nations or
    last month's figures can move: which come first makes no difference, and what did not change is not folded again.
    """

    def __init__(self, policies: Iterable[Policy], open_rules: Rules, memo: Memo | None = None) -> None:
        self._parts = [part(key, policy) for key, policy in enumerate(arrange(policies))]
        #: Dates at which a policy comes into force, or after which it has gone (`~` sorts behind a month's own name).
        self._turns = sorted(
            {turn for p in self._parts for turn in (p.policy.start or FIRST, f"{p.policy.end or LAST}~")}
        )
        self._spans: dict[int, Span] = {}
        self._open = open_rules
        self._memo = Memo() if memo is None else memo
        self._begun: dict[Hashable, Rules] = {}
        self._folded: dict[Hashable, Rules] = {}
        self._last: tuple[Force | None, tuple[Hashable, ...], Rules] = None, (), open_rules

    def rules(self, view: View) -> Rules:
        """The rules of the month that `view` shows; the same object while, and whenever, nothing differs."""
        force = self._in_force(view)
        read = tuple([p.policy.reads(view) for p in force.readers])
        if force is self._last[0] and read == self._last[1]:  # quicker than a look-up, and so in most months
            return self._last[2]
        state = force.key, read
        rules = self._folded.get(state)
        if rules is None:
            read_by = dict(zip([p.key for p in force.readers], read, strict=True))
            rules = self._folded[state] = self._fold(force, read_by, view)
        self._last = force, read, rules
        return rules

    def _in_force(self, view: View) -> Force:
        """Who acts this month."""
        number = bisect_right(self._turns, view.date)
        span = self._spans.get(number)
        if span is None:  # dates change who is in force on few of them
            parts = [p for p in self._parts if is_dated(p.policy, view)]
            span = self._spans[number] = Span(parts, [p for p in parts if p.policy.when], {})
        waiting = tuple([p.key for p in span.conditional if p.policy.when and not p.policy.when.holds(view)])
        if waiting not in span.forces:
            span.forces[waiting] = force_of([p for p in span.parts if p.key not in waiting])
        return span.forces[waiting]

    def _fold(self, force: Force, read: Mapping[int, Hashable], view: View) -> Rules:
        acting, suspended = force.acting, force.suspended
        steady = [p for p in acting if p.by_calendar and not p.reads]
        moving = [p for p in acting if p.by_calendar and p.reads]
        begun = self._applied(self._applied(self._open, steady, read, view), moving, read, view)
        rules: Rules = Draft.of(begun, self._memo)
        for p in acting:
            if not p.by_calendar:
                rules = p.policy.apply(rules, view)
        for p in acting:
            if p.relaxes:
                rules = p.policy.relax(rules, view)
        for p in acting:
            if p.settles:
                rules = p.policy.settle(rules, view)
        for p in self._parts if suspended else ():
            if p.policy.name in suspended and active(p.policy, view):
                meant = p.policy.apply(Draft.of(self._open, self._memo), view).announced
                doubted = meant * (1.0 - suspended[p.policy.name])
                rules = rules.with_(announced=np.maximum(rules.announced, doubted))
        return finished(rules)

    def _applied(self, before: Rules, parts: list[Part], read: Mapping[int, Hashable], view: View) -> Rules:
        """What policies that follow the calendar make of `before` in the first pass."""
        state = id(before), tuple([(p.key, read.get(p.key)) for p in parts])
        if state not in self._begun:
            rules: Rules = Draft.of(before, self._memo)
            for p in parts:
                rules = p.policy.apply(rules, view)
            self._begun[state] = finished(rules)
        return self._begun[state]


def finished(rules: Rules) -> Rules:
    """The rules themselves, or those that a draft holds."""
    return rules.finished() if isinstance(rules, Draft) else rules
