"""Whether one sentence can stand for another though nothing typed is missing: hedges, limits, denials, exchanged words.

Used for safe cuts only, where doubt means keep. Each word here changes what is stated without being a fact of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from dedup.likeness import Bag
from dedup.normalise import shadow
from dedup.passages import Span
from dedup.words import BEFORE_NOUN, REPORTING, Lexicon, Word, may_reach

NEARLY_WORD_FOR_WORD = 0.7
"""The share of words in common runs from which an exchanged word is a change and no rewording."""

SAME_SENSE = 0.6
"""Word cosine from which an exchanged word tells the same: announced/confirmed .54, injured/hurt .61."""

TELLING = 0.25
"""Words that tell less (said, people, year) may be exchanged."""

_LIMITS = {
    "tries": "considering considers considered consider attempted attempts attempting attempt tried tries trying",
    "claims": "claims claimed claim alleges alleged allegedly suspected suspects reportedly apparently",
    "could": "may might could perhaps possibly possible potential potentially",
    "some": "some several partly partially",
    "unanimous": "unanimous unanimously",
    "majority": "majority",
    "narrow": "narrow narrowly slim slender",
    "only": "only solely exclusively",
    "nearly": "almost nearly hardly barely scarcely",
    "if": "unless if",
    "fails": "failed fails fail refused refuses refuse refusing declined denied denies deny",
    "not": "not no never nobody none nor neither nothing without cannot",
}
_SIGN = re.compile(r"\s*([<>])\s?\d")  # "> 50 people"
_BOUNDS = re.compile(
    r"\b(?:no (?:more|less|fewer|later|earlier|longer) than|not only|no longer|if only|as \w+ as possible|some (?=\d))\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(
    r"\bup to (?:\W{0,2}\d|(?:a (?:third|quarter|half|dozen)|half|two|three|four|five|six|seven|eight|nine|ten)\b)"
)
"""A figure that is only the most there is: "gusts of up to 140 km/h"."""
_SWITCHED = re.compile(r"\b(?:switch|turn|toggl|power)\w*(?: \w+){0,3}? (on|off)\b")
_WORD = re.compile(r"[^\W_]+")
_SENSE = {word: sense for sense, words in _LIMITS.items() for word in words.split()}


def senses(text: str) -> frozenset[str]:
    """Return which of its words hedge, limit or deny: one name for those that do the same."""
    sign = _SIGN.match(text)
    found = {sign[1]} if sign else set()
    level = shadow(text)
    found |= {"up to"} if _UP_TO.search(level.casefold()) else set()
    found |= {f"switched {way}" for way in _SWITCHED.findall(level.casefold())}
    for word in _BOUNDS.sub(" ", level).replace("n't", " not").split():
        bare = word.strip(".,;:!?\"'()[]")
        if bare == "May":  # the month
            continue
        if sense := _SENSE.get(bare.casefold()):
            found.add(sense)
    return frozenset(found)


def firmer(text: str, other: str) -> list[Span]:
    """Return where the words stand by which a text hedges, limits or denies and the other does not."""
    missing = senses(text) - senses(other)
    if not missing:
        return []
    level = shadow(text)
    words = [match for match in _WORD.finditer(level) if _SENSE.get(match.group().casefold()) in missing]
    bounds = list(_UP_TO.finditer(level.casefold())) if "up to" in missing else []
    switches = [match for match in _SWITCHED.finditer(level.casefold()) if f"switched {match.group(1)}" in missing]
    spans = [Span(match.start(), match.end()) for match in (*words, *switches)]
    return sorted([*spans, *(Span(match.start(), match.start() + len("up to")) for match in bounds)])


def stands_for(witness: str, text: str, words: Sequence[Word], of: Sequence[Word], lexicon: Lexicon) -> bool:
    """Return whether a sentence of a witness states what `text` does: it hedges, limits and denies the same.

    `words` are those of the witness's sentence, `of` those of the text. Where the two are nearly word for word alike,
    no verb may be exchanged for one that tells something else.
    """
    return senses(witness) == senses(text) and not _exchanges(words, of, lexicon) and not swapped(words, of)


def swapped(one: Sequence[Word], other: Sequence[Word]) -> bool:
    """Return whether two things have changed places in texts that are else nearly word for word alike.

    "The red valve for hot water and the blue one for cold" has every word and every fact of its opposite. Two that stand
    side by side ("farmers and fishermen") are found as moved, not as exchanged.
    """
    left, right = [word.stem for word in one], [word.stem for word in other]
    exchanged = _replaced(left, right)
    return any(
        left[i:j] == right[o:p] and left[g:h] == right[k:m]
        for n, (i, j, k, m) in enumerate(exchanged)
        for g, h, o, p in exchanged[n + 1 :]
    )


def nearest(text: Bag, sentences: Sequence[Bag]) -> int:
    """Return the number of the sentence that has most of the text's information, the first of equals."""
    shares = [sum(w for stem, w in text.weights.items() if stem in sentence.weights) for sentence in sentences]
    return max(range(len(shares)), key=lambda n: (round(shares[n], 5), -n))


def _exchanges(one: Sequence[Word], other: Sequence[Word], lexicon: Lexicon) -> bool:
    left, right = [word.stem for word in one], [word.stem for word in other]
    for i, j, k, m in _replaced(left, right):
        ours, theirs = (_telling(run) for run in (one[i:j], other[k:m]))
        if not ours or not theirs or _moved(ours, theirs, left, right):
            continue
        if i and k and left[i - 1] in BEFORE_NOUN and right[k - 1] in BEFORE_NOUN:
            continue  # "the deal", "the agreement": how much a noun tells is weighed as residue
        if float(lexicon.alikeness(ours, theirs).max()) < SAME_SENSE:
            return True
    return False


def _replaced(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the runs of words that stand in each other's place in texts that are nearly word for word alike, else none."""
    if not may_reach(left, right, NEARLY_WORD_FOR_WORD):
        return []
    steps = SequenceMatcher(None, left, right, autojunk=False)
    if steps.ratio() < NEARLY_WORD_FOR_WORD:
        return []
    return [(i, j, k, m) for kind, i, j, k, m in steps.get_opcodes() if kind == "replace"]


def _telling(words: Sequence[Word]) -> list[str]:
    return [w.stem for w in words if w.weight >= TELLING and w.stem not in REPORTING and not w.stem[0].isdigit()]


def _moved(ours: Sequence[str], theirs: Sequence[str], left: Sequence[str], right: Sequence[str]) -> bool:
    """Return whether the words of a side stand elsewhere on the other: then they have changed places, not meaning."""
    return all(stem in right for stem in ours) or all(stem in left for stem in theirs)
