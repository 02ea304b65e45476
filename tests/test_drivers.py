"""What lies behind a result: boxes, sensitivity, robust levers, paired tests of assumptions."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.sweep import boxes, drivers, levers, paired, pivots, sensitivity
from sim.sweep.designs import draw
from sim.sweep.tables import read


def sample(runs=400, seed=1):
    """Return inputs and the runs that are of a kind: one input high and one option, 9 times of 10."""
    luck = np.random.default_rng(seed)
    inputs = pd.DataFrame(
        {
            "policies.x.odds": luck.random(runs), "parameters.panic": luck.random(runs), "idle": luck.random(runs),
            "hypothesis": luck.choice(["leverage", "bargaining"], runs), "same": 1.0,
        }
    )  # fmt: skip
    kind = ((inputs["policies.x.odds"] > 0.6) & (inputs["hypothesis"] == "leverage")).to_numpy()
    return inputs, kind & (luck.random(runs) < 0.9)


def test_a_box_names_the_inputs_that_matter_in_the_words_of_the_file_and_no_others():
    inputs, kind = sample()
    box = boxes.find(inputs, kind, np.ones(len(kind)))
    assert {r.path for r in box.restrictions} == {"policies.x.odds", "hypothesis"}
    limits = {r.path: r.limits for r in box.restrictions}
    assert limits["hypothesis"] == "leverage"
    assert limits["policies.x.odds"].startswith("at least 0.")
    assert box.coverage > 0.8
    assert box.density > 0.8
    assert box.share == pytest.approx(kind.mean())


def test_noise_has_no_box_and_neither_have_few_runs():
    inputs, kind = sample()
    chance = np.random.default_rng(2).random(len(kind)) < 0.3
    assert boxes.find(inputs.drop(columns=["policies.x.odds", "hypothesis"]), chance, np.ones(len(kind))) is None
    assert boxes.find(inputs.head(60), kind[:60] & (np.arange(60) < 9), np.ones(60)) is None


def test_weights_count_in_coverage_and_density():
    inputs, kind = sample()
    heavy = np.where(kind, 3.0, 1.0)
    assert boxes.find(inputs, kind, heavy).share == pytest.approx(3 * kind.sum() / heavy.sum())


def ishigami(x):
    """Return Ishigami's function, whose total Sobol indices are 0.558, 0.442 and 0.244."""
    a, b, c = (np.pi * (2 * x[:, i] - 1) for i in range(3))
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_sobol_indices_of_a_saltelli_design_are_those_known():
    from sim.scenario.distributions import Distribution

    inputs = {name: Distribution(uniform=(0, 1)) for name in ("a", "b", "c")}
    design = draw(inputs, "saltelli", 5 * 1024, 3)
    x = pd.DataFrame(design.values, columns=list(inputs))
    found = sensitivity.indices(x, ishigami(x.to_numpy()), "saltelli").set_index("path")
    assert set(found["method"]) == {"sobol total"}
    assert found["value"].to_dict() == pytest.approx({"a": 0.558, "b": 0.442, "c": 0.244}, abs=0.05)
    assert ((found["low"] < found["value"]) & (found["value"] < found["high"])).all()


def test_any_other_design_takes_pawn_with_the_level_of_an_idle_input():
    inputs, _ = sample(600)
    output = 2 * inputs["policies.x.odds"] + (inputs["hypothesis"] == "leverage") + 0.1 * inputs["idle"]
    found = sensitivity.indices(inputs.drop(columns="same"), output.to_numpy(), "sobol").set_index("path")
    assert set(found["method"]) == {"pawn"}
    assert found.index[:2].tolist() == ["policies.x.odds", "hypothesis"]
    beyond = found["value"] > found["noise"]
    assert beyond.to_dict() == {"policies.x.odds": True, "hypothesis": True, "parameters.panic": False, "idle": False}


def test_missing_outputs_are_refused_and_constant_ones_have_no_index():
    inputs, _ = sample(100)
    output = inputs["idle"].to_numpy().copy()
    output[3] = np.nan
    with pytest.raises(ValueError, match="1 of 100 outputs are missing"):
        sensitivity.indices(inputs, output, "sobol")
    assert sensitivity.indices(inputs, np.ones(100), "sobol").empty
    assert sensitivity.indices(inputs.head(20), output[4:24], "sobol").empty


@pytest.fixture(scope="module")
def tables(explained):
    return read(explained.path)


def test_the_drivers_of_a_sweep_are_kept_in_its_folder(tables):
    kept = pd.read_csv(tables.folder / "drivers.csv")
    assert kept.columns.tolist() == drivers.COLUMNS
    assert set(kept["method"]) <= {"prim", "pawn"}
    box = kept[(kept["method"] == "prim") & (kept["target"] == drivers.WORST)]
    assert "nations.IND.assurance_response" in set(box["path"])


def by_hand(tables):
    """Return the payoff of each setting in each draw, computed another way."""
    runs = tables.runs
    total = 0
    for objective in tables.manifest["objectives"]:
        values = runs[objective["column"]]
        low, high = (np.quantile(values, q, method="inverted_cdf") for q in (0.05, 0.95))
        share = (values - low) / (high - low)
        total = total + objective["weight"] * (1 - share if objective["direction"] == "minimize" else share)
    payoff = runs.assign(payoff=total)
    return payoff.pivot_table(index="draw", columns="nations.IND.assurance_response", values="payoff", aggfunc="mean")


