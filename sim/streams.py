"""Named random streams: one generator per decision, so that runs with one seed share their chance."""

from zlib import crc32

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Return a fresh generator for the decision `name` in the run with `seed`.

    The same pair always starts the same sequence. Streams with different names are independent, so a
    policy that draws more often from one of them leaves the others as they were.

    Raises ValueError if `seed` is negative or `name` is empty.
    """
    if seed < 0:
        raise ValueError(f"seed is {seed}; a stream needs a seed of 0 or more")
    if not name:
        raise ValueError("a stream needs a name, such as 'outages'")
    # crc32 and not hash(): hash() of a string changes from one process to the next.
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),)))
