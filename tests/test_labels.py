"""Measures and products as a reader knows them."""

from __future__ import annotations

import re

import pytest

from sim.records import MEASURES
from sim.scenario import folder, load_sweep
from sim.sweep.labels import column, named, phrase, product, setting, told, words
from sim.sweep.measures import Column


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("oxide_NdPr", "NdPr oxide"),
        ("metal_Dy", "Dy metal"),
        ("magnet_heavy", "heavy magnets"),
        ("conc_clay_y", "clay y concentrate"),
        ("magnet", "magnet"),
        ("Dy", "Dy"),
    ],
)
def test_a_product_is_called_by_its_kind_and_group_and_a_stage_or_element_by_itself(code: str, said: str) -> None:
    assert product(code) == said


def test_a_column_is_a_heading_with_the_nation_first_or_a_phrase_with_it_last() -> None:
    suppliers = Column.of("supplier_hhi.IND")
    assert column(suppliers) == "India: concentration of suppliers (Herfindahl index)"
    assert phrase(suppliers) == "concentration of suppliers (Herfindahl index) of India"
    assert column(Column.of("spot_outside.oxide_Dy")) == "Spot price outside the controller, Dy oxide"


def test_a_setting_is_said_without_underscores_and_a_number_with_its_thousands_apart() -> None:
    assert [words(value) for value in ("middle_ground", 40000.0, 0.25, 3, True)] == [
        "middle ground", "40,000", "0.25", "3", "True",
    ]  # fmt: skip


def test_no_measure_is_named_by_its_unit_or_an_abbreviation() -> None:
    for measure in MEASURES:
        assert not re.search(r"_| (t|usd|hhi)\b", phrase(Column(measure, "IND", ""))), measure


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policies.quota.quotas[0].tonnes", "first quota, tonnes"),
        ("policies.export_quotas.quotas[3].tonnes", "export quotas, fourth quota, tonnes"),
        ("policies.busan_talks.concessions[11].value", "Busan talks, concession 12, value"),
        ("policies.licensing.odds.case_by_case", "licensing odds, case by case"),
        ("policies.licensing.files_per_month_max", "licensing files a month, maximum"),
        ("policies.floor.t_per_month", "floor, t a month"),
        ("policies.collection.subsidy_usd_per_t", "collection subsidy in USD/t"),
        ("policies.india_chain.stages.magnet.capex_grant_share", "India chain magnet, capex grant share"),
        ("policies.us_chain.stages.separation.limit_t_per_year", "US chain separation, limit in t a year"),
        ("policies[1].access", "second policy access"),
        ("policies.rules.stringency.2025", "rules stringency, 2025"),
        ("nations.IND.assurance_response", "India's assurance response"),
        ("nations.CHN.weights.retaliation", "China's weight of retaliation"),
        ("parameters.fear_decay", "share of fear that fades in a month"),
        ("parameters.learning_rate", "learning rate"),  # its description is long
        ("hypothesis", "the controller's motive"),
        ("cost_index.mine", "cost index, mine"),
    ],
)
def test_a_path_is_told_in_words(path: str, said: str) -> None:
    assert told(path) == said


def test_no_path_of_a_sweep_in_the_library_is_told_as_code() -> None:
    for file in (folder() / "sweeps").glob("*.yaml"):
        spec = load_sweep(file).spec
        for path in [*spec.uncertainties, *spec.levers]:
            assert not re.search(r"[_\[\].]|[A-Z]{3}", told(path)), path


def test_settings_of_several_levers_are_told_one_after_the_other() -> None:
    levers = {"policies.quota.quotas[0].tonnes": 40000.0, "nations.IND.assurance_response": "middle_ground"}
    assert setting(levers) == "first quota, tonnes: 40,000; India's assurance response: middle ground"
    assert setting({}) == "no levers"


def test_proper_names_in_the_id_of_a_policy_have_their_capitals() -> None:
    assert named("china_technology") == "China technology"
    assert named("us_tariff_south_korea") == "US tariff South Korea"
