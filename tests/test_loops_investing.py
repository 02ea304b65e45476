"""Loops of investors, on small tables worked out by hand: newcomers and expansions."""

from math import exp

import numpy as np
import pytest
from loop_tables import lines, near, plain, some

from sim.equations import building

MONTH = 3
#: At the required return of 0.18 on 5,000 USD a margin of 900 is just enough: half of the largest pace.
CAPITAL, MARGIN = 5000.0, 900.0
PRM = some(
    price_memory=0.1, technology_cost=1.0, technology_delay=0.5, hurdle_rate=0.18, build_share=0.4, expansion_share=0.08,
    capex_mine_usd_per_t=CAPITAL, capex_separation_usd_per_t=CAPITAL, capex_metal_usd_per_t=CAPITAL,
    capex_magnet_usd_per_t=CAPITAL, lead_mine_months=20.0, lead_separation_months=20.0, lead_metal_months=20.0,
    lead_magnet_months=20.0, lead_expansion_months=9.0,
)  # fmt: skip


def support(**changes):
    usual = {
        "capex_grant": 0.0, "technology": 0.0, "support_limit": 0.0, "operating_incentive": 0.0, "income": 0.0,
        "permit_speed": 1.0, "permit_months": 0.0,
    } | changes  # fmt: skip
    rules = {name: np.full((1, 5 if name == "income" else 4), value) for name, value in usual.items()}
    rules["support_limit"] = np.full((1, 4), usual["support_limit"])
    return some(**rules)


def ground(**changes):
    own = np.full((1, 4), changes.pop("own", 1.0))
    usual = {"factor": [1.0], "strict": [0.0], "prospects": [0.0], "rent_trust": [1.0], "usual": [[1.0]]}
    return some(own=own, **usual | changes)


def built(stage=1, margin=MARGIN, before=MARGIN, coming=0.0, land=None, candidate=1, **rules):
    """100 t a month of a stage stand; a candidate of the same stage, in the same nation, looks whether to come.

    What is ready by month (of the candidate), what was spent, and what the candidate expects.
    """
    plants = some(nation=[0, 0], stage=[stage, stage], candidate=[0, candidate], line_start=[0, 1, 2])
    line = lines(plant=[0, 1], out_product=[[0]] * 2, out_coef=[[1.0]] * 2, in_product=[[-1]] * 2, in_coef=[[0.0]] * 2)
    state = some(
        capacity=[100.0, 0.0], quote=[[margin + 100.0]], index_out=[0.0], line_cost=[100.0] * 2, finish_cost=[0.0],
        l_share=[1.0] * 2,
    )  # fmt: skip
    way = some(ready=np.zeros((2, 60)), last=[0, 0])
    if coming:
        way.ready[1, 10], way.last[1] = coming, 10
    expected, spent = np.array([0.0, before]), np.zeros(1)
    land = land or ground()
    plain(building.build)(
        plants,
        line,
        np.ones(1, int),
        state,
        0,
        MONTH,
        support(**rules),
        np.zeros((1, 1)),
        land,
        expected,
        way,
        spent,
        PRM,
    )
    assert not way.ready[0].any()
    start = {month: amount for month, amount in enumerate(way.ready[1].tolist()) if amount}
    return start, spent[0], expected[1]


def test_a_newcomer_builds_a_part_of_what_stands_by_what_it_expects_to_earn():
    # A quarter of 0.4 of 100 t is 10 t; half the pace; 20 months from month 3 on.
    assert built() == ({23: pytest.approx(5.0)}, 0.0, MARGIN)


def test_expectations_follow_margins_by_three_months_of_memory():
    assert built(before=400.0)[2] == pytest.approx(400 + 0.3 * 500)


@pytest.mark.parametrize(
    ("what", "month", "tonnes"),
    [
        # Half of the technology: capital is half as dear again, a margin of 2/3; a quarter longer to build.
        ({"land": {"own": 0.5}}, 28, 10 / (1 + exp(4 / 3))),
        ({"land": {"own": 0.0}, "technology": 0.5}, 28, 10 / (1 + exp(4 / 3))),
        ({"land": {"factor": [1.5]}}, 23, 10 / (1 + exp(4 / 3))),
        ({"land": {"strict": [1.0]}}, 29, 5.0),
        ({"permit_speed": 2.0}, 13, 5.0),
        ({"permit_months": 7.0}, 30, 5.0),
        # 10 t on their way, against a year's building of 40 t.
        ({"coming": 10.0}, 23, 5 * exp(-0.25)),
        ({"income": 225.0}, 23, 10 / (1 + exp(-1))),
    ],
)  # fmt: skip
def test_what_a_newcomer_builds_depends_on_what_it_finds(what, month, tonnes):
    land = ground(**what.pop("land", {}))
    start = built(land=land, **what)[0]
    start.pop(10, None)
    assert start == {month: pytest.approx(tonnes)}


