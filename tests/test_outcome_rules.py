"""Rules of outcomes as files: what they may say, what is refused in one line, how they are written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from bad_files import good_folder, put

from sim.scenario import ScenarioError, load_outcomes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return good_folder(tmp_path, monkeypatch)


RULE = "{name: a, title: A, all: [{measure: concession, nation: focal, above: 0}]}"
LAST = "{name: z, title: Z, all: []}"


def with_test(condition: str) -> str:
    """Rules of which the first has this condition."""
    return f"[{{name: a, title: A, all: [{condition}]}}, {LAST}]"


def bounded(more: str) -> str:
    """Rules of which the first has a sound condition and this beside."""
    return f"[{RULE.replace('above: 0', 'above: 0, ' + more)}, {LAST}]"


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (f"[{RULE}]", "the last rule, and only that, has no conditions (allowed: all: [] in the last rule)"),
        (f"[{LAST}, {LAST.replace('z', 'y')}]", "the last rule, and only that, has no conditions"),
        (f"[{LAST.replace('all: []', '')}]", "outcomes[0].all: is missing (allowed: a list"),
        (f"[{RULE}, {RULE}, {LAST}]", "the name a stands twice (allowed: once)"),
        (f"[{RULE.replace('above', 'abov')}, {LAST}]", "outcomes[0].all[0].abov: unknown key; did you mean above?"),
        (f"[{RULE.replace(', above: 0', '')}, {LAST}]", "outcomes[0].all[0]: has no bound (allowed: above, "),
        (
            f"[{RULE.replace('focal', 'fokal')}, {LAST}]",
            "outcomes[0].all[0].nation: 'fokal' is no known nation; did you mean focal?",
        ),
        (
            f"[{RULE.replace('above: 0', 'above: 0, months_at_least: 13')}, {LAST}]",
            "outcomes[0].all[0]: the window has 12 months (allowed: months_at_least 1 to 12)",
        ),
        (
            f"[{RULE.replace('above: 0', 'above: 0, window: last')}, {LAST}]",
            "outcomes[0].all[0].window: 'last' is no window (allowed: last12, whole, or months",
        ),
        (
            "[{name: a, title: A, all: [{decision: focal.assurance_response, is: refus}]}, " + LAST + "]",
            "outcomes[0].all[0].is: 'refus' is no known option; did you mean refuse? (allowed: comply, middle_",
        ),
        (
            "[{name: a, title: A, all: [{decision: focal.asurance, is: refuse}]}, " + LAST + "]",
            "outcomes[0].all[0].decision: 'asurance' is no known decision; did you mean assurance_response?",
        ),
        (
            f"[{RULE}, {RULE.replace('name: a', 'name: b')}, {RULE.replace('name: a', 'name: b')}, {LAST}]",
            "the name b s",
        ),
        (f"[{RULE.replace('name: a', 'name: Ab')}, {LAST}]", "outcomes[0].name: 'Ab' does not fit"),
        (
            f"[{RULE.replace('name: a', 'name: ' + 'a' * 61)}, {LAST}]",
            "outcomes[0].name: string should have at most 60",
        ),
        ("[]", "tuple should have at least 1 item"),
        (f"[{LAST}, {RULE}, {LAST.replace('name: z', 'name: y')}]", "the last rule, and only that, has no conditions"),
        (with_test("{}"), "outcomes[0].all[0]: tests nothing (allowed: a measure and a bound, or a decision)"),
        (with_test("{above: 0}"), "outcomes[0].all[0]: tests nothing"),
        (with_test("{is: refuse}"), "outcomes[0].all[0]: a decision stands alone (allowed: decision and is)"),
        (with_test("{decision: focal.offer}"), "outcomes[0].all[0]: a decision stands alone"),
        (with_test("{decision: focal.offer, is: none, window: whole}"), "outcomes[0].all[0]: a decision stands alone"),
        (
            with_test("{decision: offer, is: none}"),
            "outcomes[0].all[0].decision: 'offer' is no decision (allowed: nation.",
        ),
        (
            with_test("{decision: IDN.offer, is: none}"),
            "outcomes[0].all[0].decision: 'IDN' is no known nation; did you mean IND?",
        ),
        (
            with_test("{decision: CHN.regime, is: ban}"),
            "outcomes[0].all[0].decision: 'regime' is no known decision; did you mean regime:",
        ),
        (with_test("{decision: CHN.regime:IND, is: adaptive}"), "outcomes[0].all[0].is: 'adaptive' is no known option"),
        (bounded("months_at_least: 0"), "outcomes[0].all[0].months_at_least: 0 is below the allowed 1"),
        (
            bounded("months_at_least: 601, window: whole"),
            "outcomes[0].all[0].months_at_least: 601 is above the allowed 600",
        ),
        (
            bounded("window: 2026-01..2025-12"),
            "outcomes[0].all[0].window: '2026-01..2025-12' ends before it begins",
        ),
        (bounded("window: 2026-01..2026-13"), "outcomes[0].all[0].window: '2026-01..2026-13' is no window"),
        (bounded("window: 2026-01"), "outcomes[0].all[0].window: '2026-01' is no window"),
    ],
)
def test_wrong_outcome_rules_are_refused_in_one_line(folder: Path, rules: str, line: str) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: {rules}")
    with pytest.raises(ScenarioError) as caught:
        load_outcomes("mine")
    where, _, rest = str(caught.value).partition(":1: ")
    assert where == "scenarios/outcomes/mine.yaml"
    assert rest.removeprefix("outcomes: ").startswith(line)


@pytest.mark.parametrize(
    "more",
    [
        "months_at_least: 12", "months_at_least: 1", "months_at_least: 13, window: whole", "window: 2025-01..2025-01",
        "months_at_least: 600, window: whole", "window: 2025-01..2026-12, months_at_least: 24", "window: last12",
    ],
)  # fmt: skip
def test_windows_and_numbers_of_months_up_to_their_ends_are_allowed(folder: Path, more: str) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: {bounded(more)}")
    assert load_outcomes("mine").names == ("a", "z")


@pytest.mark.parametrize("who", ["focal", "rival", "controller", "BRA"])
@pytest.mark.parametrize(("slot", "options"), [("coalition", "none"), ("regime:CHN", "case_by_case")])
def test_whatever_a_nation_or_a_role_can_decide_may_name_an_outcome(folder, who, slot, options) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: {with_test(f'{{decision: {who}.{slot}, is: {options}}}')}")
    decision = load_outcomes("mine").outcomes[0].all[0].decision
    assert decision is not None
    assert (decision.decision, decision.is_) == (f"{who}.{slot}", options)


def test_a_name_may_have_sixty_characters(folder: Path) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: [{LAST.replace('name: z', 'name: ' + 'z' * 60)}]")
    assert load_outcomes("mine").names == ("z" * 60,)


def test_rules_are_written_down_without_what_is_not_set_and_can_be_read_again(folder: Path) -> None:
    put("scenarios/outcomes/mine.yaml", f"outcomes: {with_test('{decision: focal.offer, is: none}')}")
    assert load_outcomes("mine").plain() == {
        "outcomes": [
            {"name": "a", "title": "A", "all": [{"decision": "focal.offer", "is": "none"}]},
            {"name": "z", "title": "Z", "all": []},
        ]
    }


def test_rules_beside_the_scenario_come_before_those_of_the_library(folder: Path) -> None:
    (folder / "own" / "outcomes").mkdir(parents=True)
    put("own/outcomes/default.yaml", f"outcomes: [{LAST}]")
    assert load_outcomes("default", folder / "own" / "scenario.yaml").names == ("z",)
    assert load_outcomes("default", folder / "good.yaml").names == ("other",)
    assert load_outcomes(folder / "own" / "outcomes" / "default.yaml").names == ("z",)
