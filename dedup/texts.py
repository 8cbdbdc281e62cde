"""One of two articles that are compared: its passages, its sentences, and the vectors of those that words do not decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dedup.comparison import ComparedPassage
from dedup.errors import InputError
from dedup.ignore import Ignored, segmented
from dedup.likeness import Bag
from dedup.normalise import levelled
from dedup.pairs import Tools
from dedup.passages import COMPARED, LEFT_ALONE, Article, Role, Span
from dedup.settings import Settings
from dedup.stages.embed import embed
from dedup.units import Side, Unit, worth_encoding
from dedup.words import count


@dataclass(frozen=True)
class Text:
    """One of the two articles: its passages, its sentences, and in which passage and the how-many-eth each stands."""

    article: Article
    number: int
    passages: tuple[ComparedPassage, ...]
    heard: Mapping[int, str]
    units: tuple[Unit, ...]
    places: tuple[tuple[int, int], ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Return where the sentences stand in the article."""
        return tuple(unit.span for unit in self.units)

    def slice(self, span: Span) -> str:
        """Return the text of a span."""
        return self.article.text[span.start : span.end]

    def joined(self, spans: Iterable[Span]) -> str:
        """Return the text of several spans, a space between them."""
        return " ".join(map(self.slice, spans))

    def passage(self, unit: int) -> ComparedPassage:
        """Return the passage in which a sentence stands."""
        return self.by_id(self.places[unit][0])

    def by_id(self, passage: int) -> ComparedPassage:
        """Return the passage of an id."""
        return self.passages[passage - self.passages[0].id]

    def units_of(self, passage: int) -> tuple[Unit, ...]:
        """Return the sentences of a passage."""
        return self._by_passage[passage]

    @cached_property
    def _by_passage(self) -> dict[int, tuple[Unit, ...]]:
        found: dict[int, list[Unit]] = {}
        for unit, (passage, _) in zip(self.units, self.places, strict=True):
            found.setdefault(passage, []).append(unit)
        return {passage: tuple(units) for passage, units in found.items()}


def text_of(article: Article, number: int, first: int, tools: Tools, settings: Settings) -> Text:
    """Return an article cut into passages, ids from `first` on, and into sentences that cross no passage."""
    if (words := count(article.text)) > settings.most_words:
        raise InputError(
            f"the {('original', 'repost')[number]} has {words:,} words, more than the {settings.most_words:,} that are "
            "compared at once; split it, or raise --max-words"
        )
    cut = segmented(article, settings).passages
    passages = tuple(
        ComparedPassage(first + p.id, p.start, p.end, p.line, p.role, p.flags, p.text, article=number) for p in cut
    )
    ignored = Ignored.of(settings.ignore_phrases)
    heard = {p.id: ignored.blanked(p.text) for p in passages if not LEFT_ALONE.intersection(p.flags)}
    units: list[Unit] = []
    places: list[tuple[int, int]] = []
    for passage in passages:
        if passage.id not in heard:
            continue
        whole = levelled(heard[passage.id])
        for n, span in enumerate(tools.split(heard[passage.id])):
            units.append(_unit(passage, heard[passage.id], whole, span, tools))
            places.append((passage.id, n))
    return Text(article, number, passages, heard, tuple(units), tuple(places))


def _unit(passage: ComparedPassage, text: str, whole: str, span: Span, tools: Tools) -> Unit:
    said = text[span.start : span.end]
    mark = "\0" if passage.role is Role.BOILERPLATE else ""  # boilerplate equals boilerplate only
    return Unit(
        Span(passage.start + span.start, passage.start + span.end),
        said,
        mark + levelled(said),
        Bag(tools.basis.lexicon.words(said)),
        seeds=passage.role in COMPARED,
        passage=mark + whole,
    )


def encoded(a: Text, b: Text, tools: Tools, settings: Settings) -> tuple[Side, Side, tuple[str, ...]]:
    """Return the sentences of both with vectors: of all that are not equal, or of as many as words speak for."""
    worth_a, worth_b, left_out = worth_encoding(a.units, b.units, settings)
    chosen = [(text, sorted(worth)) for text, worth in ((a, worth_a), (b, worth_b))]
    vectors = embed({text.units[n].text for text, worth in chosen for n in worth}, tools.encoder)
    left, right = (
        Side(
            text.units,
            np.stack([vectors[text.units[n].text] for n in worth]) if worth else np.zeros((0, 1), np.float32),
            {n: row for row, n in enumerate(worth)},
        )
        for text, worth in chosen
    )
    note = (
        f"{left_out:,} of {len(a.units) + len(b.units):,} sentences were compared by their words alone: more than "
        f"{settings.most_encoded:,} would have to be compared by meaning (most_encoded)"
    )
    return left, right, (note,) if left_out else ()
