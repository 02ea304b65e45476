"""Signposts: the months in which series tell one future from another."""

import numpy as np
import pandas as pd

from sim.scenario.outcomes import OutcomeRules
from sim.sweep import signposts
from sim.sweep.measures import Column


def test_a_signpost_is_the_first_month_that_tells_best_from_worst_and_leads_the_objective():
    runs, months = 100, 36
    score = np.linspace(0, 1, runs)
    noise = np.random.default_rng(4).normal(0, 0.01, (3, runs, months))
    late = np.where(np.arange(months) >= 24, 1.0, 0.0)
    early = np.where(np.arange(months) >= 10, 1.0, 0.0)
    bands = noise + np.stack([score[:, None] * late, -score[:, None] * early, np.zeros((runs, months))])
    columns = [Column("import_dependency", "IND"), Column("supply_gap", "IND"), Column("fear", "IND")]
    labels = [f"m{m:02d}" for m in range(months)]
    scored = pd.DataFrame({"score_best": score, "score_worst": 1 - score, "outcome": "one"})
    table = signposts.signposts(bands.astype(np.float32), columns, labels, scored)
    assert table["measure"].tolist() == ["supply_gap.IND", "import_dependency.IND"]
    assert table["month"].tolist() == ["m10", "m24"]
    assert table["lead_months"].tolist() == [14, 0]
    assert table["side"].tolist() == ["lower", "higher"]
    assert table["hits"].tolist() == [1, 1]
    late_start = signposts.signposts(bands.astype(np.float32), columns, labels, scored, "m12")
    assert late_start["month"].tolist() == ["m12", "m24"]


def test_a_named_outcome_has_signs_with_their_hits_and_their_lead_to_the_last_year():
    runs, months = 60, 36
    is_it = np.arange(runs) < 12
    bands = np.where(is_it[:, None] & (np.arange(months) >= 10), 1.0, 0.0)[None]
    bands = bands + np.random.default_rng(4).normal(0, 0.01, bands.shape)
    named = pd.DataFrame({"score_best": np.nan, "score_worst": np.nan, "outcome": np.where(is_it, "rare", "common")})
    columns = [Column("fear", "IND")]
    table = signposts.signposts(bands, columns, [f"{m:02d}" for m in range(months)], named).set_index("tells")
    assert table.loc["rare", ["month", "lead_months", "side"]].tolist() == ["10", 14, "higher"]
    assert table.loc["rare", ["hits", "false_alarms"]].tolist() == [1, 0]


def test_the_lead_of_an_outcome_runs_to_the_first_month_that_its_rules_or_those_before_it_name():
    condition = {"measure": "supply_gap", "nation": "IND", "above": 0.1}
    parts = {"late": [condition], "early": [{**condition, "window": "2025-03..2025-12"}], "rest": []}
    named = [{"name": name, "title": name, "description": name, "all": all_} for name, all_ in parts.items()]
    rules = OutcomeRules.model_validate({"title": "t", "outcomes": named})
    months = [f"{year}-{month:02d}" for year in (2024, 2025, 2026) for month in range(1, 13)]
    judged = signposts.judged_from(rules, months)
    assert judged == {"late": 24, "early": 14, "rest": 14}
    is_it = np.arange(60) < 12
    bands = np.where(is_it[:, None] & (np.arange(36) >= 10), 1.0, 0.0)[None]
    runs = pd.DataFrame({"score_best": np.nan, "score_worst": np.nan, "outcome": np.where(is_it, "early", "late")})
    table = signposts.signposts(bands, [Column("fear", "IND")], months, runs, judged=judged).set_index("tells")
    assert table["lead_months"].to_dict() == {"early": 4, "late": 14}


def test_too_few_runs_have_no_signposts():
    column = Column("fear", "IND")
    scores = np.linspace(0, 1, 49)
    scored = pd.DataFrame({"score_best": scores, "score_worst": scores, "outcome": "one"})
    assert signposts.signposts(np.zeros((1, 49, 12), np.float32), [column], ["m"] * 12, scored).empty
