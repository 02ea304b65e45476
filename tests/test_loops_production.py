"""Loops of plants at work, on small tables worked out by hand: rates, ceilings, transformation, collection."""

from math import log

import numpy as np
import pytest
from loop_tables import lines, near, plain, some

from sim.equations import planning, production


def refinery(nation=1, plan=10.0, stocks=(20.0, 100.0), **changes):
    """A plant that makes 0.5 t of product 2 and, three quarters of 0.25 t, of product 3 from 2 t of 0 and 1 t of 1."""
    line = lines(
        out_product=[[2, 3, -1]], out_coef=[[0.5, 0.25, 9.0]], out_slot=[[0, 1, -1]],
        in_product=[[0, 1, -1]], in_coef=[[2.0, 1.0, 9.0]], in_slot=[[0, 1, -1]],
    )  # fmt: skip
    state = some(**{
        "plan": [plan], "activity": [0.0], "waste": [1.25], "b_stock": list(stocks), "b_mix": [[0.4, 0.2], [0.0, 0.6]],
        "finished": [[1.0, 1.0]] * 3 + [[0.0, 0.75]], "rejected": [0.0, 0.0, 0.0, 1.0],
        "s_stock": [4.0, 0.0], "s_mix": [[0.0, 0.1], [0.9, 0.9]], "s_output": [1.0, 0.0],
    } | changes)  # fmt: skip
    if nation == 0:
        state.finished[3, 0] = 0.75
    plain(production.produce)(line, some(nation=[nation]), state, np.array([1.0, 0.5, 1.0, 1.0]), 0)
    return state


def test_a_line_runs_at_its_plan_as_far_as_the_scarcest_input_allows():
    # With a quarter more than the recipe: 20 / (2 x 1.25) = 8 and 100 / 1.25 = 80, of a plan of 10.
    near(refinery().activity, [8.0])
    near(refinery(stocks=(20.0, 5.0)).activity, [4.0])
    near(refinery(plan=6.0).activity, [6.0])
    near(refinery().b_stock, [0.0, 90.0])


def test_what_is_made_goes_into_stock_and_what_is_not_worth_finishing_is_rejected():
    state = refinery()
    near(state.s_stock, [4.0 + 4.0, 1.5])
    near(state.s_output, [1.0 + 4.0, 1.5])
    near(state.rejected, [0, 0, 0, 1.0 + 0.5])


def test_tracers_are_inherited_by_the_weight_of_oxide_in_the_inputs():
    # 20 t of one oxide and 10 t that hold 5: content 20 x 0.4 / 25 = 0.32, ore (20 x 0.2 + 5 x 0.6) / 25 = 0.28.
    # Half of the stock of the first product is new.
    near(refinery().s_mix, [[0.16, 0.19], [0.32, 0.28]])


def test_what_is_made_on_the_territory_of_the_controller_is_its_content_but_not_its_ore():
    near(refinery(nation=0).s_mix, [[0.5, 0.19], [1.0, 0.28]])


def test_a_line_without_a_plan_moves_nothing():
    state = refinery(plan=0.0)
    assert state.activity[0] == 0.0
    assert state.b_stock.tolist() == [20.0, 100.0]
    assert state.s_stock.tolist() == [4.0, 0.0]
    assert state.s_mix.tolist() == [[0.0, 0.1], [0.9, 0.9]]


@pytest.mark.parametrize(("nation", "tracer"), [(0, 1.0), (1, 0.0)])
def test_ore_is_of_the_nation_that_mines_it(nation, tracer):
    state = some(
        plan=[3.0], activity=[0.0], waste=[1.0], b_stock=[0.0], b_mix=[[0.5, 0.5]], finished=[[1.0, 1.0]],
        rejected=[0.0], s_stock=[0.0], s_mix=[[0.4, 0.4]], s_output=[0.0],
    )  # fmt: skip
    plain(production.produce)(lines(), some(nation=[nation]), state, np.ones(1), 0)
    near(state.s_mix, [[tracer, tracer]])
    near(state.s_output, [3.0])


def test_an_input_of_which_the_recipe_needs_nothing_does_not_stop_a_line():
    state = some(
        plan=[3.0], activity=[0.0], waste=[1.0], b_stock=[0.0], b_mix=[[0.5, 0.5]], finished=[[1.0]],
        rejected=[0.0], s_stock=[0.0], s_mix=[[0.4, 0.4]], s_output=[0.0],
    )  # fmt: skip
    line = lines(in_product=[[0]], in_slot=[[0]])
    plain(production.produce)(line, some(nation=[0]), state, np.ones(1), 0)
    assert state.activity[0] == 3.0


