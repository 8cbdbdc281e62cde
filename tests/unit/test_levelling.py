"""Facts that agree are written in one wording before two texts are read at once."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from dedup.facts import find_facts
from dedup.facts.levelling import level_facts
from tests.properties.invented import any_passage, examples


def level(a: str, b: str) -> tuple[str, str]:
    return level_facts(a, b, find_facts(a), find_facts(b))


@pytest.mark.parametrize(
    ("a", "b", "wording"),
    [
        ("The port paid $160bn.", "It cost the port 160 billion dollars.", "160 billion dollars"),
        ("Prices rose 27%.", "Prices went up by 27 per cent.", "27 per cent"),
        ("He left on 4 February.", "On February 4th he left.", "February 4th"),
        ("Doors open at 10 am.", "At 10:00 the doors are opened.", "10 am"),
        ("It has 9 cranes.", "Nine cranes stand there, nobody counts them.", "Nine"),
    ],
)
def test_one_fact_in_two_wordings_is_written_in_the_longer(a: str, b: str, wording: str) -> None:
    left, right = level(a, b)
    assert wording in left
    assert wording in right


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The port paid $160bn.", "The port paid 106 billion dollars."),
        ("He left on 4 February.", "On February 14th he left."),
        ("It has 9 cranes.", "It has eight cranes."),
        ("Quern has a port.", "Orvane has a harbour."),
        ("", "It has 9 cranes."),
    ],
)
def test_facts_that_differ_stay_as_they_are(a: str, b: str) -> None:
    assert level(a, b) == (a, b)


def test_a_figure_that_may_be_either_of_two_is_not_rewritten() -> None:
    a, b = "Some 14,000 people came.", "On Monday 13,990 came, on Tuesday 14,010 people."
    assert level(a, b) == (a, b)


def test_an_equal_figure_goes_before_one_that_is_only_near() -> None:
    assert level("Of 14,000 some 13,990 paid.", "14 thousand came.")[0] == "Of 14 thousand some 13,990 paid."


def test_several_facts_of_one_text_are_written_each_in_its_place() -> None:
    a, b = (
        "Quern paid $160bn and 27% on 4 February, he said.",
        "On February 4th Quern paid 27 per cent and 160 billion dollars.",
    )
    assert level(a, b) == ("Quern paid 160 billion dollars and 27 per cent on February 4th, he said.", b)


@given(any_passage, any_passage)
@examples(60)
def test_swapping_the_texts_swaps_what_comes_back(a: str, b: str) -> None:
    assert level(a, b) == level(b, a)[::-1]


@given(st.one_of(any_passage))
@examples(40)
def test_a_text_beside_itself_stays_as_it_is(text: str) -> None:
    assert level(text, text) == (text, text)
