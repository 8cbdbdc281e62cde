"""Laws of typed facts; hypothesis looks for the exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings, strategies as st

from dedup.facts import apart, clashes, find_facts, lacking, masked

PIECES = (
    "Olga Brandt", "the", "German", "Norway", "U.S.", "said", "did not", "didn't", "never", "no", "without", "rose",
    "fell", "before", "after", "more", "5", "5%", "40 tonnes", "$1.5m", "€2bn", "EUR 50", "1,320", "60.000", "3½",
    "2:0", "4-6", "A81", "forty", "two hundred and fifty", "half a million", "first", "second", "2021", "in May",
    "4 July 2001", "the 1950s", "Monday", "10:30", "5 p.m.", "tonight", "“no more rain”", "'a b c'", '"', "'", ".", ",",
    "-", "—", "*", "\n", "ſep 4", "mİn 3 mİllion", "bridge", "mayor", "closed", "open", "Mr.", "of", "Bank", "and",
    "The",
    "can't", "cannot", "won't", "a", "\u00ad", "٣", "²",
)  # fmt: skip
prose = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
glued = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
anything = st.text(alphabet=st.characters(), max_size=120)
with_surrogates = st.text(alphabet=st.characters(categories=["Cs", "Lu", "Ll", "Nd", "Po", "Zs"]), max_size=60)
texts = st.one_of(prose, glued, anything, with_surrogates)

UNITS = (
    "1", "1 ", "7,", "1,000", "Mr ", "hundred ", "a ", '"', "'a", "not open ", "U.S.", "May ", "1-", " ", "'a b ", "*",
    "Ab ", '"x" Ab said Cd ', "two hundred and ", "half a ", "the the ", "Bank of ", "rose fell ", "5 km 3% ", "\ud800",
    "in 2001 ", "St. ",
)  # fmt: skip


@given(texts)
@example("On ſep. 4 he paid 3 mİllion €")
@example("1" * 400 + " million")
def test_every_fact_is_an_exact_slice_and_they_come_in_order(text: str) -> None:
    found = find_facts(text)
    assert all(f.text == text[f.start : f.end] and f.text and f.value for f in found)
    assert [f.start for f in found] == sorted(f.start for f in found)
    assert len(set(found)) == len(found)


@given(texts)
def test_a_text_does_not_clash_with_itself_and_lacks_nothing_of_itself(text: str) -> None:
    assert clashes(text, text) == apart(text, text) == ()
    assert lacking(text, text) == ()
    assert lacking(text, ["", text]) == ()


@given(texts)
def test_a_text_states_all_its_facts_when_words_are_added(text: str) -> None:
    extended = text + "\n\nbridge"
    assert lacking(text, extended, find_facts(text), [find_facts(text)]) == ()


@given(texts, texts)
@settings(max_examples=300)
def test_clashes_are_the_same_both_ways(a: str, b: str) -> None:
    for compare in (clashes, apart):
        there = {(clash.kind, clash.a, clash.b) for clash in compare(a, b)}
        back = {(clash.kind, clash.b, clash.a) for clash in compare(b, a)}
        assert there == back


@given(texts, texts)
def test_both_facts_of_a_clash_are_slices_of_their_side(a: str, b: str) -> None:
    for clash in clashes(a, b):
        assert clash.a.text == a[clash.a.start : clash.a.end]
        assert clash.b.text == b[clash.b.start : clash.b.end]


@given(texts, texts)
def test_what_is_lacking_is_a_slice_and_lies_in_a_fact(a: str, b: str) -> None:
    found = find_facts(a)
    for fact in lacking(a, b):
        assert fact.text == a[fact.start : fact.end]
        assert any(f.start <= fact.start and fact.end <= f.end for f in found)


@given(texts)
def test_masking_nothing_changes_nothing(text: str) -> None:
    assert masked(text, ()) == text


@given(st.lists(st.sampled_from([p for p in PIECES if p not in {"first", "second"}]), max_size=14).map(" ".join))
@settings(max_examples=300)
def test_masking_twice_changes_no_more_than_masking_once(text: str) -> None:
    once = _masked(text)
    assert _masked(once) == once


def _masked(text: str) -> str:
    return masked(text, [f for f in find_facts(text) if f.kind in {"number", "date", "time", "place"}])


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_long_input_of_any_kind_stays_fast(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    found = find_facts(text)
    clashes(text, text[:-9] + " bridge", found)
    lacking(text, text[:-9] + " bridge", found)
    masked(text, found)
    assert time.process_time() - start < 15
