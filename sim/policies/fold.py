"""From policies to the rules of a month: who is in force, three passes, and when to fold again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple

import numpy as np

from sim.draft import Draft, Steps, rules_of
from sim.memo import Memo
from sim.policies.base import Policy, When
from sim.rules import Rules, View

#: Dates before and after all others.
FIRST, LAST = "", "9999-99"
#: Rules that a calendar keeps before it begins anew.
MOST = 256
#: Calendars of the policies that were last used.
_CALENDARS = Memo(most=16)


def is_dated(policy: Policy, view: View) -> bool:
    """Whether this month is within the dates of a policy, both inclusive."""
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


class Step(NamedTuple):
    """A hook of an acting policy: its number among all hooks of all policies, and whose answer it depends on, if any."""

    number: int
    hook: Callable[[Rules, View], Rules]
    answer: int | None


class Force(NamedTuple):
    """The policies that act, those that are suspended, who of them to ask every month, and how far suspensions are believed.

    Whoever follows the calendar in all hooks need not be asked: `begun` has what they make of a month, by date. After that
    come the `steps`.
    """

    acting: list[Part]
    paused: list[Part]
    asked: list[Part]
    steps: list[Step]
    suspended: dict[str, float]
    key: Hashable
    begun: dict[str, Rules]


class Span(NamedTuple):
    """Policies whose dates include the months of a span, the conditions of them, and who acts by who waits."""

    parts: list[Part]
    conditions: list[tuple[int, When]]
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
    paused = [p for p in standing if p.policy.name in suspended]
    key = tuple([p.key for p in acting]), tuple([p.key for p in paused]), tuple(suspended.items())
    asked = [p for p in acting if p.reads and (p.relaxes or p.settles or not p.by_calendar)]
    steps = steps_of(acting, asked)
    asked += [p for p in paused if p.reads]  # what they announced may be news for a while only
    return Force(acting, paused, asked, steps, suspended, key, {})


def steps_of(acting: list[Part], asked: list[Part]) -> list[Step]:
    """The three passes, less what follows dates in the first."""
    passes = [
        [(p, p.policy.apply) for p in acting if not p.by_calendar],
        [(p, p.policy.relax) for p in acting if p.relaxes],
        [(p, p.policy.settle) for p in acting if p.settles],
    ]
    answers = {p.key: k for k, p in enumerate(asked)}
    return [Step(3 * p.key + k, hook, answers.get(p.key)) for k, hooks in enumerate(passes) for p, hook in hooks]


class Calendar:
    """Who is in force when, and what the policies make of a month that only follow dates.

    In the first pass come those that never change, then the others that follow the calendar, then those that nations or
    last month's figures can move: which come first makes no difference. The first two are the same in all runs of a
    scenario, and are folded once for all of them.
    """

    def __init__(self, policies: Iterable[Policy], open_rules: Rules) -> None:
        self.parts = [part(key, policy) for key, policy in enumerate(arrange(policies))]
        #: Dates at which a policy comes into force, or after which it has gone (`~` sorts behind a month's own name).
        self._turns = sorted(
            {turn for p in self.parts for turn in (p.policy.start or FIRST, f"{p.policy.end or LAST}~")}
        )
        self.open = open_rules
        self._forget()

    def _forget(self) -> None:
        self._spans: dict[int, Span] = {}
        self._begun: dict[Hashable, tuple[Rules, Rules]] = {}  # with what they were before, so that this stays
        self._steps = Steps()

    def in_force(self, view: View) -> Force:
        """Who acts this month."""
        number = bisect_right(self._turns, view.date)
        span = self._spans.get(number)
        if span is None:  # dates change who is in force on few of them
            parts = [p for p in self.parts if is_dated(p.policy, view)]
            span = self._spans[number] = Span(parts, [(p.key, p.policy.when) for p in parts if p.policy.when], {})
        waiting = tuple([key for key, when in span.conditions if not when.holds(view)])
        force = span.forces.get(waiting)
        if force is None:
            force = span.forces[waiting] = force_of([p for p in span.parts if p.key not in waiting])
        return force

    def begun(self, force: Force, view: View) -> Rules:
        """What those who follow dates make of a month in the first pass."""
        rules = force.begun.get(view.date)
        if rules is None:
            if len(self._begun) > MOST:
                self._forget()
            steady = [p for p in force.acting if p.by_calendar and not p.reads]
            moving = [p for p in force.acting if p.by_calendar and p.reads]
            rules = force.begun[view.date] = self._applied(self._applied(self.open, steady, view), moving, view)
        return rules

    def _applied(self, before: Rules, parts: list[Part], view: View) -> Rules:
        state = id(before), tuple([(p.key, p.policy.reads(view)) for p in parts])
        known = self._begun.get(state)
        if known is not None:
            return known[0]
        fields = dict(vars(before))
        for p, answer in zip(parts, state[1], strict=True):
            self._steps.take(fields, answer, p.policy.apply, view)
        rules = rules_of(fields)
        self._begun[state] = rules, before
        return rules


class Rulebook:
    """The policies of a run; gives each month's rules, folded once for each state of what they depend on."""

    def __init__(self, policies: Iterable[Policy], open_rules: Rules) -> None:
        self._calendar = _CALENDARS.of(Calendar, (policies, open_rules))
        self._steps = Steps()
        self._folded: dict[Hashable, tuple[Rules, Rules]] = {}
        self._last: tuple[Force | None, Rules, tuple[Hashable, ...], Rules] = None, open_rules, (), open_rules

    def rules(self, view: View) -> Rules:
        """The rules of the month that `view` shows; the same object while, and whenever, nothing differs."""
        force = self._calendar.in_force(view)
        begun = self._calendar.begun(force, view)
        read = tuple([p.policy.reads(view) for p in force.asked])
        last = self._last
        if force is last[0] and begun is last[1] and read == last[2]:  # quicker than a look-up, and so in most months
            return last[3]
        state = force.key, id(begun), read
        if state not in self._folded:
            self._folded[state] = self._fold(force, begun, read, view), begun
        rules = self._folded[state][0]
        self._last = force, begun, read, rules
        return rules

    def _fold(self, force: Force, begun: Rules, read: tuple[Hashable, ...], view: View) -> Rules:
        fields = dict(vars(begun))
        for number, hook, answer in force.steps:
            self._steps.take(fields, (number, None if answer is None else read[answer]), hook, view)
        for p in force.paused:
            credibility = force.suspended[p.policy.name]
            key = "doubt", p.key, credibility, p.policy.reads(view)
            self._steps.take(fields, key, self._doubt(p.policy, credibility), view)
        return rules_of(fields)

    def _doubt(self, policy: Policy, credibility: float) -> Callable[[Rules, View], Rules]:
        """What is announced of a suspended policy feeds fear as far as the suspension is not believed."""

        def announce(rules: Rules, view: View) -> Rules:
            meant = policy.apply(Draft.of(vars(self._calendar.open)), view).announced
            return rules.with_(announced=np.maximum(rules.announced, meant * (1.0 - credibility)))

        return announce
