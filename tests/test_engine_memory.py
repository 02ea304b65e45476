"""A run gives its memory back: compiled code keeps no array that it made or was handed."""

from __future__ import annotations

import gc

import pytest
from engine_runs import named
from numba.core import runtime

from sim.jit import PLAIN
from sim.run import run


def kept() -> int:
    """Arrays that compiled code has made or borrowed and not given back."""
    gc.collect()
    stats = runtime.rtsys.get_allocation_stats()
    return int(stats.alloc - stats.free)


@pytest.mark.skipif(PLAIN, reason="nothing is compiled")
@pytest.mark.parametrize("name", ["crisis_2010", "india_assurance", "growth_2008"])
def test_a_run_keeps_no_array(name: str) -> None:
    runtime._nrt_python.memsys_enable_stats()
    scenario = named(name).with_values({"months": 30})
    run(scenario, 0)
    before = kept()
    run(scenario, 0)
    assert kept() == before
