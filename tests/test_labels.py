"""Measures and products as a reader knows them."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from sim.policies import KINDS
from sim.records import MEASURES
from sim.scenario import folder, load_sweep
from sim.scenario.plans import NationPlan
from sim.sweep import label_words
from sim.sweep.labels import _parameters, column, named, phrase, product, setting, told, words
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
    assert column(Column.of("price_paid.OUT.oxide_NdPr")) == "Outside the controller: price paid, NdPr oxide"


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("relations.IND>USA", "relations between India and the United States"),
        ("heavy_supply_from_controller.IND", "heavy supply from the controller to India"),
        ("concession.IND", "assurance given by India"),
        ("output_lost_usd.USA", "output lost in the United States"),
        ("share_magnet_ree.CHN.mine", "share of world output (Nd+Pr+Dy+Tb) of China, mine"),
        ("price_paid.OUT.oxide_NdPr", "price paid outside the controller, NdPr oxide"),
        ("regime.USA", "licensing regime of the controller towards the United States (0 open to 4 ban)"),
    ],
)
def test_a_measure_stands_to_its_nation_as_in_a_sentence(label: str, said: str) -> None:
    assert phrase(Column.of(label)) == said


def test_a_setting_is_said_without_underscores_and_a_number_with_its_thousands_apart() -> None:
    assert [words(value) for value in ("middle_ground", 40000.0, 0.25, 3, True)] == [
        "middle ground", "40,000", "0.25", "3", "True",
    ]  # fmt: skip
    assert [words(value) for value in (np.int64(30000), np.float64(0.5), np.True_)] == ["30,000", "0.5", "True"]


def test_no_measure_is_named_by_its_unit_or_an_abbreviation() -> None:
    for measure in MEASURES:
        assert not re.search(r"_| (t|usd|hhi)\b", phrase(Column(measure, "IND", ""))), measure


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("policies.quota.quotas[0].tonnes", "tonnes of the first quota"),
        ("policies.export_quotas.quotas[3].tonnes", "export quotas, tonnes of the fourth quota"),
        ("policies.busan_talks.concessions[11].value", "Busan talks, value of concession 12"),
        ("policies.licensing.odds.case_by_case", "chance of a licence, case by case regime"),
        ("policies.licensing.files_per_month_max", "licence files that experienced officers decide a month"),
        ("policies.floor.t_per_month", "floor, t a month"),
        ("policies.collection.subsidy_usd_per_t", "collection, subsidy in USD/t"),
        (
            "policies.india_chain.stages.magnet.capex_grant_share",
            "India chain, share of capital cost that the state pays, magnet",
        ),
        ("policies.us_chain.stages.separation.limit_t_per_year", "US chain separation, limit in t a year"),
        ("policies[1].access", "second policy access"),
        ("policies.rules.stringency.2025", "rules stringency, 2025"),
        ("nations.IND.assurance_response", "India's answer on the assurance"),
        ("nations.CHN.weights.retaliation", "weight that China gives to what the target can do in return"),
        ("nations.USA.regimes.IND", "United States' regimes, India"),
        ("policies.china_technology.access.separation", "China technology, access to separation"),
        ("policies[1].odds.tight", "second policy, chance of a licence, tight regime"),
        ("parameters.fear_decay", "share of fear that fades in a month"),
        ("parameters.learning_rate", "fall of unit cost with each doubling of output"),  # its description is long
        ("hypothesis", "the controller's motive"),
        ("cost_index.mine", "cost index, mine"),
        ("cost_index[1].index", "second cost index"),
    ],
)
def test_a_path_is_told_in_words(path: str, said: str) -> None:
    assert told(path) == said


def test_no_path_of_a_sweep_in_the_library_is_told_as_code() -> None:
    for file in (folder() / "sweeps").glob("*.yaml"):
        spec = load_sweep(file).spec
        for path in [*spec.uncertainties, *spec.levers]:
            assert not re.search(r"[_\[\].]|[A-Z]{3}", told(path)), path


def test_no_parameter_and_no_input_of_a_sweep_is_told_to_modellers() -> None:
    sweeps = [load_sweep(file).spec for file in (folder() / "sweeps").glob("*.yaml")]
    inputs = {path for spec in sweeps for path in [*spec.uncertainties, *spec.levers]}
    said = {path: told(path) for path in inputs | {f"parameters.{name}" for name in _parameters()}}
    jargon = re.compile(r"\b(log|elasticity|capex|quotes?|Weibull|noise|maximum|power|per unit)\b")
    assert {path: text for path, text in said.items() if jargon.search(text)} == {}
    assert [path for path, text in said.items() if text == path.partition(".")[2].replace("_", " ")] == []


def test_words_are_kept_for_things_that_there_are() -> None:
    fields = {name for kind in KINDS.values() for name in re.findall(r"\w+", json.dumps(kind.model_json_schema()))}
    assert set(label_words.PARAMETER) <= set(_parameters())
    assert set(label_words.PART) <= fields
    assert set(label_words.PLAN) <= set(NationPlan.model_fields)
    assert set(label_words.MEASURE) | set(label_words.BEFORE_NATION) <= set(MEASURES)


def test_the_period_of_an_extreme_is_a_month() -> None:
    assert Column("supply_gap", "IND", "", "max").period == "highest month"
    assert Column("supply_gap", "IND", "", "min").period == "lowest month"


def test_settings_of_several_levers_are_told_one_after_the_other() -> None:
    levers = {"policies.quota.quotas[0].tonnes": 40000.0, "nations.IND.assurance_response": "middle_ground"}
    assert setting(levers) == "tonnes of the first quota: 40,000; India's answer on the assurance: middle ground"
    assert setting({}) == "no levers"


def test_proper_names_in_the_id_of_a_policy_have_their_capitals() -> None:
    assert named("china_technology") == "China technology"
    assert named("us_tariff_south_korea") == "US tariff South Korea"
