"""Settings that hold for all tests."""

import sys

import pytest
from hypothesis import settings

from sim import policies
from sim.scenario.allowed import forget_schemas

# A first call may compile for a second, so no deadline; and the same examples in every run.
settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")


@pytest.fixture(autouse=True)
def _plugins_stay_in_their_test():
    """A kind that a plugin registers holds for the whole process: take it out again, so the order of tests is free."""
    known = dict(policies.KINDS)
    yield
    if known != policies.KINDS:
        policies.KINDS.clear()
        policies.KINDS.update(known)
        for name in [name for name in sys.modules if name.startswith("rare_earth_plugin_")]:
            del sys.modules[name]
        forget_schemas()


@pytest.fixture(scope="session")
def explained(tmp_path_factory):
    """A finished sweep of the small world, 64 draws with 3 seeds: what came of it. Nobody writes into its folder."""
    import sweep_world

    from sim.sweep import run_sweep

    world = sweep_world.write_world(tmp_path_factory.mktemp("explained"))
    place = world.parent / "runs"
    return run_sweep(str(world), draws=64, seeds=3, workers=0, progress=False, runs=place, runner=sweep_world.run)
