"""Settings that hold for all tests."""

from hypothesis import settings

# A first call may compile for a second, so no deadline; and the same examples in every run.
settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")
