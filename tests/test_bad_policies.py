"""Policies that do not go together, or of which a part would do nothing, are refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_files import good_folder, put, refused_scenario

from sim.policies import KINDS
from sim.scenario import load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return good_folder(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (
            "{kind: export_control, products: [magnets], quotas: [{period: '2024', tonnes: 9}]}",
            "{kind: export_control, products: [oxides], quotas: [{period: '2024', tonnes: 1}, {period: '2025', tonnes: 1}]}",
            "2024",
        ),
        ("{kind: substitution, nation: IND}", "{kind: substitution, nation: JPN}", "research"),
        (
            "{kind: mining_assets, investor: IND, stakes: [{host: AUS, t_per_year: 9}]}",
            "{kind: mining_assets, investor: JPN, stakes: [{host: USA, t_per_year: 9}]}",
            "0",
        ),
        (
            "{kind: predictability, beneficiaries: [ALL]}",
            "{kind: predictability, beneficiaries: [JPN, EUU]}",
            "EUU, JPN",
        ),
    ],
)
def test_two_policies_of_which_a_run_would_keep_one_record_are_refused(folder: Path, first, second, kept) -> None:
    put("x.yaml", f"months: 12\npolicies:\n  - {first}\n  - {second}\n")
    kind = first.split(",")[0].removeprefix("{kind: ")
    assert refused_scenario("x.yaml") == (
        f"x.yaml:4: policies[1].id: policies[0] is {kind} as well, and what is kept of them ({kept}) would be one"
        " (allowed: an id of its own for each)"
    )
    put("y.yaml", f"months: 12\npolicies:\n  - {first}\n  - {second.replace('{', '{id: other, ', 1)}\n")
    assert len(load("y.yaml").policies) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{kind: export_control, products: [oxides]}", "{kind: export_control, products: [magnets]}"),
        ("{kind: predictability, beneficiaries: [IND]}", "{kind: predictability, beneficiaries: [JPN]}"),
        ("{kind: stockpile, nations: [IND]}", "{kind: stockpile, nations: [IND]}"),
    ],
)
def test_policies_of_one_kind_that_keep_nothing_in_common_need_no_id(folder: Path, first: str, second: str) -> None:
    put("x.yaml", f"months: 12\npolicies:\n  - {first}\n  - {second}\n")
    assert len(load("x.yaml").policies) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("start: 2024-03", "end: 2024-03"),
        ("products: [Dy]", "products: [La]"),
        ("end: 2024-06", "start: 2024-05"),
    ],
)
def test_an_origin_has_one_licensing_desk_at_a_time(folder: Path, first: str, second: str) -> None:
    desks = (
        "months: 12\npolicies:\n  - {{kind: licensing, id: a, {}}}\n  - {{kind: licensing, id: b, origin: {}, {}}}\n"
    )
    put("x.yaml", desks.format(first, "CHN", second))
    assert refused_scenario("x.yaml") == (
        "x.yaml:4: policies[1].origin: CHN has the desk 'a' in some of these months as well, and one alone would"
        " decide (allowed: one desk of an origin at a time)"
    )
    put("x.yaml", desks.format(first, "MMR", second))
    assert len(load("x.yaml").policies) == 2


def test_a_control_has_one_quota_for_a_period(folder: Path) -> None:
    two = "[{period: 2024-H1, tonnes: 5}, {period: 2024-H1, tonnes: 6}]"
    put("x.yaml", f"months: 12\npolicies:\n  - {{kind: export_control, products: [oxides], quotas: {two}}}\n")
    assert "has two quotas for 2024-H1" in refused_scenario("x.yaml")


@pytest.mark.parametrize("word", ["magnets", "heavy", "Dy", "metal_NdPr"])
def test_a_tax_on_goods_that_a_control_does_not_name_is_refused(folder: Path, word: str) -> None:
    put(
        "x.yaml",
        f"policies:\n  - kind: export_control\n    products: [oxide_La, Ce]\n    export_taxes: {{all: 0.1, {word}: 0.2}}\n",
    )
    assert refused_scenario("x.yaml") == (
        f"x.yaml:4: policies[0].export_taxes.{word}: is on none of the products of this control"
        " (allowed: a word that covers any of oxide_La, oxide_Ce)"
    )


def test_what_stands_for_no_list_of_policies_is_told_their_kinds_and_not_every_field(folder: Path) -> None:
    said = refused_scenario(put("x.yaml", "policies: 1\n"))
    kinds = ", ".join(sorted(KINDS))
    assert said == f"x.yaml:1: policies: 1 is not a list (allowed: a list of a mapping with a kind: {kinds})"
