"""Words for numbers: likelihoods, chances that are never none or all, figures for readers."""

import re

import numpy as np
import pytest

from sim.words import against, between, chance, likelihood, number, percent, quantity


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, "did not occur"), (0.001, "almost no chance"), (0.0499, "almost no chance"), (0.05, "very unlikely"),
        (0.2, "unlikely"), (0.45, "roughly even chance"), (0.55, "likely"), (0.8, "very likely"),
        (0.95, "almost certain"), (1.0, "almost certain"),
    ],
)  # fmt: skip
def test_likelihood_words_are_those_of_icd_203(share, word):
    assert likelihood(share) == word


def test_a_share_that_rounding_left_beside_a_bound_has_the_word_of_the_bound():
    assert likelihood(sum([0.05 / 3] * 3) - 1e-16) == "very unlikely"
    assert likelihood(1 + 1e-15) == "almost certain"


def test_a_range_with_an_end_of_none_or_all_is_left_open_there():
    assert between(0.0, 0.083, 24) == "up to 8.3 %"
    assert between(0.92, 1.0, 24) == "92 % or more"
    assert between(0.2, 0.4, 24) == "20 % to 40 %"
    assert (between(0.0, 0.0, 60), between(1.0, 1.0, 60)) == ("< 5.0 %", "> 95 %")
    assert between(0.0, 1.0, 60) == "< 5.0 % to > 95 %"


def test_a_share_outside_zero_to_one_has_no_word():
    with pytest.raises(ValueError, match=r"not at 1\.2"):
        likelihood(1.2)


def test_a_chance_is_never_none_or_all():
    assert [chance(s) for s in (0.0, 0.0004, 0.997, 0.9999, 1.0)] == [
        "< 0.1 %",
        "< 0.1 %",
        "99.7 %",
        "> 99.9 %",
        "> 99.9 %",
    ]
    assert [chance(s, 60) for s in (0.0, 0.5, 1.0)] == ["< 5.0 %", "50 %", "> 95 %"]
    assert not [
        s for s in np.linspace(0, 1, 4001) if re.search(r"(?<![\d.])(0|0\.0|100) %", chance(s) + " " + percent(s))
    ]


def test_numbers_are_written_for_readers():
    assert [percent(s) for s in (0.0, 0.0004, 0.034, 0.5)] == ["< 0.1 %", "< 0.1 %", "3.4 %", "50 %"]
    assert [number(v) for v in (0, 0.01234, 5.678, 1234.5, 53.5e9)] == ["0", "0.012", "5.68", "1,230", "53.5 billion"]
    assert quantity(-0.05, "share", change=True) == "-5.0 points"
    assert quantity(0.2, "index -1..1", change=True) == "+0.20"
    assert against(-0.301, "share", "the baseline") == "30.1 points below the baseline"
    assert against(1e-9, "index -1..1", "the baseline") == "as in the baseline"
    assert against(2e9, "USD", "the baseline") == "2.00 billion USD above the baseline"
