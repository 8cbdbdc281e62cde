"""All typed facts of a text."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dedup.facts.dates import find_dates, find_times
from dedup.facts.directions import find_directions
from dedup.facts.model import Fact
from dedup.facts.names import find_names
from dedup.facts.negation import find_negations
from dedup.facts.numbers import find_numbers
from dedup.facts.quotes import find_quotes
from dedup.facts.words import words_of
from dedup.normalise import shadow


@lru_cache(maxsize=4096)  # a text is compared with several others, and its losses are listed after that
def find_facts(text: str) -> tuple[Fact, ...]:
    """Return every fact of the text, sorted by start; facts inside a quotation are listed beside it."""
    level = shadow(text)
    words = words_of(level)
    taken = bytearray(len(level) + 1)
    found = _claim(find_times(text, level), taken)
    found += _claim(find_dates(text, level), taken)
    found += find_numbers(text, level, words, taken)
    _mark(found, taken)
    named = bytearray(len(level) + 1)
    names = find_names(text, level, words, taken)
    _mark((name for name in names if name.unit != "initial"), named)
    found += names
    found += find_negations(text, words)
    found += find_directions(text, words, named)
    found += find_quotes(text, level)
    return tuple(sorted(found, key=lambda fact: (fact.start, -fact.end, fact.kind)))


def _claim(facts: Iterable[Fact], taken: bytearray) -> list[Fact]:
    """Return the facts whose characters nobody has claimed yet, and claim them."""
    kept = []
    for fact in facts:
        if not any(taken[fact.start : fact.end]):
            kept.append(fact)
            taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
    return kept


def _mark(facts: Iterable[Fact], taken: bytearray) -> None:
    for fact in facts:
        taken[fact.start : fact.end] = b"\1" * (fact.end - fact.start)
