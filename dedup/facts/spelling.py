"""Whether two names may be one: part and whole, acronym, another transliteration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_LEVEL = [
    (re.compile(pattern), by)
    for pattern, by in (
        (r"tsch|tch|cz|tsh", "ch"), (r"sch|sz", "sh"), (r"kh|ch(?=[aou])|gh", "h"), (r"ph|ff", "f"),
        (r"ck|q|c(?![hei])", "k"), (r"w", "v"), (r"dzh|dsch|dj", "j"), (r"ts|tz|c(?=[ei])", "z"),
        (r"yu|iu|ju", "u"), (r"ya|ia|ja", "a"), (r"ye|ie|je|yo|jo", "e"), (r"oe|ö", "o"), (r"ue|ü|ou|oo", "u"),
        (r"ae|ä|ai|ay|ei|ey", "e"), (r"[yj]", "i"), (r"x", "ks"), (r"th", "t"), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip
"""Spellings of one sound in the Latin transcriptions of names."""


def same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two names (folded words) can mean the same: they share a word, or one abbreviates the other."""
    if any(same_word(a, b) for a in one for b in other):
        return True
    return acronym(one, other) or acronym(other, one) or same_word("".join(one), "".join(other))


def acronym(short: Sequence[str], long: Sequence[str]) -> bool:
    """Return whether the one-word name is made of the initials of the other, in order."""
    if len(short) != 1 or len(long) < 2 or not 2 <= len(short[0]) <= 7:
        return False
    letters = [word[0] for word in long if word]
    rest = iter(letters)
    return short[0][0] == letters[0] and (all(letter in rest for letter in short[0]) or "".join(letters) in short[0])


@lru_cache(maxsize=1 << 16)
def same_word(a: str, b: str) -> bool:
    """Return whether two words are one name in two spellings (a small edit distance after levelling sounds)."""
    if a == b:
        return True
    if len(a) > 3 and len(b) > 3 and (a.startswith(b) or b.startswith(a) or (len(a) > 4 and a[:5] == b[:5])):
        return True
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 3:
        return False
    x, y = _sounds(a), _sounds(b)
    if x == y:
        return True
    if not x or not y or min(len(x), len(y)) < 4:
        return False
    if (
        x[:4] == y[:4]
        and abs(len(x) - len(y)) <= 2
        and min(len(x), len(y)) >= 5
        and (x.startswith(y) or y.startswith(x))
    ):
        return True
    return _within(x, y, 1 if min(len(x), len(y)) < 6 else 2)


def garbled(one: str, other: str) -> bool:
    """Return whether two acronyms are the same letters in another order, or all but one of them."""
    if sorted(one) == sorted(other):
        return True
    return len(one) == len(other) >= 3 and one[0] == other[0] and one[-1] == other[-1] and _within(one, other, 1)


@lru_cache(maxsize=32_768)
def _sounds(word: str) -> str:
    for pattern, by in _LEVEL:
        word = pattern.sub(by, word)
    return word


def _within(x: str, y: str, most: int) -> bool:
    """Return whether the edit distance of two words is at most `most`."""
    if abs(len(x) - len(y)) > most or len(set(x).difference(y)) > most or len(set(y).difference(x)) > most:
        return False  # each letter that the other lacks takes an edit of its own
    row = list(range(len(y) + 1))
    for i, c in enumerate(x, 1):
        above = row
        row = [i]
        for j, d in enumerate(y, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (c != d)))
        if min(row) > most:
            return False
    return row[-1] <= most
