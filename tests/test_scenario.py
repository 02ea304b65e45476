"""Scenarios: what they say, how they extend each other, and how paths change them."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from scenario_files import BASE, base_folder, write

from sim import names
from sim.policies import KINDS
from sim.scenario import (
    ScenarioError,
    find_scenario,
    json_schema,
    library,
    load,
    loads,
    parse_value,
)
from sim.world import load_world


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return base_folder(tmp_path, monkeypatch)


def test_a_scenario_takes_its_name_from_the_file_and_starts_with_its_base_year(folder: Path) -> None:
    scenario = load(write(folder, "x", "base_year: 2008"))
    assert (scenario.name, scenario.start, scenario.controller) == ("x", "2008-01", "CHN")


def test_the_names_of_scenarios_are_those_of_the_world() -> None:
    world = load_world(2024)
    assert world.nations == names.NATIONS
    assert world.products == names.PRODUCTS
    assert world.sectors == names.SECTORS


def test_a_policy_is_read_by_its_kind(folder: Path) -> None:
    scenario = load("base")
    assert [type(policy) for policy in scenario.policies] == [
        KINDS["licensing"],
        KINDS["export_control"],
        KINDS["export_control"],
    ]
    assert scenario.policy("quota").id == "quota"
    assert scenario.policy("licensing").kind == "licensing"


def test_an_extending_file_goes_before_what_it_extends(folder: Path) -> None:
    write(folder, "mine", "extends: base.yaml\nmonths: 36\nparameters: {panic: 2}\nnations: {IND: {rationality: 9}}")
    scenario = load("mine")
    assert (scenario.months, scenario.name, scenario.title) == (36, "mine", "")
    assert scenario.parameters == {"fear_decay": 0.1, "panic": 2}
    assert (scenario.plan("IND").strategy, scenario.plan("IND").rationality) == ("logit", 9)


def test_events_demand_and_costs_are_added_to_those_below(folder: Path) -> None:
    write(folder, "lower", "extends: base\ncost_index: [{stage: mine, month: 2026-01, index: 1.1}]")
    write(
        folder,
        "mine",
        "extends: lower\nevents: [{month: 2024-05, actor: IND, text: Second}]\nfreeze: [growth]\n"
        "cost_index: [{stage: mine, nation: IND, month: 2026-01, index: 1.2}]",
    )
    scenario = load("mine")
    assert [event.text for event in scenario.events] == ["First", "Second"]
    assert len(scenario.demand_index) == 1
    assert [(entry.nation, entry.index) for entry in scenario.cost_index] == [("ALL", 1.1), ("IND", 1.2)]
    assert scenario.freeze == ("growth",)


def test_a_policy_is_changed_field_by_field_removed_or_added(folder: Path) -> None:
    changes = """
extends: base
policies:
  - {kind: licensing, odds: {case_by_case: 0.2}}
  - {id: quota, access: 0.7}
  - {id: ban, remove: true}
  - {kind: export_control, id: new, products: [oxides]}
