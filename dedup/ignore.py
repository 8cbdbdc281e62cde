"""Phrases that a user lists: those that are no evidence, and those that are boilerplate wherever they stand.

What is no evidence: bylines, stock sentences, house formulas. Their words are not compared.

A phrase is met where its words stand in a row, whatever the case, typography and punctuation between them. A passage
of which too few words are left is left alone. Nothing is cut more readily for it: what a cut would lose is looked for
in the whole text, phrases included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from dedup.normalise import fold, same_text, shadow
from dedup.passages import Article, Flag, Passage, Relation, Span, Verdict
from dedup.settings import Settings
from dedup.stages.segment import Segmentation, segment
from dedup.words import spans

BUT_FOR = "the same but for phrases that are ignored"


@dataclass(frozen=True)
class Ignored:
    """Phrases by their first word, each with its words as they are compared."""

    by_first: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]

    @classmethod
    def of(cls, phrases: Iterable[str]) -> Self:
        """Return the phrases ready to be looked for, the longest first; one without a word is never met."""
        by_first: defaultdict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for phrase in phrases:
            words = tuple(word for word, _ in _words(phrase))
            if words:
                by_first[words[0]].append((phrase, words))
        for known in by_first.values():
            known.sort(key=lambda one: (-len(one[1]), one[0]))
        return cls(dict(by_first))

    def met(self, text: str) -> Iterator[tuple[str, Span]]:
        """Yield the phrases that stand in a text and where, the longest at each place; none overlap."""
        if not self.by_first:
            return
        words = list(_words(text))
        at = 0
        while at < len(words):
            found = next(
                (
                    (phrase, len(wanted))
                    for phrase, wanted in self.by_first.get(words[at][0], ())
                    if tuple(word for word, _ in words[at : at + len(wanted)]) == wanted
                ),
                None,
            )
            if found:
                phrase, length = found
                yield phrase, Span(words[at][1].start, words[at + length - 1][1].end)
                at += length
            else:
                at += 1

    def all_of(self, text: str) -> bool:
        """Return whether a text is made of the phrases alone."""
        rest = self.blanked(text)
        return rest != text and not spans(shadow(rest))

    def blanked(self, text: str) -> str:
        """Return the text with spaces where the phrases stand: every offset stays."""
        parts, at = [], 0
        for _, span in self.met(text):
            parts += [text[at : span.start], " " * (span.end - span.start)]
            at = span.end
        return "".join([*parts, text[at:]])


def segmented(article: Article, settings: Settings) -> Segmentation:
    """Return the passages of an article; those made of boilerplate phrases have that role, ignored ones their flag."""
    boilerplate = Ignored.of(settings.boilerplate_phrases) if settings.boilerplate_phrases else None
    known = boilerplate.all_of if boilerplate and boilerplate.by_first else None
    found = segment(article, paragraphs=settings.paragraphs, known=known)
    return replace(found, passages=with_ignored(found.passages, settings)) if settings.ignore_phrases else found


def with_ignored(passages: Sequence[Passage], settings: Settings) -> tuple[Passage, ...]:
    """Return the passages; one that holds phrases and fewer than `min_words` other words has the flag IGNORED."""
    ignored = Ignored.of(settings.ignore_phrases)
    least = max(1, settings.min_words)
    found = []
    for passage in passages:
        rest = ignored.blanked(passage.text)
        alone = rest != passage.text and len(spans(shadow(rest))) < least
        found.append(replace(passage, flags=(*passage.flags, Flag.IGNORED)) if alone else passage)
    return tuple(found)


def but_for_phrases(verdict: Verdict, a: str, b: str) -> Verdict:
    """Return the verdict on what is left of two texts as one on the texts: only whole texts are identical."""
    if verdict.relation is not Relation.IDENTICAL or same_text(a, b):
        return verdict
    return replace(verdict, relation=Relation.NEAR_DUPLICATE, notes=(*verdict.notes, BUT_FOR))


def phrases_of(text: str) -> tuple[str, ...]:
    """Return the phrases of a list, one a line; blank lines and lines that begin with # are none."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def never_met(phrases: Sequence[str], passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return the phrases that stand in none of the passages, in their order."""
    ignored = Ignored.of(phrases)
    met = {phrase for passage in passages for phrase, _ in ignored.met(passage.text)}
    return tuple(phrase for phrase in phrases if phrase not in met)


def _words(text: str) -> Iterator[tuple[str, Span]]:
    level = shadow(text)
    for start, end in spans(level):
        yield fold(level[start:end]), Span(start, end)
