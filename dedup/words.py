"""The words of a text with their stems and how much each tells: background frequencies and word vectors."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from dedup.normalise import fold, shadow

_WORD = re.compile(r"[^\W_]+(?:[\u00ad\u0300-\u036f*'.,][^\W_]+)*", re.UNICODE)
_NUMBER_INSIDE = re.compile(r"\d[.,]\d")
_POINT_INSIDE = re.compile(r"[.,][^\W_]")
_SPLIT_INSIDE = re.compile(r"[.,]")
_MOST_FORMS = 1 << 17  # words of one spelling that are remembered: some 20 MB
_ABBREVIATION = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")


REPORTING = frozenset(
    "accord ad add also announc articl ask cite claim comment confirm explain inform mention note post publish quot "
    "read repli report say said sourc spoke state statement tell told websit write wrote "
    "blog broadcast magazin newspap outlet paper weekli".split()
)
"""Stems of the words that say who told something, and where: left out of a rewording without loss."""

CONNECTIVES = frozenset(
    "accord addit again also although and anyway besid but consequ final furthermor henc howev inde instead likewis meanwhil "
    "moreov nevertheless nonetheless now otherwis so still then therefor thus too yet".split()
)
"""Stems of the words that join what is told to what was told before: between articles they come and go, and tell nothing."""

BEFORE_NOUN = frozenset("the a an of for in at from on with his her their its this that".split())
"""What stands before a noun and not before a verb."""


class Word(NamedTuple):
    """A word where it stands. `stem` is what is compared; `weight` 0..1 is its information (1 = never seen before)."""

    stem: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Background knowledge of words, made by models/words/make.py.

    `frequencies` holds in how many of `total` paragraphs a stem occurs; `vectors` (rows, dimensions) holds a
    unit vector for common words that are no names, found by `rows[stem]`.
    """

    total: int
    frequencies: Mapping[str, int]
    rows: Mapping[str, int]
    vectors: NDArray[np.float32]
    _stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _forms: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False, compare=False)
    _stemmer: snowballstemmer.stemmer = field(
        default_factory=lambda: snowballstemmer.stemmer("english"), repr=False, compare=False
    )

    def weight(self, stem: str) -> float:
        """Return the information of a stem: log(total / paragraphs with it), scaled so that an unseen one has 1."""
        return math.log(self.total / max(1, self.frequencies.get(stem, 1))) / math.log(self.total)

    def stem(self, word: str) -> str:
        """Return the stem of a folded word, its possessive dropped; a number keeps its digits."""
        known = self._stems.get(word)
        if known is None:
            bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
            known = self._stems[word] = bare.replace(",", "") if bare[:1].isdigit() else self._stemmer.stemWord(bare)
        return known

    def words(self, text: str) -> tuple[Word, ...]:
        """Return the words of a text in order, with offsets into it."""
        level = shadow(text)
        found: list[Word] = []
        for start, end in spans(level):
            stem, weight = self._form(level[start:end])
            if stem:
                found.append(Word(stem, start, end, weight))
        return tuple(found)

    def _form(self, written: str) -> tuple[str, float]:
        """Return the stem of a word as it is written, and its information; most words of a text were met before."""
        known = self._forms.get(written)
        if known is None:
            if len(self._forms) >= _MOST_FORMS:
                self._forms.clear()
            stem = self.stem(fold(written))
            known = self._forms[written] = stem, self.weight(stem)
        return known

    def alikeness(self, left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
        """Return the cosine of each word of `left` with each of `right` (0 where one has no vector)."""
        return self._rows_of(left) @ self._rows_of(right).T

    def any_known(self, stems: Iterable[str]) -> bool:
        """Return whether one of the stems has a vector; without, they are like no other word."""
        return any(map(self.rows.get, stems))

    def _rows_of(self, stems: Iterable[str]) -> NDArray[np.float32]:
        row = self.rows.get
        return self.vectors.take(np.array([row(stem, 0) for stem in stems], np.intp), axis=0)


def spans(level: str) -> list[tuple[int, int]]:
    """Return where the words of a levelled text stand; figures (1,200.5) and abbreviations (U.S) stay whole."""
    if not _POINT_INSIDE.search(level):
        return [match.span() for match in _WORD.finditer(level)]
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(level):
        piece = match.group()
        if ("." in piece or "," in piece) and not _NUMBER_INSIDE.search(piece) and not _ABBREVIATION.match(piece):
            start = match.start()
            for part in _SPLIT_INSIDE.split(piece):
                if part:
                    found.append((start, start + len(part)))
                start += len(part) + 1
        else:
            found.append(match.span())
    return found


def may_reach(left: Sequence[str], right: Sequence[str], ratio: float) -> bool:
    """Return False where the words in common runs of two lists cannot make up this share: too few are common at all.

    The share is `ratio` of difflib's SequenceMatcher, which takes far longer to find out.
    """
    together = len(left) + len(right)
    if not together:
        return True
    if 2.0 * min(len(left), len(right)) / together < ratio:
        return False
    free = Counter(left)
    common = 0
    for word in right:
        if free[word] > 0:
            free[word] -= 1
            common += 1
    return 2.0 * common / together >= ratio


def count(text: str) -> int:
    """Return how many words a text has, as an editor counts them: runs between white space holding a letter or digit."""
    pieces = shadow(text).split()
    others = [piece for piece in pieces if not piece[0].isalnum()]
    return len(pieces) - len(others) + sum(any(map(str.isalnum, piece)) for piece in others)
