"""Settings that hold for all tests."""

import pytest
from hypothesis import settings

# A first call may compile for a second, so no deadline; and the same examples in every run.
settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")


@pytest.fixture(scope="session")
def explained(tmp_path_factory):
    """A finished sweep of the small world, 64 draws with 3 seeds: what came of it. Nobody writes into its folder."""
    import sweep_world

    from sim.sweep import run_sweep

    world = sweep_world.write_world(tmp_path_factory.mktemp("explained"))
    place = world.parent / "runs"
    return run_sweep(str(world), draws=64, seeds=3, workers=0, progress=False, runs=place, runner=sweep_world.run)