"""
    write(folder, "mine", changes)
    scenario = load("mine")
    assert [policy.name for policy in scenario.policies] == ["licensing", "quota", "new"]
    licensing, quota = (scenario.policy(name).model_dump() for name in ("licensing", "quota"))
    assert (licensing["start"], licensing["odds"]["general"]) == ("2024-06", 0.9)
    assert licensing["odds"]["case_by_case"] == 0.2
    assert (quota["access"], quota["products"]) == (0.7, ("heavy",))


def test_a_condition_is_replaced_as_a_whole(folder: Path) -> None:
    write(folder, "one", "policies: [{kind: licensing, when: {measure: fear, nation: IND, above: 0.5}}]")
    write(folder, "two", "extends: one\npolicies: [{kind: licensing, when: {measure: fear, nation: IND, below: 0.2}}]")
    when = load("two").policy("licensing").when
    assert when is not None
    assert (when.above, when.below) == (None, 0.2)


def test_values_from_the_command_line_go_last(folder: Path) -> None:
    write(folder, "mine", "extends: base\nmonths: 36")
    assert load("mine", {"months": 6}).months == 6


def test_five_files_may_extend_each_other(folder: Path) -> None:
    for depth in range(6):
        write(folder, f"d{depth}", "months: 7" if depth == 5 else f"extends: d{depth + 1}.yaml")
    assert load("d0").months == 7


def test_a_path_names_a_policy_by_id_or_by_kind(folder: Path) -> None:
    scenario = load("base").with_values(
        {
            "policies.licensing.odds.case_by_case": 0.3,
            "policies.quota.access": 0.1,
            "policies[2].access": 0.2,
            "nations.USA.pressure": "none",
            "nations.IND.assurance_response": "refuse",
            "parameters.panic": 1,
            "hypothesis": "bargaining",
            "events[0].text": "Changed",
            "demand_index.0.index": 0.5,
        }
    )
    plain = scenario.plain()
    assert plain["policies"][0]["odds"]["case_by_case"] == 0.3
    assert plain["policies"][0]["odds"]["general"] == 0.9
    assert [policy["access"] for policy in plain["policies"][1:]] == [0.1, 0.2]
    assert (scenario.plan("USA").pressure, scenario.plan("IND").assurance_response) == ("none", "refuse")
    assert scenario.plan("IND").rationality == 3
    assert scenario.parameters == {"fear_decay": 0.1, "panic": 1}
    assert (scenario.hypothesis, scenario.events[0].text) == ("bargaining", "Changed")
    assert scenario.demand_index[0].index == 0.5


def test_a_changed_scenario_leaves_the_first_as_it_was(folder: Path) -> None:
    scenario = load("base")
    before = scenario.plain()
    scenario.with_value("policies.licensing.odds.case_by_case", 0.3)
    assert scenario.plain() == before


def test_a_resolved_scenario_is_read_back_as_the_same(folder: Path) -> None:
    write(folder, "mine", "extends: base\ntitle: 'NO: 1e3'\ndescription: |\n  two\n  lines\n")
    scenario = load("mine")
    again = loads(scenario.to_yaml())
    assert again == scenario
    assert again.digest() == scenario.digest()


def test_the_digest_follows_what_changes_a_run_and_nothing_else(folder: Path) -> None:
    scenario = load("base")
    same = load(write(folder, "same", BASE.replace("Base", "Another title")))
    assert same.digest() == scenario.digest()
    assert scenario.with_value("policies.quota.access", 0.51).digest() != scenario.digest()
    assert scenario.with_value("seed", 1).digest() != scenario.digest()


def test_a_scenario_travels_to_a_worker(folder: Path) -> None:
    scenario = load("base")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_scenario_cannot_be_changed_in_place(folder: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load("base").months = 3


def test_every_field_says_what_it_is() -> None:
    for kind in ("scenario", "sweep", "outcomes"):
        schema = json_schema(kind)  # type: ignore[arg-type]
        for name, field in schema["properties"].items():
            assert field.get("description"), f"{kind}.{name}"
        json.dumps(schema)


def test_the_schema_for_editors_lets_a_file_change_one_field_of_a_policy() -> None:
    from jsonschema import Draft202012Validator

    schema = json_schema("scenario")
    Draft202012Validator.check_schema(schema)
    editor = Draft202012Validator(schema)
    assert editor.is_valid({"extends": "base.yaml", "policies": [{"kind": "licensing", "odds": {"tight": 0.1}}]})
    assert editor.is_valid({"policies": [{"id": "quota", "remove": True}]})
    assert not editor.is_valid({"policies": [{"kind": "licensing", "odds": {"tigth": 0.1}}]})
    assert not editor.is_valid({"mounths": 3})


def test_the_library_lists_names_titles_and_what_cannot_be_read(folder: Path) -> None:
    write(folder, "broken", "a: [")
    entries = {entry.name: entry for entry in library()}
    assert list(entries) == ["base", "baseline", "broken"]
    assert (entries["base"].title, entries["base"].problem) == ("Base", "")
    assert entries["broken"].problem.startswith("scenarios/broken.yaml:")


def test_a_scenario_is_found_by_name_or_by_path(folder: Path) -> None:
    assert find_scenario("base") == Path("scenarios/base.yaml")
    assert find_scenario("scenarios/base.yaml") == Path("scenarios/base.yaml")
    assert load(folder / "scenarios" / "base.yaml").name == "base"


@pytest.mark.parametrize(("text", "value"), [("0.3", 0.3), ("refuse", "refuse"), ("NO", "NO"), ("[a, 1]", ["a", 1])])
def test_a_value_of_the_command_line_is_read_as_yaml(text: str, value: object) -> None:
    assert parse_value(text) == value


def test_an_unknown_policy_is_named(folder: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"^base: policies\.licencing: no policy 'licencing'; did you mean licensing\?"
    ):
        load("base").policy("licencing")
