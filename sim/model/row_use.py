"""A month's record of end users: what they used and of whose making, and what they lost."""

from __future__ import annotations

from typing import Any

from sim.jit import inlined
from sim.model.row import (
    FEAR,
    HEAVY_DEPENDENCY,
    IMPORT_DEPENDENCY,
    RECYCLED_SHARE,
    SUPPLY_GAP,
    TRANSITION_PACE,
    USED,
)
from sim.model.row_loops import add_up
from sim.model.structure import F
from sim.stack import room


@inlined
def record_content(row: Any, uses: Any, goods: Any, state: Any) -> None:
    """Use by product, and the share of what is used that is of the controller's making, by REO; heavy products alone too."""
    nations = row.national.shape[1]
    mass, held, heavy_mass, heavy_held = room(nations), room(nations), room(nations), room(nations)
    mass[:] = held[:] = heavy_mass[:] = heavy_held[:] = 0.0
    row.traded[USED] = 0.0
    for k in range(uses.slot.size):
        p, n = uses.product[k], uses.nation[k]
        tonnes = state.used[k] * goods.reo[p]
        of_controller = tonnes * state.b_mix[uses.slot[k], 0]
        row.traded[USED, p, n] += state.used[k]
        mass[n] += tonnes
        held[n] += of_controller
        heavy_mass[n] += tonnes * goods.heavy[p]
        heavy_held[n] += of_controller * goods.heavy[p]
    for n in range(nations):
        row.national[IMPORT_DEPENDENCY, n] = held[n] / max(mass[n], 1e-9)
        row.national[HEAVY_DEPENDENCY, n] = heavy_held[n] / max(heavy_mass[n], 1e-9)
        row.national[RECYCLED_SHARE, n] /= max(mass[n], 1e-9)
        row.national[FEAR, n] = add_up(state.fear[:, n]) / state.fear.shape[0]


@inlined
def record_losses(row: Any, uses: Any, weights: Any, state: Any, factor: F) -> None:
    """Output lost for want of inputs by end user and as a share, and the pace of vehicles and wind."""
    nations = row.national.shape[1]
    planned, lost, green, pace = room(nations), room(nations), room(nations), room(nations)
    planned[:] = lost[:] = green[:] = pace[:] = 0.0
    for u in range(uses.activity.size):
        n = uses.row_nation[u]
        value = uses.activity[u] * uses.value[u] / 12.0 * factor[u]
        row.lost[u] = value * state.lost_share[u]
        planned[n] += value
        lost[n] += row.lost[u]
        if weights.green[u] == 1:
            green[n] += value
            pace[n] += value * (1.0 - state.lost_share[u])
    for n in range(nations):
        row.national[SUPPLY_GAP, n] = lost[n] / max(planned[n], 1.0)
        row.national[TRANSITION_PACE, n] = pace[n] / max(green[n], 1.0) if green[n] > 0.0 else 1.0
