"""What would go with a passage: its facts, its words, and how an editor reads them."""

from __future__ import annotations

import pytest

from dedup.likeness import Bag
from dedup.passages import Loss
from dedup.residue import Residue, losses, residue
from tests.fakes import lexicon

WORDS = lexicon(
    {"the": 9_999, "on": 9_999, "in": 9_999, "as": 9_999, "for": 9_999, "and": 9_999}, alike=[["boat", "ship"]]
)


def bag(text: str) -> Bag:
    return Bag(WORDS.words(text))


def left(text: str, witness: str, *context: str) -> Residue:
    return residue(text, bag(text), witness, bag(witness), [bag(one) for one in context], WORDS)


def lost(text: str, witness: str, at: int = 0) -> list[str]:
    found = losses(text, at, left(text, witness))
    assert all(text[loss.start - at : loss.end - at] == loss.text for loss in found)
    return [loss.text for loss in found]


def test_a_text_said_in_full_leaves_nothing() -> None:
    assert left("the old depot", "on Monday the old depot burned") == Residue((), (), 0.0)


def test_words_that_the_witness_lacks_are_left() -> None:
    assert lost("Money for railways and ports.", "Money.") == ["railways and ports"]


def test_the_share_counts_each_word_once() -> None:
    assert left("railways and railways and money", "money and").share == pytest.approx(0.5, abs=0.01)


def test_a_word_like_it_is_no_loss() -> None:
    assert lost("the boat sank", "the ship sank") == []


def test_words_that_tell_nothing_and_words_of_reporting_are_no_loss() -> None:
    assert lost("as the depot burned, it said in a statement", "it burned: a depot") == []


def test_words_but_no_facts_may_stand_in_the_context() -> None:
    found = left("the depot cost 12 million crowns", "it cost much", "the depot of 12 million crowns")
    assert "depot" not in [word.stem for word in found.words]
    assert [fact.text for fact in found.facts] == ["12 million crowns"]
    assert not found.safe


def test_a_date_is_lost_with_its_preposition() -> None:
    assert lost("The depot burned on Wednesday.", "The depot burned.") == ["on Wednesday"]


def test_words_over_a_comma_are_two_losses() -> None:
    assert lost("Money for railways, schools.", "Money for.") == ["railways", "schools"]


def test_lost_words_far_apart_are_two_losses() -> None:
    text = "railways in the old depot as the money burned ports"
    assert lost(text, "in the old depot as the money burned") == ["railways", "ports"]


def test_a_word_inside_a_lost_fact_is_not_listed_again() -> None:
    found = losses("The depot cost 12 crowns.", 100, left("The depot cost 12 crowns.", "The depot cost."))
    assert found == (Loss("number", "12 crowns", 115, 124),)


def test_losses_come_in_the_order_of_the_text() -> None:
    text = "Railways burned on Wednesday in Ostrel."
    starts = [loss.start for loss in losses(text, 50, left(text, "It burned."))]
    assert starts == sorted(starts)
    assert min(starts) == 50
