"""How decisions and rules in force move relations between nations."""

from __future__ import annotations

import numpy as np
import pytest
from stub_view import StubView

from sim import parameters
from sim.agents.relations import Attitudes, Shock, Sizes, relation_shocks
from sim.agents.situation import Roles
from sim.names import NATIONS, PRODUCTS
from sim.policies import KINDS
from sim.policies.fold import fold
from sim.rules import Rules

ROLES = Roles("CHN", "IND", "USA")
SIZES = Sizes.of(parameters.values())


def effects(decisions: dict[str, dict[str, str]], previous: dict[str, dict[str, str]]) -> dict[tuple[str, str], float]:
    total: dict[tuple[str, str], float] = {}
    for shock in relation_shocks(decisions, previous, ROLES, SIZES):
        total[shock.a, shock.b] = total.get((shock.a, shock.b), 0.0) + shock.delta
    return total


def test_compliance_strains_relations_with_the_rival_and_its_end_heals_them() -> None:
    complied = {"IND": {"assurance_response": "comply"}}
    moved = effects(complied, {})
    assert moved["IND", "USA"] < -0.1
    assert 0 < moved["IND", "CHN"] < 0.1
    assert effects({}, complied)["IND", "USA"] == pytest.approx(SIZES.compliance)


def test_half_an_assurance_strains_them_half_and_pressure_more() -> None:
    half = effects({"IND": {"assurance_response": "middle_ground"}}, {})["IND", "USA"]
    assert half == pytest.approx(0.5 * effects({"IND": {"assurance_response": "comply"}}, {})["IND", "USA"])
    acts = {"IND": {"assurance_response": "middle_ground"}, "USA": {"pressure": "tariff"}}
    assert effects(acts, {})["IND", "USA"] < half - 0.05


def test_found_diversion_is_told_and_costs_trust() -> None:
    (shock,) = relation_shocks({}, {}, ROLES, SIZES, {"IND": 12.0})
    assert isinstance(shock, Shock)
    assert (shock.a, shock.b, shock.delta) == ("IND", "CHN", -SIZES.diversion)


def test_a_ban_lowers_relations_while_it_stands_and_no_longer() -> None:
    view, start = StubView(), Rules.open(len(PRODUCTS), len(NATIONS))
    ban = KINDS["export_control"](kind="export_control", products=["all"], destinations=["JPN"], access=0.0)
    banned = fold([ban], start, view)
    attitudes = Attitudes(dict(zip(NATIONS, NATIONS, strict=True)), ROLES, SIZES)
    china, japan = NATIONS.index("CHN"), NATIONS.index("JPN")
    path = [attitudes.shocks({}, rules)[0] for rules in (start, banned, banned, start)]
    here = [shock[china, japan] for shock in path]
    level = SIZES.coercion
    assert here == pytest.approx([0, -level * (1 + SIZES.drift), -level * SIZES.drift, level])
    assert all(np.array_equal(shock, shock.T) for shock in path)