def test_a_grant_makes_capital_cheaper_and_is_spent_on_what_is_built():
    # Half of the capital: the margin is twice what it must be, pace 1 / (1 + e^-4); 2,500 USD per t a year.
    start, spent, _ = built(capex_grant=0.5)
    tonnes = 10 / (1 + exp(-4))
    assert start == {23: pytest.approx(tonnes)}
    assert spent == pytest.approx(2500 * tonnes * 12)
    # No more than nine tenths are granted.
    assert built(capex_grant=1.0)[1] == pytest.approx(4500 * 10 * 12)


def test_support_ends_where_its_limit_stands():
    # 100 t a month are 1,200 a year: no grant above that, nor the incentive in the income; below, what is started fits.
    assert built(capex_grant=0.5, support_limit=1200.0) == ({23: pytest.approx(5.0)}, 0.0, MARGIN)
    start, spent, _ = built(capex_grant=0.5, support_limit=1224.0)
    assert start == {23: pytest.approx(2.0)}
    assert spent == pytest.approx(2500 * 2 * 12)
    lost = built(support_limit=1200.0, income=225.0, operating_incentive=225.0)[0]
    assert lost == {23: pytest.approx(5.0)}
    kept = built(support_limit=1200.0, income=225.0)[0]
    assert kept == {23: pytest.approx(10 / (1 + exp(-1)))}


def test_of_two_newcomers_the_second_finds_the_room_that_the_first_has_left():
    plants = some(nation=[0] * 3, stage=[1] * 3, candidate=[0, 1, 1], line_start=[0, 1, 2, 3])
    line = lines(
        plant=[0, 1, 2], out_product=[[0]] * 3, out_coef=[[1.0]] * 3, in_product=[[-1]] * 3, in_coef=[[0.0]] * 3
    )
    state = some(
        capacity=[100.0, 0.0, 0.0], quote=[[MARGIN + 100]], index_out=[0.0], line_cost=[100.0] * 3, finish_cost=[0.0],
        l_share=[1.0] * 3,
    )  # fmt: skip
    way, expected = some(ready=np.zeros((3, 60)), last=[0] * 3), np.full(3, MARGIN)
    plain(building.build)(
        plants, line, np.ones(1, int), state, 0, MONTH, support(support_limit=1284.0), np.zeros((1, 1)), ground(),
        expected, way, np.zeros(1), PRM,
    )  # fmt: skip
    near(way.ready[:, 23], [0.0, 5.0, 2.0])


def started(stage, stands, busy, coming=0.0):
    """A plant makes 60 t a month of product 0 and 40 t of product 1; who makes only 0 has `stands` t a month, `busy` of it used."""
    plants = some(nation=[0] * 2, stage=[stage] * 2, candidate=[0, 1], line_start=[0, 2, 3])
    line = lines(
        plant=[0, 0, 1], out_product=[[0], [1], [0]], out_coef=[[1.0]] * 3, in_product=[[-1]] * 3, in_coef=[[0.0]] * 3
    )
    state = some(
        capacity=[100.0, stands], quote=[[MARGIN + 100]] * 2, index_out=[0.0] * 2, line_cost=[100.0] * 3,
        finish_cost=[0.0] * 2, l_share=[0.6, 0.4, 1.0], activity=[60.0, 40.0, busy],
    )  # fmt: skip
    way, expected = some(ready=np.zeros((2, 60)), last=[0, MONTH + 1]), np.full(2, MARGIN)
    way.ready[1, MONTH + 1] = coming
    plain(building.build)(
        plants, line, np.ones(2, int), state, 0, MONTH, support(), np.zeros((2, 1)), ground(), expected, way,
        np.zeros(1), PRM,
    )  # fmt: skip
    return float(way.ready[1].sum())


@pytest.mark.parametrize(("stage", "trade"), [(0, 100.0), (1, 100.0), (2, 60.0), (3, 60.0)])
def test_a_metal_or_a_kind_of_magnet_is_a_trade_of_its_own(stage, trade):
    assert started(stage, stands=0.0, busy=0.0) == pytest.approx(0.1 * trade * 0.5)


@pytest.mark.parametrize(("busy", "counted"), [(20.0, 1.0), (14.4, 1.0), (8.0, 16 / 22.4), (0.0, 8 / 22.4)])
def test_who_builds_for_magnets_counts_on_selling_as_those_who_are_there(busy, counted):
    # 60 t and the 20 t that stand: a tenth of 80 t is the trial, and four fifths of 28 t are nearly full.
    assert started(3, stands=20.0, busy=busy) == pytest.approx(8 / (1 + exp(-4 * (counted - 1))))
    assert started(1, stands=20.0, busy=busy) == pytest.approx(12 * 0.5)


