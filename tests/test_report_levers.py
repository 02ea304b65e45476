"""The report says of settings what the runs bear out: what a gain costs, and which of them are the same within noise."""

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.sweep.bluf import bluf
from sim.sweep.facts import facts
from sim.sweep.levers import levers as lever_table
from sim.sweep.report_levers import levers
from sim.sweep.tables import read


@pytest.fixture(scope="module")
def folder(explained):
    return explained.path


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (2.77e7, "gain at little cost (+27.7 million USD)"),
        (-2.77e7, "gain at little cost (-27.7 million USD)"),
        (-2e9, "gain at lower cost (-2.00 billion USD)"),
        (2e9, "0.050 per billion USD"),
    ],
)
def test_a_gain_says_what_it_costs(folder, cost, said):
    known = read(folder)
    found = facts(known)
    row = next(row for row in found["robust"] if row["setting"] == "refuse")
    row |= {"gain": 0.1, "gain_low": 0.09, "gain_high": 0.11, "cost_usd": cost, "per_billion": 0.1 / cost * 1e9}
    section = levers(known, found)
    assert f"| {said} |" in section
    assert "less than 50.0 million USD more than the reference" in section


@pytest.mark.parametrize(("better", "is_told"), [(0.0, False), (0.02, True)])
def test_settings_within_noise_of_the_best_are_not_told_apart(folder, better, is_told):
    known = read(folder)
    setting = known.outcomes["case"].map(known.draws.set_index("case")["nations.IND.assurance_response"])
    goals = [o["column"] for o in known.manifest["objectives"]]
    outcomes = known.outcomes.copy()
    refused, middle = setting == "refuse", setting == "middle_ground"
    noise = np.resize([0.01, -0.01], refused.sum())  # in import dependency, by draw
    outcomes.loc[refused, goals] = outcomes.loc[middle, goals].to_numpy()
    outcomes.loc[refused, "import_dependency.IND"] += noise - better
    known = replace(known, outcomes=outcomes)
    known = replace(known, robust=lever_table(known))
    found = facts(known)
    section, line = levers(known, found), bluf(known.manifest, found)
    assert ("**refuse** does best on average" in line) == is_told
    assert ("**middle ground** and **refuse** do best on average and cannot be told apart" in line) != is_told
    assert bool(re.search(r"\*\*refuse\*\* is preferred by the mean payoff", section)) == is_told
    assert (
        bool(
            re.search(
                r"\*\*middle ground\*\* and \*\*refuse\*\* stand first and cannot be told apart by the mean", section
            )
        )
        != is_told
    )
    row = known.robust.set_index("setting").loc[["refuse", "middle_ground"]].sort_values("mean").iloc[0]
    assert (row["behind_low"] > 0) == is_told
