"""Sentences in which nothing typed is missing and which still cannot stand for each other."""

from __future__ import annotations

import pytest

from dedup.sense import firmer, nearest, senses, stands_for, swapped
from tests.fakes import lexicon, profiled

DEPOT = "The council of Quern has approved the tram depot by the harbour."


def stands(witness: str, text: str) -> bool:
    words, of = profiled(witness).bag.words, profiled(text).bag.words
    return stands_for(witness, text, words, of, lexicon())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He tried to leave.", {"tries"}),
        ("They attempted it, attempting more.", {"tries"}),
        ("Only residents may park.", {"only", "could"}),
        ("She hasn\u2019t denied it.", {"not", "fails"}),
        ("In May no more than 12 came.", set()),
        ("> 50 people came.", {">"}),
        ("> A line of a mail.", set()),
    ],
)
def test_words_that_hedge_limit_or_deny_are_found(text: str, expected: set[str]) -> None:
    assert senses(text) == expected


@pytest.mark.parametrize(
    ("witness", "text", "expected"),
    [
        (DEPOT, DEPOT, True),
        (DEPOT, "By the harbour, the tram depot of Quern has been approved by the council.", True),
        (DEPOT, DEPOT.replace("approved", "considered approving"), False),
        (DEPOT.replace("has", "has allegedly"), DEPOT, False),
        (DEPOT, DEPOT.replace("approved", "criticised"), False),
        (DEPOT, DEPOT.replace("approved", "demolished").replace("tram", "bus"), False),
        (DEPOT, "Ducks swim on the canal.", True),
        (
            "The red tram goes to Quern, the blue one to Carrow.",
            "The blue tram goes to Quern, the red one to Carrow.",
            False,
        ),
    ],
)
def test_a_witness_states_no_more_and_no_less_firmly(witness: str, text: str, expected: bool) -> None:
    assert stands(witness, text) is expected


def test_the_nearest_sentence_is_the_one_with_most_of_the_words() -> None:
    bags = [profiled(text).bag for text in ("Ducks swim on the canal.", DEPOT, DEPOT)]
    assert nearest(profiled("The depot was approved.").bag, bags) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A possible link was found.", {"could"}),
        ("Some of the schools stay shut.", {"some"}),
        ("Some 40 people came as soon as possible.", set()),
        ("Gusts of up to 140 km/h are expected.", {"up to"}),
        ("Up to five boats may leave.", {"up to", "could"}),
        ("The list is up to date.", set()),
        ("The lamp was switched off.", {"switched off"}),
        ("They turned the heating on.", {"switched on"}),
        ("The jury was unanimous.", {"unanimous"}),
    ],
)
def test_possibility_parts_bounds_and_switches_are_part_of_the_sense(text: str, expected: set[str]) -> None:
    assert senses(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "Use the blue valve for hot water and the red valve for cold.",
            "Use the red valve for hot water and the blue valve for cold.",
            True,
        ),
        (
            "In Kerrow rain fell for nine hours. In Lant it stayed dry.",
            "In Lant rain fell for nine hours. In Kerrow it stayed dry.",
            True,
        ),
        (
            "Wardens fall from 24 to 12 and cameras rise to 30.",
            "Cameras fall from 24 to 12 and wardens rise to 30.",
            True,
        ),
        (
            "The fair draws farmers and fishermen from every island.",
            "The fair draws fishermen and farmers from every island.",
            False,
        ),
        (
            "Revenue rose from 398 to 412 million in the third quarter.",
            "Revenue rose to 412 from 398 million in the third quarter.",
            False,
        ),
        (
            "The firm said on Tuesday that it would close its plant.",
            "On Tuesday the firm said that it would close its plant.",
            False,
        ),
        (
            "The town gave the harbour a crane and the school a bus on Monday.",
            "The town gave the school a crane and the library a bus on Monday.",
            False,
        ),
        (
            "The town gave the harbour a crane and the school a bus on Monday.",
            "The town gave the library a crane and the harbour a bus on Monday.",
            False,
        ),
        ("Use the blue valve for hot water.", "Rain fell for nine hours in Kerrow.", False),
    ],
)
def test_two_things_that_change_places_change_what_is_said(one: str, other: str, expected: bool) -> None:
    assert swapped(profiled(one).bag.words, profiled(other).bag.words) is expected


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("A possible link was perhaps found.", "A link was found.", ["possible", "perhaps"]),
        ("Gusts of up to 140 km/h came.", "Gusts of 140 km/h came.", ["up to"]),
        ("They switched it off.", "They switched it on.", ["switched it off"]),
        ("A link may exist.", "A link might exist.", []),
    ],
)
def test_the_words_by_which_a_sentence_is_less_firm_are_told(text: str, other: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in firmer(text, other)] == expected
