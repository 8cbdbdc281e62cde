"""Runs of three words as numbers: what a passage is looked up by when its words recur."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.normalise import fold, levelled, shadow
from dedup.words import spans

ALL_BELOW = 40
"""Passages of at most so many words are stored with all their runs: wire paragraphs average 24 words."""
ONE_IN = 4
"""Of a longer passage's runs, those whose number is a multiple of it: enough to find it, and a quarter of the room."""
LEAST = 3
_LONE = re.compile("[\ud800-\udfff]")
_PLAIN_WORD = re.compile(r"[a-z0-9]+(?:[*'][a-z0-9]+)*")  # as `spans` has them, of ASCII in small letters
_POINT_INSIDE = re.compile(r"[.,][a-z0-9]")  # of figures and abbreviations `spans` knows where they end
_REMEMBERED = 200_000  # words whose number is kept: 30 MB
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def storable(text: str) -> str:
    """Return the text as UTF-8 can hold it: a lone surrogate becomes U+FFFD, and every offset stays."""
    return text if text.isascii() else _LONE.sub("\ufffd", text)


def key_of(text: str) -> int:
    """Return 64 bits of the checksum of a text as it is compared: the same for twins in typography and case."""
    return int.from_bytes(_digest(levelled(storable(text))), "big", signed=True)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    level = shadow(text)
    if level.isascii():
        level = level.lower()  # which is how `fold` changes ASCII
        if not _POINT_INSIDE.search(level):
            return _PLAIN_WORD.findall(level)
        return [level[start:end] for start, end in spans(level)]
    return [fold(level[start:end]) for start, end in spans(level)]


class Shingler:
    """Turns words into the numbers of their runs. Numbers depend on the words alone."""

    def __init__(self) -> None:
        """Know no word yet."""
        self._numbers: dict[str, int] = {}

    def every(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Return the numbers of all runs of three words, each once, ascending."""
        if len(words) < LEAST:
            return np.zeros(0, np.int32)
        return np.unique(runs_of_three(np.array([self.number(word) for word in words], np.uint64)))

    def stored(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Return the numbers under which a passage is stored: all of a short one, a sample of a long one."""
        numbers = self.every(words)
        return numbers if len(words) <= ALL_BELOW else numbers[numbers % ONE_IN == 0]

    def number(self, word: str) -> int:
        """Return 64 bits of the checksum of a word."""
        known = self._numbers.get(word)
        if known is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            known = self._numbers[word] = int.from_bytes(_digest(word), "big")
        return known


def runs_of_three(numbers: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return the number of each run of three words in a row of words, two fewer than there are of those."""
    mixed = numbers[:-2] * _MIX[0] + numbers[1:-1] * _MIX[1] + numbers[2:] * _MIX[2]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX[0]
    runs: NDArray[np.int32] = (mixed >> np.uint64(32)).astype(np.uint32).view(np.int32)
    return runs


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
