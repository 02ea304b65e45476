"""What a rulebook asks policies for from month to month, and settings that stand for "never", "always" or "as for anybody"."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Literal

import pytest
from stub_view import OPEN, StubView, policy, rules

from sim.names import NATIONS, PRODUCTS
from sim.policies.base import Policy
from sim.policies.fold import Rulebook, arrange, force_of, part
from sim.rules import Rules, View

CHN, IND, USA, JPN = (NATIONS.index(code) for code in ("CHN", "IND", "USA", "JPN"))
DY = PRODUCTS.index("oxide_Dy")


def test_firms_may_leave_for_a_host_only_while_their_nation_trusts_it() -> None:
    book = Rulebook([policy("china_plus_one", hosts=["IND"], homes=["JPN"], least_relations=0.5)], OPEN)
    views = [StubView(related={("JPN", "IND"): relation}) for relation in (0.4, 0.5, 0.3, 0.9)]
    assert [book.rules(view).host_open[JPN, IND] for view in views] == [0.0, 1.0, 0.0, 1.0]
    anybody = Rulebook([policy("china_plus_one", hosts=["IND"], homes=["JPN"])], OPEN)
    assert [anybody.rules(view).host_open[JPN, IND] for view in views] == [1.0] * 4
    assert anybody.rules(views[0]) is anybody.rules(views[1])


def test_licensing_looks_at_the_regimes_towards_its_destinations_only() -> None:
    office = policy("licensing", destinations=["IND"])
    seen = [
        office.reads(StubView(decided={("CHN", f"regime:{code}"): "ban"})) for code in ("USA", "JPN")
    ]  # where it decides nothing
    assert seen[0] == seen[1] == office.reads(StubView())
    assert office.reads(StubView(decided={("CHN", "regime:IND"): "ban"})) != seen[0]


class Mood(Policy):
    """A policy of a user's own: what India decides closes a lane."""

    kind: Literal["mood"] = "mood"

    def apply(self, rules: Rules, view: View) -> Rules:
        """Close the lane while India is angry."""
        return rules.lower("access", (DY, IND, USA), 0.0) if view.decision("IND", "mood") == "angry" else rules

    def reads(self, view: View) -> Hashable:
        """The mood."""
        return view.decision("IND", "mood")


def test_a_policy_that_does_not_say_so_does_not_only_follow_the_calendar() -> None:
    book = Rulebook([Mood()], OPEN)
    moods = ("calm", "angry", "calm")
    found = [book.rules(StubView(decided={("IND", "mood"): mood})).access[DY, IND, USA] for mood in moods]
    assert found == [1.0, 0.0, 1.0]


def test_no_two_hooks_are_taken_for_each_other() -> None:
    policies = [policy("assurance", id=f"a{k}") for k in range(3)] + [policy("licensing", id=f"l{k}") for k in range(3)]
    steps = force_of([part(key, p) for key, p in enumerate(arrange(policies))]).steps
    assert len({step.number for step in steps}) == len(steps) == 12  # all tighten; three relax, three settle


def test_a_shipment_needs_a_licence_or_does_not() -> None:
    licence = rules(policy("export_control", products=["Dy"], licence=True)).licence
    assert licence[DY, CHN, USA] == 1.0
    assert set(licence.ravel().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize(("months", "fear"), [(0, [0.6, 0.6, 0.6]), (2, [0.6, 0.0, 0.0]), (12, [0.6, 0.6, 0.0])])
def test_a_control_is_news_for_its_months_or_for_as_long_as_it_stands(months: int, fear: list[float]) -> None:
    control = policy("export_control", products=["Dy"], announced_share=0.6, announced_months=months, start="2025-01")
    book = Rulebook([control], OPEN)
    dates = ("2025-02", "2025-12", "2026-01")
    assert [float(book.rules(StubView(date=date)).announced[DY, USA]) for date in dates] == fear


@pytest.mark.parametrize(("sunset", "scope"), [(0, [0.5, 0.5]), (6, [0.5, 0.0])])
def test_a_limited_assurance_lapses_after_its_months_or_never(sunset: int, scope: list[float]) -> None:
    demand = policy("assurance", response="middle_ground", sunset_months=sunset, start="2025-01")
    found = [rules(demand, date=date).assurances for date in ("2025-01", "2025-07")]
    assert [sum(a.scope for a in given) for given in found] == scope


@pytest.mark.parametrize(("named", "lead"), [({}, -1.0), ({"lead_months": 0}, 0.0), ({"lead_months": 7}, 7.0)])
def test_a_stake_takes_as_long_as_anybodys_plant_unless_it_is_under_way(named: Any, lead: float) -> None:
    stakes = [{"host": "JPN", "t_per_year": 1.0, **named}]
    (stake,) = rules(policy("mining_assets", investor="USA", stakes=stakes)).stakes
    assert stake.lead_months == lead


@pytest.mark.parametrize("technology", ["grain_boundary_diffusion", "ferrite", "induction", "other"])
def test_only_diffusion_turns_need_for_heavy_magnets_into_standard_ones(technology: str) -> None:
    (programme,) = rules(policy("substitution", nation="JPN", technology=technology)).programmes
    assert programme.to_standard is (technology == "grain_boundary_diffusion")
