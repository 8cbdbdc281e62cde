"""Words, their stems, and how much each tells."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given, strategies as st

from dedup.words import count, may_reach
from tests.fakes import lexicon


def stems(text: str) -> list[str]:
    return [word.stem for word in lexicon().words(text)]


def test_words_say_where_they_stand() -> None:
    text = "Prices \u201crose\u201d to 1,200.5 in the U.S. again."
    words = lexicon().words(text)
    assert [text[word.start : word.end] for word in words] == [
        "Prices",
        "rose",
        "to",
        "1,200.5",
        "in",
        "the",
        "U.S",
        "again",
    ]


def test_forms_of_a_word_have_one_stem() -> None:
    assert stems("closing CLOSED closes") == ["close"] * 3
    assert stems("Brandt's Brandt") == ["brandt"] * 2


def test_a_figure_is_compared_without_its_commas() -> None:
    assert stems("1,200 1200") == ["1200", "1200"]
    assert stems("1,200 1.200") != ["1200", "1200"]


def test_words_that_only_a_full_stop_or_comma_parts_are_two() -> None:
    assert stems("war.Peace came,then") == ["war", "peac", "came", "then"]


def test_a_common_word_tells_little_and_an_unseen_one_most() -> None:
    words = lexicon({"the": 10_000, "council": 100})
    weights = {word.stem: word.weight for word in words.words("the council of Quern")}
    assert weights["the"] == 0
    assert weights["council"] == pytest.approx(0.5)
    assert weights["quern"] == 1


def test_words_without_a_vector_are_like_nothing() -> None:
    words = lexicon(alike=[["boat", "ship"], ["cow"]])
    found = words.alikeness(["boat", "quern"], ["ship", "cow", "quern"])
    assert found.tolist() == [[1, 0, 0], [0, 0, 0]]


def test_an_editor_counts_words_between_spaces() -> None:
    assert count("") == count(" * \u2014 ") == 0
    assert count("The 7-year-old \u2014 she\u2019s well \u2014 left.") == 5
    assert count("shares of*Orvane") == 3


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12), st.floats(0, 1))
def test_no_share_is_ruled_out_that_difflib_finds(left: list[str], right: list[str], least: float) -> None:
    found = SequenceMatcher(None, left, right, autojunk=False).ratio()
    assert may_reach(left, right, found)
    assert may_reach(left, right, least) or found < least


def test_a_share_is_ruled_out_where_too_few_words_are_common() -> None:
    assert not may_reach("copper fell again".split(), "tin rose again".split(), 0.5)
    assert not may_reach(["copper"], "copper fell again in London".split(), 0.5)
