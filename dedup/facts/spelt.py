"""Numbers written in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dedup.facts.amounts import hedge, number, suffix
from dedup.facts.model import Fact
from dedup.facts.units import BIG, FRACTIONS, ORDINALS, SMALL, TENS
from dedup.facts.words import STOP, Word, listed

_NUMBER_WORDS = frozenset(SMALL) | frozenset(TENS) | frozenset(BIG)
_ARTICLES = frozenset(["a", "an"])
_DEFINED = listed("the this that which every each any no another some first second")
_NO_ORDINAL = listed("at per a split every")
_BEGINNINGS = _NUMBER_WORDS | _ARTICLES | frozenset(ORDINALS) | {"half"}
_LARGEST = 10**18


def find_spelt(text: str, level: str, words: Sequence[Word], taken: bytearray) -> list[Fact]:
    """Return the numbers written in words; "dozens" and "hundreds" are too vague to be one."""
    found: list[Fact] = []
    at = 0
    while at < len(words):
        low = words[at].low
        if low not in _BEGINNINGS:
            at += 1
            continue
        after, fact = at + 1, None
        if not taken[words[at].start]:
            if low in _NUMBER_WORDS or low in _ARTICLES or low == "half":
                value, after = _read(level, words, at)
                fact = _finish(text, level, words, (at, after), value) if value is not None else None
            else:
                free = not found or found[-1].end <= words[max(0, at - 1)].start
                fact = _ordinal(text, words, at, free=free)
        if fact is not None:
            found.append(fact)
        at = max(after, at + 1)
    return found


def _read(level: str, words: Sequence[Word], begin: int) -> tuple[Decimal | None, int]:
    """Return the value of the number words from `begin` on, and the index after them."""
    at = begin
    total, group, seen = 0, 0, False
    while at < len(words) and (at == begin or _joined(level, words[at - 1], words[at])) and total + group < _LARGEST:
        low = words[at].low
        if low in SMALL and _takes_ones(group, SMALL[low], seen=seen):
            group += SMALL[low]
        elif low in TENS and group % 100 == 0:
            group += TENS[low]
        elif low in BIG and (seen or words[begin].low in _ARTICLES):
            group = max(group, 1) * BIG[low]
            if BIG[low] > 100:
                total, group = total + group, 0
        elif not (_starts(words, at, begin) or _links(words, at, total + group, seen=seen)):
            break
        seen = seen or low not in _ARTICLES
        at += 1
    if not seen:
        return _half(words, begin)
    return Decimal(total + group), at


def _takes_ones(group: int, value: int, *, seen: bool) -> bool:
    if not seen or group == 0:
        return True
    return group % 100 == 0 or (group % 10 == 0 and group % 100 >= 20 and value < 10)


def _starts(words: Sequence[Word], at: int, begin: int) -> bool:
    return at == begin and words[at].low in _ARTICLES and at + 1 < len(words) and words[at + 1].low in BIG


def _links(words: Sequence[Word], at: int, value: int, *, seen: bool) -> bool:
    """Return whether an "and" stands inside a number: two hundred and fifty."""
    following = words[at + 1].low if at + 1 < len(words) else ""
    return (
        words[at].low == "and"
        and seen
        and value >= 100
        and value % 100 == 0
        and (following in SMALL or following in TENS)
    )


def _half(words: Sequence[Word], at: int) -> tuple[Decimal | None, int]:
    """Return the value of "half a million" or "half a dozen"."""
    lows = [word.low for word in words[at : at + 3]]
    if len(lows) == 3 and lows[0] == "half" and lows[1] in _ARTICLES and lows[2] in BIG:
        return Decimal(BIG[lows[2]]) / 2, at + 3
    return None, at


def _joined(level: str, left: Word, right: Word) -> bool:
    return level[left.end : right.start] in {" ", "-"}


def _finish(text: str, level: str, words: Sequence[Word], span: tuple[int, int], value: Decimal) -> Fact | None:
    """Return the spelt number with its unit; "one" only where it counts something."""
    at, after = span
    start, end = words[at].start, words[after - 1].end
    following = words[after].low if after < len(words) and _joined(level, words[after - 1], words[after]) else ""
    if following in FRACTIONS and following.endswith("s") and value < 20:
        end = words[after].end
        return number(text, (start, end), [value / FRACTIONS[following]], "fraction", hedge(level, start, end))
    scale, unit, end = suffix(level, end)
    if value == 1 and scale == 1 and not _counts(words, at, following, unit):
        return None
    return number(text, (start, end), [value * scale], unit, hedge(level, start, end))


def _counts(words: Sequence[Word], at: int, following: str, unit: str) -> bool:
    """Return whether "one" counts the word that follows it, and is no pronoun and no part of a fraction."""
    before = words[at - 1].low if at else ""
    if before in _DEFINED or not following or following in STOP:
        return False
    return bool(unit) or following not in ORDINALS


def _ordinal(text: str, words: Sequence[Word], at: int, *, free: bool) -> Fact | None:
    """Return an ordinal, or "a third" as a share; the noun "second" and the adverb "first" are none.

    `free` says that the word before belongs to no other number.
    """
    low = words[at].low
    following = words[at + 1].low if at + 1 < len(words) else ""
    before = words[at - 1].low if at and free else ""
    if low in {"first", "second"} and (before in _NO_ORDINAL or following in STOP or not following):
        return None
    if low == "second" and following == "thoughts":
        return None
    if before in {"one", "a"} and low in FRACTIONS:
        return number(text, (words[at - 1].start, words[at].end), [Decimal(1) / FRACTIONS[low]], "fraction")
    value = ORDINALS[low]
    start = words[at].start
    if value < 10 and before in TENS:
        value += TENS[before]
        start = words[at - 1].start
    return number(text, (start, words[at].end), [Decimal(value)], "ordinal")
