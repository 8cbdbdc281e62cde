"""Sentences in which nothing typed is missing and which still cannot stand for each other."""

from __future__ import annotations

import pytest

from dedup.sense import nearest, senses, stands_for
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
    ],
)
def test_a_witness_states_no_more_and_no_less_firmly(witness: str, text: str, expected: bool) -> None:
    assert stands(witness, text) is expected


def test_the_nearest_sentence_is_the_one_with_most_of_the_words() -> None:
    bags = [profiled(text).bag for text in ("Ducks swim on the canal.", DEPOT, DEPOT)]
    assert nearest(profiled("The depot was approved.").bag, bags) == 1
