"""Quotations that are clearly the same one, altered by a word."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import pairwise

from dedup.facts.model import Clash, Fact
from dedup.facts.slots import Slots
from dedup.facts.units import SMALL, TENS
from dedup.passages import FactKind

_SAME = 0.8
_FEWEST = 5
_MOST_ALTERED = 2
_LONGEST = 400

_COUNTED = SMALL | TENS
_IRREGULAR = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}
_JOINED = {"n't": "not", "'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_BEFORE_IS = frozenset("it that there he she what who here where".split())
"""After these a possessive ending, which words are kept without, is "is" or "has"."""


def quote_clashes(slots: Slots) -> list[Clash]:
    """Return the quotations of both sides that agree in nearly all their words and not in all."""
    mine = [f for f in slots.a.facts if f.kind is FactKind.QUOTE]
    theirs = [g for g in slots.b.facts if g.kind is FactKind.QUOTE]
    return [Clash(FactKind.QUOTE, f, g) for f in mine for g in theirs if altered(f, g)]


def altered(f: Fact, g: Fact) -> bool:
    """Return whether one quotation is the other with at most two words replaced, dropped or put in between.

    What is missing at the beginning or the end was left out, which is no alteration.
    """
    one, other = _as_said(f.value), _as_said(g.value)
    if not _FEWEST <= min(len(one), len(other)) <= max(len(one), len(other)) <= _LONGEST:
        return False
    if "".join(one) == "".join(other):
        return False
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    same = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    if same < _SAME * min(len(one), len(other)):
        return False
    inner = [step for step in steps if not _at_edge(step, len(one), len(other))]
    changed = sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in inner if tag != "equal")
    return 0 < changed <= _MOST_ALTERED


def _as_said(words: Iterable[str]) -> list[str]:
    """Return words as one hears them: figures in digits, contractions written out. A house style alters no quotation."""
    found: list[str] = []
    said = [part for word in words for part in (word.split("-") if word.partition("-")[0] in TENS else [word])]
    for before, word in pairwise(["", *said]):
        ending = next((end for end in _JOINED if word.endswith(end)), "")
        if before in TENS and SMALL.get(word, 10) < 10:
            found[-1] = str(TENS[before] + SMALL[word])
        elif word in _COUNTED:
            found.append(str(_COUNTED[word]))
        elif word in _IRREGULAR or ending:
            found += _IRREGULAR.get(word) or (word.removesuffix(ending), _JOINED[ending])
        elif not (word in {"is", "has"} and found and found[-1] in _BEFORE_IS):
            found.append(word)
    return found


def _at_edge(step: tuple[str, int, int, int, int], one: int, other: int) -> bool:
    tag, i1, i2, j1, j2 = step
    if tag == "equal":
        return False
    begins, ends = i1 == 0 and j1 == 0, i2 == one and j2 == other
    return (begins or ends) and tag != "replace"
