"""The data of `dedup archive report`: what an archive tells more than once, by source and month. Frozen as all of `passages`."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.passages import Record


@dataclass(frozen=True, slots=True)
class Part(Record):
    """A source or a month: its articles, its words, and how many of them were told before."""

    name: str
    articles: int
    words: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Repeated(Record):
    """A passage of several articles: who had it first, when it was told (days, oldest first), and by how many sources."""

    text: str
    words: int
    articles: int
    sources: int
    first_article: str
    first_source: str
    days: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed(Record):
    """A passage that two versions of an article tell differently: a fact of the one cannot hold beside the other's."""

    article: str
    version: int
    before: str
    after: str
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview(Record):
    """An archive at a glance. Repeats are word for word, but for typography and case; boilerplate is left aside."""

    name: str
    articles: int
    passages: int
    words: int
    repeated: int
    sources: tuple[Part, ...]
    months: tuple[Part, ...]
    passages_repeated: tuple[Repeated, ...]
    changed: tuple[Changed, ...]
    notes: tuple[str, ...] = ()