def test_robustness_is_that_of_the_table_of_payoffs(tables):
    payoffs = by_hand(tables)
    found = levers.levers(tables).set_index("setting")
    assert found["mean"].to_dict() == pytest.approx(payoffs.mean().to_dict())
    assert found["maximin"].to_dict() == pytest.approx(payoffs.min().to_dict())
    assert found["hurwicz"].to_dict() == pytest.approx(((payoffs.max() + payoffs.min()) / 2).to_dict())
    regret = payoffs.rsub(payoffs.max(axis=1), axis=0).max()
    assert found["regret"].to_dict() == pytest.approx(regret.to_dict())
    assert found["satisficing"].between(0, 1).all()
    assert found.loc["adaptive", "reference"] == 1


def test_effect_per_public_dollar_is_the_paired_gain_over_the_paired_cost(tables, tmp_path):
    folder = shutil.copytree(tables.folder, tmp_path / "paid")
    outcomes = pd.read_csv(folder / "outcomes.csv")
    settings = pd.read_csv(folder / "draws.csv").set_index("case")["nations.IND.assurance_response"]
    outcomes["public_cost_usd.IND"] = np.where(outcomes["case"].map(settings) == "refuse", 3e9, 1e9)
    outcomes.to_csv(folder / "outcomes.csv", index=False)
    found = levers.levers(read(folder)).set_index("setting")
    assert found.loc["refuse", "cost_usd"] == pytest.approx(2e9)
    assert found.loc["refuse", "per_billion"] == pytest.approx(found.loc["refuse", "gain"] / 2)
    assert np.isnan(found.loc["comply", "per_billion"])


def test_assumptions_are_held_or_not_with_the_number_of_the_paired_runs(tables):
    found = paired.assumptions(tables).set_index("assumption")
    runs = tables.runs.pivot_table(
        index=["draw", "seed"], columns="nations.IND.assurance_response", values="relations.IND>USA"
    )
    row = found.loc["compliance_strains_rival"]
    assert row["difference"] == pytest.approx((runs["comply"] - runs["refuse"]).mean())
    assert row["held"] == 1
    assert found.loc["compliance_deepens_dependence", "held"] == 1
    assert found.loc["refusal_cuts_supply", "pairs"] == 64


def test_a_sweep_that_does_not_ask_for_the_answer_has_no_assumption_about_who_answers(tables):
    outcomes = tables.outcomes.assign(rival_heavy_via_focal_share=0.01)
    asked = paired.assumptions(replace(tables, outcomes=outcomes)).set_index("assumption")
    assert asked.loc["rival_supplied_through_focal", "held"] == 0
    draws = tables.draws.drop(columns="nations.IND.assurance_response")
    other = replace(tables, outcomes=outcomes, draws=draws, manifest=tables.manifest | {"levers": {}})
    assert paired.assumptions(other).empty
    varied = replace(tables, outcomes=outcomes, manifest=tables.manifest | {"levers": {}})  # as an uncertain input
    assert paired.assumptions(varied)["assumption"].tolist() == ["rival_supplied_through_focal"]


@pytest.mark.parametrize(("draws", "errors"), [(8, 1.8946), (64, 1.6694)])
def test_an_interval_over_draws_is_as_wide_as_so_few_draws_allow(tables, draws, errors):
    few = tables.draws[tables.draws["draw"] < draws]
    some = replace(tables, draws=few, outcomes=tables.outcomes[tables.outcomes["case"].isin(few["case"])])
    row = paired.assumptions(some).set_index("assumption").loc["compliance_strains_rival"]
    lever, value = "nations.IND.assurance_response", "relations.IND>USA"
    by_draw = some.runs.pivot_table(index="draw", columns=lever, values=value)
    change = by_draw["comply"] - by_draw["refuse"]
    assert row["high"] - row["difference"] == pytest.approx(errors * change.sem(), rel=1e-4)
    gain = levers.levers(some).set_index("setting").loc["refuse"]
    payoffs = by_hand(some)  # of which public cost is no part
    error = (payoffs["refuse"] - payoffs["adaptive"]).sem()
    assert gain["gain_high"] - gain["gain"] == pytest.approx(errors * error, rel=1e-4)


def test_what_turns_the_judgement_is_found_in_the_runs(tables):
    for row in pivots.outcomes_turned(tables, "no_change"):
        assert row["outcome"] != "no_change"
        assert row["share"] > row["of_leading"]
    objectives = json.loads((tables.folder / "manifest.json").read_text())["objectives"]
    dropped = {row["dropped"] for row in pivots.settings_turned(tables)}
    assert dropped <= {o["column"] for o in objectives}


@pytest.mark.parametrize("draws", [8, 60, 120, 128, 139, 180, 1000])
def test_slices_of_any_number_of_draws_have_edges_that_salib_can_place(draws):
    from sim.sweep.sensitivity import _median, slices_of

    rng = np.random.default_rng(1)
    x = rng.random((draws, 2))
    assert 3 <= slices_of(draws) <= max(3, draws // 20)
    assert np.isfinite(_median(x, x[:, 0])).all()
