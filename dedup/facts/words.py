"""Words with their offsets, and the light stemming that alignment rests on."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from dedup.normalise import JOINER, fold

_MARKS = f"{JOINER}\u0300-\u036f*"
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}(?:'s\b)?|[^\W\d_](?:[^\W\d_]+|[{_MARKS}]+|'(?=[^\W\d_]))*|\d+(?:[.,:]\d+)*")
_SUFFIXES = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ingly",
    "ings",
    "ing",
    "edly",
    "ied",
    "ies",
    "ers",
    "ed",
    "er",
    "es",
    "ly",
)
_LONGEST_STEM = 7


def listed(text: str) -> frozenset[str]:
    """Return the words of a list written as running text."""
    return frozenset(text.split())


STOP = listed(
    """a about above after again all also although am among an and any are as at back be because been before being
    below between both but by can come could day did do does doing down during each either even ever every few first
    for from further get give given go got had has have having he hence her here hers him his how however i if in
    including into is it its itself just last like made make many may me meanwhile might more moreover most much
    must my near new next no nor not now of off on once one only onto or other others our out over own part per put
    quite rather really said same say says shall she should since so some still such take taken than that the their
    them themselves then there therefore these they this those though through thus to together too toward towards
    under until up upon us very via was we well went were what when where whether which while who whom whose why
    will with within without would yes yet you your yourself it's he's she's that's there's they're we're i'm i've
    i'd don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't hasn't haven't
    hadn't cannot according added told reported stated announced explained noted thing things way also among amid
    despite"""
)
"""Words too common to anchor an alignment."""


class Word(NamedTuple):
    """A word or figure: its offsets, its folded form without possessive, its stem."""

    start: int
    end: int
    low: str
    stem: str


@lru_cache(maxsize=4096)  # a sentence is compared with many others
def words_of(level: str) -> tuple[Word, ...]:
    """Return the words and figures of a levelled text in order."""
    found = []
    for match in _TOKEN.finditer(level):
        start, end = match.span()
        low, root = _forms(match.group())
        found.append(Word(start, end, low, root))
    return tuple(found)


@lru_cache(maxsize=32_768)
def _forms(raw: str) -> tuple[str, str]:
    low = bare(raw)
    return low, stem(low)


def bare(raw: str) -> str:
    """Return the word folded, without possessive ending and the dots of an abbreviation."""
    low = raw.lower() if raw.isascii() else fold(raw)
    low = low.removesuffix("'s")
    if "." in low and not low[0].isdigit():
        low = low.replace(".", "")
    return low


def stem(low: str) -> str:
    """Return a crude stem: equal for most inflections of one word, and for most of its spellings."""
    if len(low) < 4 or not low[0].isalpha():
        return low
    cut = low
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            cut = low[: -len(suffix)]
            break
    else:
        if low.endswith("s") and not low.endswith("ss"):
            cut = low[:-1]
    if len(cut) > 3 and cut[-1] == cut[-2] and cut is not low:
        cut = cut[:-1]
    if len(cut) > 3 and cut[-1] in "ey":
        cut = cut[:-1]
    return cut[:_LONGEST_STEM]


@lru_cache(maxsize=32_768)
def plain(low: str) -> str:
    """Return a folded word without diacritics, for comparing names."""
    low = low.replace("'", "")
    if low.isascii():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
