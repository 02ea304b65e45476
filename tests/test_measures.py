"""What a sweep keeps of a run, and which inputs move it: columns, probes, effects apart from chance."""

import numpy as np
import pandas as pd
import pytest

from sim.records import Key
from sim.sweep import moves, probes
from sim.sweep.measures import Column, Reader, places
from sim.sweep.worker import Done


@pytest.mark.parametrize(
    "column",
    [
        Column("import_dependency", "IND"), Column("relations", "IND>USA"), Column("spot_outside", "", "oxide_Dy"),
        Column("share_magnet_ree", "CHN", "mine"), Column("supply_gap", "IND", "", "max"), Column("smuggled_t"),
    ],
)  # fmt: skip
def test_a_column_is_read_back_from_its_label(column):
    assert Column.of(column.label) == column


def test_money_is_added_up_over_sectors_and_prices_are_not():
    keys = [Key("output_lost_usd", "IND", "ev"), Key("output_lost_usd", "IND", "wind"), Key("price_paid", "IND", "x")]
    assert places(Column("output_lost_usd", "IND"), keys) == [0, 1]
    assert places(Column("price_paid", "IND"), keys) == []
    assert [c.label for c in Reader([Column("fear", "IND")]).missing(keys)] == ["fear.IND"]


def test_a_flow_is_totalled_and_a_state_averaged_over_its_last_year():
    series = np.arange(24.0)
    assert Column("output_lost_usd", "IND").number(series) == series.sum()
    assert Column("import_dependency", "IND").number(series) == series[-12:].mean()
    assert Column("output_lost_usd", "IND", "", "last12").label == "output_lost_usd.IND:last12"
    assert Column("output_lost_usd", "IND", "", "sum") == Column("output_lost_usd", "IND")
    assert Column("output_lost_usd", "IND", "", "last12").unit == "USD a month"


def test_a_probe_shows_an_effect_that_the_draws_hide():
    results = [Done(0, "ok", numbers=np.array([1.0, 5.0])), Done(1, "ok", numbers=np.array([1.0, 5.00001]))]
    same = [Done(2, "ok", numbers=np.array([1.0, 5.0])), Done(3, "ok", numbers=np.array([1.0, 5.0]))]
    table = probes.effects(["a", "a", "b", "b"], [*results, *same], ["one", "two"]).set_index("path")
    assert table["moves_alone"].to_dict() == {"a": 1, "b": 0}
    assert table.loc["a", "measure_alone"] == "two"


def test_what_moves_what_tells_effects_from_chance():
    chance = np.random.default_rng(3)
    n = 128
    runs = pd.DataFrame({"draw": np.repeat(np.arange(n), 2), "seed": np.tile([0, 1], n), "basis": 1})
    runs["strong"], runs["idle"] = np.repeat(chance.random(n), 2), np.repeat(chance.random(n), 2)
    runs["motive"] = np.repeat(chance.choice(["x", "y"], n), 2)
    runs["one"] = runs["strong"] + chance.normal(0, 0.1, 2 * n)
    runs["two"] = (runs["motive"] == "x") + chance.normal(0, 0.1, 2 * n)
    both = pd.concat([runs.assign(lever="a"), runs.assign(lever="b", one=runs["one"] + 0.5, basis=0)])
    both["dull"] = "same"
    table = moves.moves(both, ["one", "two"], ["strong", "idle", "motive"], {"lever": ["a", "b"], "dull": ["same"]})
    found = table.set_index("path")
    assert found["moves"].to_dict() == {"strong": 1, "idle": 0, "motive": 1, "lever": 1, "dull": 0}
    assert found["measure"].to_dict() == {
        "strong": "one",
        "idle": found["measure"]["idle"],
        "motive": "two",
        "lever": "one",
        "dull": "",
    }
    assert found.loc["strong", "effect"] > 0.9
