"""What rounding leaves of a stock is nothing: a plant does not run on it, and no price hangs on it."""

from types import SimpleNamespace

import numpy as np

from sim.equations.production import produce


def plant_with(stock: float, coefficient: float, plan: float):
    """One plant with one line that takes `coefficient` t of an input, of which there is `stock`, per t of output."""
    lines = SimpleNamespace(
        plant=np.zeros(1, int), in_slot=np.zeros((1, 1), int), in_product=np.zeros((1, 1), int),
        in_coef=np.full((1, 1), coefficient), out_slot=np.zeros((1, 1), int), out_product=np.ones((1, 1), int),
        out_coef=np.ones((1, 1)),
    )  # fmt: skip
    state = SimpleNamespace(
        plan=np.array([plan]), b_stock=np.array([stock]), waste=np.ones(1), activity=np.zeros(1), b_mix=np.zeros((1, 2)),
        s_mix=np.zeros((1, 2)), s_stock=np.zeros(1), s_output=np.zeros(1), rejected=np.zeros(2), finished=np.ones((2, 1)),
    )  # fmt: skip
    getattr(produce, "py_func", produce)(lines, SimpleNamespace(nation=np.zeros(1, int)), state, np.ones(2), 0)
    return state


def test_a_plant_that_uses_up_its_input_leaves_nothing_of_it():
    rng = np.random.default_rng(1)
    for stock, coefficient in zip(100 * rng.random(2000), 1 + rng.random(2000), strict=True):
        state = plant_with(stock, coefficient, plan=1e6)
        assert state.b_stock[0] == 0.0
        np.testing.assert_allclose(state.s_stock[0] * coefficient, stock, rtol=1e-12)


def test_what_a_plant_does_not_need_stays():
    state = plant_with(10.0, 2.0, plan=3.0)
    assert (state.b_stock[0], state.s_stock[0], state.activity[0]) == (4.0, 3.0, 3.0)
