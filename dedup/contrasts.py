"""Words that exclude each other: what turns "may close" into "will close" while every other word stays the same.

Only sentences that are nearly word for word alike are looked at; in a rewording such words have too many neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from dedup.normalise import fold, shadow
from dedup.passages import Span
from dedup.words import may_reach, spans

ALIKE = 0.75
"""The share of words in common runs from which two sentences count as nearly word for word alike."""

LONGEST = 3
"""A replaced run of more words is a rewording, not an exchange of words."""

# One set a line; a member holds the words that say the same. Two members of a set cannot both hold.
_SETS: tuple[tuple[str, ...], ...] = (
    ("may might could can", "will shall", "must"),
    ("should", "must has have"),
    ("considering considers considered plans planned planning intends wants proposes proposed",
     "has have banned cancelled adopted introduced built closed opened ordered"),
    ("suspected accused charged", "convicted guilty sentenced", "acquitted cleared innocent"),
    ("allegedly reportedly claims claimed claim said", "admitted admits confirm confirmed confirms proved"),
    ("will", "has have had did was were"),
    ("likely", "unlikely"), ("probable", "improbable"), ("possible", "impossible"), ("legal", "illegal"),
    ("all every everyone each", "some several", "most many", "few", "none no"),
    ("dozens scores", "hundreds", "thousands", "millions", "billions"),
    ("doubled doubles double twice", "tripled trebled triple treble", "quadrupled", "halved half"),
    ("this current", "next coming following", "last past previous"),
    ("for", "against"), ("with", "without"), ("inside", "outside"), ("before", "after"), ("above", "below"),
    ("more faster quicker", "less slower slowly"), ("largest biggest", "smallest"), ("best", "worst"),
    ("first", "second", "third", "last"),
    ("arrested detained jailed", "released freed"), ("praised welcomed lauded", "criticised criticized condemned"),
    ("begun began begin starts started start", "ceased ended stopped finished cease stop end"),
    ("accepted approved accepts approves backed", "rejected refused rejects turned vetoed"),
    ("allow allows allowed permit permits permitted", "force forces forced oblige require requires",
     "ban bans banned forbid forbids prohibit prohibits prohibited"),
    ("bought buys acquired", "sold sells"), ("hired hires", "fired fires sacked dismissed"),
    ("includes included including include", "excludes excluded excluding exclude"),
    ("imports import imported importing", "exports export exported exporting"), ("profit profits", "loss losses"),
    ("wins won win", "loses lost lose"), ("buyer buyers", "seller sellers"), ("minimum", "maximum"),
    ("guilty", "innocent"), ("public", "private"), ("open opened opens", "closed shut closes"),
    ("north northern", "south southern", "east eastern", "west western"),
    ("father", "uncle", "brother", "son", "grandfather"), ("mother", "aunt", "sister", "daughter", "grandmother"),
    ("health", "defence defense", "finance", "education", "justice", "interior", "transport", "agriculture", "labour labor"),
    ("morning", "afternoon", "evening", "night"), ("spring", "summer", "autumn fall", "winter"),
    ("boys", "girls"), ("men man", "women woman"), ("husband", "wife"),
)  # fmt: skip

_WEAKENS = frozenset("hardly barely scarcely nearly almost allegedly partly".split())
_CONDITIONS = frozenset(["if", "unless"])
_MUST = re.compile(r"\b(?:will |would |shall )?(?:have|has|had) to\b")
_PHRASES = ("is suspected of", "is accused of", "claims that", "plans to", "wants to", "is considering")


class Contrast(NamedTuple):
    """Two runs of words that cannot both hold, as ranges of the two sentences; one range may be empty."""

    a: Span
    b: Span


def contrast(a: str, b: str) -> Contrast | None:
    """Return the first words of a and b that exclude each other, where the rest is nearly word for word alike."""
    ours, theirs = _words(a), _words(b)
    left, right = [word for word, _ in ours], [word for word, _ in theirs]
    if not left or not right or not may_reach(left, right, ALIKE):
        return None
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < ALIKE:
        return None
    for kind, i, j, k, m in matcher.get_opcodes():
        added = left[i:j] or right[k:m] if kind in ("insert", "delete") else []
        if added and added[0] in _CONDITIONS:
            return Contrast(_range(ours, i, j), _range(theirs, k, m))
        if kind == "equal" or max(j - i, m - k) > LONGEST:
            continue
        if _excludes(left[i:j], right[k:m]):
            return Contrast(_range(ours, i, j), _range(theirs, k, m))
    return None


def _excludes(one: Sequence[str], other: Sequence[str]) -> bool:
    one, other = (_MUST.sub("must", " ".join(run)).split() for run in (one, other))
    if bool({*one} & _WEAKENS) != bool({*other} & _WEAKENS) and not any(word.isdigit() for word in (*one, *other)):
        return True
    if any((phrase in " ".join(one)) != (phrase in " ".join(other)) for phrase in _PHRASES):
        return True
    for members in _SETS:
        mine = {n for n, member in enumerate(members) for word in one if word in member.split()}
        yours = {n for n, member in enumerate(members) for word in other if word in member.split()}
        if mine and yours and not mine & yours:
            return True
    return False


@lru_cache(maxsize=32_768)
def _folded(word: str) -> str:
    return fold(word)


@lru_cache(maxsize=1024)  # a sentence is compared with several others
def _words(text: str) -> tuple[tuple[str, Span], ...]:
    level = shadow(text)
    return tuple([(_folded(level[start:end]), Span(start, end)) for start, end in spans(level)])


def _range(words: Sequence[tuple[str, Span]], start: int, end: int) -> Span:
    if start < end:
        return Span(words[start][1].start, words[end - 1][1].end)
    at = words[min(start, len(words) - 1)][1].start
    return Span(at, at)
