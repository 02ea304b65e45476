"""The benchmark against agents of Mesa compares like with like: both come to the same numbers. Times are not asserted."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture
def objects(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1]))
    from benchmarks import mesa_objects

    yield mesa_objects
    for name in [name for name in sys.modules if name.partition(".")[0] == "benchmarks"]:
        del sys.modules[name]


def test_a_month_of_trade_among_agents_is_that_of_the_kernel_with_caps_in_force(objects):
    given = objects.month_of_flagship(26)
    kernel, agents = objects.copied(given), objects.copied(given)
    objects.by_kernel(kernel)
    objects.by_agents(objects.agents_for(given), agents)
    assert np.isfinite(given["lanes"][1]).any()
    assert objects.difference(given, kernel) > 0.1
    assert objects.difference(kernel, agents) < 1e-9


def test_a_difference_is_told_by_its_size_and_an_open_cap_does_not_hide_it(objects):
    one = {"lanes": np.array([[np.inf, 4.0, 2.0]])}
    assert objects.difference(one, {"lanes": np.array([[np.inf, 4.0, 1.0]])}) == 0.25
    assert objects.difference(one, {"lanes": np.array([[1.0, 4.0, 2.0]])}) == np.inf
    assert objects.difference(one, one) == 0.0


def test_the_comparison_gives_all_figures_as_json_and_as_a_table(objects, monkeypatch, capsys):
    compare = objects.compare
    monkeypatch.setattr(objects, "compare", lambda months: compare(months, month=1, tries=1))
    objects.main(["--months", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["links"] == 7279
    assert max(found["max_difference"], found["run_max_difference"]) < 1e-9
    assert all(found[key] > 0 for key in ("kernel_us", "bare_us", "agents_us", "run_ms", "run_with_agents_ms"))
    found["run_months"] = 2.0
    assert objects.shown(found).row_count == 10