def test_what_comes_back_belongs_to_the_nation_that_collects_it():
    # Two magnets, two nations; the second nation does not collect the second magnet.
    state = some(s_stock=[1.0, 3.0, 0.0], s_mix=[[0.0, 0.2], [0.8, 0.4], [0.7, 0.7]], s_output=[0.5, 0.0, 0.0])
    collector = np.array([[0, 2], [1, -1]])
    plain(production.collect)(collector, np.array([[1.0, 2.0], [1.0, 7.0]]), 0, state)
    near(state.s_stock, [2.0, 4.0, 2.0])
    near(state.s_output, [1.5, 1.0, 2.0])
    near(state.s_mix, [[0.5, 0.6], [0.6, 0.3], [1.0, 1.0]])
    empty = some(s_stock=[0.0], s_mix=[[0.5, 0.5]], s_output=[0.0])
    plain(production.collect)(np.array([[0]]), np.zeros((1, 1)), 0, empty)
    near(empty.s_mix, [[0.0, 0.0]])


def test_each_product_is_finished_by_its_own_cost_at_the_quote_of_each_nation():
    finished = np.empty((2, 2))
    quote = np.array([[2.0, 2.0 + 0.3 * log(3)], [5.0, 0.1]])
    plain(production.update_finished)(quote, np.array([2.0, 0.0]), 0.15, finished)
    near(finished, [[0.5, 0.75], [1.0, 1.0]])


def test_the_margin_of_a_line_counts_its_basket_at_floors_and_its_inputs_at_prices_paid():
    # Outputs: 0.5 x 0.8 x (max(100, 120) - 20) + 0.2 x 1 x (50 - 0) = 40 + 10; inputs 2 x 10, and 5 beside: 25 of 50 are left.
    line = lines(
        out_product=[[0, 1, -1]], out_coef=[[0.5, 0.2, 9.0]], in_product=[[2, -1]], in_coef=[[2.0, 9.0]],
    )  # fmt: skip
    quote, floor = np.array([[0.0, 100.0], [0.0, 50.0], [0.0, 0.0]]), np.array([[0.0, 120.0], [0.0, 0.0], [0.0, 0.0]])
    paid, finished = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 10.0]]), np.array([[0.0, 0.8], [0.0, 1.0], [0.0, 1.0]])
    given = (line, 1, quote, floor, paid, np.array([20.0, 0.0, 0.0]), finished)
    assert plain(planning.line_margin)(0, *given, 5.0) == pytest.approx(0.5)
    assert plain(planning.line_margin)(0, *given, -20.0) == pytest.approx(1.0)


def works(stage, **changes):
    """One plant with a line for each of two products that share its capacity of 100, at a margin of a half: rate 0.75."""
    line = lines(
        plant=[0, 0], out_product=[[0, -1], [1, -1]], out_coef=[[1.0, 9.0], [0.5, 9.0]], out_slot=[[0, -1], [1, -1]],
        in_product=[[-1], [-1]], in_coef=[[0.0], [0.0]],
    )  # fmt: skip
    state = some(**{
        "capacity": [160.0], "running": [0.5], "plan": [0.0, 0.0], "ratio": [0.0, 0.0],
        "midpoint": [0.5 - log(3) / 4] * 2, "quote": [[10.0], [20.0]], "paid": [[0.0], [0.0]], "finish_cost": [0.0, 0.0],
        "finished": [[1.0], [1.0]], "line_cost": [6.0, 6.0], "l_share": [0.25, 0.75], "cover": [2.0, 1.0],
        "s_expected": [10.0, 20.0], "s_stock": [10.0, 10.0],
    } | changes)  # fmt: skip
    plants = some(nation=[0], stage=[stage], line_start=[0, 2])
    incentive = np.array([[1.0] * 5])
    plain(planning.plan_lines)(line, plants, state, 4.0, 1.0, 0.5, np.array([1.25]), np.zeros((2, 1)), incentive)
    return state


