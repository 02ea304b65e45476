"""Links to the viewer: what they may say, and that nothing else gets through."""

import pytest

from viz.address import Address, read


def test_a_link_says_again_what_was_in_sight():
    there = Address(
        scenario="india_assurance",
        seed=7,
        month=36,
        seat="IND",
        levers=(("parameters.panic", 1.5), ("nations.IND.assurance_response", "refuse")),
        turns=((21, "!assurance_response", "comply"), (30, "parameters.fear_decay", 0.2), (33, "!regime:IND", "")),
    )
    assert read("?" + there.query()) == there


@pytest.mark.parametrize("page", ["sweep", "compare", "history"])
def test_every_page_has_a_link(page):
    assert read(Address(page=page).query()).page == page


def test_saved_runs_to_compare_are_in_the_link():
    assert read("page=compare&runs=a-1,b-2").runs == ("a-1", "b-2")


@pytest.mark.parametrize(
    ("search", "left_out"),
    [
        ("run=../../etc/passwd", "run"),
        ("run=%2e%2e%2fsecret", "run"),
        ("run=.hidden", "run"),
        ("run=a/b", "run"),
        ("runs=a,../b", "runs"),
        ("runs=" + ",".join(f"r{i}" for i in range(9)), "runs"),
        ("scenario=<script>alert(1)</script>", "scenario"),
        ("scenario=" + "a" * 2000, "scenario"),
        ("seed=-1", "seed"),
        ("seed=1e9", "seed"),
        ("seed=99999999999999999999", "seed"),
        ("seed=%D9%A1", "seed"),
        ("month=601", "month"),
        ("page=admin", "page"),
        ("seat=XXX", "seat"),
        ("set.__class__.x y=1", "a lever"),
        ("set.parameters.panic=[1,2]", "a lever"),
        ("turn=1,parameters.panic", "turn"),
        ("turn=9999,!pressure,none", "turn"),
        ("sudo=1", "an unknown word"),
    ],
)
def test_what_a_link_may_not_say_is_left_out_and_named(search, left_out):
    there = read(search)
    assert there == Address(refused=(left_out,))


@pytest.mark.parametrize("search", ["x" * 10_000, "&".join(f"set.a{i}=1" for i in range(500))])
def test_a_link_that_is_too_long_or_has_too_many_parts_opens_the_first_page(search):
    assert read(search).refused
    assert read(search).page == "simulate"


def test_no_link_is_the_first_page():
    assert read(None) == read("") == Address()
