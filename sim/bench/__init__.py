"""How fast the model is on this machine: `suite()` measures named cases, the command `rare-earth bench` prints them.

The flagship is the story of India's answer over twelve years with balances and all records on.  Times are medians over
many runs; processor time is the measure, because a shared machine disturbs the clock, and the clock is given beside it.
"""

from sim.bench.basis import bench, flagship, phase_share
from sim.bench.cases import CASES, suite

__all__ = ["CASES", "bench", "flagship", "phase_share", "suite"]