def test_separators_and_recyclers_run_by_their_margin_and_their_share_of_the_plant():
    # Capacity 160 x 0.5 x 1.25 = 100; the margin (10 - (6 - 1)) / 10 = 0.5, of which the rate is 0.75.
    for stage in (1, 4):
        state = works(stage)
        near(state.ratio, [0.5, 0.5])
        near(state.plan, [18.75, 56.25])


def test_mines_are_slowed_by_what_they_cannot_sell():
    # Stocks of 10 against 20 and 20 months of cover: brakes of 1.5 - 0.5 = 1, and at 30 of 1.5 - 30 / 20 = 0.
    near(works(0).plan, [18.75, 56.25])
    near(works(0, s_stock=[16.0, 24.0]).plan, [18.75 * 0.7, 56.25 * 0.3])


@pytest.mark.parametrize("stage", [2, 3])
def test_makers_of_metal_and_magnets_follow_their_sales_as_far_as_the_margin_lets_them(stage):
    # 10 + 0.5 (2 x 10 - 10) = 15 and 20 + 0.5 (20 - 10) = 25, which are 50 t of activity; three quarters of each.
    near(works(stage).plan, [0.75 * 15, 0.75 * 50])


def test_lines_that_want_more_than_the_plant_holds_share_it():
    # 0.75 x (50 + 0.5 x (2 x 50 - 10)) = 71.25 and 0.75 x 50 = 37.5: 108.75 of 100.
    near(works(2, s_expected=[50.0, 20.0]).plan, [7125 / 108.75, 3750 / 108.75])
    near(works(2, running=[0.0]).plan, [0.0, 0.0])


def test_support_ends_at_recycling():
    plants, state = some(nation=[0], stage=[5], line_start=[0, 1]), works(1)
    incentive = np.array([[1.0] * 5])
    plain(planning.plan_lines)(lines(), plants, state, 4.0, 1.0, 0.5, np.ones(1), np.zeros((2, 1)), incentive)
    near(state.ratio, [0.4, 0.5])


def held_back(mine=np.inf, separation=np.inf, imports=0, tolerated=0.0, crackdown=0.0):
    """Plans of a nation: mines with and without a licence, a separator with a licence, a mine elsewhere, a magnet maker."""
    line = lines(plant=[0, 1, 2, 3, 4], in_slot=[[-1], [-1], [0], [-1], [-1]])
    plants = some(nation=[0, 0, 0, 1, 0], stage=[0, 0, 1, 0, 3], licensed=[1.0, 0.0, 1.0, 1.0, 1.0])
    state = some(plan=[100.0, 40.0, 50.0, 100.0, 10.0], b_mix=[[0.9, 0.4]])
    plain(planning.hold_back)(
        line, plants, np.array([1.0, 1.0, 0.5, 1.0, 1.0]), state, np.array([mine, np.inf]), np.array([separation, np.inf]),
        np.array([imports, 0]), np.array([tolerated, 0.0]), np.array([crackdown, 0.0]),
    )  # fmt: skip
    return state.plan


def test_without_ceilings_and_crackdown_plans_stand():
    near(held_back(), [100, 40, 50, 100, 10])


def test_a_crackdown_shrinks_what_has_no_licence():
    near(held_back(crackdown=0.75), [100, 10, 50, 100, 10])


def test_a_ceiling_on_mining_holds_licensed_mines_of_that_nation():
    near(held_back(mine=60.0), [60, 40, 50, 100, 10])
    near(held_back(mine=60.0, tolerated=0.25), [70, 40, 50, 100, 10])


def test_a_ceiling_on_separation_counts_own_ore_and_where_the_rule_says_so_imports():
    # 50 t of activity give 25 t, of which 0.4 are of its own ore: 10; a ceiling of 5 halves it. With imports it is a fifth.
    near(held_back(separation=5.0), [100, 40, 25, 100, 10])
    near(held_back(separation=5.0, imports=1), [100, 40, 10, 100, 10])
    near(held_back(separation=10.0), [100, 40, 50, 100, 10])


def test_inputs_are_needed_for_what_is_planned_with_what_is_wasted():
    need = np.array([1.0, 0.0])
    line = lines(plant=[0, 1], in_slot=[[0, -1], [0, 1]], in_coef=[[2.0, 9.0], [1.0, 0.5]])
    plain(planning.plan_inputs)(line, np.array([10.0, 4.0]), np.array([1.5, 1.25]), need)
    near(need, [1 + 30 + 5, 2.5])
