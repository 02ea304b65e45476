"""Settings that hold for all tests."""

import fcntl
import signal
import sys

import pytest
from hypothesis import settings

from sim import policies
from sim.scenario.allowed import forget_schemas

# A first call may compile for a second, so no deadline; and the same examples in every run, unless new ones are looked for.
settings.register_profile("here", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, derandomize=False, max_examples=1000)
if settings.get_current_profile_name() == "default":  # none was named on the command line
    settings.load_profile("here")


# A shell starts what runs in the background with Ctrl-C ignored, and so would be the programs that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

#: Files of tests that take longest; they come first, so that no process is left with one of them at the end.
LONG = ("test_viewer_pages", "test_viewer_browser", "test_docs_blocks", "test_sweep")


def pytest_collection_modifyitems(items):
    """Put the long files first; all else stays in its order."""
    items.sort(key=lambda item: next((k for k, name in enumerate(LONG) if item.path.name.startswith(name)), len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def _compiled(tmp_path_factory):
    """Compile the model before it is first needed, in one process on behalf of all; at once where it is compiled."""
    if "sim.model" not in sys.modules:
        return  # none of these tests runs it
    from sim.warm import warm_up

    with (tmp_path_factory.getbasetemp().parent / "compiling").open("w") as lock:  # a folder that all have
        fcntl.flock(lock, fcntl.LOCK_EX)
        warm_up()


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
