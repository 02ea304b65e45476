"""Measures and products as a reader knows them."""

from __future__ import annotations

import re

import pytest

from sim.records import MEASURES
from sim.sweep.labels import column, phrase, product, words
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
