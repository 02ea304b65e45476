"""Figures of a report: axes that say what moves and what does not."""

import numpy as np
from matplotlib.figure import Figure

from sim.sweep.figures import steady


def limits(*levels):
    ax = Figure().subplots()
    for level in levels:
        ax.plot(range(3), np.full(3, level))
    before = ax.get_ylim()
    steady(ax)
    return before, ax.get_ylim()


def test_what_does_not_move_is_not_drawn_as_if_it_moved():
    for level in (0.6905, -0.49):
        low, high = limits(level, np.float32(level))[1]
        assert low < level < high
        assert high - low > 0.1 * abs(level)


def test_what_moves_keeps_its_axis_and_so_does_nothing_at_all():
    for levels in ((0.69, 0.691), (0.0, 1e-9), (0.0, 0.0)):
        before, after = limits(*levels)
        assert before == after
