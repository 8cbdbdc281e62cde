"""The statements of a sentence: its clauses and runs of neighbouring clauses, long enough to be compared."""

from __future__ import annotations

import re

from dedup.normalise import shadow
from dedup.passages import Span

FEWEST_WORDS = 8
"""Shorter pieces ("the old harbour crane had been") are alike by their subject alone, whatever they state."""

FEWEST_PLAIN_WORDS = 4
SHORTEST_CLAUSE = 4
LONGEST_RUN = 3

_BOUNDARY = re.compile(
    r"[;:]\s+|\s+--?\s+|,\s+|\s+(?=(?:despite|amid|according to|although|because|while|whereas|which|who|that (?:has|had|have)|"
    r"after|since|citing|rather than|such as|so that|and (?:became?|has|have|had|is|was|are|were)|"
    r"\w{3,}ing (?:the|a|an|its|his|her|their|leader)|to (?=\w+ \w+))\b)",
    re.IGNORECASE,
)


def clauses(text: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return every run of one to three neighbouring clauses of at least FEWEST_WORDS words, within each sentence."""
    level = shadow(text)
    runs: list[Span] = []
    for sentence in sentences:
        parts = _parts(level, sentence)
        for first in range(len(parts)):
            for last in range(first, min(len(parts), first + LONGEST_RUN)):
                span = Span(parts[first].start, parts[last].end)
                if _states(level[span.start : span.end].split()):
                    runs.append(span)
    return tuple(runs)


def _states(words: list[str]) -> bool:
    """Return whether a run of words is long enough and no mere list of names ("Khan, Lopez and Oduya of Eastholm")."""
    return len(words) >= FEWEST_WORDS and sum(word[:1].islower() for word in words) >= FEWEST_PLAIN_WORDS


def _parts(level: str, sentence: Span) -> list[Span]:
    parts: list[Span] = []
    start = sentence.start
    for boundary in _BOUNDARY.finditer(level, sentence.start, sentence.end):
        before, after = level[start : boundary.start()], level[boundary.end() : sentence.end]
        if boundary.start() >= start and min(len(before.split()), len(after.split())) >= SHORTEST_CLAUSE:
            parts.append(Span(start, boundary.start()))
            start = boundary.end()
    parts.append(Span(start, sentence.end))
    return parts
