"""From an article to what the record stores of it: passages with their keys, words and vectors. Nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.archive.days import day_of
from dedup.archive.shingles import key_of, storable, words_of
from dedup.archive.vectors import packed
from dedup.ignore import segmented
from dedup.passages import Article
from dedup.settings import Settings
from dedup.stages.embed import as_encoded
from dedup.words import count


class Encodes(Protocol):
    """What turns texts into vectors, one row of unit length a text."""

    def encode(self, texts: Sequence[str], /) -> NDArray[np.float32]:
        """Return (len(texts), dim) rows in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A passage to be stored. `terms` are its words as they are compared, `vector` is None where it has too few of them."""

    start: int
    end: int
    line: int
    role: str
    flags: str
    text: str
    key: int
    words: int
    terms: tuple[str, ...]
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article to be stored."""

    name: str
    sha256: str
    title: str
    path: str
    source: str
    date: str
    day: str | None
    language: str
    words: int
    passages: tuple[Part, ...]


def name_of(article: Article) -> str:
    """Return what an article is known by: its own id, else its path, else the beginning of its checksum."""
    path = "" if article.path == "-" else article.path
    return storable(article.id or path or article.sha256[:12])


def prepared(article: Article, settings: Settings, *, known: Article | None = None) -> Prepared:
    """Return an article cut into passages, as yet without vectors. Of a `known` one only what is said of it is wanted."""
    level = replace(article, text=storable(article.text))
    passages = []
    for passage in segmented(level, settings).passages:
        words = tuple(words_of(passage.text))
        flags = " ".join(passage.flags)
        part = (passage.start, passage.end, passage.line, str(passage.role), flags, passage.text)
        passages.append(Part(*part, key_of(passage.text), len(words), words))
    return Prepared(
        name=name_of(known or article),
        sha256=(known or article).sha256,
        title=storable(article.title),
        path=storable(article.path),
        source=storable(article.source.strip()),
        date=storable(article.date),
        day=day_of(article.date),
        language=article.language,
        words=count(article.text),
        passages=tuple(passages),
    )


def with_vectors(
    articles: Sequence[Prepared], encoder: Encodes, known: Collection[int], settings: Settings
) -> list[Prepared]:
    """Return the articles with the vectors of the passages that the archive does not know, all encoded together."""
    wanted = {
        part.key: part.text
        for article in articles
        for part in article.passages
        if part.key not in known and part.words >= settings.archive_words
    }
    keys = sorted(wanted)
    blobs = dict(zip(keys, encoded([wanted[key] for key in keys], encoder), strict=True))
    return [
        replace(one, passages=tuple(replace(part, vector=blobs.get(part.key)) for part in one.passages))
        for one in articles
    ]


def encoded(texts: Sequence[str], encoder: Encodes) -> list[bytes]:
    """Return the vectors of texts as they are stored."""
    return packed(encoder.encode([as_encoded(text) for text in texts])) if texts else []
