"""Firms that are exposed to controls, on small tables worked out by hand: who moves, where to, when, and who pays."""

import numpy as np
import pytest
from loop_tables import plain, some

from sim.equations import relocating

MONTH, CAPITAL = 3, 5000.0
#: What `moved` changes beside the rules.
OTHERS = ("capacity", "quote", "own", "factor", "exposed", "trust", "stages", "taken")
PRM = some(relocation_speed=0.05, lead_magnet_months=20.0, technology_delay=0.5, capex_magnet_usd_per_t=CAPITAL)


def moved(exposure=0.5, before=0.0, hosts=1, **changes):
    """A magnet maker of 100 t in nation 1 looks at sites in 2 and 3, and at the plant of the controller, 0."""
    plants = some(nation=[0, 1, 2, 3], stage=changes.get("stages", [3] * 4), candidate=[0, 0, hosts, hosts])
    state = some(**{"capacity": [100.0, 100.0, 0.0, 10.0], "quote": [[20.0, 10.0, 10.0, 10.0]]} | {
        k: v for k, v in changes.items() if k in ("capacity", "quote")
    })  # fmt: skip
    cells = np.zeros((4, 4))
    rules = some(**{
        "exposure_threshold": 0.4, "relocation_share": 0.2, "host_open": [[1.0] * 4] * 4,
        "host_absorption": [600.0, 0.0, 600.0, 600.0], "host_incentive": [0.0] * 4, "technology": cells,
        "permit_speed": cells + 1.0, "permit_months": cells,
    } | {k: v for k, v in changes.items() if k not in OTHERS})  # fmt: skip
    land = some(
        factor=changes.get("factor", [1.0] * 4), own=[[1.0] * 3 + [own] for own in changes.get("own", [1.0] * 4)],
        strict=[0.0] * 4,
    )  # fmt: skip
    trust = np.array([[0.5] * 4, changes.get("trust", [0.5] * 4), [0.5] * 4, [0.5] * 4])
    share = np.array(changes.get("exposed", [0.0, exposure, 0.0, 0.0]))
    way, spent, gone = some(ready=np.zeros((4, 80)), last=[0] * 4), np.zeros(4), np.array([0.0, before, 0.0, 0.0])
    taken = np.array(changes.get("taken", [0.0] * 4))
    plain(relocating.relocate)(
        plants, state, 0, 0, MONTH, rules, land, trust, share, np.array([100.0] * 4), gone, taken, way, spent, PRM
    )
    where = {(int(i), int(t)): float(way.ready[i, t]) for i, t in zip(*np.nonzero(way.ready), strict=True)}
    return where, spent.tolist(), gone[1]


def test_an_exposed_maker_moves_a_part_to_the_best_host_a_year_after_it_is_built():
    # Three months of 5 % of 100 t; 20 months to build and 12 to settle, from month 3 on. Of equal hosts the first.
    where, spent, gone = moved()
    assert where == {(1, 35): pytest.approx(-15.0), (2, 35): pytest.approx(15.0)}
    assert (spent, gone) == ([0.0] * 4, pytest.approx(15.0))


@pytest.mark.parametrize(
    ("what", "host"),
    [
        ({"trust": [0.5, 0.5, 0.5, 0.6]}, 3), ({"own": [1.0, 1.0, 0.8, 1.0]}, 3), ({"factor": [1.0, 1.0, 1.2, 1.0]}, 3),
        ({"host_incentive": [0.0, 0.0, 0.0, 0.1]}, 3), ({"exposed": [0.0, 0.5, 0.1, 0.0]}, 3),
        ({"quote": [[20.0, 10.0, 12.0, 10.0]]}, 3), ({"host_open": [[1.0] * 4, [1.0, 1.0, 0.0, 1.0], [1.0] * 4, [1.0] * 4]}, 3),
        ({"host_absorption": [600.0, 0.0, 0.0, 600.0]}, 3), ({"quote": [[4.0, 10.0, 10.0, 10.0]]}, 0),
        ({"quote": [[4.0, 10.0, 10.0, 10.0]], "host_absorption": [0.0, 0.0, 600.0, 600.0]}, 2),
        ({"quote": [[4.0, 10.0, 10.0, 10.0]], "capacity": [0.0, 100.0, 0.0, 10.0]}, 2),
        # A host that is full: of 120 t a year, which are 10 t a month, all have come.
        ({"trust": [0.5, 0.5, 0.5, 0.6], "host_absorption": [600.0, 0.0, 600.0, 120.0], "taken": [0.0, 0.0, 0.0, 10.0]}, 2),
        ({"trust": [0.5, 0.5, 0.5, 0.6], "host_absorption": [600.0, 0.0, 600.0, 121.0], "taken": [0.0, 0.0, 0.0, 10.0]}, 3),
    ],
)  # fmt: skip
def test_a_host_attracts_by_trust_technology_cost_and_safety_where_it_has_room(what, host):
    where, _, _ = moved(**what)
    assert {i for i, _ in where} == {1, host}


def test_a_host_takes_no_more_than_its_absorption_whatever_its_own_firms_build():
    # 60 t a year are 5 t a month, of which two have come; 10 t that stand there are its own.
    where, _, gone = moved(host_absorption=[0.0, 0.0, 0.0, 60.0], taken=[0.0, 0.0, 0.0, 2.0])
    assert where == {(1, 35): pytest.approx(-3.0), (3, 35): pytest.approx(3.0)}
    assert gone == pytest.approx(3.0)


def test_who_is_not_exposed_or_has_moved_enough_or_finds_no_host_stays():
    assert moved(exposure=0.4)[0] == {}
    assert moved(exposure=0.41)[0] != {}
    assert moved(stages=[3, 2, 3, 3])[0] == moved(capacity=[100.0, 0.0, 0.0, 10.0])[0] == {}
    assert moved(before=5.0)[2] == pytest.approx(20.0)
    assert moved(before=5.1) == ({}, [0.0] * 4, 5.1)
    assert moved(hosts=0, host_absorption=[0.0, 0.0, 600.0, 600.0])[0] == {}


def test_a_host_that_pays_spends_on_what_comes_and_its_permits_take_their_time():
    cells = np.zeros((4, 4))
    where, spent, _ = moved(
        host_incentive=[0.0, 0.0, 0.25, 0.0],
        factor=[1.0, 1.0, 0.8, 1.0],
        permit_months=cells + 5.0,
        permit_speed=cells + 2.0,
    )
    assert where == {(1, 30): pytest.approx(-15.0), (2, 30): pytest.approx(15.0)}
    assert spent == pytest.approx([0.0, 0.0, 0.25 * 15 * 12 * CAPITAL * 0.8, 0.0])


def test_a_host_is_worth_its_trust_safety_and_technology_over_its_cost():
    # 0.5 x (1 - 0.2) x (0.3 + 0.7) / 2
    assert plain(relocating.host_value)(2.0, 0.5, 0.2, 0.7) == pytest.approx(0.2)
    assert plain(relocating.host_value)(0.5, 1.0, 0.0, 0.2) == pytest.approx(1.0)
