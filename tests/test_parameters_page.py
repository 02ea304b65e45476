"""The list of parameters: nothing is missing, and the page in the documentation is current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import app
from sim.cli.errors import InputError
from sim.cli.reference import everything, page
from sim.names import UTILITY_TERMS
from sim.parameters import TABLE
from sim.policies import KINDS
from sim.scenario import json_schema

PAGE = Path(__file__).parent.parent / "docs" / "parameters.md"
ROWS = everything()


def test_the_page_is_current() -> None:
    made = "rare-earth schema parameters --markdown > docs/parameters.md"
    assert PAGE.read_text("utf-8") == page(), f"the page is old; write it again with: {made}"


def test_every_behavioural_parameter_has_unit_default_range_and_source() -> None:
    rows = {row.path.removeprefix("parameters."): row for row in ROWS if row.group == "parameters"}
    assert set(rows) == set(TABLE)
    for row in rows.values():
        assert all((row.unit, row.default, row.allowed, row.description, row.source, row.confidence)), row.path


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_a_policy_says_what_it_is_what_is_allowed_and_where_it_comes_from(kind: str) -> None:
    rows = [row for row in ROWS if row.group == kind]
    assert rows
    for row in rows:
        assert row.allowed, row.path
        assert row.description, row.path
        assert row.source, row.path
        assert "of:" not in row.allowed or len(row.allowed) < 120, row.path


def test_every_number_of_a_policy_has_a_unit() -> None:
    numbers = [row for row in ROWS if row.group in KINDS and any(mark in row.allowed for mark in ("above", "or more"))]
    assert len(numbers) > 20
    assert [row.path for row in numbers if not row.unit] == []


def test_every_weight_of_every_role_is_listed() -> None:
    paths = [row.path for row in ROWS if row.group == "weights"]
    terms = sum(len(terms) for terms in UTILITY_TERMS.values())
    assert len(paths) == terms + len(UTILITY_TERMS["controller"])  # the controller has two weightings


def test_the_schema_of_a_scenario_names_each_parameter_with_its_range_and_source() -> None:
    named = json_schema()["properties"]["parameters"]["properties"]
    assert set(named) == set(TABLE)
    entry = named["fear_decay"]
    assert entry["minimum"] <= entry["default"] <= entry["maximum"]
    assert entry["unit"]
    assert entry["source"]


def test_the_command_writes_the_list_as_json_and_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    app(["schema", "parameters"], standalone_mode=False)
    assert len(json.loads(capsys.readouterr().out)) == len(ROWS)
    app(["schema", "parameters", "--markdown"], standalone_mode=False)
    assert capsys.readouterr().out == page()


def test_only_the_parameters_have_a_page() -> None:
    with pytest.raises(InputError, match="has no page"):
        app(["schema", "sweep", "--markdown"], standalone_mode=False)
