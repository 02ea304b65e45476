"""Random streams: repeatable, independent by name, refused when they cannot be told apart."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.streams import stream


@given(seed=st.integers(0, 2**64), name=st.text(min_size=1))
def test_the_same_seed_and_name_give_the_same_numbers(seed, name):
    assert stream(seed, name).random(4).tolist() == stream(seed, name).random(4).tolist()


def test_another_seed_or_another_name_gives_other_numbers():
    first = stream(1, "outages").random(4)
    assert not np.array_equal(first, stream(2, "outages").random(4))
    assert not np.array_equal(first, stream(1, "audits").random(4))


def test_drawing_from_one_stream_does_not_move_another():
    undisturbed = stream(7, "audits").random(4)
    outages, audits = stream(7, "outages"), stream(7, "audits")
    outages.random(1000)
    assert np.array_equal(audits.random(4), undisturbed)


def test_streams_with_different_names_are_uncorrelated():
    a, b = stream(7, "outages").random(20_000), stream(7, "audits").random(20_000)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.03


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_numbers_do_not_depend_on_the_process(hash_seed):
    code = "from sim.streams import stream; print(stream(7, 'outages').integers(10**9))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) == stream(7, "outages").integers(10**9)


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="seed is -1"):
        stream(-1, "outages")


def test_an_empty_name_is_refused():
    with pytest.raises(ValueError, match="needs a name"):
        stream(1, "")
