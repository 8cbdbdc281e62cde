"""The measures of a pair."""

from __future__ import annotations

import pytest

from dedup.likeness import (
    Bag,
    alone,
    coverage_in,
    coverage_measures,
    in_order_of_size,
    letters_alike,
    measures,
    overlap,
    same_order,
    share,
    soft_share,
    with_sentences,
)
from tests.fakes import lexicon, profiled

WORDS = lexicon({"the": 10_000}, alike=[["boat", "ship"]])


def bag(text: str) -> Bag:
    return Bag(WORDS.words(text))


def test_overlap_is_the_share_of_the_fewer_words() -> None:
    assert overlap(bag("red boat"), bag("the red ship left at dawn")) == 0.5
    assert overlap(bag("the red ship left at dawn"), bag("red boat")) == 0.5
    assert overlap(bag(""), bag("")) == 1
    assert overlap(bag(""), bag("boat")) == 0


def test_a_word_said_twice_counts_once() -> None:
    assert bag("quern quern").total == bag("quern").total == 1


def test_a_share_of_nothing_is_all_of_it() -> None:
    assert share({}, ["quern"]) == 1
    assert share({"quern": 1.0, "ostrel": 3.0}, ["ostrel"]) == 0.75


def test_a_word_like_it_stands_for_a_word_in_part() -> None:
    assert soft_share(bag("boat"), bag("boat"), WORDS) == 1
    assert soft_share(bag("boat"), bag("ship"), WORDS) == 1
    assert soft_share(bag("boat"), bag("quern"), WORDS) == 0
    assert soft_share(bag("boat quern"), bag("ship"), WORDS) == 0.5


def test_order_is_the_longest_run_of_shared_words() -> None:
    assert same_order(bag("brandt beat weiss"), bag("brandt beat weiss")) == 1
    assert same_order(bag("brandt beat weiss"), bag("weiss beat brandt")) == pytest.approx(1 / 3)
    assert same_order(bag("brandt"), bag("weiss")) == 0


def test_letters_tell_spellings_of_a_word_alike() -> None:
    assert letters_alike(bag("organisation"), bag("organization")) > 0.5
    assert letters_alike(bag("quern"), bag("quern")) == pytest.approx(1)
    assert letters_alike(bag(""), bag("")) == 1
    assert letters_alike(bag("quern"), bag("")) == 0


def test_the_shorter_comes_first_whatever_the_order_given() -> None:
    short, long = profiled("Copper fell."), profiled("Copper fell on Monday.")
    assert in_order_of_size(short, long) == in_order_of_size(long, short) == (short, long)
    one, other = profiled("Copper fell."), profiled("Tin rose.")
    assert in_order_of_size(one, other) == in_order_of_size(other, one)


def test_measures_do_not_depend_on_the_side() -> None:
    a, b = profiled("Copper fell. Tin rose sharply in London."), profiled("Tin rose in London, and copper fell")
    assert measures(a, b, WORDS) == measures(b, a, WORDS)
    assert measures(a, b, WORDS)["form"] == 1
    assert measures(a, a, WORDS)["words"] == measures(a, a, WORDS)["ratio"] == 1


def test_coverage_is_of_one_side_by_the_other() -> None:
    part, whole = profiled("Copper fell."), profiled("Copper fell and tin rose.")
    assert coverage_measures(part, whole, WORDS)["words"] == 1
    assert coverage_measures(whole, part, WORDS)["words"] < 1
    assert coverage_measures(part, whole, WORDS)["longer"] > 0


@pytest.mark.parametrize(
    ("text", "finished"), [("He left.", 1), ('"He left."', 1), ("He left\u2026", 1), ("He left", 0)]
)
def test_a_headline_does_not_end_as_a_sentence_does(text: str, finished: bool) -> None:
    assert profiled(text).finished == finished


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Copper fell.", "Copper fell and tin rose."),
        ("Copper fell. Tin rose sharply in London.", "Tin rose in London, and copper fell"),
        ("  Copper fell.", "Copper fell."),
        ("Copper fell.", ""),
    ],
)
def test_coverage_is_read_off_the_measures_of_a_pair(one: str, other: str) -> None:
    for a, b in ((profiled(one), profiled(other)), (profiled(other), profiled(one))):
        assert coverage_in(measures(a, b, WORDS), a, b) == coverage_measures(a, b, WORDS)
        assert coverage_in(measures(a, b, WORDS), b, a) == coverage_measures(b, a, WORDS)


def test_the_measures_of_single_sentences_serve_where_the_sentences_are_known() -> None:
    a, b = profiled("Copper fell. Tin rose sharply in London."), profiled("Tin rose in London, and copper fell")
    single = measures(alone(a.text, a.bag, a.vector), alone(b.text, b.bag, b.vector), WORDS)
    assert with_sentences(single, a, b) == measures(a, b, WORDS) != single