def test_a_second_plant_waits_for_what_the_first_one_sells():
    # A trial of 6 t: beside 6 t that are coming it counts on 6 / 9.6, beside 12 t on 6 / 14.4.
    for coming in (6.0, 12.0):
        counted = 6 / (0.8 * (6 + coming))
        added = 6 * exp(-coming / 24) / (1 + exp(-4 * (counted - 1)))
        assert started(3, stands=0.0, busy=0.0, coming=coming) == pytest.approx(coming + added)


def test_mines_are_opened_on_prospects_which_are_used_up_and_save_exploration():
    # An eighth of 960 t a year is 10 t a month: half of the 20 t that could be started is explored, with 0.35 of the time.
    land = ground(prospects=[960.0])
    start, _, _ = built(stage=0, land=land)
    assert start == {MONTH + round(20 * (1 - 0.35 * 0.5)): pytest.approx(10.0)}
    assert land.prospects[0] == pytest.approx(960 - 0.5 * 10 * 12)
    # Only mines have prospects.
    other = ground(prospects=[960.0])
    assert built(stage=1, land=other)[0] == {23: pytest.approx(5.0)}
    assert other.prospects[0] == 960.0


def test_recyclers_come_only_where_they_are_paid_for_and_get_no_grant():
    assert built(stage=4) == ({}, 0.0, MARGIN)
    start, spent, _ = built(stage=4, income=225.0, capex_grant=0.5)
    assert start == {23: pytest.approx(10 / (1 + exp(-1)))}
    assert spent == 0.0


def test_nobody_builds_at_a_hardly_visible_pace_or_beside_a_full_pipeline_or_without_a_site():
    assert built(margin=0.0, before=0.0)[0] == {}  # 1 / (1 + e^4) is 0.018
    assert built(margin=30.0, before=30.0)[0] == {23: pytest.approx(10 / (1 + exp(4 - 4 / 30)))}
    assert built(coming=200.0)[0] == {10: 200.0}  # 0.5 e^-5 is 0.003
    assert built(candidate=0)[0] == {}


def expanded(busy, stage=1, running=100.0, margin=MARGIN, factor=1.0, **rules):
    plants, way = some(nation=[0], stage=[stage], line_start=[0, 2]), some(ready=np.zeros((1, 60)), last=[0])
    line = lines(plant=[0, 0], out_product=[[0]] * 2, out_coef=[[1.0]] * 2, in_product=[[-1]] * 2, in_coef=[[0.0]] * 2)
    state = some(
        capacity=[running], activity=[busy / 2] * 2, quote=[[margin + 100.0]], index_out=[0.0], line_cost=[100.0] * 2,
        finish_cost=[0.0],
    )  # fmt: skip
    spent, land = np.zeros(1), ground(factor=[factor])
    plain(building.expand)(
        plants, line, np.ones(1, int), state, 0, MONTH, support(**rules), np.zeros((1, 1)), land, way, spent, PRM
    )
    return {month: amount for month, amount in enumerate(way.ready[0].tolist()) if amount}, spent[0]


def test_a_plant_that_is_nearly_full_expands_by_what_it_earns():
    # A quarter of 0.08 of 100 t is 2 t, at half the pace, after 9 months.
    assert expanded(81.0) == ({12: pytest.approx(1.0)}, 0.0)
    assert expanded(80.0) == ({}, 0.0)
    assert expanded(81.0, factor=1.5)[0] == {12: pytest.approx(2 / (1 + exp(4 / 3)))}
    assert expanded(81.0, stage=5) == ({}, 0.0)
    assert expanded(1.0, running=0.0) == ({}, 0.0)


def test_an_expansion_is_granted_within_the_limit():
    start, spent = expanded(81.0, capex_grant=0.5, support_limit=1201.0)
    assert start == {12: pytest.approx(2 / (1 + exp(-4)))}
    assert spent == pytest.approx(2500 * start[12] * 12)
    assert expanded(81.0, stage=3, capex_grant=0.5)[1] == pytest.approx(spent)
    assert expanded(81.0, capex_grant=1.0)[1] == pytest.approx(4500 * 2 * 12)
    assert expanded(81.0, capex_grant=0.5, support_limit=1200.0) == ({12: pytest.approx(1.0)}, 0.0)


@pytest.mark.parametrize("stage", range(5))
def test_an_expansion_counts_incentives_and_what_rules_cost_as_a_new_plant_does(stage):
    # 225 on a margin of 900 are a quarter of what half the pace takes.
    more, less = ({12: pytest.approx(2 / (1 + exp(-sign)))} for sign in (1, -1))
    assert expanded(81.0, stage=stage, income=225.0)[0] == more
    assert expanded(81.0, stage=stage, income=-225.0)[0] == less


def test_an_expansion_beyond_the_limit_gets_no_incentive_but_bears_what_rules_cost():
    assert expanded(81.0, support_limit=1200.0, income=225.0, operating_incentive=225.0)[0] == {12: pytest.approx(1.0)}
    assert expanded(81.0, support_limit=1200.0, income=0.0, operating_incentive=225.0)[0] == {
        12: pytest.approx(2 / (1 + exp(1)))
    }
